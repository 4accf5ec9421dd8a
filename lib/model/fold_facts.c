/* What a member's line derives from the events: the latest facts, the identifiers, the consents. */

#include <stdlib.h>

#include "fold_view.h"

#include "mbr/value.h"

static void push(struct view *view, struct mbr_span key, struct mbr_span value,
                 const struct record *from, size_t rank)
{
    view->facts = mbr_grow(view->facts, &view->fact_cap, view->fact_count + 1, sizeof *view->facts);
    view->facts[view->fact_count++] = (struct fact){key, value, from, rank};
}

static struct mbr_json_walk walk_from(const struct record *r, size_t offset)
{
    struct mbr_span body = record_body(r);
    return (struct mbr_json_walk){body.p + offset, body.p + body.n - 1};
}

static bool find(const struct record *r, const char *key, struct mbr_json *value)
{
    struct mbr_json_walk walk = walk_from(r, 0);
    struct mbr_json_pair pair;
    while (mbr_json_next_pair(&walk, &pair)) {
        if (mbr_span_is(pair.key, key)) {
            *value = pair.value;
            return true;
        }
    }
    return false;
}

/* By key; the one that counts first: the later, then the greater value, then the greater event. */
static int compare_facts(const void *a, const void *b)
{
    const struct fact *x = a, *y = b;
    int order = mbr_span_compare(x->key, y->key);
    if (order == 0 && x->from->at != y->from->at)
        order = x->from->at > y->from->at ? -1 : 1;
    if (order == 0)
        order = mbr_span_compare(y->value, x->value);
    return order ? order : (y->rank > x->rank) - (y->rank < x->rank);
}

static void keep_first_of_each_key(struct view *view)
{
    size_t kept = 0;
    for (size_t i = 0; i < view->fact_count; i++)
        if (i == 0 || !mbr_span_equal(view->facts[i].key, view->facts[kept - 1].key))
            view->facts[kept++] = view->facts[i];
    view->fact_count = kept;
}

/* Leaves out the attr events that none of the facts is from. */
static void drop_overtaken(struct view *view)
{
    bool *wins = mbr_calloc(view->others.count, sizeof *wins);
    size_t kept = 0;
    for (size_t i = 0; i < view->fact_count; i++)
        wins[view->facts[i].rank] = true;
    for (size_t i = 0; i < view->others.count; i++)
        if (wins[i] || !record_has_facts(view->others.at[i]))
            view->others.at[kept++] = view->others.at[i];
    view->others.count = kept;
    free(wins);
}

/* The identifiers of an attr event count as one field, named by their own bytes: they are lost with
   it only where another event says the same. */
void mbr_fold_facts(struct view *view)
{
    view->fact_count = 0;
    for (size_t i = 0; i < view->others.count; i++) {
        const struct record *r = view->others.at[i];
        struct mbr_json ids;
        struct mbr_json_pair pair;
        if (r->kind != MBR_EVENT_ATTR)
            continue;
        struct mbr_json_walk walk = walk_from(r, r->known_n);
        while (mbr_json_next_pair(&walk, &pair))
            push(view, pair.key, pair.value.raw, r, i);
        if (r->has_ids && find(r, "\"ids\"", &ids))
            push(view, ids.raw, (struct mbr_span){0}, r, i);
    }
    if (view->fact_count == 0 && view->others.count == 0)
        return;
    if (view->fact_count)
        qsort(view->facts, view->fact_count, sizeof *view->facts, compare_facts);
    keep_first_of_each_key(view);
    drop_overtaken(view);
}

static void open_field(struct mbr_buf *buf, const char *name, bool *opened)
{
    if (!*opened) {
        mbr_put_key(buf, name);
        mbr_put_char(buf, '{');
    }
    *opened = true;
}

static void put_pair(struct mbr_buf *buf, struct mbr_span key, struct mbr_span value)
{
    mbr_put_comma(buf);
    mbr_put_span(buf, key);
    mbr_put_char(buf, ':');
    mbr_put_span(buf, value);
}

void mbr_fold_put_attr(const struct view *view, struct mbr_buf *buf)
{
    bool opened = false;
    for (size_t i = 0; i < view->fact_count; i++) {
        if (view->facts[i].key.p[0] != '"')
            continue;
        open_field(buf, "attr", &opened);
        put_pair(buf, view->facts[i].key, view->facts[i].value);
    }
    if (opened)
        mbr_put_char(buf, '}');
}

/* Identifiers are the same however they are spelled. */
static struct mbr_span spelled(struct view *view, struct mbr_span raw)
{
    struct mbr_err ignored;
    struct mbr_span text;
    if (!memchr(raw.p, '\\', raw.n) || mbr_key_spelling(raw, &view->scratch, &text, &ignored) < 0)
        return raw;
    return (struct mbr_span){mbr_arena_dup(&view->spelled, text.p, text.n), text.n};
}

static void push_ids(struct view *view, const struct record *r)
{
    struct mbr_json ids, one;
    struct mbr_json_pair pair;
    if (!find(r, "\"ids\"", &ids))
        return;
    struct mbr_json_walk walk = mbr_json_walk(&ids);
    while (mbr_json_next_pair(&walk, &pair)) {
        if (pair.value.kind == MBR_JSON_STRING)
            push(view, spelled(view, pair.key), spelled(view, pair.value.raw), r, 0);
        struct mbr_json_walk list = mbr_json_walk(&pair.value);
        while (pair.value.kind == MBR_JSON_ARRAY && mbr_json_next(&list, &one))
            push(view, spelled(view, pair.key), spelled(view, one.raw), r, 0);
    }
}

static int compare_ids(const void *a, const void *b)
{
    const struct fact *x = a, *y = b;
    int order = mbr_span_compare(x->key, y->key);
    return order ? order : mbr_span_compare(x->value, y->value);
}

void mbr_fold_put_ids(struct view *view, struct mbr_buf *buf)
{
    view->fact_count = 0;
    for (size_t i = 0; i < view->with_ids.count; i++)
        push_ids(view, view->with_ids.at[i]);
    if (view->fact_count == 0)
        return;
    qsort(view->facts, view->fact_count, sizeof *view->facts, compare_ids);
    mbr_put_key(buf, "ids");
    mbr_put_char(buf, '{');
    for (size_t i = 0; i < view->fact_count; i++) {
        const struct fact *fact = &view->facts[i];
        bool new_key = i == 0 || !mbr_span_equal(fact->key, fact[-1].key);
        if (!new_key && mbr_span_equal(fact->value, fact[-1].value))
            continue;
        if (new_key && i)
            mbr_put_char(buf, ']');
        if (new_key)
            put_pair(buf, fact->key, (struct mbr_span){"[", 1});
        mbr_put_comma(buf);
        mbr_put_span(buf, fact->value);
    }
    mbr_put_text(buf, "]}");
    mbr_arena_free(&view->spelled);
}

/* The latest word on each purpose; of two at the same time, the refusal. */
static int compare_consents(const void *a, const void *b)
{
    const struct fact *x = a, *y = b;
    int order = mbr_span_compare(x->key, y->key);
    if (order == 0 && x->from->at != y->from->at)
        order = x->from->at > y->from->at ? -1 : 1;
    return order ? order : mbr_span_compare(x->value, y->value);
}

void mbr_fold_put_consent(struct view *view, struct mbr_buf *buf)
{
    bool opened = false;
    view->fact_count = 0;
    for (size_t i = 0; i < view->others.count; i++) {
        const struct record *r = view->others.at[i];
        struct mbr_json purpose, granted;
        if (r->kind == MBR_EVENT_CONSENT && find(r, "\"purpose\"", &purpose) &&
            find(r, "\"granted\"", &granted))
            push(view, purpose.raw, granted.raw, r, i);
    }
    if (view->fact_count)
        qsort(view->facts, view->fact_count, sizeof *view->facts, compare_consents);
    keep_first_of_each_key(view);
    for (size_t i = 0; i < view->fact_count; i++) {
        open_field(buf, "consent", &opened);
        put_pair(buf, view->facts[i].key, view->facts[i].value);
    }
    if (opened)
        mbr_put_char(buf, '}');
}
