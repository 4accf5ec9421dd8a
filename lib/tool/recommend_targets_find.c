/* What audiences are asked for, found among the items. */

#include <stdlib.h>

#include "recommend_audience.h"

#include "mbr/assign.h"
#include "mbr/mem.h"
#include "mbr/near.h"
#include "mbr/text.h"

#define TOLD 10         /* unknown names */
#define LEAST_LETTERS 3 /* any name is near a shorter one */

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

/* All that a target's name may have been meant to be, NULL-terminated; copies. */
static char **list_known(const char *field, const struct recommend_facts *facts)
{
    const struct mbr_map *values = field[0] == 'b' ? &facts->brands : &facts->categories;
    uint32_t count = field[0] == 'i' ? facts->count : values->count;
    char **known = mbr_calloc(count + (size_t)1, sizeof *known);
    for (uint32_t i = 0; i < count; i++) {
        struct mbr_span name =
            field[0] == 'i' ? recommend_item_id(facts, i) : mbr_map_key(values, i);
        known[i] = mbr_memdup(name.p, name.n);
    }
    return known;
}

/* Names all that nobody knows, as far as there is room. */
static int refuse(const struct recommend_audience *audience, const struct recommend *job,
                  size_t unknown, struct mbr_err *err)
{
    const struct mbr_recommend_options *o = job->options;
    const char *path = o->capacity ? o->capacity : o->for_items;
    char **known = list_known(audience->field, &audience->choice->facts);
    struct mbr_buf text = {0};
    size_t told = 0;
    mbr_put_format(&text, "%s%s%s: %s: ", path ? path : "", path ? ": " : "", audience->field,
                   audience->choice->has_items ? "neither bought nor in the catalogue"
                                               : "not bought, and there is no catalogue");
    for (size_t i = 0; i < audience->targets && told < TOLD; i++) {
        const struct recommend_target *target = &audience->target[i];
        if (target->items)
            continue;
        const char *meant = NULL;
        if (strlen(target->name) >= LEAST_LETTERS)
            meant = mbr_near(target->name, (const char *const *)known);
        mbr_put_text(&text, told++ ? ", \"" : "\"");
        mbr_put_visible(&text, mbr_span(target->name));
        mbr_put_char(&text, '"');
        if (meant)
            mbr_put_format(&text, " (did you mean \"%s\"?)", meant);
    }
    if (unknown > told)
        mbr_put_format(&text, " and %zu more", unknown - told);
    mbr_err_set(err, "%.*s", (int)text.n, text.p);
    for (char **name = known; *name; name++)
        free(*name);
    free(known);
    mbr_buf_free(&text);
    return -1;
}

int recommend_targets_find(struct recommend_audience *audience, struct recommend *job,
                           struct mbr_err *err)
{
    const struct recommend_facts *facts = &audience->choice->facts;
    const struct recommend_reach *reach = &job->model.reach;
    if (audience->has_capacity && !reach->p_repeat.points && !reach->p_new.points)
        return mbr_err_set(err, "--capacity: p is not known, so offers cannot be weighed against "
                                "each other; --for-items ranks members by score");
    audience->place = mbr_alloc((facts->sold->count + (size_t)1) * sizeof *audience->place);
    size_t unknown = 0;
    for (uint32_t i = 0; i < facts->sold->count; i++)
        audience->place[i] = RECOMMEND_NONE;
    for (size_t i = 0; i < audience->targets; i++) {
        struct recommend_target *target = &audience->target[i];
        find_items(target, audience->field, facts);
        unknown += target->items == 0;
        for (size_t j = 0; j < target->items; j++)
            ask_for(audience, target->item[j]);
    }
    if (unknown)
        return refuse(audience, job, unknown, err);
    set_keeps(audience, job->options);
    return 0;
}
