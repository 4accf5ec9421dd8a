#include "mbr/basket_gather.h"

#include <stdbool.h>
#include <stdlib.h>

#include "mbr/mem.h"

void mbr_basket_gather_begin(struct mbr_basket_gather *gather)
{
    struct mbr_baskets *baskets = &gather->baskets;
    baskets->basket = mbr_grow(NULL, &gather->member_cap, 1, sizeof *baskets->basket);
    baskets->entry = mbr_grow(NULL, &gather->entry_cap, 1, sizeof *baskets->entry);
    baskets->basket[0] = baskets->entry[0] = 0;
}

void mbr_basket_gather_free(struct mbr_basket_gather *gather)
{
    free(gather->baskets.basket);
    free(gather->baskets.entry);
    free(gather->baskets.day);
    free(gather->baskets.item);
    free(gather->as_of);
    *gather = (struct mbr_basket_gather){0};
}

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_item(const void *a, const void *b)
{
    const struct mbr_bought *x = a, *y = b;
    return compare_numbers(x->item, y->item);
}

static int by_day(const void *a, const void *b)
{
    const struct mbr_bought *x = a, *y = b;
    return x->day != y->day ? compare_numbers(x->day, y->day) : by_item(a, b);
}

static int by_order(const void *a, const void *b)
{
    const struct mbr_bought *x = a, *y = b;
    if (x->day != y->day)
        return compare_numbers(x->day, y->day);
    return x->order != y->order ? compare_numbers(x->order, y->order) : by_item(a, b);
}

/* An order's lines are in its place in time, whatever their own days; a member's in the first's. */
static void give_one_day(enum mbr_basket_by by, struct mbr_bought *bought, size_t count)
{
    int32_t first = bought[0].day;
    for (size_t i = 1; i < count; i++) {
        if (by == MBR_BASKET_ORDER && bought[i].order == bought[i - 1].order)
            bought[i].day = bought[i - 1].day;
        first = bought[i].day < first ? bought[i].day : first;
    }
    for (size_t i = 0; i < count && by == MBR_BASKET_MEMBER; i++)
        bought[i].day = first;
}

static bool is_of_basket(const struct mbr_basket_gather *gather, const struct mbr_bought *a,
                         const struct mbr_bought *b)
{
    switch (gather->by) {
    case MBR_BASKET_ORDER:
        return a->order == b->order;
    case MBR_BASKET_MEMBER_DAY:
        return a->day == b->day;
    default:
        return true;
    }
}

static void add_entry(struct mbr_basket_gather *gather, size_t *baskets_now, bool is_new,
                      const struct mbr_bought *bought)
{
    struct mbr_baskets *baskets = &gather->baskets;
    size_t entries = baskets->entry[*baskets_now]; /* where the last basket ends so far */
    if (is_new) {
        size_t number = (*baskets_now)++;
        baskets->day = mbr_grow(baskets->day, &gather->day_cap, number + 1, sizeof *baskets->day);
        baskets->day[number] = bought->day;
        baskets->entry =
            mbr_grow(baskets->entry, &gather->entry_cap, number + 2, sizeof *baskets->entry);
    } else if (baskets->item[entries - 1] == bought->item) {
        return;
    }
    baskets->item = mbr_grow(baskets->item, &gather->item_cap, entries + 1, sizeof *baskets->item);
    baskets->item[entries] = bought->item;
    baskets->entry[*baskets_now] = entries + 1;
    if (bought->item >= baskets->items)
        baskets->items = bought->item + 1;
}

void mbr_basket_gather_add(struct mbr_basket_gather *gather, struct mbr_bought *bought,
                           size_t count, int32_t as_of)
{
    static int (*const compare[])(const void *, const void *) = {by_order, by_day, by_item};
    struct mbr_baskets *baskets = &gather->baskets;
    size_t members = baskets->members, baskets_now = baskets->basket[members];
    if (count == 0)
        return;
    give_one_day(gather->by, bought, count);
    qsort(bought, count, sizeof *bought, compare[gather->by]);
    for (size_t i = 0; i < count; i++)
        add_entry(gather, &baskets_now, i == 0 || !is_of_basket(gather, &bought[i - 1], &bought[i]),
                  &bought[i]);
    gather->as_of = mbr_grow(gather->as_of, &gather->as_of_cap, members + 1, sizeof *gather->as_of);
    gather->as_of[members] = as_of;
    baskets->basket =
        mbr_grow(baskets->basket, &gather->member_cap, members + 2, sizeof *baskets->basket);
    baskets->basket[members + 1] = baskets_now;
    baskets->members++;
}
