#ifndef MBR_BASKETS_H
#define MBR_BASKETS_H

/* What members bought together: their baskets, in order of time. */

#include <stddef.h>
#include <stdint.h>

/* Members, baskets and entries lie one behind the other: member m has the baskets basket[m] up to
   basket[m + 1], basket b the entries entry[b] up to entry[b + 1]. */
struct mbr_baskets {
    uint32_t members, items; /* numbers of both are below these */
    size_t *basket;          /* members + 1 */
    size_t *entry;           /* baskets + 1 */
    int32_t *day;            /* of a basket; rising within a member. Where only the order is known
                                0, 1, 2 … */
    uint32_t *item;          /* of an entry: distinct and rising within a basket */
};

#endif
