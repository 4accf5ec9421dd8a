#include <stdlib.h>

#include "recommend_audience.h"

#include "mbr/assign.h"
#include "mbr/doc.h"

static struct recommend_target *add_target(struct recommend_audience *audience, const char *name)
{
    audience->target = mbr_grow(audience->target, &audience->target_cap, audience->targets + 1,
                                sizeof *audience->target);
    struct recommend_target *target = &audience->target[audience->targets++];
    *target = (struct recommend_target){.name = mbr_strdup(name)};
    return target;
}

static int read_names(struct recommend_audience *audience, const json_t *list, const char *path,
                      struct mbr_err *err)
{
    if (!json_is_array(list))
        return mbr_err_set(err, "%s: items: not a list of ids", path);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *name = json_string_value(json_array_get(list, i));
        if (!name || !*name)
            return mbr_err_set(err, "%s: items: entry %zu is no id", path, i + 1);
        for (size_t j = 0; j < audience->targets; j++)
            if (strcmp(audience->target[j].name, name) == 0)
                return mbr_err_value(err, path, "items: twice", mbr_span(name));
        add_target(audience, name);
    }
    return 0;
}

static int read_capacities(struct recommend_audience *audience, const json_t *object,
                           const char *path, struct mbr_err *err)
{
    const char *name;
    json_t *value;
    if (!json_is_object(object))
        return mbr_err_set(err, "%s: items: not an object of numbers", path);
    json_object_foreach((json_t *)(uintptr_t)object, name, value)
    {
        if (!json_is_integer(value) || json_integer_value(value) < 0 ||
            json_integer_value(value) > INT32_MAX)
            return mbr_err_value(err, path, "items: not a number of pieces, 0 or more, of",
                                 mbr_span(name));
        if (json_integer_value(value) > 0)
            add_target(audience, name)->capacity = (uint32_t)json_integer_value(value);
    }
    return 0;
}

static int read_doc(struct recommend_audience *audience, const char *path, struct mbr_err *err)
{
    static const char *const keys[] = {"version", "items", NULL};
    json_t *doc = mbr_doc_load(path, err);
    if (!doc)
        return -1;
    const json_t *items = json_object_get(doc, "items");
    int failed = mbr_doc_check(doc, path, NULL, 1, err) < 0 ||
                 mbr_doc_keys(doc, path, keys, err) < 0 ||
                 (audience->has_capacity ? read_capacities(audience, items, path, err)
                                         : read_names(audience, items, path, err)) < 0;
    json_decref(doc);
    return failed ? -1 : 0;
}

int recommend_targets_read(struct recommend_audience *audience, struct recommend *job)
{
    const struct mbr_recommend_options *o = job->options;
    int given = (o->for_item != NULL) + (o->for_category != NULL) + (o->for_brand != NULL) +
                (o->for_items != NULL) + (o->capacity != NULL);
    if (given > 1)
        return mbr_misuse(job->run, "only one of --for-item, --for-category, --for-brand, "
                                    "--for-items and --capacity");
    audience->field = o->for_category ? "category" : o->for_brand ? "brand" : "item";
    audience->has_capacity = o->capacity != NULL;
    if (o->for_items || o->capacity) {
        job->run->located = true;
        return read_doc(audience, o->capacity ? o->capacity : o->for_items, &job->run->err);
    }
    add_target(audience, o->for_item       ? o->for_item
                         : o->for_category ? o->for_category
                                           : o->for_brand);
    return 0;
}

static void add_item(struct recommend_target *target, uint32_t item)
{
    target->item = mbr_realloc(target->item, (target->items + 1) * sizeof *target->item);
    target->item[target->items++] = item;
}

/* What nobody has bought speaks only for itself: of a category that is sold, what is sold speaks.
 */
static void prefer_sold(struct recommend_target *target, uint32_t sold)
{
    size_t count = 0;
    for (size_t i = 0; i < target->items; i++)
        if (target->item[i] < sold)
            target->item[count++] = target->item[i];
    if (count)
        target->items = count;
}

static void find_items(struct recommend_target *target, const char *field,
                       const struct recommend_facts *facts)
{
    struct mbr_span name = mbr_span(target->name);
    if (field[0] == 'i') {
        uint32_t item = recommend_item_find(facts, name);
        if (item != RECOMMEND_NONE)
            add_item(target, item);
        return;
    }
    bool by_brand = field[0] == 'b';
    uint32_t value = mbr_map_find(by_brand ? &facts->brands : &facts->categories, name);
    for (uint32_t i = 0; value != MBR_MAP_NONE && i < facts->count; i++) {
        const struct recommend_fact *fact = &facts->of[i];
        if ((by_brand ? fact->brand : fact->category) == value)
            add_item(target, i);
    }
    prefer_sold(target, facts->sold->count);
}

/* What has no score of its own has those of its twins. */
static void ask_for(struct recommend_audience *audience, uint32_t item)
{
    const struct recommend_choice *choice = audience->choice;
    uint32_t sold = choice->facts.sold->count;
    if (item >= sold) {
        for (size_t i = 0; i < choice->twins.count[item - sold]; i++)
            ask_for(audience, choice->twins.twin[(item - sold) * (size_t)RECOMMEND_TWINS + i]);
        return;
    }
    if (audience->place[item] != RECOMMEND_NONE)
        return;
    audience->place[item] = (uint32_t)audience->askeds;
    audience->asked = mbr_grow(audience->asked, &audience->asked_cap, audience->askeds + 1,
                               sizeof *audience->asked);
    audience->asked[audience->askeds++] = item;
}

/* How many of a target's members have to be kept. */
static void set_keeps(struct recommend_audience *audience, const struct mbr_recommend_options *o)
{
    uint32_t *capacity = mbr_calloc(audience->targets + 1, sizeof *capacity);
    const struct mbr_assign_task task = {
        .items = (uint32_t)audience->targets, .capacity = capacity, .most = (uint32_t)o->offers};
    for (size_t i = 0; i < audience->targets; i++)
        capacity[i] = audience->target[i].capacity;
    for (size_t i = 0; i < audience->targets; i++)
        audience->target[i].keep =
            audience->has_capacity ? mbr_assign_enough(&task, (uint32_t)i) : (size_t)o->top;
    free(capacity);
}

int recommend_targets_find(struct recommend_audience *audience, struct recommend *job,
                           struct mbr_err *err)
{
    const struct recommend_facts *facts = &audience->choice->facts;
    audience->place = mbr_alloc((facts->sold->count + (size_t)1) * sizeof *audience->place);
    for (uint32_t i = 0; i < facts->sold->count; i++)
        audience->place[i] = RECOMMEND_NONE;
    for (size_t i = 0; i < audience->targets; i++) {
        struct recommend_target *target = &audience->target[i];
        find_items(target, audience->field, facts);
        if (target->items == 0) {
            return mbr_err_value(err, audience->field, "neither bought nor in the catalogue",
                                 mbr_span(target->name));
        }
        for (size_t j = 0; j < target->items; j++)
            ask_for(audience, target->item[j]);
    }
    set_keeps(audience, job->options);
    return 0;
}
