/* A member's events brought into order. Histories mostly come in order, so each step first looks
   whether there is anything to do. */

#include <stdlib.h>

#include "fold_view.h"

#define FEW 16 /* below it, insertion is quicker than what qsort takes to begin */

/* Time, then bytes; and contexts by their text, since their numbers are in order of arrival. */
static int compare_lines(const struct mbr_fold *fold, const struct record *a,
                         const struct record *b)
{
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    int order = mbr_span_compare(record_body(a), record_body(b));
    if (order || a->context == b->context)
        return order;
    return mbr_span_compare(mbr_map_key(&fold->contexts, a->context),
                            mbr_map_key(&fold->contexts, b->context));
}

int mbr_fold_compare_orders(const struct record *a, const struct record *b)
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
    int order = mbr_fold_compare_orders(x, y);
    return order ? order : compare_lines(fold, x, y);
}

static int compare_times(const void *a, const void *b, void *fold)
{
    return compare_lines(fold, *(const struct record *const *)a, *(const struct record *const *)b);
}

/* What came back of an order only grows. */
static int compare_returned(const struct record *a, const struct record *b)
{
    uint64_t x = (uint64_t)(a->amount < 0 ? -a->amount : a->amount);
    uint64_t y = (uint64_t)(b->amount < 0 ? -b->amount : b->amount);
    return (x > y) - (x < y);
}

/* Events with an id: by id, the one to be kept last (the latest, of returns then the greatest
   amount, then the greatest bytes). */
static int compare_ids(const void *a, const void *b, void *fold)
{
    const struct record *x = *(const struct record *const *)a;
    const struct record *y = *(const struct record *const *)b;
    int order = mbr_span_compare(record_id(x), record_id(y));
    if (order == 0 && x->at != y->at)
        order = x->at < y->at ? -1 : 1;
    if (order == 0)
        order = x->kind - y->kind;
    if (order == 0 && x->kind == MBR_EVENT_RETURN)
        order = compare_returned(x, y);
    if (order == 0)
        order = mbr_span_compare(record_order(x), record_order(y));
    return order ? order : compare_sales(a, b, fold);
}

typedef int compare_function(const void *, const void *, void *);

static void sort(struct records *records, compare_function *compare, const struct mbr_fold *fold)
{
    void *context = (void *)(uintptr_t)fold;
    size_t i = 1;
    while (i < records->count && compare(&records->at[i - 1], &records->at[i], context) <= 0)
        i++;
    if (i < records->count)
        qsort_r(records->at, records->count, sizeof *records->at, compare, context);
}

void mbr_fold_sort_by_id(struct records *records, const struct mbr_fold *fold)
{
    sort(records, compare_ids, fold);
}

void mbr_fold_sort_by_order(struct records *records, const struct mbr_fold *fold)
{
    sort(records, compare_sales, fold);
}

void mbr_fold_sort_by_time(struct records *records, const struct mbr_fold *fold)
{
    sort(records, compare_times, fold);
}

void mbr_fold_order_events(struct view *view, const struct mbr_fold *fold)
{
    mbr_fold_sort_by_time(&view->others, fold);
    view->fact_count = 0;
    if (view->has_facts)
        mbr_fold_facts(view);
}

static void insert(const struct record **lines, size_t count, const struct mbr_fold *fold)
{
    for (size_t i = 1; i < count; i++) {
        const struct record *line = lines[i];
        size_t at = i;
        for (; at && compare_lines(fold, lines[at - 1], line) > 0; at--)
            lines[at] = lines[at - 1];
        lines[at] = line;
    }
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return (x->at > y->at) - (x->at < y->at);
}

/* Whether the entries are of rising times; same: of times that do not fall. */
static bool rise(const struct view *view, bool same)
{
    for (size_t i = 1; i < view->entry_count; i++)
        if (view->entries[i].at < view->entries[i - 1].at + !same)
            return false;
    return true;
}

bool mbr_fold_order_sales(struct view *view, const struct mbr_fold *fold)
{
    for (size_t i = 0; i < view->entry_count; i++) {
        struct entry *entry = &view->entries[i];
        struct records lines = {view->sales.at + entry->first, entry->count, entry->count};
        if (entry->count < FEW)
            insert(lines.at, entry->count, fold);
        else
            sort(&lines, compare_times, fold);
        entry->at = lines.at[0]->at;
    }
    if (!rise(view, true))
        qsort(view->entries, view->entry_count, sizeof *view->entries, compare_entries);
    return rise(view, false);
}
