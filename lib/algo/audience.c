#include "mbr/audience.h"

#include <math.h>
#include <stdlib.h>

#include "mbr/mem.h"

static const struct mbr_decay plain_counts = {.within = 1, .between = 1};

/* Counts each member once; the items of one are found by the mark they leave. */
static void count_buyers(const struct mbr_split *split, double *count, double *members)
{
    const struct mbr_baskets *baskets = split->baskets;
    uint32_t *mark = mbr_calloc(baskets->items, sizeof *mark);
    for (uint32_t m = 0; m < baskets->members; m++) {
        size_t from = baskets->entry[baskets->basket[m]], to = baskets->entry[split->next[m]];
        for (size_t e = from; e < to; e++) {
            count[baskets->item[e]] += mark[baskets->item[e]] != m + 1;
            mark[baskets->item[e]] = m + 1;
        }
        *members += to > from;
    }
    free(mark);
}

static void fit_shares(struct mbr_audience *audience, const struct mbr_split *split)
{
    const struct mbr_audience_config *config = &audience->config;
    uint32_t items = split->baskets->items;
    double *had = mbr_calloc(items, sizeof *had), *next = mbr_calloc(items, sizeof *next);
    double members = 0, known = 0;
    count_buyers(split, had, &members);
    if (config->now > 0)
        known = mbr_split_count_next(split, next);
    audience->share = mbr_calloc(items, sizeof *audience->share);
    for (uint32_t i = 0; i < items; i++) {
        double popular = members > 0 ? config->popular * had[i] / members : 0;
        double now = known > 0 ? config->now * next[i] / known : 0;
        audience->share[i] = (float)(popular + now);
    }
    free(had);
    free(next);
}

void mbr_audience_fit(struct mbr_audience *audience, const struct mbr_audience_config *config,
                      const struct mbr_split *split)
{
    const struct mbr_kin_config cosine = {.measure = MBR_KIN_COSINE};
    uint32_t count;
    uint32_t *who = mbr_tastes_draw(split, false, config->most, config->seed, &count);
    audience->config = *config;
    if (!(config->interval > 0))
        audience->config.interval = mbr_split_gap(split);
    mbr_tastes_fit(&audience->tastes, &plain_counts, split, who, count);
    mbr_kin_init(&audience->kin, &cosine, &audience->tastes);
    mbr_sequel_fit(&audience->sequel, split, &audience->tastes);
    fit_shares(audience, split);
    free(who);
}

void mbr_audience_free(struct mbr_audience *audience)
{
    mbr_kin_free(&audience->kin);
    mbr_tastes_free(&audience->tastes);
    mbr_sequel_free(&audience->sequel);
    free(audience->share);
    *audience = (struct mbr_audience){0};
}

void mbr_audience_scratch_free(struct mbr_audience_scratch *scratch)
{
    mbr_kin_scratch_free(&scratch->kin);
    mbr_scores_free(&scratch->scores);
}

static void score_kin(const struct mbr_audience *audience, const struct mbr_past *past,
                      struct mbr_audience_scratch *scratch)
{
    const struct mbr_audience_config *config = &audience->config;
    const struct mbr_tastes *tastes = &audience->tastes;
    const struct mbr_sequel *sequel = &audience->sequel;
    struct mbr_scores *scores = &scratch->scores;
    double likeness = 0, known = 0;
    mbr_kin_own(&audience->kin, &plain_counts, past, &scratch->kin);
    size_t found =
        mbr_kin_find(&audience->kin, &scratch->kin, config->neighbours, past->member, MBR_NO_FOLD);
    const struct mbr_relative *near = scratch->kin.near;
    for (size_t i = 0; i < found; i++) {
        uint32_t t = near[i].taste;
        likeness += near[i].likeness;
        known += sequel->start[t] < sequel->start[t + 1] ? near[i].likeness : 0;
    }
    for (size_t i = 0; i < found; i++) {
        uint32_t t = near[i].taste;
        double had = config->kin * near[i].likeness / likeness;
        for (size_t e = tastes->start[t]; e < tastes->start[t + 1]; e++)
            mbr_scores_add(scores, tastes->item[e], had);
        if (!(config->next > 0))
            continue;
        double then = config->next * near[i].likeness / known;
        for (size_t e = sequel->start[t]; e < sequel->start[t + 1]; e++)
            mbr_scores_add(scores, sequel->item[e], then);
    }
}

/* Where only the order of baskets is known all intervals are 1, and so is this. */
static double pace(const struct mbr_past *past, double interval)
{
    double days = (double)past->today - 1 - past->day[0];
    if (!(interval > 0))
        return 1;
    return ((double)past->baskets + 1) * interval / ((days > 0 ? days : 0) + 2 * interval);
}

void mbr_audience_score(const struct mbr_audience *audience, const struct mbr_past *past,
                        double visits, struct mbr_audience_scratch *scratch, const uint32_t *item,
                        size_t count, double *score)
{
    const struct mbr_decay decay = {.within = audience->config.decay, .between = 1};
    struct mbr_scores *scores = &scratch->scores;
    double size = 1;
    if (!scores->of)
        mbr_scores_init(scores, audience->tastes.items);
    mbr_scores_clear(scores);
    if (past->baskets) {
        size_t entries = past->entry[past->baskets] - past->entry[0];
        size = (double)entries / (double)past->baskets;
        size = sqrt(size * (isnan(visits) ? pace(past, audience->config.interval) : visits));
        mbr_taste_score(&decay, past, scores);
        score_kin(audience, past, scratch);
    }
    for (size_t i = 0; i < count; i++)
        score[i] = size * (scores->of[item[i]] + audience->share[item[i]]);
}
