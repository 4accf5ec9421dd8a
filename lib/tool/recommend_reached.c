#include <math.h>
#include <stdlib.h>

#include "recommend_audience.h"

static bool is_before(const struct recommend_reached *a, const struct recommend_reached *b)
{
    if (a->p != b->p && !isnan(a->p) && !isnan(b->p))
        return a->p > b->p;
    return a->score != b->score ? a->score > b->score : a->member < b->member;
}

/* Whoever comes now comes behind all that are equal. */
bool recommend_keeps(const struct recommend_target *target, double p, double score)
{
    const struct recommend_reached late = {.p = p, .score = score, .member = UINT32_MAX};
    return target->count < target->keep || (target->keep && is_before(&late, &target->best[0]));
}

static void sink(struct recommend_target *target, struct recommend_reached row)
{
    struct recommend_reached *best = target->best;
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < target->count; at = child) {
        if (child + 1 < target->count && is_before(&best[child], &best[child + 1]))
            child++;
        if (!is_before(&row, &best[child]))
            break;
        best[at] = best[child];
    }
    best[at] = row;
}

void recommend_keep(struct recommend_target *target, const struct recommend_reached *reached)
{
    if (target->count == target->keep) {
        sink(target, *reached);
        return;
    }
    target->best = mbr_grow(target->best, &target->cap, target->count + 1, sizeof *target->best);
    size_t at = target->count++;
    for (; at > 0 && is_before(&target->best[(at - 1) / 2], reached); at = (at - 1) / 2)
        target->best[at] = target->best[(at - 1) / 2];
    target->best[at] = *reached;
}

static int compare(const void *a, const void *b)
{
    return is_before(a, b) ? -1 : is_before(b, a);
}

void recommend_sort(struct recommend_target *target)
{
    if (target->count)
        qsort(target->best, target->count, sizeof *target->best, compare);
}
