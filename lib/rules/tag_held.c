#include <stdlib.h>

#include "mbr/value.h"
#include "tag_job.h"

void mbr_tag_list_free(struct tag_list *list)
{
    free(list->at);
    free(list->of_rule);
    mbr_buf_free(&list->names);
}

static int within(const struct tag_held *held, struct mbr_err *err)
{
    char field[80];
    struct mbr_err shown;
    mbr_err_value(&shown, NULL, "tags", held->name);
    memcpy(field, shown.text, sizeof field);
    field[sizeof field - 1] = '\0';
    return mbr_err_within(err, field);
}

int mbr_tag_held_read(struct tag_held *held, struct mbr_err *err)
{
    struct mbr_json_walk walk = mbr_json_walk(&held->value);
    struct mbr_json_pair pair;
    int failed = 0;
    held->weight = (struct mbr_json){0};
    held->since = held->until = MBR_DAY_NONE;
    if (held->value.kind != MBR_JSON_OBJECT) {
        mbr_err_json(err, NULL, "not an object, as {\"weight\":1}", held->value.raw);
        return within(held, err);
    }
    while (!failed && mbr_json_next_pair(&walk, &pair)) {
        if (mbr_span_is(pair.key, "\"weight\""))
            held->weight = pair.value;
        else if (mbr_span_is(pair.key, "\"since\""))
            failed = mbr_value_day(&pair.value, "since", &held->since, err);
        else if (mbr_span_is(pair.key, "\"until\""))
            failed = mbr_value_day(&pair.value, "until", &held->until, err);
    }
    if (!failed && held->weight.kind != MBR_JSON_ABSENT && held->weight.kind != MBR_JSON_NUMBER)
        failed = mbr_err_json(err, "weight", "not a number", held->weight.raw);
    return failed ? within(held, err) : 0;
}

/* A name with escapes goes where there is room for all that the record can have. */
static int read_name(struct tag_list *list, struct mbr_span key, const struct mbr_json *tags,
                     struct mbr_span *name, struct mbr_err *err)
{
    *name = (struct mbr_span){key.p + 1, key.n - 2};
    if (!memchr(key.p, '\\', key.n))
        return 0;
    if (list->names.n == 0)
        mbr_buf_room(&list->names, tags->raw.n);
    struct mbr_buf scratch = {0};
    int failed = mbr_json_key_text(key, &scratch, name);
    if (!failed) {
        char *to = mbr_buf_room(&list->names, name->n);
        mbr_put_span(&list->names, *name);
        name->p = to;
    }
    mbr_buf_free(&scratch);
    return failed ? mbr_err_json(err, "tags", "not a name", key) : 0;
}

int mbr_tag_list_read(struct tag_list *list, const struct tag_rules *rules,
                      const struct mbr_json *tags, struct mbr_err *err)
{
    struct mbr_json_walk walk = mbr_json_walk(tags);
    struct mbr_json_pair pair;
    if (!list->of_rule)
        list->of_rule = mbr_calloc(rules->count, sizeof *list->of_rule);
    for (size_t i = 0; i < list->count; i++)
        if (list->at[i].rule != MBR_MAP_NONE)
            list->of_rule[list->at[i].rule] = 0;
    list->count = list->names.n = 0;
    if (tags->kind != MBR_JSON_ABSENT && tags->kind != MBR_JSON_OBJECT)
        return mbr_err_json(err, "tags", "not an object", tags->raw);
    while (mbr_json_next_pair(&walk, &pair)) {
        struct tag_held held = {.value = pair.value};
        if (read_name(list, pair.key, tags, &held.name, err) < 0)
            return -1;
        held.rule = mbr_map_find(&rules->names, held.name);
        if (mbr_tag_held_read(&held, err) < 0)
            return -1;
        if (held.rule != MBR_MAP_NONE && list->of_rule[held.rule])
            return mbr_err_value(err, "tags", "twice", held.name);
        list->at = mbr_grow(list->at, &list->cap, list->count + 1, sizeof *list->at);
        list->at[list->count++] = held;
        if (held.rule != MBR_MAP_NONE)
            list->of_rule[held.rule] = (uint32_t)list->count;
    }
    return 0;
}
