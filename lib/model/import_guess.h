#ifndef MBR_IMPORT_GUESS_H
#define MBR_IMPORT_GUESS_H

/* What the columns of an unknown table may be, from their values and headers: good enough to
   propose, never to import by. Private to lib/model/import*.c. */

#include "mbr/csv.h"
#include "mbr/layout.h"

enum mbr_import_looks {
    MBR_IMPORT_LOOKS_EMPTY,
    MBR_IMPORT_LOOKS_DAY,
    MBR_IMPORT_LOOKS_TIME,
    MBR_IMPORT_LOOKS_WHOLE, /* a whole number, not too long to count something */
    MBR_IMPORT_LOOKS_MONEY,
    MBR_IMPORT_LOOKS_ID, /* a word with a digit in it, or a long number */
    MBR_IMPORT_LOOKS_TEXT
};

/* A column: its values counted by what each could be; one that could be several counts for all. */
struct mbr_import_tally {
    size_t values, days, times, wholes, moneys, ids;
    bool day_first, month_first, either; /* said by its days */
};
void mbr_import_tally_add(struct mbr_import_tally *tally, struct mbr_span value);

/* What nearly all of the values are. */
enum mbr_import_looks mbr_import_looks(const struct mbr_import_tally *tally);

/* Whether its days need --date-order. */
bool mbr_import_order_open(const struct mbr_import_tally *tally);

#define MBR_IMPORT_CLOCK "time" /* the time of day, to be joined to that of the field "at" */

/* Finds for each column the field that it may be, or MBR_IMPORT_CLOCK; NULL for none. headers: NULL
   where there are none. */
void mbr_import_guess(const enum mbr_import_looks *looks, const struct mbr_names *headers,
                      size_t columns, const char **field);

#endif
