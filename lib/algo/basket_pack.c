#include "basket_pack.h"

#include <stdlib.h>

#include "mbr/mem.h"
#include "mbr/sort.h"

static void rank_items(struct mbr_basket_sets *sets, const struct mbr_baskets *baskets,
                       uint32_t least)
{
    size_t entries = baskets->entry[baskets->basket[baskets->members]];
    uint32_t *count = mbr_calloc(baskets->items, sizeof *count), frequent = 0;
    struct mbr_sortable *order = mbr_calloc(baskets->items, sizeof *order);
    for (size_t i = 0; i < entries; i++)
        count[baskets->item[i]]++;
    sets->rank = mbr_calloc(baskets->items, sizeof *sets->rank);
    for (uint32_t i = 0; i < baskets->items; i++) {
        sets->rank[i] = MBR_BASKET_NONE;
        if (count[i] >= least)
            order[frequent++] = (struct mbr_sortable){count[i], i};
    }
    if (frequent)
        mbr_sort(order, frequent);
    sets->item = mbr_calloc(frequent, sizeof *sets->item);
    sets->ranks = frequent;
    for (uint32_t i = 0; i < frequent; i++) {
        sets->item[i] = order[i].number;
        sets->rank[order[i].number] = i;
    }
    free(order);
    free(count);
}

static int compare_ranks(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static size_t copy_ranks(uint32_t *to, const struct mbr_basket_sets *sets,
                         const struct mbr_baskets *baskets, size_t basket)
{
    size_t n = 0;
    for (size_t i = baskets->entry[basket]; i < baskets->entry[basket + 1]; i++) {
        to[n] = sets->rank[baskets->item[i]];
        n += to[n] != MBR_BASKET_NONE;
    }
    if (n)
        qsort(to, n, sizeof *to, compare_ranks);
    return n;
}

static int compare_baskets(const void *a, const void *b)
{
    const uint32_t *x = *(const uint32_t *const *)a, *y = *(const uint32_t *const *)b;
    while (*x == *y && *x != BASKET_END) {
        x++;
        y++;
    }
    return (*x > *y) - (*x < *y);
}

static void weigh(struct basket_pack *pack, size_t count)
{
    const uint32_t **basket = mbr_calloc(count, sizeof *basket);
    for (size_t i = 0; i < count; i++)
        basket[i] = pack->rank + pack->start[i];
    if (count)
        qsort(basket, count, sizeof *basket, compare_baskets);
    pack->count = 0;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || compare_baskets(&basket[i - 1], &basket[i]) != 0) {
            pack->weight[pack->count] = 0;
            pack->start[pack->count++] = (uint32_t)(basket[i] - pack->rank);
        }
        pack->weight[pack->count - 1]++;
    }
    free(basket);
}

int mbr_basket_pack(struct basket_pack *pack, struct mbr_basket_sets *sets,
                    const struct mbr_baskets *baskets, uint32_t least, struct mbr_err *err)
{
    size_t count = baskets->basket[baskets->members], entries = baskets->entry[count];
    size_t n = 0, filled = 0;
    if (count + entries >= BASKET_END)
        return mbr_err_set(err, "more than %u lines", BASKET_END);
    rank_items(sets, baskets, least);
    pack->rank = mbr_calloc(count + entries, sizeof *pack->rank);
    pack->start = mbr_calloc(count, sizeof *pack->start);
    pack->weight = mbr_calloc(count, sizeof *pack->weight);
    for (size_t i = 0; i < count; i++) {
        size_t ranks = copy_ranks(pack->rank + n, sets, baskets, i);
        if (ranks == 0)
            continue;
        pack->start[filled++] = (uint32_t)n;
        n += ranks;
        pack->rank[n++] = BASKET_END;
    }
    weigh(pack, filled);
    return 0;
}

void mbr_basket_pack_free(struct basket_pack *pack)
{
    free(pack->rank);
    free(pack->start);
    free(pack->weight);
}
