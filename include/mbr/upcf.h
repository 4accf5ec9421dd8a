#ifndef MBR_UPCF_H
#define MBR_UPCF_H

/* UP-CF@r (Faggioli, Polato and Aiolli, "Recency Aware Collaborative Filtering for Next Basket
   Recommendation", UMAP 2020): an item's score is the share of the last r baskets that have it,
   summed over the member, with weight 1, and the nearest members, by asymmetric cosine of counts,
   with their likeness to the power q where that is at least 1e-9. Learns from histories alone. */

#include "mbr/kin.h"

struct mbr_upcf_config {
    uint32_t window;          /* r; 0: all baskets */
    uint32_t locality;        /* q */
    double asymmetry, shrink; /* of kin.h */
    uint32_t neighbours;      /* 1 or more */
    uint32_t most;            /* members to find neighbours among, drawn by the seed; 0: all */
    uint64_t seed;
};
#define MBR_UPCF_USUAL                                                                             \
    {                                                                                              \
        .window = 10, .locality = 10, .asymmetry = 0.75, .shrink = 1000, .neighbours = 100,        \
        .most = 100000, .seed = 1                                                                  \
    }

struct mbr_upcf {
    struct mbr_upcf_config config;
    struct mbr_tastes counts, recent; /* of the same members */
    struct mbr_kin kin;
};
void mbr_upcf_fit(struct mbr_upcf *upcf, const struct mbr_upcf_config *config,
                  const struct mbr_split *split);
void mbr_upcf_free(struct mbr_upcf *upcf);
void mbr_upcf_score(const struct mbr_upcf *upcf, const struct mbr_past *past,
                    struct mbr_kin_scratch *scratch, struct mbr_scores *scores);

#endif
