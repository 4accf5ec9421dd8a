#include <stdlib.h>

#include "fold_store.h"

const struct record *mbr_fold_walk(const struct chain *chain, struct chunk **chunk, uint32_t *at)
{
    if (!*chunk) {
        *chunk = chain->first;
        *at = 0;
    }
    while (*chunk && *at >= (*chunk)->used) {
        *chunk = (*chunk)->next;
        *at = 0;
    }
    if (!*chunk)
        return NULL;
    const struct record *r = (const struct record *)(const void *)((*chunk)->data + *at);
    size_t n = sizeof *r + r->order_n + r->id_n + r->body_n;
    *at += (uint32_t)((n + 7) / 8 * 8);
    return r;
}

void mbr_fold_view_free(struct view *view)
{
    free(view->sales);
    free(view->others);
    free(view->all);
    free(view->entries);
    free(view->ids);
    free(view->facts);
    mbr_buf_free(&view->text);
    mbr_buf_free(&view->scratch);
    mbr_arena_free(&view->spelled);
    *view = (struct view){0};
}

int mbr_fold_compare(const struct record *a, const struct record *b)
{
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return mbr_span_compare(record_body(a), record_body(b));
}

/* Contexts are compared by their text: numbers are in order of arrival. */
static int compare_contexts(const struct mbr_fold *fold, const struct record *a,
                            const struct record *b)
{
    if (a->context == b->context)
        return 0;
    return mbr_span_compare(mbr_map_key(&fold->contexts, a->context),
                            mbr_map_key(&fold->contexts, b->context));
}

static int compare_orders(const struct record *a, const struct record *b)
{
    if (a->kind != b->kind)
        return a->kind - b->kind;
    int order = mbr_span_compare(record_order(a), record_order(b));
    if (order == 0 && a->kind == MBR_EVENT_RETURN && a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return order;
}

static int compare_sales(const void *a, const void *b, void *fold)
{
    const struct record *x = *(const struct record *const *)a;
    const struct record *y = *(const struct record *const *)b;
    int order = compare_orders(x, y);
    if (order == 0)
        order = mbr_fold_compare(x, y);
    return order ? order : compare_contexts(fold, x, y);
}

static int compare_others(const void *a, const void *b, void *fold)
{
    (void)fold;
    return mbr_fold_compare(*(const struct record *const *)a, *(const struct record *const *)b);
}

/* Events with an id: by id, the one to be kept last (the latest, then the greatest). */
static int compare_ids(const void *a, const void *b, void *fold)
{
    const struct record *x = *(const struct record *const *)a;
    const struct record *y = *(const struct record *const *)b;
    int order = mbr_span_compare(record_id(x), record_id(y));
    if (order == 0 && x->at != y->at)
        order = x->at < y->at ? -1 : 1;
    if (order == 0)
        order = x->kind - y->kind;
    if (order == 0)
        order = mbr_span_compare(record_order(x), record_order(y));
    return order ? order : compare_sales(a, b, fold);
}

typedef int compare_function(const void *, const void *, void *);

/* Histories mostly come in order; then there is nothing to do. */
static void sort(const struct record **records, size_t count, compare_function *compare,
                 struct mbr_fold *fold)
{
    size_t i = 1;
    while (i < count && compare(&records[i - 1], &records[i], fold) <= 0)
        i++;
    if (i < count)
        qsort_r(records, count, sizeof *records, compare, fold);
}

static void push(const struct record ***records, size_t *count, size_t *cap,
                 const struct record *record)
{
    *records = mbr_grow(*records, cap, *count + 1, sizeof **records);
    (*records)[(*count)++] = record;
}

/* Of the events with one id, one counts. A member's facts are taken one by one instead: whichever
   of two such events came first, what it overtook may have been left out already. Fills view->all:
   those that are kept in any case first. */
static void gather(struct mbr_fold *fold, const struct chain *chain)
{
    struct view *view = &fold->view;
    struct chunk *chunk = NULL;
    uint32_t at = 0;
    const struct record *r;
    bool is_anonymous = chain == &fold->anonymous;
    view->all_count = view->other_count = 0;
    while ((r = mbr_fold_walk(chain, &chunk, &at)))
        if (r->id_n && (is_anonymous || !record_has_facts(r)))
            push(&view->others, &view->other_count, &view->other_cap, r);
        else
            push(&view->all, &view->all_count, &view->all_cap, r);
    sort(view->others, view->other_count, compare_ids, fold);
    for (size_t i = 0; i < view->other_count; i++)
        if (i + 1 == view->other_count ||
            !mbr_span_equal(record_id(view->others[i]), record_id(view->others[i + 1])))
            push(&view->all, &view->all_count, &view->all_cap, view->others[i]);
}

static void split(struct view *view)
{
    view->sale_count = view->other_count = 0;
    for (size_t i = 0; i < view->all_count; i++) {
        const struct record *r = view->all[i];
        if (r->kind == MBR_EVENT_PURCHASE || r->kind == MBR_EVENT_RETURN)
            push(&view->sales, &view->sale_count, &view->sale_cap, r);
        else if (r->kind != RECORD_IDS)
            push(&view->others, &view->other_count, &view->other_cap, r);
    }
}

static void group(struct view *view)
{
    view->entry_count = 0;
    for (size_t i = 0; i < view->sale_count; i++) {
        const struct record *r = view->sales[i];
        bool goes_on = i && r->order_n && compare_orders(view->sales[i - 1], r) == 0;
        if (goes_on) {
            view->entries[view->entry_count - 1].count++;
            continue;
        }
        view->entries =
            mbr_grow(view->entries, &view->entry_cap, view->entry_count + 1, sizeof *view->entries);
        view->entries[view->entry_count++] = (struct entry){.first = i, .count = 1, .at = r->at};
    }
}

static bool has_goods(const struct view *view, const struct entry *entry)
{
    for (size_t i = 0; i < entry->count; i++)
        if (!view->sales[entry->first + i]->gift)
            return true;
    return false;
}

static int compare_spans(const void *a, const void *b)
{
    return mbr_span_compare(*(const struct mbr_span *)a, *(const struct mbr_span *)b);
}

static void gather_order_ids(struct view *view, const struct folded *member)
{
    view->id_count = 0;
    view->ids = mbr_grow(view->ids, &view->id_cap, member->order_ids, sizeof *view->ids);
    for (const struct chunk *chunk = member->orders.first; chunk; chunk = chunk->next) {
        for (uint32_t at = 0; at < chunk->used;) {
            uint32_t n;
            memcpy(&n, chunk->data + at, sizeof n);
            view->ids[view->id_count++] = (struct mbr_span){chunk->data + at + sizeof n, n};
            at += (uint32_t)(sizeof n + n + 7) / 8 * 8;
        }
    }
}

/* Distinct orders, of the ids alone that were kept and of the lines with an id of their own beside
   them. */
static int64_t count_orders(struct view *view, const struct folded *member)
{
    int64_t count = 0;
    if (view->sale_count == 0 && !member->unordered)
        return member->order_ids;
    gather_order_ids(view, member);
    for (size_t i = 0; i < view->entry_count; i++) {
        const struct entry *entry = &view->entries[i];
        const struct record *r = view->sales[entry->first];
        if (r->kind != MBR_EVENT_PURCHASE || !has_goods(view, entry))
            continue;
        if (!r->order_n || member->order_ids == 0) {
            count++;
            continue;
        }
        view->ids = mbr_grow(view->ids, &view->id_cap, view->id_count + 1, sizeof *view->ids);
        view->ids[view->id_count++] = record_order(r);
    }
    if (view->id_count)
        qsort(view->ids, view->id_count, sizeof *view->ids, compare_spans);
    for (size_t i = 0; i < view->id_count; i++)
        count += i == 0 || !mbr_span_equal(view->ids[i - 1], view->ids[i]);
    return count;
}

int mbr_fold_view(struct mbr_fold *fold, const struct folded *member, struct mbr_err *err)
{
    struct view *view = &fold->view;
    gather(fold, &member->events);
    split(view);
    sort(view->sales, view->sale_count, compare_sales, fold);
    group(view);
    view->buy = member->buy;
    for (size_t i = 0; i < view->sale_count; i++) {
        const struct record *r = view->sales[i];
        if (!r->gift && !mbr_buy_add(&view->buy, r->kind == MBR_EVENT_RETURN, mbr_at_day(r->at),
                                     r->qty, r->amount))
            return mbr_err_set(err, "amount: the member's sum is too large");
    }
    view->buy.orders += count_orders(view, member);
    return 0;
}

void mbr_fold_order_events(struct mbr_fold *fold)
{
    sort(fold->view.others, fold->view.other_count, compare_others, fold);
    mbr_fold_facts(&fold->view);
}

void mbr_fold_view_anonymous(struct mbr_fold *fold)
{
    struct view *view = &fold->view;
    gather(fold, &fold->anonymous);
    sort(view->all, view->all_count, compare_others, fold);
}
