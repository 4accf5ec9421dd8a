/* A member's events as they are gathered: which of them count, the orders they make up, and what
   they sum up to. */

#include <stdlib.h>

#include "fold_view.h"

void mbr_fold_view_free(struct view *view)
{
    free(view->sales.at);
    free(view->others.at);
    free(view->with_ids.at);
    free(view->named.at);
    free(view->entries);
    free(view->ids);
    free(view->facts);
    free(view->days);
    mbr_buf_free(&view->text);
    mbr_buf_free(&view->scratch);
    mbr_arena_free(&view->spelled);
    *view = (struct view){0};
}

static void push(struct records *records, const struct record *record)
{
    if (records->count == records->cap)
        records->at = mbr_grow(records->at, &records->cap, records->count + 1, sizeof *records->at);
    records->at[records->count++] = record;
}

static bool is_sale(const struct record *r)
{
    return r->kind == MBR_EVENT_PURCHASE || r->kind == MBR_EVENT_RETURN;
}

static bool is_of_entry(const struct record *r, const struct record *line)
{
    return r->order_n && r->kind == line->kind &&
           mbr_span_equal(record_order(r), record_order(line)) &&
           (r->kind == MBR_EVENT_PURCHASE || r->at == line->at);
}

/* A line goes on with the entry before it, or begins one. */
static void group(struct view *view, const struct record *r, size_t at)
{
    const struct record **latest = &view->latest[r->kind == MBR_EVENT_RETURN];
    if (at && is_of_entry(r, view->sales.at[at - 1])) {
        struct entry *entry = &view->entries[view->entry_count - 1];
        entry->count++;
        entry->has_goods |= !r->gift;
        return;
    }
    if (r->order_n) {
        view->rising = view->rising && (!*latest || mbr_fold_compare_orders(*latest, r) < 0);
        *latest = r;
    }
    if (view->entry_count == view->entry_cap)
        view->entries =
            mbr_grow(view->entries, &view->entry_cap, view->entry_count + 1, sizeof *view->entries);
    view->entries[view->entry_count++] =
        (struct entry){.first = at, .count = 1, .at = r->at, .has_goods = !r->gift};
}

/* Amounts are at least 0, of returns at most. So if a sum is too large, the order of its parts does
   not matter, as long as purchases and returns are summed apart. */
static void add_up(struct sums *sums, const struct record *r)
{
    if (r->gift)
        return;
    if (r->kind == MBR_EVENT_RETURN) {
        sums->too_large |= __builtin_sub_overflow(sums->refunds, r->amount, &sums->refunds);
        return;
    }
    if (sums->first == 0 || r->at < sums->first)
        sums->first = r->at;
    if (r->at > sums->last)
        sums->last = r->at;
    sums->too_large |= __builtin_add_overflow(sums->spend, r->amount, &sums->spend) ||
                       __builtin_add_overflow(sums->units, r->qty, &sums->units);
}

static void take(struct view *view, const struct record *r)
{
    if (r->has_ids)
        push(&view->with_ids, r);
    if (is_sale(r)) {
        push(&view->sales, r);
        group(view, r, view->sales.count - 1);
        add_up(&view->sums, r);
    } else if (r->kind != RECORD_IDS) {
        push(&view->others, r);
        view->has_facts |= r->kind == MBR_EVENT_ATTR;
        view->has_consent |= r->kind == MBR_EVENT_CONSENT;
    }
}

static void keep_one_of_each_id(struct view *view, const struct mbr_fold *fold)
{
    struct records *named = &view->named;
    size_t kept = 0;
    mbr_fold_sort_by_id(named, fold);
    for (size_t i = 0; i < named->count; i++)
        if (i + 1 == named->count ||
            !mbr_span_equal(record_id(named->at[i]), record_id(named->at[i + 1])))
            named->at[kept++] = named->at[i];
    named->count = kept;
}

/* Of the events with one id, one counts. A member's facts are taken one by one, also where they
   have an id: whichever of two such events came first, what it overtook may have been left out
   already. */
static void gather(struct view *view, const struct mbr_fold *fold, const struct chain *chain)
{
    struct walk walk = chain_walk(chain);
    const struct record *r;
    while ((r = chain_next(&walk)))
        if (r->id_n && !record_has_facts(r))
            push(&view->named, r);
        else
            take(view, r);
    keep_one_of_each_id(view, fold);
    for (size_t i = 0; i < view->named.count; i++)
        take(view, view->named.at[i]);
}

static void begin(struct view *view, const struct mbr_buy *buy)
{
    view->sales.count = view->others.count = view->with_ids.count = view->named.count = 0;
    view->entry_count = 0;
    view->latest[0] = view->latest[1] = NULL;
    view->rising = true;
    view->has_facts = view->has_consent = false;
    view->sums = (struct sums){.spend = buy->spend, .units = buy->units, .refunds = buy->refunds};
}

/* An order's lines that stand apart from each other are brought together. */
static void group_anew(struct view *view, const struct mbr_fold *fold)
{
    mbr_fold_sort_by_order(&view->sales, fold);
    view->entry_count = 0;
    for (size_t i = 0; i < view->sales.count; i++)
        group(view, view->sales.at[i], i);
}

static int sum_up(const struct sums *sums, struct mbr_buy *buy, struct mbr_err *err)
{
    if (sums->too_large || __builtin_sub_overflow(sums->spend, sums->refunds, &buy->spend))
        return mbr_err_set(err, "amount: the member's sum is too large");
    buy->units = sums->units;
    buy->refunds = sums->refunds;
    if (sums->first == 0)
        return 0;
    int32_t first = mbr_at_day(sums->first), last = mbr_at_day(sums->last);
    if (buy->first == MBR_DAY_NONE || first < buy->first)
        buy->first = first;
    if (last > buy->last)
        buy->last = last;
    return 0;
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
    if (view->sales.count == 0 && !member->unordered)
        return member->order_ids;
    gather_order_ids(view, member);
    for (size_t i = 0; i < view->entry_count; i++) {
        const struct entry *entry = &view->entries[i];
        const struct record *r = view->sales.at[entry->first];
        if (r->kind != MBR_EVENT_PURCHASE || !entry->has_goods)
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

static int compare_days(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

int64_t mbr_fold_count_days(struct view *view)
{
    size_t count = 0, distinct = 0;
    view->days = mbr_grow(view->days, &view->day_cap, view->sales.count, sizeof *view->days);
    for (size_t i = 0; i < view->sales.count; i++) {
        const struct record *r = view->sales.at[i];
        int32_t day = mbr_at_day(r->at);
        if (r->kind == MBR_EVENT_PURCHASE && !r->gift && (!count || view->days[count - 1] != day))
            view->days[count++] = day;
    }
    if (count)
        qsort(view->days, count, sizeof *view->days, compare_days);
    for (size_t i = 0; i < count; i++)
        distinct += i == 0 || view->days[i - 1] != view->days[i];
    return (int64_t)distinct;
}

int mbr_fold_view(struct view *view, const struct mbr_fold *fold, const struct folded *member,
                  struct mbr_buy *buy, struct mbr_err *err)
{
    *buy = member->buy;
    begin(view, buy);
    gather(view, fold, &member->events);
    if (!view->rising)
        group_anew(view, fold);
    if (sum_up(&view->sums, buy, err) < 0)
        return -1;
    buy->orders += count_orders(view, member);
    return 0;
}

void mbr_fold_view_anonymous(struct view *view, const struct mbr_fold *fold)
{
    struct walk walk = chain_walk(&fold->anonymous);
    const struct record *r;
    begin(view, &mbr_buy_none);
    while ((r = chain_next(&walk)))
        push(r->id_n ? &view->named : &view->others, r);
    keep_one_of_each_id(view, fold);
    for (size_t i = 0; i < view->named.count; i++)
        push(&view->others, view->named.at[i]);
    mbr_fold_sort_by_time(&view->others, fold);
}
