#include "mbr/spread.h"

#include <stdlib.h>

#include "mbr/mem.h"

/* Shares are counted out in 128 bits: a sum of weights and coins times a weight fit there. */
__extension__ typedef __int128 wide;

struct share {
    wide remainder;
    size_t number;
};

static int compare(const void *a, const void *b)
{
    const struct share *x = a, *y = b;
    if (x->remainder != y->remainder)
        return x->remainder > y->remainder ? -1 : 1;
    return x->number < y->number ? -1 : 1;
}

void mbr_spread(int64_t total, int64_t coin, const int64_t *weight, size_t count, int64_t *part)
{
    struct share *share = mbr_alloc(count * sizeof *share);
    wide sum = 0, coins = total / coin, left = coins;
    for (size_t i = 0; i < count; i++)
        sum += weight[i];
    for (size_t i = 0; i < count; i++) {
        wide whole = coins * weight[i] / sum;
        share[i] = (struct share){coins * weight[i] % sum, i};
        part[i] = (int64_t)whole * coin;
        left -= whole;
    }
    qsort(share, count, sizeof *share, compare);
    for (size_t i = 0; i < (size_t)left; i++)
        part[share[i].number] += coin;
    free(share);
}
