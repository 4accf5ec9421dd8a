#include "mbr/next.h"

#include <stdlib.h>

#include "mbr/mem.h"

static const struct mbr_decay plain_counts = {.within = 1, .between = 1};

void mbr_sequel_fit(struct mbr_sequel *sequel, const struct mbr_split *split,
                    const struct mbr_tastes *tastes)
{
    const struct mbr_baskets *baskets = split->baskets;
    sequel->start = mbr_calloc(tastes->count + (size_t)1, sizeof *sequel->start);
    for (uint32_t t = 0; t < tastes->count; t++) {
        size_t next = split->next[tastes->who[t]];
        bool known = mbr_split_knows(split, tastes->who[t]);
        size_t count = known ? baskets->entry[next + 1] - baskets->entry[next] : 0;
        sequel->start[t + 1] = sequel->start[t] + count;
    }
    sequel->item = mbr_alloc(sequel->start[tastes->count] * sizeof *sequel->item);
    for (uint32_t t = 0; t < tastes->count; t++) {
        if (sequel->start[t] == sequel->start[t + 1])
            continue;
        const uint32_t *from = baskets->item + baskets->entry[split->next[tastes->who[t]]];
        for (size_t e = sequel->start[t]; e < sequel->start[t + 1]; e++)
            sequel->item[e] = *from++;
    }
}

void mbr_sequel_free(struct mbr_sequel *sequel)
{
    free(sequel->start);
    free(sequel->item);
    *sequel = (struct mbr_sequel){0};
}

/* Of all members, not of those alone among whom neighbours are found: counting costs nothing. */
static void count_shares(struct mbr_next *next, const struct mbr_split *split)
{
    const struct mbr_baskets *baskets = split->baskets;
    double *count = mbr_calloc(baskets->items, sizeof *count);
    double known = mbr_split_count_next(split, count);
    next->share = mbr_alloc(baskets->items * sizeof *next->share);
    for (uint32_t i = 0; i < baskets->items; i++)
        next->share[i] = known > 0 ? (float)(count[i] / known) : 0;
    free(count);
}

void mbr_next_fit(struct mbr_next *next, const struct mbr_next_config *config,
                  const struct mbr_split *split)
{
    const struct mbr_kin_config cosine = {.measure = MBR_KIN_COSINE};
    uint32_t count;
    uint32_t *who = mbr_tastes_draw(split, true, config->most, config->seed, &count);
    next->config = *config;
    mbr_tastes_fit(&next->tastes, &plain_counts, split, who, count);
    mbr_kin_init(&next->kin, &cosine, &next->tastes);
    mbr_sequel_fit(&next->sequel, split, &next->tastes);
    count_shares(next, split);
    free(who);
}

void mbr_next_free(struct mbr_next *next)
{
    mbr_kin_free(&next->kin);
    mbr_tastes_free(&next->tastes);
    mbr_sequel_free(&next->sequel);
    free(next->share);
}

void mbr_next_score(const struct mbr_next *next, const struct mbr_past *past,
                    struct mbr_kin_scratch *scratch, struct mbr_scores *scores)
{
    const struct mbr_next_config *config = &next->config;
    const struct mbr_sequel *sequel = &next->sequel;
    double likeness = 0;
    mbr_kin_own(&next->kin, &plain_counts, past, scratch);
    size_t found = mbr_kin_find(&next->kin, scratch, config->neighbours, past->member, MBR_NO_FOLD);
    for (size_t i = 0; i < found; i++)
        likeness += scratch->near[i].likeness;
    mbr_taste_score(&config->decay, past, scores);
    for (size_t i = 0; i < found; i++) {
        double share = scratch->near[i].likeness / likeness;
        uint32_t t = scratch->near[i].taste;
        for (size_t e = sequel->start[t]; e < sequel->start[t + 1]; e++)
            mbr_scores_add(scores, sequel->item[e], config->reach * (1 - config->drift) * share);
    }
    for (uint32_t i = 0; i < next->tastes.items; i++)
        mbr_scores_add(scores, i, config->reach * config->drift * next->share[i]);
}
