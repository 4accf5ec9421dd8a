#include <stdlib.h>

#include "mbr/value.h"
#include "tag_held.h"

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

/* What a tag has of ours. */
enum { WEIGHT, SINCE, UNTIL, OURS };
static const char *const ours[OURS] = {"weight", "since", "until"};

bool mbr_tag_key_is(struct mbr_span key, struct mbr_span name)
{
    struct mbr_buf scratch = {0};
    struct mbr_span text = {key.p + 1, key.n - 2};
    if (!memchr(key.p, '\\', key.n))
        return mbr_span_equal(text, name);
    bool is = mbr_json_key_text(key, &scratch, &text) == 0 && mbr_span_equal(text, name);
    mbr_buf_free(&scratch);
    return is;
}

/* Which of ours a key is; OURS for none. */
static int find_ours(struct mbr_span key)
{
    int which = 0;
    while (which < OURS && !mbr_tag_key_is(key, mbr_span(ours[which])))
        which++;
    return which;
}

/* Days and weight, if they are there and sound. */
static int read_held(struct tag_held *held, bool by_hand, struct mbr_err *err)
{
    struct mbr_json_walk walk = mbr_json_walk(&held->value);
    struct mbr_json_pair pair;
    struct mbr_json field[OURS] = {0};
    held->since = held->until = MBR_DAY_NONE;
    held->off = by_hand && held->value.kind == MBR_JSON_NULL;
    if (held->off)
        return 0;
    if (held->value.kind != MBR_JSON_OBJECT) {
        mbr_err_json(err, NULL, "not an object, as {\"weight\":1}", held->value.raw);
        return within(held, err);
    }
    while (mbr_json_next_pair(&walk, &pair)) {
        int which = find_ours(pair.key);
        if (which == OURS)
            continue;
        if (field[which].kind != MBR_JSON_ABSENT) {
            mbr_err_set(err, "%s: stands twice", ours[which]);
            return within(held, err);
        }
        field[which] = pair.value;
    }
    held->weight = field[WEIGHT];
    int failed = mbr_value_day(&field[SINCE], ours[SINCE], &held->since, err) < 0 ||
                 mbr_value_day(&field[UNTIL], ours[UNTIL], &held->until, err) < 0;
    if (!failed && held->weight.kind != MBR_JSON_ABSENT && held->weight.kind != MBR_JSON_NUMBER)
        failed = mbr_err_json(err, ours[WEIGHT], "not a number", held->weight.raw);
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

/* By rule, and those of none by name. */
static int compare_held(const void *a, const void *b)
{
    const struct tag_held *x = a, *y = b;
    if (x->rule != y->rule)
        return x->rule < y->rule ? -1 : 1;
    return mbr_span_compare(x->name, y->name);
}

/* They mostly stand in order already. */
static int put_in_order(struct tag_list *list, struct mbr_err *err)
{
    size_t i = 1;
    while (i < list->count && compare_held(&list->at[i - 1], &list->at[i]) < 0)
        i++;
    if (i < list->count)
        qsort(list->at, list->count, sizeof *list->at, compare_held);
    for (i = 0; i < list->count; i++) {
        const struct tag_held *held = &list->at[i];
        if (i && compare_held(held - 1, held) == 0)
            return mbr_err_value(err, "tags", "twice", held->name);
        if (held->rule != MBR_MAP_NONE)
            list->of_rule[held->rule] = (uint32_t)++list->others;
    }
    return 0;
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
    list->count = list->others = list->names.n = 0;
    if (tags->kind != MBR_JSON_ABSENT && tags->kind != MBR_JSON_OBJECT)
        return mbr_err_json(err, "tags", "not an object", tags->raw);
    while (mbr_json_next_pair(&walk, &pair)) {
        struct tag_held held = {.value = pair.value};
        if (read_name(list, pair.key, tags, &held.name, err) < 0)
            return -1;
        held.rule = mbr_map_find(&rules->names, held.name);
        if (read_held(&held, list->by_hand, err) < 0)
            return -1;
        list->at = mbr_grow(list->at, &list->cap, list->count + 1, sizeof *list->at);
        list->at[list->count++] = held;
    }
    return put_in_order(list, err);
}

void mbr_put_tag_fields(struct mbr_buf *to, const struct mbr_json *tag, bool is_ours)
{
    struct mbr_json_walk walk = mbr_json_walk(tag);
    struct mbr_json_pair pair;
    while (mbr_json_next_pair(&walk, &pair)) {
        if ((find_ours(pair.key) != OURS) != is_ours)
            continue;
        mbr_put_char(to, ',');
        mbr_put_span(to, pair.key);
        mbr_put_char(to, ':');
        mbr_put_span(to, pair.value.raw);
    }
}
