#ifndef MBR_PURCHASES_H
#define MBR_PURCHASES_H

/* What a member has bought and kept: the lines of the purchases in a member line's "orders", less
   gifts, and less what was returned. (What was spent on them is in "buy".)

   A return takes back units of its item: first from the purchase with the same order id, then from
   the member's other purchases of the item, the latest first, but none of a later day than the
   return's. A line of which nothing is left is gone. */

#include "mbr/json.h"
#include "mbr/mem.h"

struct mbr_purchase {
    struct mbr_span item;  /* content; n 0: the line names none */
    struct mbr_span field; /* likewise: of the field that was asked for */
    uint64_t at;
    int64_t left;   /* units, a decimal, above 0 */
    int64_t price;  /* paid for a unit, a decimal; -1: the line does not say */
    uint32_t order; /* 0, 1, 2 … as they come in the line; those without any line left count too */
};

/* Zero-initialise, mbr_purchases_open, read one member after another, free. */
struct mbr_purchases {
    struct mbr_purchase *line; /* in the order of the member line */
    size_t count;
    uint64_t unmatched; /* lines of returns that found nothing (more) to take back, of all members;
                           those without an item too */
    struct mbr_purchases_work *work;
};

/* field: one that stands at an order or, where it differs, at its line, such as "store"; or NULL.
 */
void mbr_purchases_open(struct mbr_purchases *purchases, const char *field);
void mbr_purchases_free(struct mbr_purchases *purchases);

/* orders: a member's list, or absent; what is found in it is borrowed from it, till the next read.
   0, or -1 with "orders: what: value". */
int mbr_purchases_read(struct mbr_purchases *purchases, const struct mbr_json *orders,
                       struct mbr_err *err);

#endif
