#ifndef MBR_IMPORT_UNPACK_H
#define MBR_IMPORT_UNPACK_H

/* Rows that have several lines of an order packed into them: as text, such as "2× A, 1× B", or side
   by side in columns, such as "A;B" and "2;1". Private to lib/model/import*.c. */

#include "import_row.h"

#define MBR_IMPORT_SHARED 8
#define MBR_IMPORT_MOST_LINES 1000 /* of a row, each of which may be sought from its beginning */

/* How many fields the layout's pattern has names for; 0 where it has none. */
size_t mbr_import_unpack_fields(const struct mbr_layout *layout);

/* Adds those fields to the plan, and finds the columns. 0, or -1 with err. */
int mbr_import_unpack_plan(struct mbr_import_plan *plan, struct mbr_err *err);

/* Goes through the lines of the row that was read: begin with *place zeroed. 1 with the values of
   one more line in plan->packed; 0 where there is none; -1 with the flaw. */
struct mbr_import_unpacking {
    size_t column;                                      /* of plan->unpack */
    size_t at;                                          /* in its text */
    size_t line;                                        /* so many lines have been taken */
    size_t lines;                                       /* of a row cut at a sign: so many it has */
    struct mbr_import_field *shared[MBR_IMPORT_SHARED]; /* numbers of the row as a whole .. */
    int64_t whole[MBR_IMPORT_SHARED];                   /* .. in 1/10000 */
    size_t shares;
};
int mbr_import_unpack(struct mbr_import_plan *plan, struct mbr_import_row *row,
                      struct mbr_import_unpacking *place);

#endif
