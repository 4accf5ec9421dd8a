#ifndef MBR_PERSONAL_H
#define MBR_PERSONAL_H

/* What looks like personal data: by the name of its field, by its spelling, or within a text. These
   are signs and no proofs: a name says what somebody meant, a check digit is right by chance once
   in ten or eleven times. Full-width digits (U+FF10 to U+FF19) count as digits. */

#include "mbr/span.h"

enum mbr_personal {
    MBR_PERSONAL_NONE,
    MBR_PERSONAL_NAME,
    MBR_PERSONAL_PHONE,
    MBR_PERSONAL_EMAIL,
    MBR_PERSONAL_NATIONAL_ID, /* passports too, by name only */
    MBR_PERSONAL_CARD,        /* of a bank by its spelling, of any kind by its name */
    MBR_PERSONAL_ADDRESS,     /* down to the street; a city is none */
    MBR_PERSONAL_BIRTHDAY,
    MBR_PERSONAL_PLACE, /* latitude or longitude */
    MBR_PERSONAL_IP,
    MBR_PERSONAL_ACCOUNT, /* on a platform: openid, unionid */
    MBR_PERSONAL_DEVICE,
    MBR_PERSONAL_PLATE,      /* of a car, mainland China */
    MBR_PERSONAL_CIPHERTEXT, /* of a platform's buyer: ##..., $..$, ~..~ */
    MBR_PERSONAL_STAFF,      /* who served them; by name only, and often a code */
    MBR_PERSONAL_KINDS
};
extern const char *const mbr_personal_names[MBR_PERSONAL_KINDS]; /* "", "name", "phone" ... */

/* What a field of this name (its content, not its spelling) is likely to hold: "phone", "mobile_no"
   and "buyerTel" a phone. "name" is a person's here; the caller knows where it is a product's. */
enum mbr_personal mbr_personal_of_key(struct mbr_span key);

/* What a value is, as a whole, blanks around it aside. Names, addresses, birthdays and places have
   no spelling of their own and are not found. */
enum mbr_personal mbr_personal_of_text(struct mbr_span text);

/* The next phone, e-mail, national id or card number within a text, from the byte `from` on. */
struct mbr_personal_found {
    enum mbr_personal kind;
    size_t from, n;
};
bool mbr_personal_find(struct mbr_span text, size_t from, struct mbr_personal_found *found);

/* Resident identity numbers. cn: GB 11643-1999, 18 characters: a division of the country, a day
   that there is (years 1800 to 2099), and the check character of ISO 7064, MOD 11-2. hk: one or two
   letters, six digits, the check digit, in brackets or not. tw: a letter, 1, 2, 8 or 9, eight
   digits, the last of which is the check digit. */
bool mbr_national_id_cn(struct mbr_span text);
bool mbr_national_id_hk(struct mbr_span text);
bool mbr_national_id_tw(struct mbr_span text);

/* 13 to 19 digits with nothing between that begin as the issuers of payment cards do and pass the
   check of ISO/IEC 7812-1 annex B (Luhn). */
bool mbr_card_number(struct mbr_span digits);

#endif
