#ifndef MBR_TABLE_H
#define MBR_TABLE_H

/* A table of rows of JSON values, written as one of the formats of cells.h. CSV and TSV go out row
   by row, in constant memory. The others are kept till the end, since the width of a column and
   whether it is numeric (all that it shows are JSON numbers) are known only then: memory grows with
   the rows shown. */

#include "mbr/cells.h"
#include "mbr/out.h"

struct mbr_table_style {
    enum mbr_cells_format format;
    size_t width;       /* of the text table, in cells of a terminal's grid; 0: no limit */
    bool bold;          /* the text table's header, for a terminal */
    bool bom;           /* CSV and TSV begin with a byte order mark */
    bool safe, visible; /* as in struct mbr_cells */
    bool sparse;        /* columns without any value are left out, but not of CSV and TSV */
    bool rounded;       /* numbers with a fraction have so many `places`; so have the whole ones of
                           their column, but not in CSV and TSV */
    size_t places;
};

struct mbr_table;

/* names: the header; copied. At least one column. The caller frees. */
struct mbr_table *mbr_table_new(const struct mbr_table_style *style, const char *const *names,
                                size_t columns);
void mbr_table_free(struct mbr_table *table);

/* A row: as many cells as there are columns. 0, or -1 with err: then either out->broken, or a cell
   cannot be shown and nothing of the row has been put. */
int mbr_table_add(struct mbr_table *table, const struct mbr_json *row, struct mbr_out *out,
                  struct mbr_err *err);

/* Writes what has not been written yet; the header alone when there was no row. title may be NULL,
   and CSV and TSV have none. 0, or -1 with err.

   A text table that is wider than style.width has its names shortened to what follows their last
   point (where that is still one name only), then its widest columns cut, to not less than 10 cells
   and never the numbers in them; if that is not enough, columns are left out at the right. */
int mbr_table_end(struct mbr_table *table, const char *title, struct mbr_out *out,
                  struct mbr_err *err);

/* After mbr_table_end: how many columns had no room. Their names are put, with commas between. */
size_t mbr_table_unshown(const struct mbr_table *table, struct mbr_buf *names);

#endif
