#ifndef MBR_BASKET_SETS_H
#define MBR_BASKET_SETS_H

/* Frequent sets: all sets of items that at least `least` baskets hold.

   Depth first over the items by ascending frequency, each set's baskets handed on to the sets one
   item longer in one pass ("occurrence deliver": Uno, Kiyomi and Arimura, "LCM ver. 2", FIMI 2004).
   Baskets that are alike in their frequent items are one with a weight. Memory: 12 bytes an entry
   for the baskets and a few times 8 on the way down, 24 bytes a set. Time: for each set, the rest
   of each basket that holds it. */

#include <stdbool.h>

#include "mbr/baskets.h"
#include "mbr/err.h"

#define MBR_BASKET_LONGEST 30 /* items in a set */

struct mbr_basket_terms {
    uint32_t least;   /* baskets, at least 1 */
    uint32_t longest; /* items in a set, at most MBR_BASKET_LONGEST */
    size_t most;      /* sets; more are an error */
};

/* A set, as the one it goes on from and an item more. Items are ranks here: 0 is the rarest. */
struct mbr_basket_set {
    uint32_t rank, parent;
    uint32_t first, sets; /* those that go on from it: numbers from `first` on, by rank */
    uint32_t count;       /* baskets that hold it */
    uint8_t length;
    bool closed;  /* no set with an item more has the same count; set by mbr_basket_sets_mark */
    bool maximal; /* no set with an item more is frequent */
};

struct mbr_basket_sets {
    struct mbr_basket_set *set; /* 0 is the empty set, which all baskets hold */
    size_t count, cap;
    uint32_t *item; /* of a rank: its number in the baskets */
    uint32_t *rank; /* of an item; MBR_BASKET_NONE: not frequent */
    uint32_t ranks;
};
#define MBR_BASKET_NONE UINT32_MAX

/* 0; or -1 with err. Free the sets either way. */
int mbr_basket_sets_find(struct mbr_basket_sets *sets, const struct mbr_baskets *baskets,
                         const struct mbr_basket_terms *terms, struct mbr_err *err);
void mbr_basket_sets_free(struct mbr_basket_sets *sets);

/* Which sets are closed, and which maximal, among those found; so of the longest ones, find one
   item more than is wanted. */
void mbr_basket_sets_mark(struct mbr_basket_sets *sets);

/* A set's ranks, ascending, into `ranks`, which has room for its length; and the number of the set
   with these n ascending ranks, which is frequent. */
void mbr_basket_set_ranks(const struct mbr_basket_sets *sets, size_t number, uint32_t *ranks);
size_t mbr_basket_set_number(const struct mbr_basket_sets *sets, const uint32_t *ranks, size_t n);

/* The number of the set that lacks the one of these n ranks at this place. */
size_t mbr_basket_set_without(const struct mbr_basket_sets *sets, const uint32_t *ranks, size_t n,
                              size_t place);

#endif
