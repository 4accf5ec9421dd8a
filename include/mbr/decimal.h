#ifndef MBR_DECIMAL_H
#define MBR_DECIMAL_H

/* Money and quantities: exact decimals with up to four places, as a count of 1/10000 in 64 bits
   (so up to 922,337,203,685,477.5807 either way). */

#include <stdbool.h>
#include <stdint.h>

#include "mbr/buf.h"

#define MBR_DECIMAL_ONE 10000

/* Reads the spelling of a JSON number, exponents included, trailing zeros beyond the fourth place
   too. Returns 0, or -1 with `what` set to "not a number", "more than four decimal places" or
   "number too large". */
int mbr_decimal_parse(struct mbr_span text, int64_t *value, const char **what);

/* a + b and a * b; false when the result does not fit. The product is formed in 128 bits and
   rounded once, half away from zero. */
bool mbr_decimal_add(int64_t a, int64_t b, int64_t *sum);
bool mbr_decimal_multiply(int64_t a, int64_t b, int64_t *product);

/* a / b likewise; b is not 0. */
bool mbr_decimal_divide(int64_t a, int64_t b, int64_t *quotient);

double mbr_decimal_double(int64_t value);

/* The shortest spelling: no trailing zeros, no point without digits behind it. `to` has room for
   MBR_DECIMAL_SIZE bytes. */
#define MBR_DECIMAL_SIZE 24
size_t mbr_decimal_write(char *to, int64_t value);
void mbr_put_decimal(struct mbr_buf *buf, int64_t value);

#endif
