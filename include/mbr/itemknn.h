#ifndef MBR_ITEMKNN_H
#define MBR_ITEMKNN_H

/* What goes with what the member has bought: an item's score is the sum over their items of how
   often they bought it times its likeness to this one, each item having so many neighbours
   (Deshpande and Karypis, "Item-Based Top-N Recommendation Algorithms", ACM TOIS 22, 2004). Items
   are vectors over the members, an entry x being in how many baskets of the member's history the
   item is. Likeness is their cosine, or the dot product of entries weighed by BM25 (Robertson and
   Zaragoza, Foundations and Trends in Information Retrieval 3, 2009), the member being the document
   and the item the term:

       x (k1 + 1) / (x + k1 (1 - b + b length / mean length)) * log((1 + members) / (1 + n))

   length: sum of the member's x; n: members who have the item. Of members with more than `most`
   items the entries count for each item's likeness to itself alone: what goes together does not
   show there, and pairs are as many as the square. Learns from histories alone. */

#include "mbr/recommend.h"

struct mbr_itemknn_config {
    bool bm25;           /* else cosine */
    double k1, b;        /* of BM25 */
    uint32_t neighbours; /* of an item, itself included; 1 or more */
    uint32_t most;       /* 0: no limit */
};
#define MBR_ITEMKNN_USUAL                                                                          \
    {                                                                                              \
        .k1 = 1.2, .b = 0.75, .neighbours = 20, .most = 2000                                       \
    }

/* The neighbours of item i stand from start[i] up to start[i + 1], nearest first. */
struct mbr_itemknn {
    uint32_t items;
    size_t *start; /* items + 1 */
    uint32_t *neighbour;
    float *likeness;
};

/* jobs: threads, as mbr_crew_new takes them. */
void mbr_itemknn_fit(struct mbr_itemknn *knn, const struct mbr_itemknn_config *config,
                     const struct mbr_split *split, int64_t jobs);
void mbr_itemknn_free(struct mbr_itemknn *knn);
void mbr_itemknn_score(const struct mbr_itemknn *knn, const struct mbr_past *past,
                       struct mbr_scores *scores);

#endif
