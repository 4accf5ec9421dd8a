#include "mbr/tifu.h"

#include <stdlib.h>

void mbr_tifu_fit(struct mbr_tifu *tifu, const struct mbr_tifu_config *config,
                  const struct mbr_split *split, const uint32_t *who, uint32_t count)
{
    const struct mbr_kin_config measure = {.measure = MBR_KIN_EUCLID};
    uint32_t *drawn = NULL;
    if (!who)
        who = drawn = mbr_tastes_draw(split, false, config->most, config->seed, &count);
    tifu->config = *config;
    mbr_tastes_fit(&tifu->tastes, &config->decay, split, who, count);
    mbr_kin_init(&tifu->kin, &measure, &tifu->tastes);
    free(drawn);
}

void mbr_tifu_free(struct mbr_tifu *tifu)
{
    mbr_kin_free(&tifu->kin);
    mbr_tastes_free(&tifu->tastes);
}

void mbr_tifu_score(const struct mbr_tifu *tifu, const struct mbr_past *past,
                    struct mbr_kin_scratch *scratch, struct mbr_scores *scores)
{
    const struct mbr_tastes *tastes = &tifu->tastes;
    double alpha = tifu->config.alpha;
    mbr_kin_own(&tifu->kin, &tifu->config.decay, past, scratch);
    size_t found =
        mbr_kin_find(&tifu->kin, scratch, tifu->config.neighbours, past->member, MBR_NO_FOLD);
    for (size_t i = 0; i < scratch->own.count; i++) {
        uint32_t item = scratch->own.item[i];
        mbr_scores_add(scores, item, alpha * scratch->own.of[item]);
    }
    double share = found ? (1 - alpha) / (double)found : 0;
    for (size_t i = 0; i < found; i++) {
        uint32_t t = scratch->near[i].taste;
        for (size_t e = tastes->start[t]; e < tastes->start[t + 1]; e++)
            mbr_scores_add(scores, tastes->item[e], share * tastes->weight[e]);
    }
}
