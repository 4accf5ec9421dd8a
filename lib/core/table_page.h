#ifndef MBR_TABLE_PAGE_H
#define MBR_TABLE_PAGE_H

/* What a table that is kept till its end consists of, and how it is laid out. Inside lib/core. */

#include "mbr/table.h"

struct mbr_page_cell {
    struct mbr_span text; /* as the format spells it */
    size_t width;
    bool number;
};

struct mbr_page_column {
    struct mbr_page_cell head;
    struct mbr_page_cell brief; /* the head's last part, for want of room */
    size_t cells_width;         /* of the widest cell */
    size_t width;               /* of the widest of head and cells; after mbr_page_fit, the room */
    size_t numbers_width;       /* of the widest number: it is never cut */
    bool has_number, has_other;
    bool numeric, shown;
    bool crowded; /* not shown, for want of room */
};

struct mbr_page {
    struct mbr_page_cell title;
    bool titled, bold;
    struct mbr_page_column *column;
    size_t columns;
    struct mbr_page_cell **row;
    size_t rows, rows_cap;
    struct mbr_arena memory;
};

/* Gives the columns room so that a text table is not wider than `width`. */
void mbr_page_fit(struct mbr_page *page, size_t width);

/* Each writes the page whole. 0, or -1 with err. */
int mbr_page_text(const struct mbr_page *page, struct mbr_out *out, struct mbr_err *err);
int mbr_page_markdown(const struct mbr_page *page, struct mbr_out *out, struct mbr_err *err);
int mbr_page_html(const struct mbr_page *page, struct mbr_out *out, struct mbr_err *err);

#endif
