#ifndef MBR_BASKET_GATHER_H
#define MBR_BASKET_GATHER_H

/* Baskets out of members' purchases, one member after another. */

#include "mbr/baskets.h"

/* What makes a basket. An order is of the day of its first line, a member of the first day. */
enum mbr_basket_by { MBR_BASKET_ORDER, MBR_BASKET_MEMBER_DAY, MBR_BASKET_MEMBER };

/* Something bought: what, as a number of the caller's, in which of the member's orders, and when.
 */
struct mbr_bought {
    uint32_t item, order;
    int32_t day;
};

/* Zero-initialise, and set `by`; begin before the first member. */
struct mbr_basket_gather {
    enum mbr_basket_by by;
    struct mbr_baskets baskets; /* sound at any time */
    int32_t *as_of;             /* by member */
    size_t member_cap, as_of_cap, day_cap, entry_cap, item_cap;
};
void mbr_basket_gather_begin(struct mbr_basket_gather *gather);
void mbr_basket_gather_free(struct mbr_basket_gather *gather);

/* Takes all that a member has bought, which is put into another order. A member without anything is
   none. */
void mbr_basket_gather_add(struct mbr_basket_gather *gather, struct mbr_bought *bought,
                           size_t count, int32_t as_of);

#endif
