#ifndef MBR_PERSONAL_NUMBER_H
#define MBR_PERSONAL_NUMBER_H

#include "mbr/personal.h"

/* Inside mbr_personal_find: the phone, national id or card number that begins at `at`, with a digit
   or a plus; and where the digits from `at` on end. */
bool mbr_personal_number(struct mbr_span text, size_t at, struct mbr_personal_found *found);
size_t mbr_digits_end(struct mbr_span text, size_t at);

#endif
