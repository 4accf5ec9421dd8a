#ifndef MBR_ORDER_H
#define MBR_ORDER_H

/* Sort keys of several values as bytes: one after another put into a buffer, they compare by bytes
   as the values do, the first that differs deciding. The order of values is that of top.h: numbers
   (as doubles), strings bytewise, false, true; anything else comes last, descending too. */

#include "mbr/json.h"

/* 0; -1, with nothing put, when the value is a string with \u0000 in it. */
int mbr_put_order(struct mbr_buf *buf, const struct mbr_json *value, bool descending,
                  struct mbr_buf *scratch);

#endif
