#include "mbr/recommend.h"

#include <stdlib.h>

#include "mbr/mem.h"

void mbr_split_init(struct mbr_split *split, const struct mbr_baskets *baskets, bool hold_out)
{
    split->baskets = baskets;
    split->next = mbr_alloc(baskets->members * sizeof *split->next);
    for (uint32_t m = 0; m < baskets->members; m++) {
        size_t end = baskets->basket[m + 1];
        split->next[m] = end - (hold_out && end - baskets->basket[m] > 1);
    }
}

void mbr_split_free(struct mbr_split *split)
{
    free(split->next);
    *split = (struct mbr_split){0};
}

double mbr_split_gap(const struct mbr_split *split)
{
    const struct mbr_baskets *baskets = split->baskets;
    double gaps = 0, days = 0;
    for (uint32_t m = 0; m < baskets->members; m++) {
        size_t from = baskets->basket[m], to = split->next[m];
        if (to - from < 2)
            continue;
        gaps += (double)(to - from - 1);
        days += (double)baskets->day[to - 1] - baskets->day[from];
    }
    return gaps > 0 ? days / gaps : 0;
}

double mbr_split_count_next(const struct mbr_split *split, double *count)
{
    const struct mbr_baskets *baskets = split->baskets;
    double known = 0;
    for (uint32_t m = 0; m < baskets->members; m++) {
        if (!mbr_split_knows(split, m))
            continue;
        size_t b = split->next[m];
        for (size_t e = baskets->entry[b]; e < baskets->entry[b + 1]; e++)
            count[baskets->item[e]]++;
        known++;
    }
    return known;
}

struct mbr_past mbr_past_of(const struct mbr_split *split, uint32_t member)
{
    const struct mbr_baskets *baskets = split->baskets;
    size_t first = baskets->basket[member], next = split->next[member];
    struct mbr_past past = {.item = baskets->item,
                            .entry = baskets->entry + first,
                            .day = baskets->day + first,
                            .baskets = next - first,
                            .member = member};
    if (next < baskets->basket[member + 1])
        past.today = baskets->day[next];
    else if (next > first)
        past.today = baskets->day[next - 1] + 1;
    return past;
}
