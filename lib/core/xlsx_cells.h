#ifndef MBR_XLSX_CELLS_H
#define MBR_XLSX_CELLS_H

/* The cells of one sheet as lines of CSV. */

#include "xlsx_strings.h"
#include "xlsx_styles.h"

struct mbr_xlsx_cells {
    struct mbr_xlsx_strings *strings; /* borrowed, as the styles */
    const struct mbr_xlsx_styles *styles;
    bool since_1904;

    struct mbr_buf out; /* to be taken away after each step; the last line has no end */
    uint64_t unvalued;

    struct mbr_xlsx_xml xml;
    uint32_t row, column;   /* of the element read last, from 1 on; 0 before the first */
    uint32_t line, written; /* the row and the column that out stands at */
    bool row_told;          /* the row's number is in the file, or in a cell */

    unsigned type, kind; /* of the cell */
    bool has_value, has_formula;
    struct mbr_xlsx_runs runs;
};

/* Begins with what is borrowed set and all else 0; close it either way. A step is 1 when there is
   more, 0 at the end, -1 with err. */
int mbr_xlsx_cells_open(struct mbr_xlsx_cells *cells, const struct mbr_zip *zip,
                        const struct mbr_zip_entry *entry, struct mbr_err *err);
int mbr_xlsx_cells_step(struct mbr_xlsx_cells *cells, struct mbr_err *err);
void mbr_xlsx_cells_close(struct mbr_xlsx_cells *cells);

#endif
