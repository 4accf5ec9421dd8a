#ifndef MBR_MONEYTEXT_H
#define MBR_MONEYTEXT_H

/* Amounts and quantities as other programs write them: with a currency sign or code before or
   behind or both (¥ ￥ $ £ € ৳ ₹ ₩ 元 US$ HK$ CN¥ RMB USD CNY EUR ...), a sign before or behind,
   parentheses for a negative, and groups of three digits parted by a comma, a point, a blank or an
   apostrophe.

   Which of comma and point begins the decimals shows in the value itself ("1,234.56", "12,5",
   "1.234.567"), except where one of them stands once before exactly three digits ("1.234"): then in
   the currency, where the amount names one of which that is known ("৳2,999", "$2,999", but neither
   "$2.999" nor "2,999 €"). */

#include "mbr/buf.h"

enum mbr_decimal_mark { MBR_MARK_OPEN, MBR_MARK_POINT, MBR_MARK_COMMA };

/* 0 with *value in 1/10000, or -1 with `what`: "not a number", "more than four decimal places",
   "number too large", or, with MBR_MARK_OPEN, "ambiguous decimal mark (see --decimal)". */
int mbr_moneytext_parse(struct mbr_span text, enum mbr_decimal_mark mark, int64_t *value,
                        const char **what);

/* The currency that an amount names. sign: as it is spelled there; static. which: the same number
   for all signs that may mean the same, such as $, US$ and USD. code: of ISO 4217, three letters,
   where the sign is that of one currency only (not $ or ¥), else NULL. False when there is none. */
struct mbr_moneytext_currency {
    const char *sign, *code;
    int which;
};
bool mbr_moneytext_currency(struct mbr_span text, struct mbr_moneytext_currency *to);

/* What one value tells of the file it stands in. */
enum mbr_moneytext_says {
    MBR_MONEYTEXT_NOTHING, /* has no mark, or is no number */
    MBR_MONEYTEXT_POINT,
    MBR_MONEYTEXT_COMMA,
    MBR_MONEYTEXT_EITHER
};
enum mbr_moneytext_says mbr_moneytext_says(struct mbr_span text);

/* The usual case, fast: "12", "2.55", "19.90". True, with the beginning of text that is its
   shortest spelling in *shortest; false when the long way has to be taken. */
bool mbr_moneytext_plain(struct mbr_span text, enum mbr_decimal_mark mark,
                         struct mbr_span *shortest);

/* The same for a text of at most so many bytes, where so many may be read. */
#define MBR_MONEYTEXT_SHORT 8
bool mbr_moneytext_short(struct mbr_span text, enum mbr_decimal_mark mark,
                         struct mbr_span *shortest);

#endif
