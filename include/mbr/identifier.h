#ifndef MBR_IDENTIFIER_H
#define MBR_IDENTIFIER_H

/* What people are known by, each in one spelling, so that equal bytes are the same telephone, the
   same mailbox, the same card. All are first brought to Unicode's NFKC without what cannot be seen:
   full-width digits and letters, odd spaces and the marks that direct text do no harm. */

#include "mbr/phone.h"

enum mbr_identifier_as {
    MBR_IDENTIFIER_TEXT,  /* as it is: an openid, a nickname; runs of spaces are one */
    MBR_IDENTIFIER_PHONE, /* phone.h */
    MBR_IDENTIFIER_EMAIL, /* email.h */
    MBR_IDENTIFIER_CARD   /* letters and digits, upper case: "6225 88-01" is 62258801 */
};

enum mbr_identifier_state {
    MBR_IDENTIFIER_NONE, /* nothing of the kind; nothing is put */
    MBR_IDENTIFIER_WHOLE,
    MBR_IDENTIFIER_MASKED, /* hidden in part, as platforms show them: 186****0005; put with stars */
    MBR_IDENTIFIER_CIPHER  /* encrypted by a platform: ##…, $$…, ~…~, $…$; nothing is put */
};

/* Puts the one spelling of an identifier. home is for phones without a country's code. */
enum mbr_identifier_state mbr_put_identifier(struct mbr_buf *to, enum mbr_identifier_as as,
                                             struct mbr_span text, const struct mbr_country *home);

/* Puts text in NFKC without what cannot be seen, trimmed, runs of white space as one space; fold:
   and without the difference of case (Unicode's full case folding). false, with nothing put, where
   it is no UTF-8. */
bool mbr_put_clean(struct mbr_buf *to, struct mbr_span text, bool fold);

/* "text", "phone", "email", "card"; NULL-terminated. */
extern const char *const mbr_identifier_names[];

/* What a kind is by its usual name: phone, mobile, tel …; text where the name tells nothing. */
enum mbr_identifier_as mbr_identifier_guess(struct mbr_span name);

#endif
