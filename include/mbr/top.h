#ifndef MBR_TOP_H
#define MBR_TOP_H

/* The first N of many rows in the order of a key, in memory for N rows. A row is any bytes.
   Keys are JSON values: numbers by value, strings bytewise; where kinds mix, ascending is numbers,
   strings, false, true. Anything else has no place in the order and comes last either way. Rows of
   equal keys stay in their order of arrival. */

#include <stdint.h>

#include "mbr/json.h"

struct mbr_top;

/* limit 0 keeps all. The caller frees. */
struct mbr_top *mbr_top_new(size_t limit, bool ascending);
void mbr_top_free(struct mbr_top *top);

/* Where to put the row with this key, an empty buffer that belongs to top; NULL when the row is
   behind the first N already. -1 when the key is a string with \u0000 in it; else 0. */
int mbr_top_offer(struct mbr_top *top, const struct mbr_json *key, struct mbr_buf **row);

/* Puts the rows in order and returns how many there are; no offers after it. */
size_t mbr_top_sort(struct mbr_top *top);
struct mbr_span mbr_top_row(const struct mbr_top *top, size_t i);

#endif
