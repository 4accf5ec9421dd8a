#ifndef MBR_IMPORT_PIECES_H
#define MBR_IMPORT_PIECES_H

/* Rows whose lines stand side by side in columns, cut at the same sign. The first of the columns
   that the file has tells how many lines there are; a column with one value, where that has more,
   tells of the row as a whole, and so do the columns that are not cut. Private to
   lib/model/import*.c. */

#include "import_unpack.h"

/* As mbr_import_unpack. */
int mbr_import_next_piece(struct mbr_import_plan *plan, struct mbr_import_row *row,
                          struct mbr_import_unpacking *place);

#endif
