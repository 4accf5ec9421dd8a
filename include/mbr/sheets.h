#ifndef MBR_SHEETS_H
#define MBR_SHEETS_H

/* Records of one kind as tables for a person: rows of different `of` each in a table of their own,
   sorted by a field and cut to the first N where that is wanted. Set the first group of fields, the
   others being zero; the pointers are borrowed. */

#include "mbr/columns.h"
#include "mbr/table.h"
#include "mbr/top.h"

struct mbr_sheet;

struct mbr_sheets {
    struct mbr_table_style style;
    const struct mbr_columns *columns;
    size_t top;     /* of each table, only this many; 0: all */
    const char *by; /* the path sorted by, for texts; NULL: in order of arrival */
    size_t by_slot;
    bool ascending;
    bool apart; /* tables apart by what is in of_slot */
    size_t of_slot;

    struct mbr_sheet *sheet;
    size_t count, cap;
    struct mbr_map titles;
    struct mbr_json *cell;
    struct mbr_buf packed, title;
};

/* Takes in a record by the slots of a scan. 0, or -1 with err: either out->broken, or the record
   cannot be shown and is left out. */
int mbr_sheets_add(struct mbr_sheets *sheets, const struct mbr_json *slot, struct mbr_out *out,
                   struct mbr_err *err);

/* Writes what has not been written yet; without any record the header alone. Columns that had no
   room are named in `unshown`, which stays empty otherwise. 0, or -1 with err. */
int mbr_sheets_end(struct mbr_sheets *sheets, struct mbr_buf *unshown, struct mbr_out *out,
                   struct mbr_err *err);
void mbr_sheets_free(struct mbr_sheets *sheets);

#endif
