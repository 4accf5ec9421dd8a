#ifndef MBR_TASTE_H
#define MBR_TASTE_H

/* A member's purchases as one sparse vector over the items: each basket adds its weight to the
   items in it. */

#include "mbr/recommend.h"

/* How the weight of baskets falls with age. Of n baskets the one with j after it has the weight
   within^j; with groups G > 0 also: the baskets are put into min(G, n) groups in order of time, of
   sizes that differ by at most one, the larger ones last; of g groups one with i before it has the
   weight between^(G - 1 - i) / (g * its size). That is how Hu, He, Gao and Zhang ("Modeling
   Personalized Item Frequency Information for Next-basket Recommendation", SIGIR 2020) weigh them
   in the code they published. A window W > 0 counts the last W baskets only, each as one divided by
   their number. 1, 1, 0 and 0 are plain counts. */
struct mbr_decay {
    double within, between;
    uint32_t groups, window;
};

/* Adds the member's vector to the scores. */
void mbr_taste_score(const struct mbr_decay *decay, const struct mbr_past *past,
                     struct mbr_scores *scores);

/* The vectors of many members, one behind the other: the i-th is that of member who[i]. */
struct mbr_tastes {
    uint32_t count, items;
    uint32_t *who;  /* rising */
    size_t *start;  /* count + 1 */
    uint32_t *item; /* rising within a vector */
    float *weight;  /* above 0 */
};

/* who: rising; copied. */
void mbr_tastes_fit(struct mbr_tastes *tastes, const struct mbr_decay *decay,
                    const struct mbr_split *split, const uint32_t *who, uint32_t count);
void mbr_tastes_free(struct mbr_tastes *tastes);

/* The members with a history, those whose next basket is known only where `known` says so, at most
   `most` of them (0: all), drawn by the seed; rising. The caller frees. */
uint32_t *mbr_tastes_draw(const struct mbr_split *split, bool known, uint32_t most, uint64_t seed,
                          uint32_t *count);

#endif
