/* Members with many purchases may have many returns, so both ways to find a purchase are sorted
   lists, in which lines that have nothing left are skipped in a stride. */

#include "purchases_returns.h"

#include <stdlib.h>

#include "mbr/date.h"

struct place {
    const struct mbr_purchase *line;
    size_t number;
    int32_t day;
};

/* Lines sorted; skip[i] is the last place before i whose line may have something left, plus 1. */
struct index {
    struct place *place;
    size_t *skip;
    size_t count;
};

static int compare_places(const struct place *x, const struct place *y)
{
    int order = mbr_span_compare(x->line->item, y->line->item);
    if (order)
        return order;
    if (x->line->at != y->line->at)
        return x->line->at < y->line->at ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static int by_item(const void *a, const void *b)
{
    return compare_places(a, b);
}

static int by_order(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->line->order != y->line->order)
        return x->line->order < y->line->order ? -1 : 1;
    return compare_places(x, y);
}

static struct index make_index(const struct mbr_purchase *line, size_t count,
                               int (*compare)(const void *, const void *))
{
    struct index index = {mbr_calloc(count, sizeof *index.place),
                          mbr_calloc(count + 1, sizeof *index.skip), count};
    for (size_t i = 0; i < count; i++)
        index.place[i] = (struct place){&line[i], i, mbr_at_day(line[i].at)};
    if (count)
        qsort(index.place, count, sizeof *index.place, compare);
    for (size_t i = 0; i <= count; i++)
        index.skip[i] = i;
    return index;
}

static void free_index(struct index *index)
{
    free(index->place);
    free(index->skip);
}

/* Whether a line comes before all that the return must not take back: in the index by order if an
   order is given. */
static bool is_before(const struct place *place, const struct purchase_return *r, uint32_t order)
{
    if (order != NO_ORDER && place->line->order != order)
        return place->line->order < order;
    int compared = mbr_span_compare(place->line->item, r->item);
    return compared ? compared < 0 : place->day <= r->day;
}

static size_t end_of(const struct index *index, const struct purchase_return *r, uint32_t order)
{
    size_t low = 0, high = index->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_before(&index->place[middle], r, order))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t skip(struct index *index, const struct mbr_purchase *line, size_t at)
{
    while (at && (index->skip[at] != at || line[index->place[at - 1].number].left == 0)) {
        if (index->skip[at] == at)
            index->skip[at] = at - 1;
        index->skip[at] = index->skip[index->skip[at]];
        at = index->skip[at];
    }
    return at;
}

/* What is left of the return. */
static int64_t take_back(struct index *index, struct mbr_purchase *line,
                         const struct purchase_return *r, uint32_t order, int64_t qty)
{
    size_t at = end_of(index, r, order);
    while (qty > 0 && (at = skip(index, line, at)) > 0) {
        struct mbr_purchase *purchase = &line[index->place[at - 1].number];
        if (!mbr_span_equal(purchase->item, r->item) ||
            (order != NO_ORDER && purchase->order != order))
            break;
        int64_t taken = qty < purchase->left ? qty : purchase->left;
        purchase->left -= taken;
        qty -= taken;
    }
    return qty;
}

uint64_t mbr_purchases_take_back(struct mbr_purchase *line, size_t count,
                                 const struct purchase_return *returned, size_t returns)
{
    struct index items = make_index(line, count, by_item);
    struct index orders = make_index(line, count, by_order);
    uint64_t unmatched = 0;
    for (size_t i = 0; i < returns; i++) {
        const struct purchase_return *r = &returned[i];
        int64_t qty = r->qty;
        if (r->item.n && r->order != NO_ORDER)
            qty = take_back(&orders, line, r, r->order, qty);
        if (r->item.n && qty > 0)
            qty = take_back(&items, line, r, NO_ORDER, qty);
        unmatched += qty > 0;
    }
    free_index(&items);
    free_index(&orders);
    return unmatched;
}
