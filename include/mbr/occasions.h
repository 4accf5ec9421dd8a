#ifndef MBR_OCCASIONS_H
#define MBR_OCCASIONS_H

/* When a member bought and for how much, read from the orders of their line. */

#include "mbr/json.h"
#include "mbr/map.h"
#include "mbr/occasion.h"

/* What an item earns of its price, 0 to 1. The id is borrowed. */
struct mbr_margin_of {
    double (*of)(const void *self, struct mbr_span item);
    const void *self;
};

/* Zero-initialise it; the list is good until the next read. */
struct mbr_occasions_reader {
    struct mbr_occasions list;
    const struct mbr_margin_of *margin; /* NULL: none is wanted */
    double amount, earned; /* of all lines, returns taken off; what was earned by them */

    struct mbr_ask *entry, *line;
    struct mbr_buf scratch;
    struct mbr_occasion *bought, *returned; /* before they are put together */
    size_t boughts, bought_cap, returns, returned_cap;
    struct mbr_map orders; /* by order: the day of its purchase */
    bool returning;        /* the member has returned something */
    int32_t *order_day;
    size_t order_cap;
};
void mbr_occasions_free(struct mbr_occasions_reader *reader);

/* orders: the member's list, or absent. Lines with "gift":true count for nothing. What was returned
   takes from the day of its order, or where that is not known from the last day before it; where
   there is none, from nothing. 0, or -1 with "orders: what: value". */
int mbr_occasions_read(struct mbr_occasions_reader *reader, const struct mbr_json *orders,
                       struct mbr_err *err);

#endif
