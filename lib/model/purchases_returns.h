#ifndef MBR_PURCHASES_RETURNS_H
#define MBR_PURCHASES_RETURNS_H

/* Inside mbr_purchases_read: returns and what they take back. */

#include "mbr/purchases.h"

#define NO_ORDER UINT32_MAX

struct purchase_return {
    struct mbr_span item;
    int32_t day;
    uint32_t order; /* the purchase entry with the same order id, or NO_ORDER */
    int64_t qty;    /* above 0 */
};

/* Lessens what is left of the lines; returns how many of the returns found less than they bring. */
uint64_t mbr_purchases_take_back(struct mbr_purchase *line, size_t count,
                                 const struct purchase_return *returned, size_t returns);

#endif
