#include "mbr/fdr.h"

#include <stdint.h>
#include <stdlib.h>

#include "mbr/mem.h"

struct ranked {
    double p;
    size_t number;
};

static int compare(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;
    if (a->p != b->p)
        return a->p < b->p ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

void mbr_fdr(const double *p, double *q, size_t count)
{
    if (count == 0)
        return;
    struct ranked *ranked = mbr_calloc(count, sizeof *ranked);
    double least = 1;
    for (size_t i = 0; i < count; i++)
        ranked[i] = (struct ranked){p[i], i};
    qsort(ranked, count, sizeof *ranked, compare);
    for (size_t i = count; i-- > 0;) {
        double rate = ranked[i].p * (double)count / (double)(i + 1);
        if (rate < least)
            least = rate;
        q[ranked[i].number] = least;
    }
    free(ranked);
}
