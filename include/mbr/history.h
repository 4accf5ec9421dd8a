#ifndef MBR_HISTORY_H
#define MBR_HISTORY_H

/* Questions that need a member line's orders. */

#include "mbr/json.h"

struct mbr_history {
    struct mbr_ask *entry, *line;
};
void mbr_history_free(struct mbr_history *history);

/* Distinct days with a purchase that is no gift; `orders` is the member's list, or absent. 0, or -1
   with "orders: what: value". */
int mbr_history_days(struct mbr_history *history, const struct mbr_json *orders, int64_t *days,
                     struct mbr_err *err);

#endif
