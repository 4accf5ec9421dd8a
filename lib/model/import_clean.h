#ifndef MBR_IMPORT_CLEAN_H
#define MBR_IMPORT_CLEAN_H

/* What other programs put around a value so that a spreadsheet leaves it alone, taken off again: an
   apostrophe in front, ="…", and full-width digits and signs. Private to lib/model/import*.c. */

#include "import_plan.h"
#include "mbr/csv.h"

/* The value, trimmed, as one of that kind should be. It points into raw or into own. Of texts the
   width stays, and an apostrophe that is no guard before a number. */
struct mbr_span mbr_import_clean(enum mbr_import_kind kind, struct mbr_span raw,
                                 struct mbr_buf *own);

/* The value, or nothing where it is one of those that say nothing. */
struct mbr_span mbr_import_said(const struct mbr_import_field *field, struct mbr_span value);

/* The value of a field of several columns, which are all in the record: trimmed, and clean. */
struct mbr_span mbr_import_pick(struct mbr_import_field *field,
                                const struct mbr_csv_record *record);

/* The value of a field, whichever way it has one; n 0 where the record is too short. */
struct mbr_span mbr_import_peek(struct mbr_import_field *field,
                                const struct mbr_csv_record *record);

#endif
