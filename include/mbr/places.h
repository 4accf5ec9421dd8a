#ifndef MBR_PLACES_H
#define MBR_PLACES_H

/* JSON numbers with so many decimal places, for a person to read. They are rounded by their digits,
   half away from zero, and never become doubles; so any length is exact, and 2.675 is 2.68. */

#include "mbr/buf.h"

/* Whether there are digits behind the point once the exponent is worked in: 2.0 and 25e-1 have a
   fraction, 2.5e1 and 3 have none. The text is a JSON number, here and below. */
bool mbr_places_any(struct mbr_span number);

/* Puts the number with that many places and no exponent; what is rounded to 0 has no sign. Those
   with an exponent above 99 are put as they are spelled. */
void mbr_put_places(struct mbr_buf *buf, struct mbr_span number, size_t places);

#endif
