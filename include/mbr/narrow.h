#ifndef MBR_NARROW_H
#define MBR_NARROW_H

/* East Asian full-width forms: the letters, digits and signs of ASCII as they are typed among
   Chinese characters (U+FF01 to U+FF5E, and the blank U+3000). Text is UTF-8. */

#include "mbr/buf.h"

/* Whether there are any in it. */
bool mbr_has_wide(struct mbr_span text);

/* The text with ASCII in their places. */
void mbr_put_narrow(struct mbr_buf *buf, struct mbr_span text);

/* Whether two texts are the same but for the width of such characters. */
bool mbr_narrow_equal(struct mbr_span a, struct mbr_span b);

#endif
