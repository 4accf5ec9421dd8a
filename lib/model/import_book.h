#ifndef MBR_IMPORT_BOOK_H
#define MBR_IMPORT_BOOK_H

/* The order book of an import: rows gathered by order, from all files whose presets gather orders
   and have the same platform, until the end of the run, when each order is settled and written.
   Memory: about 60 bytes a row, its values with 8 bytes each, and about 60 bytes and the number for
   each order; with a file for rejects also the row's text. Private to lib/model/import*.c. */

#include "importer.h"

#define MBR_BOOK_NONE UINT32_MAX

/* A field that some file has. of_line: each line has its own, not the order. */
struct mbr_book_field {
    enum mbr_import_kind kind;
    bool of_line, written; /* written: events have it */
};

struct mbr_book_file {
    char *name;
    const char *
        *title; /* its columns by the numbers of their fields, so many of them; NULL: none */
    size_t titles;
};

/* The values are packed: a number of a field, a length and the text, one behind the other. */
struct mbr_book_row {
    const char *values, *raw; /* raw: NULL where it is not kept */
    uint64_t line;
    uint32_t size, raw_size, file, next; /* next: of the same order */
};

struct mbr_book_order {
    uint32_t first, last, shop;
    bool bad; /* a row of it is */
};

/* What has one platform. The plan is that of its settled lines. */
struct mbr_book_shop {
    char *platform;
    struct mbr_layout *layout;
    struct mbr_names presets; /* whose patterns the layout has */
    struct mbr_import_plan plan;
};

struct mbr_book_counts {
    uint64_t settled, excluded, masked, bad, beyond;
    uint64_t status[8]; /* without events, by their status: numbers of mbr_order_statuses */
    int64_t beyond_sum; /* of refunds, more than was paid for goods */
};

struct mbr_import_book {
    struct mbr_map names, orders; /* of fields; of orders, with their platforms */
    struct mbr_book_field *field;
    struct mbr_book_file *file;
    struct mbr_book_row *row;
    struct mbr_book_order *order;
    struct mbr_book_shop *shop;
    size_t field_cap, files, file_cap, rows, row_cap, order_cap, shops, shop_cap;
    struct mbr_arena kept;
    uint32_t at_shop, *of_plan; /* of the file at hand: its shop, and its plan's fields here */
    struct mbr_buf scratch;
    struct mbr_book_counts counts;
};

/* The file just opened gathers orders: makes the book where there is none yet. 0, or -1 with
   run->err. */
int mbr_import_book_open(struct mbr_importer *import);

/* Takes the row that csv has read, or sets it aside. 0, or -1 with run->err. */
int mbr_import_book_row(struct mbr_importer *import);

/* Settles and writes the orders in the order in which they were first met, and says what became of
   them. 0, or -1 with run->err. */
int mbr_import_book_end(struct mbr_importer *import);

void mbr_import_book_free(struct mbr_import_book *book);

/* For the parts: a field's number (MBR_BOOK_NONE where no file has it), or a new one's. */
uint32_t mbr_book_field(const struct mbr_import_book *book, const char *name);
uint32_t mbr_book_add_field(struct mbr_import_book *book, const char *name);

/* Sets aside all rows of the order: of them `row` for the flaw, the others as they need it. 0, or
   -1 with run->err. */
int mbr_book_reject(struct mbr_importer *import, const struct mbr_book_order *order, uint32_t row,
                    const struct mbr_import_flaw *flaw);

/* Notes what became of the orders. */
void mbr_book_say(const struct mbr_importer *import);

#endif
