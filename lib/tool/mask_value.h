#ifndef MBR_MASK_VALUE_H
#define MBR_MASK_VALUE_H

#include "mbr/buf.h"
#include "mbr/json.h"
#include "mbr/personal.h"
#include "mbr/phone.h"

/* Inside mbr_mask: values read, redacted and normalised. */

/* Redacting: puts what is left of a value of this kind, as JSON. false: nothing. */
bool mbr_mask_put_redacted(struct mbr_buf *to, enum mbr_personal kind, struct mbr_span text,
                           bool is_number);
bool mbr_mask_is_redacted(enum mbr_personal kind, struct mbr_span text); /* that is what it is */
/* Puts the text with all that is found in it redacted; false: there was nothing, and it is as it
   was. */
bool mbr_mask_put_looked(struct mbr_buf *to, struct mbr_span text);

/* A string's text, or a number's spelling; borrowed from the value or from `scratch`. A \u0000 is
   taken for a blank. */
struct mbr_span mbr_mask_text(const struct mbr_json *value, struct mbr_buf *scratch);

/* A value as it is compared and given its pseudonym (mask_normal.c). */
struct mbr_span mbr_mask_normal(enum mbr_personal kind, struct mbr_span text,
                                const struct mbr_country *home, struct mbr_buf *to);

#endif
