#ifndef MBR_TIFU_H
#define MBR_TIFU_H

/* TIFU-KNN (Hu, He, Gao and Zhang, "Modeling Personalized Item Frequency Information for
   Next-basket Recommendation", SIGIR 2020): an item's score is alpha times its weight in the
   member's own decayed vector plus (1 - alpha) times its mean weight in those of the nearest
   members, by Euclidean distance. Learns from histories alone. */

#include "mbr/kin.h"

struct mbr_tifu_config {
    struct mbr_decay decay;
    double alpha;        /* 0 to 1 */
    uint32_t neighbours; /* 1 or more */
    uint32_t most;       /* members to find neighbours among, drawn by the seed; 0: all */
    uint64_t seed;
};
#define MBR_TIFU_USUAL                                                                             \
    {                                                                                              \
        .decay = {.within = 0.9, .between = 0.7, .groups = 7}, .alpha = 0.7, .neighbours = 300,    \
        .most = 100000, .seed = 1                                                                  \
    }

struct mbr_tifu {
    struct mbr_tifu_config config;
    struct mbr_tastes tastes;
    struct mbr_kin kin;
};

/* who: the members to find neighbours among, rising; NULL: all who have a history, at most `most`
   of them. */
void mbr_tifu_fit(struct mbr_tifu *tifu, const struct mbr_tifu_config *config,
                  const struct mbr_split *split, const uint32_t *who, uint32_t count);
void mbr_tifu_free(struct mbr_tifu *tifu);
void mbr_tifu_score(const struct mbr_tifu *tifu, const struct mbr_past *past,
                    struct mbr_kin_scratch *scratch, struct mbr_scores *scores);

#endif
