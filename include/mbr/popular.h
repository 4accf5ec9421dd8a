#ifndef MBR_POPULAR_H
#define MBR_POPULAR_H

/* Popularity: in how many baskets of the histories an item is. */

#include "mbr/recommend.h"

struct mbr_popular {
    uint32_t items;
    uint32_t *count; /* of an item */
    uint32_t *order; /* all items, the most popular first, of equal ones the lower number */
    uint32_t *rank;  /* of an item: its place in the order */
};

/* From the members who[0 … count - 1], of one city for example; who NULL: from all. */
void mbr_popular_fit(struct mbr_popular *popular, const struct mbr_split *split,
                     const uint32_t *who, size_t count);

/* Items by their counts, which the caller has filled; popular->items and ->count are set. */
void mbr_popular_rank(struct mbr_popular *popular);
void mbr_popular_free(struct mbr_popular *popular);

/* The same for every member: each item's count. */
void mbr_popular_score(const struct mbr_popular *popular, struct mbr_scores *scores);

#endif
