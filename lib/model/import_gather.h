#ifndef MBR_IMPORT_GATHER_H
#define MBR_IMPORT_GATHER_H

/* The rows of one order put together: what they say of the order, and of each of its lines. Private
   to lib/model/import*.c. */

#include "import_book.h"

struct mbr_gathered_value {
    struct mbr_span text; /* n 0: not said */
    uint32_t row;         /* of the book */
    uint32_t choice;      /* which of the field's columns in its file, from 0 */
};

/* Zero-initialise it; it may be used for one order after another. Values are by the numbers of
   fields. There is one line at least, as an order without is one of nothing known. */
struct mbr_gathered {
    size_t fields, lines, cap;
    struct mbr_gathered_value *order, *line;
    uint32_t *row;  /* of each line, the last that told of it */
    uint32_t first; /* row of the order */
    uint32_t shop;
    bool itemless;    /* no row told of a line */
    bool sold;        /* some row tells of the sale, not only of what came back */
    uint32_t version; /* of the row that last told of a line */
    struct mbr_arena sums;
    bool differs;                         /* two files do not say the same of it */
    struct mbr_gathered_value changed[2]; /* time and member of a file before the row at hand */
    struct mbr_map keys; /* of the lines, in their order: what tells them apart in the order */
    struct mbr_map seen;
    uint32_t *times;
    size_t times_cap, row_cap;
    struct mbr_buf key, told;
    struct mbr_import_flaw flaw;
    uint32_t flawed; /* row */
};
void mbr_gathered_free(struct mbr_gathered *gathered);

/* 0, or -1 with the flaw and the row that has it. */
int mbr_gather(struct mbr_gathered *gathered, const struct mbr_import_book *book,
               const struct mbr_book_order *order);

/* The values of that line, from 0. */
static inline struct mbr_gathered_value *mbr_gathered_line(const struct mbr_gathered *gathered,
                                                           size_t line)
{
    return gathered->line + line * gathered->fields;
}

/* Whether the line's rows say that it is a return. */
bool mbr_gathered_returns(const struct mbr_gathered *gathered, const struct mbr_import_book *book,
                          size_t line);

/* The column that a field has in the row's file; NULL where that has none. */
const char *mbr_book_title(const struct mbr_import_book *book, uint32_t row, uint32_t field);

#endif
