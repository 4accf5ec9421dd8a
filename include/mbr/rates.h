#ifndef MBR_RATES_H
#define MBR_RATES_H

/* Rates of exchange, kept in a document:

       {"version": 1, "to": "CNY",
        "rates": {"USD": 7.1, "EUR": {"2024-01-01": 7.8, "2024-02-01": "7.75"}}}

   What one unit of a currency is worth in `to`, always or from a day on. A rate is a number or a
   string, above 0 and below 1000000000, with up to nine decimal places; here a count of 1/10^9. */

#include "mbr/decimal.h"
#include "mbr/err.h"

struct mbr_rates;

/* NULL with err. */
struct mbr_rates *mbr_rates_load(const char *path, struct mbr_err *err);
struct mbr_rates *mbr_rates_parse(const char *name, struct mbr_span text, struct mbr_err *err);
void mbr_rates_free(struct mbr_rates *rates);

/* The code of the currency that all others are changed to. */
const char *mbr_rates_to(const struct mbr_rates *rates);

/* Its smallest coin in 1/10000, by ISO 4217. */
int64_t mbr_rates_coin(const struct mbr_rates *rates);

enum mbr_rates_found { MBR_RATES_FOUND, MBR_RATES_UNKNOWN, MBR_RATES_TOO_EARLY };

/* The latest rate at or before the day: of `to` itself it is 1. UNKNOWN: there is none of that
   currency on any day. */
enum mbr_rates_found mbr_rates_find(const struct mbr_rates *rates, const char code[3], int32_t day,
                                    int64_t *rate);

/* value (1/10000) times rate, formed in 128 bits and rounded once, half away from zero, to a
   multiple of coin (1/10000). False when the result does not fit. */
bool mbr_rates_change(int64_t value, int64_t rate, int64_t coin, int64_t *changed);

#endif
