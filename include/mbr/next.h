#ifndef MBR_NEXT_H
#define MBR_NEXT_H

/* What members like this one bought next. Of the members whose next basket is known the nearest are
   taken, by the cosine s of counts of purchases, and an item's score is

       own + reach * ((1 - drift) * sum of s over those who bought it next / sum of s
                      + drift * share of all known next baskets that have it)

   own being its weight in the member's decayed vector (taste.h). Learns from next baskets. */

#include "mbr/kin.h"

struct mbr_next_config {
    struct mbr_decay decay;
    double reach, drift;
    uint32_t neighbours; /* 1 or more */
    uint32_t most;       /* members to find neighbours among, drawn by the seed; 0: all */
    uint64_t seed;
};
#define MBR_NEXT_USUAL                                                                             \
    {                                                                                              \
        .decay = {.within = 0.9, .between = 0.7, .groups = 7}, .reach = 1.5, .drift = 0.3,         \
        .neighbours = 300, .most = 100000, .seed = 1                                               \
    }

/* Baskets that were bought next: of taste t the items item[start[t]] up to start[t + 1]; none where
   the next one is not known. */
struct mbr_sequel {
    size_t *start; /* tastes + 1 */
    uint32_t *item;
};
void mbr_sequel_fit(struct mbr_sequel *sequel, const struct mbr_split *split,
                    const struct mbr_tastes *tastes);
void mbr_sequel_free(struct mbr_sequel *sequel);

struct mbr_next {
    struct mbr_next_config config;
    struct mbr_tastes tastes; /* counts */
    struct mbr_kin kin;
    struct mbr_sequel sequel;
    float *share; /* of an item: share of all known next baskets that have it */
};
void mbr_next_fit(struct mbr_next *next, const struct mbr_next_config *config,
                  const struct mbr_split *split);
void mbr_next_free(struct mbr_next *next);
void mbr_next_score(const struct mbr_next *next, const struct mbr_past *past,
                    struct mbr_kin_scratch *scratch, struct mbr_scores *scores);

#endif
