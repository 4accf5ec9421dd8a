#include "mbr/popular.h"

#include <stdlib.h>

#include "mbr/mem.h"
#include "mbr/sort.h"

static void count_history(struct mbr_popular *popular, const struct mbr_split *split, uint32_t m)
{
    const struct mbr_baskets *baskets = split->baskets;
    size_t end = baskets->entry[split->next[m]];
    for (size_t e = baskets->entry[baskets->basket[m]]; e < end; e++)
        popular->count[baskets->item[e]]++;
}

void mbr_popular_fit(struct mbr_popular *popular, const struct mbr_split *split,
                     const uint32_t *who, size_t count)
{
    popular->items = split->baskets->items;
    popular->count = mbr_calloc(popular->items, sizeof *popular->count);
    for (size_t i = 0; i < (who ? count : split->baskets->members); i++)
        count_history(popular, split, who ? who[i] : (uint32_t)i);
    mbr_popular_rank(popular);
}

void mbr_popular_rank(struct mbr_popular *popular)
{
    struct mbr_sortable *all = mbr_alloc(popular->items * sizeof *all);
    popular->order = mbr_alloc(popular->items * sizeof *popular->order);
    popular->rank = mbr_alloc(popular->items * sizeof *popular->rank);
    for (uint32_t i = 0; i < popular->items; i++)
        all[i] = (struct mbr_sortable){.key = UINT32_MAX - popular->count[i], .number = i};
    mbr_sort(all, popular->items);
    for (uint32_t i = 0; i < popular->items; i++) {
        popular->order[i] = all[i].number;
        popular->rank[all[i].number] = i;
    }
    free(all);
}

void mbr_popular_free(struct mbr_popular *popular)
{
    free(popular->count);
    free(popular->order);
    free(popular->rank);
    *popular = (struct mbr_popular){0};
}

void mbr_popular_score(const struct mbr_popular *popular, struct mbr_scores *scores)
{
    for (uint32_t i = 0; i < popular->items; i++)
        mbr_scores_add(scores, i, popular->count[i]);
}
