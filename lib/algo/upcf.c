#include "mbr/upcf.h"

#include <stdlib.h>

/* Fainter neighbours could but break ties between items, and popularity does that better. */
#define LEAST 1e-9

static const struct mbr_decay plain_counts = {.within = 1, .between = 1};

static struct mbr_decay of_window(const struct mbr_upcf_config *config)
{
    uint32_t window = config->window ? config->window : UINT32_MAX;
    return (struct mbr_decay){.within = 1, .between = 1, .window = window};
}

void mbr_upcf_fit(struct mbr_upcf *upcf, const struct mbr_upcf_config *config,
                  const struct mbr_split *split)
{
    const struct mbr_kin_config measure = {
        .measure = MBR_KIN_ASYMMETRIC, .asymmetry = config->asymmetry, .shrink = config->shrink};
    const struct mbr_decay recent = of_window(config);
    uint32_t count;
    uint32_t *who = mbr_tastes_draw(split, false, config->most, config->seed, &count);
    upcf->config = *config;
    mbr_tastes_fit(&upcf->counts, &plain_counts, split, who, count);
    mbr_tastes_fit(&upcf->recent, &recent, split, who, count);
    mbr_kin_init(&upcf->kin, &measure, &upcf->counts);
    free(who);
}

void mbr_upcf_free(struct mbr_upcf *upcf)
{
    mbr_kin_free(&upcf->kin);
    mbr_tastes_free(&upcf->counts);
    mbr_tastes_free(&upcf->recent);
}

void mbr_upcf_score(const struct mbr_upcf *upcf, const struct mbr_past *past,
                    struct mbr_kin_scratch *scratch, struct mbr_scores *scores)
{
    const struct mbr_tastes *recent = &upcf->recent;
    const struct mbr_decay decay = of_window(&upcf->config);
    mbr_kin_own(&upcf->kin, &plain_counts, past, scratch);
    size_t found =
        mbr_kin_find(&upcf->kin, scratch, upcf->config.neighbours, past->member, MBR_NO_FOLD);
    mbr_taste_score(&decay, past, scores);
    for (size_t i = 0; i < found; i++) {
        uint32_t t = scratch->near[i].taste;
        double weight = 1;
        for (uint32_t q = 0; q < upcf->config.locality; q++)
            weight *= scratch->near[i].likeness;
        if (weight < LEAST)
            continue;
        for (size_t e = recent->start[t]; e < recent->start[t + 1]; e++)
            mbr_scores_add(scores, recent->item[e], weight * recent->weight[e]);
    }
}
