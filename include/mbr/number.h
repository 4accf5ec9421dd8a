#ifndef MBR_NUMBER_H
#define MBR_NUMBER_H

/* Doubles and whole numbers as JSON spells them. No locale. */

#include "mbr/buf.h"

/* Reads a JSON number. Returns 0; -1 when it is none or its magnitude is beyond a double's. */
int mbr_double_parse(struct mbr_span text, double *value);

/* Digits with an optional sign, in range. Returns 0 or -1. */
int mbr_int_parse(struct mbr_span text, int64_t *value);

/* The shortest spelling that reads back the same (for models). NaN and infinities have none in
   JSON: they are a defect of the caller and abort. */
void mbr_put_double(struct mbr_buf *buf, double value);

/* Rounded to 9 significant digits, then the shortest spelling (for scores and probabilities). */
void mbr_put_score(struct mbr_buf *buf, double value);

#endif
