#ifndef MBR_IMPORT_LEARN_H
#define MBR_IMPORT_LEARN_H

/* What a file's own values tell: the order of day and month, and the decimal mark. Private to
   lib/model/import*.c. */

#include "import_plan.h"
#include "mbr/csv_read.h"

/* Looks ahead until it is known, through a megabyte, or through all the file (up to `most` bytes)
   where dates are ambiguous; nothing is used up. Sets the order of the plan's times and plan->mark,
   unless the layout has set them, and puts the layout of the times into `layout`. 0, or -1 with
   err, also where a column has both orders: as *located says with its place, or about the line that
   mbr_in_set_number was told. */
int mbr_import_learn(struct mbr_import_plan *plan, struct mbr_csv *csv, size_t most,
                     struct mbr_buf *layout, bool *located, struct mbr_err *err);

#endif
