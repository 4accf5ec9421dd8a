/* Finding one's way among the sets that were found. */

#include "mbr/basket_sets.h"

void mbr_basket_set_ranks(const struct mbr_basket_sets *sets, size_t number, uint32_t *ranks)
{
    for (size_t i = sets->set[number].length; i > 0; i--) {
        ranks[i - 1] = sets->set[number].rank;
        number = sets->set[number].parent;
    }
}

static size_t go_on(const struct mbr_basket_sets *sets, size_t number, uint32_t rank)
{
    size_t low = sets->set[number].first, high = low + sets->set[number].sets;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (sets->set[middle].rank <= rank)
            low = middle;
        else
            high = middle;
    }
    return low;
}

size_t mbr_basket_set_number(const struct mbr_basket_sets *sets, const uint32_t *ranks, size_t n)
{
    return mbr_basket_set_without(sets, ranks, n, n);
}

size_t mbr_basket_set_without(const struct mbr_basket_sets *sets, const uint32_t *ranks, size_t n,
                              size_t place)
{
    size_t number = 0;
    for (size_t i = 0; i < n; i++)
        if (i != place)
            number = go_on(sets, number, ranks[i]);
    return number;
}

void mbr_basket_sets_mark(struct mbr_basket_sets *sets)
{
    uint32_t ranks[MBR_BASKET_LONGEST];
    for (size_t i = 0; i < sets->count; i++)
        sets->set[i].closed = sets->set[i].maximal = true;
    for (size_t i = 1; i < sets->count; i++) {
        size_t n = sets->set[i].length;
        mbr_basket_set_ranks(sets, i, ranks);
        for (size_t place = 0; place < n; place++) {
            struct mbr_basket_set *part = &sets->set[mbr_basket_set_without(sets, ranks, n, place)];
            part->maximal = false;
            part->closed &= part->count != sets->set[i].count;
        }
    }
}
