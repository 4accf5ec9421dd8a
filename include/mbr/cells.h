#ifndef MBR_CELLS_H
#define MBR_CELLS_H

/* Cells: JSON values as the formats for people spell them.

   A number, true and false stand as they are spelled in the stream; a string is its content; an
   array or object is its JSON without white space; absent and null are empty.
   CSV is RFC 4180, so a cell with a comma, quote or line break is quoted. TSV writes \t, \n, \r and
   \\ for what would break a line. Markdown is the table of GitHub Flavored Markdown, HTML is
   escaped. For these last two and for the text table the content is made visible first (text.h). */

#include "mbr/json.h"

enum mbr_cells_format {
    MBR_CELLS_TEXT,
    MBR_CELLS_CSV,
    MBR_CELLS_TSV,
    MBR_CELLS_MARKDOWN,
    MBR_CELLS_HTML
};

/* Zero-initialise the buffers; mbr_cells_free gives them back. */
struct mbr_cells {
    enum mbr_cells_format format;
    bool safe;    /* CSV, TSV: text that a spreadsheet would take for a formula gets an apostrophe
                     before it: what begins with = + - @, a tab or a line break and is no number */
    bool visible; /* CSV, TSV: made visible too, for a terminal */
    bool rounded; /* numbers with a fraction have so many `places` (places.h) */
    size_t places;
    struct mbr_buf content, clean;
};

/* -1 when a string holds \u0000, which no format can show; else 0. */
int mbr_put_cell(struct mbr_buf *buf, const struct mbr_json *cell, struct mbr_cells *cells);
void mbr_put_cell_text(struct mbr_buf *buf, struct mbr_span text, struct mbr_cells *cells);

/* Whether there is nothing to show. */
static inline bool mbr_cell_is_empty(const struct mbr_json *cell)
{
    return cell->kind == MBR_JSON_ABSENT || cell->kind == MBR_JSON_NULL;
}

/* The error for such a string, "NAME: a NUL character cannot be shown: …". Returns -1. */
int mbr_cell_refuse(struct mbr_err *err, const char *name, const struct mbr_json *cell);

/* A cell put away for later, and the next one taken out again; it then points into what was
   packed. Packing refuses what mbr_put_cell refuses: 0 or -1. */
int mbr_cell_pack(struct mbr_buf *buf, const struct mbr_json *cell);
void mbr_cell_unpack(struct mbr_span *packed, struct mbr_json *cell);

void mbr_cells_free(struct mbr_cells *cells);

#endif
