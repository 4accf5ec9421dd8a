#ifndef MBR_BASKET_THEN_H
#define MBR_BASKET_THEN_H

/* Time-ordered pairs: who bought A bought B within a time after.

   A trial is a member's first purchase of an item A, on a day d; it counts if the time after it is
   over: if the last day of that time is not later than the member's as_of. B follows it if it was
   bought on a later day than d, up to that last day, and B is another item than A. A trial whose
   time is not over is left out, also where B has followed already: such trials would count their
   early successes and none of their failures. */

#include "mbr/basket_measures.h"
#include "mbr/baskets.h"
#include "mbr/date.h"
#include "mbr/err.h"

struct mbr_basket_then_terms {
    struct mbr_period within;
    const int32_t *as_of; /* by member */
    uint32_t least;       /* of trials of A that B follows, at least 1 */
    double confidence;    /* least share of the trials of A */
    size_t most;          /* pairs; more are an error */
};

/* counts.a: trials of A; both: those that B follows. n: trials of all items but B; b: those that B
   follows. So b / n is how often B follows anything, and lift is against that. */
struct mbr_basket_pair {
    uint32_t first, then; /* items: A and B */
    struct mbr_basket_counts counts;
    uint64_t days; /* from A to the first B after it, summed over `both` */
};

struct mbr_basket_pairs {
    struct mbr_basket_pair *pair; /* by first, then by then; the caller frees */
    size_t count, cap;
    uint64_t trials, unfinished; /* of all items; and those left out */
};

/* 0, or -1 with err. Memory: 8 bytes for each item that a member has bought, 4 for each in a
   basket, 8 for each basket, 44 for each item; time: for each of the first, what that member bought
   in the time after. */
int mbr_basket_then_find(struct mbr_basket_pairs *pairs, const struct mbr_baskets *baskets,
                         const struct mbr_basket_then_terms *terms, struct mbr_err *err);

#endif
