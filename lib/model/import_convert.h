#ifndef MBR_IMPORT_CONVERT_H
#define MBR_IMPORT_CONVERT_H

/* Currencies of rows: one for all of a run, or changed into one (--rates). Private to
   lib/model/import*.c. */

#include "import_row.h"
#include "mbr/rates.h"

/* Reads a currency: its code where it names one. 0, or -1 with the flaw: without rates, where it is
   another than before. */
int mbr_import_read_currency(const struct mbr_import_plan *plan, struct mbr_import_field *field,
                             struct mbr_import_row *row);

/* Whether that is the currency that all others are changed to. */
bool mbr_import_is_target(const struct mbr_rates *rates, struct mbr_span currency);

/* What one unit of the currency is worth on that day. 0, or -1 with *what is wrong with it. */
int mbr_import_rate(const struct mbr_rates *rates, struct mbr_span currency, int32_t day,
                    int64_t *rate, const char **what);

/* Whether the field has an amount of money, and whether that is the price of a unit, which is
   written with four places. */
bool mbr_import_is_money(struct mbr_span field);
bool mbr_import_is_unit_price(struct mbr_span field);

/* Puts back what the row before has changed and the next does not read anew, such as constants. */
void mbr_import_unconvert(struct mbr_import_plan *plan, struct mbr_import_row *row);

/* Changes the amounts of the row that was read: qty x price is formed first, and what is changed is
   rounded once. 0, or -1 with the flaw. */
int mbr_import_convert(struct mbr_import_plan *plan, struct mbr_import_row *row);

#endif
