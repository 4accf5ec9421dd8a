#ifndef MBR_MASK_VALUE_H
#define MBR_MASK_VALUE_H

#include "mbr/buf.h"
#include "mbr/personal.h"
#include "mbr/phone.h"

/* Inside mbr_mask: values redacted and normalised. */

/* Redacting: puts what is left of a value of this kind, as JSON. false: nothing. */
bool mbr_mask_put_redacted(struct mbr_buf *to, enum mbr_personal kind, struct mbr_span text,
                           bool is_number);
/* Puts the text with all that is found in it redacted; false: there was nothing, and it is as it
   was. */
bool mbr_mask_put_looked(struct mbr_buf *to, struct mbr_span text);

/* A value as it is compared and given its pseudonym (mask_normal.c). */
struct mbr_span mbr_mask_normal(enum mbr_personal kind, struct mbr_span text,
                                const struct mbr_country *home, struct mbr_buf *to);

#endif
