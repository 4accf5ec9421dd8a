#include "link_survive.h"

#include <stdlib.h>

#include "mbr/doc.h"

#define VALUE_AT 5 /* behind the holder and the field */

static int read_field(struct link_survive *survive, const char *name, const json_t *how,
                      struct mbr_err *err)
{
    const char *word = json_string_value(how);
    const json_t *sources = json_object_get(how, "sources"), *one;
    bool frequent = word && strcmp(word, "frequent") == 0;
    size_t i;
    if (word && strcmp(word, "newest") == 0)
        return 0;
    if (!frequent && !(json_object_size(how) == 1 && json_array_size(sources) > 0))
        return mbr_err_set(err,
                           "survivorship: %s: not \"newest\", \"frequent\" or "
                           "{\"sources\":[...]}",
                           name);
    json_array_foreach(sources, i, one)
    {
        if (!json_is_string(one))
            return mbr_err_set(err, "survivorship: %s: sources: not a list of texts", name);
    }
    if (survive->fields == LINK_SURVIVORS)
        return mbr_err_set(err, "survivorship: more than %d fields", LINK_SURVIVORS);
    survive->field[survive->fields++] =
        (struct link_survivor){.name = name, .sources = frequent ? NULL : sources};
    return 0;
}

int link_survive_read(struct link_survive *survive, const struct link_rules *rules,
                      struct mbr_err *err)
{
    const json_t *all = json_object_get(rules->doc, "survivorship"), *how;
    const char *name;
    if (all && !json_is_object(all))
        return mbr_err_set(err, "survivorship: not an object");
    const json_t *told_by = json_object_get(rules->doc, "told_by");
    if (told_by && json_string_length(told_by) == 0)
        return mbr_err_set(err, "told_by: not the name of a field");
    json_object_foreach((json_t *)(uintptr_t)all, name, how)
    {
        if (read_field(survive, name, how, err) < 0)
            return -1;
    }
    return 0;
}

void link_survive_free(struct link_survive *survive)
{
    mbr_map_free(&survive->said);
    free(survive->claim);
    free(survive->wins);
    *survive = (struct link_survive){0};
}

uint32_t link_survive_rank(const struct link_survivor *field, struct mbr_span source)
{
    const json_t *one;
    size_t i;
    json_array_foreach(field->sources, i, one)
    {
        if (mbr_span_is(source, json_string_value(one)))
            return (uint32_t)i;
    }
    return (uint32_t)json_array_size(field->sources);
}

void link_survive_note(struct link_survive *survive, uint32_t holder, size_t field,
                       struct mbr_span value, uint64_t at, uint32_t rank)
{
    struct mbr_buf key = {0};
    bool added;
    mbr_put(&key, (const char *)&holder, sizeof holder);
    mbr_put_char(&key, (char)field);
    mbr_put_span(&key, value);
    uint32_t number = mbr_map_put(&survive->said, mbr_buf_span(&key), &added);
    mbr_buf_free(&key);
    survive->claim =
        mbr_grow(survive->claim, &survive->cap, (size_t)number + 1, sizeof *survive->claim);
    struct link_claim *claim = &survive->claim[number];
    if (added)
        *claim = (struct link_claim){.holder = holder, .rank = rank, .field = (uint8_t)field};
    claim->count++;
    claim->at = at > claim->at ? at : claim->at;
    claim->rank = rank < claim->rank ? rank : claim->rank;
}

static struct mbr_span value_of(const struct link_survive *survive, uint32_t claim)
{
    struct mbr_span key = mbr_map_key(&survive->said, claim);
    return (struct mbr_span){key.p + VALUE_AT, key.n - VALUE_AT};
}

struct order {
    const struct link_survive *survive;
    const uint32_t *person;
};

/* By person, field and value. */
static int compare_claims(const void *a, const void *b, void *context)
{
    const struct order *order = context;
    uint32_t i = *(const uint32_t *)a, k = *(const uint32_t *)b;
    const struct link_claim *x = &order->survive->claim[i], *y = &order->survive->claim[k];
    uint32_t p = order->person[x->holder], q = order->person[y->holder];
    if (p != q)
        return p < q ? -1 : 1;
    if (x->field != y->field)
        return x->field < y->field ? -1 : 1;
    return mbr_span_compare(value_of(order->survive, i), value_of(order->survive, k));
}

/* By what the rules say; then the newer, then the greater, as in the fold. */
static bool is_better(const struct link_survive *survive, const struct link_claim *a,
                      struct mbr_span a_value, const struct link_claim *b, struct mbr_span b_value)
{
    if (survive->field[a->field].sources) {
        if (a->rank != b->rank)
            return a->rank < b->rank;
    } else if (a->count != b->count) {
        return a->count > b->count;
    }
    if (a->at != b->at)
        return a->at > b->at;
    return mbr_span_compare(a_value, b_value) > 0;
}

void link_survive_settle(struct link_survive *survive, const uint32_t *person, uint32_t holders)
{
    size_t count = survive->said.count, places = (size_t)holders * survive->fields;
    uint32_t *sorted = mbr_alloc((count + 1) * sizeof *sorted);
    struct order order = {survive, person};
    struct link_claim best = {0};
    survive->wins = mbr_alloc((places + 1) * sizeof *survive->wins);
    memset(survive->wins, 0xff, places * sizeof *survive->wins);
    for (size_t i = 0; i < count; i++)
        sorted[i] = (uint32_t)i;
    if (count)
        qsort_r(sorted, count, sizeof *sorted, compare_claims, &order);
    for (size_t i = 0, end; i < count; i = end) {
        struct link_claim all = survive->claim[sorted[i]];
        struct mbr_span value = value_of(survive, sorted[i]);
        uint32_t who = person[all.holder];
        for (end = i + 1; end < count; end++) {
            const struct link_claim *next = &survive->claim[sorted[end]];
            if (person[next->holder] != who || next->field != all.field ||
                !mbr_span_equal(value_of(survive, sorted[end]), value))
                break;
            all.count += next->count;
            all.at = next->at > all.at ? next->at : all.at;
            all.rank = next->rank < all.rank ? next->rank : all.rank;
        }
        uint32_t *win = &survive->wins[who * survive->fields + all.field];
        if (*win == MBR_IDENTITY_NONE ||
            is_better(survive, &all, value, &best, value_of(survive, *win))) {
            *win = sorted[i];
            best = all;
        }
    }
    free(sorted);
}

bool link_survive_keeps(const struct link_survive *survive, uint32_t person, size_t field,
                        struct mbr_span value)
{
    uint32_t win = survive->wins[person * survive->fields + field];
    return win == MBR_IDENTITY_NONE || mbr_span_equal(value_of(survive, win), value);
}
