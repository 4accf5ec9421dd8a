#ifndef MBR_PHONE_H
#define MBR_PHONE_H

/* Telephone numbers in their one spelling, that of ITU-T E.164 (2010): "+", the country's calling
   code and the national significant number, digits only; an extension follows as in RFC 3966,
   "+861012345678;ext=801". */

#include "mbr/buf.h"

struct mbr_country {
    char name[3];           /* ISO 3166-1 alpha-2 */
    char code[4];           /* calling code */
    char trunk;             /* what is dialled before a national number; 0: nothing */
    unsigned char min, max; /* digits of a national significant number */
};

/* NULL where there is no such country. */
const struct mbr_country *mbr_country_find(const char *name);

/* The country whose calling code the digits begin with (of several, the one the code belongs to in
   the first place); NULL where the code is not given out. */
const struct mbr_country *mbr_country_of(struct mbr_span digits);

/* Puts the number that `text` is when dialled from `home`: "0086 138-0013-8000", "(0755) 2345
   6789", "138****8000" with a star for each digit that is hidden. text is ASCII but for the dashes
   and dots of U+2010 to U+2022 and the like. 1: a number; 2: one that is hidden in part; 0: none,
   and nothing is put. Service numbers (400, 800, 95588) are nobody's, and none. */
int mbr_put_phone(struct mbr_buf *to, struct mbr_span text, const struct mbr_country *home);

/* Puts a whole number with the digits hidden that are hidden in `mask`; false, with nothing put,
   where they are not equally long. */
bool mbr_put_phone_hidden(struct mbr_buf *to, struct mbr_span whole, struct mbr_span mask);

#endif
