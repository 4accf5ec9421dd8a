#ifndef MBR_CURRENCY_H
#define MBR_CURRENCY_H

/* Currencies by the codes of ISO 4217. */

#include "mbr/span.h"

/* The code of three capital letters that a text names: "USD", "usd", "US$", "€", "RMB", "人民币".
   False where it names none, or, as $ and ¥ do, more than one. Whether a code of three letters is
   in use is not looked up. */
bool mbr_currency_code(struct mbr_span text, char code[3]);

/* How many decimal places its smallest coin has by ISO 4217 (its minor unit): 2 where nothing else
   is known. */
int mbr_currency_places(const char code[3]);

#endif
