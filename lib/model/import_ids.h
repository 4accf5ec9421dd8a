#ifndef MBR_IMPORT_IDS_H
#define MBR_IMPORT_IDS_H

/* What is made of a row's values to tell it from others. Private to lib/model/import*.c. */

#include "import_row.h"

/* A part of an id: the parts stand between slashes, and a slash in one is written %2F, so that no
   two rows have the same id by chance. */
void mbr_import_put_part(struct mbr_buf *buf, struct mbr_span part);

/* The order's id, of several values. */
void mbr_import_join_order(struct mbr_import_plan *plan);

/* The beginning of the row's import id, and its number among the rows of its order and time. 0, or
   -1 with the flaw. */
int mbr_import_take_number(struct mbr_import_plan *plan, struct mbr_import_row *row);

/* The texts of order, import id and other identifiers of a row that is all right. */
void mbr_import_take_ids(struct mbr_import_plan *plan, struct mbr_import_row *row);

#endif
