#ifndef MBR_VARY_H
#define MBR_VARY_H

/* A list that is not all of one kind: maximal marginal relevance (Carbonell and Goldstein, "The Use
   of MMR, Diversity-Based Reranking", SIGIR 1998). */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MBR_VARY_FACTS 3
#define MBR_VARY_NONE UINT32_MAX

/* A candidate: its score, at least 0, and its facts as numbers (category, brand, price band), or
   MBR_VARY_NONE. Two are alike by the share of these in which they are the same. */
struct mbr_vary_row {
    double score;
    uint32_t fact[MBR_VARY_FACTS];
};

/* Picks up to n of the rows, which are in order, best first; returns how many, their numbers in
   picked in the order of the picks. Each pick has the most of (1 - diversity) * score / greatest
   score - diversity * likeness to that of those picked before which is most like it; of equals the
   one that comes first. diversity: 0, by score alone, to 1. may: NULL, or whether a row may still
   be picked after those before it, called when it is about to be; one that may not is out. */
size_t mbr_vary(const struct mbr_vary_row *row, size_t count, size_t n, double diversity,
                bool (*may)(size_t row, void *data), void *data, size_t *picked);

#endif
