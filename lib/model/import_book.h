#ifndef MBR_IMPORT_BOOK_H
#define MBR_IMPORT_BOOK_H

/* The order book of an import: rows gathered by order, from all files whose presets gather orders
   and have the same platform, until the end of the run, when each order is settled and written.
   Memory: about 60 bytes a row, its values with 8 bytes each, and about 60 bytes and the number for
   each order; with a file for rejects also the row's text. Private to lib/model/import*.c. */

#include "importer.h"

#define MBR_BOOK_NONE UINT32_MAX

/* A field that some file has. */
struct mbr_book_field {
    enum mbr_import_kind kind;
    bool of_line; /* each line has its own, not the order */
    bool written; /* events have it */
};

struct mbr_book_file {
    char *name;
    const char *
        *title; /* its columns by the numbers of their fields, so many of them; NULL: none */
    size_t titles;
    bool totals;     /* its lines are sums, and give way to those of other files */
    uint32_t *needs; /* fields that some row of an order of its has, so many of them */
    size_t needed;
    uint64_t latest; /* of the times in its rows: which of two files is the later one */
};

/* The values are packed: a number of a field, a length and the text, one behind the other. Which of
   the field's columns it was stands in the number too. */
#define MBR_BOOK_CHOICE ((uint32_t)1 << 24)
#define MBR_BOOK_OTHERWISE 255 /* none of them: it is what counts where they have nothing */
struct mbr_book_row {
    const char *values, *raw; /* raw: NULL where it is not kept */
    uint64_t line;
    uint32_t size, raw_size, file, next; /* next: of the same order */
    uint32_t version; /* rows that say one thing together: those of a file, or of a JSON record */
    bool json;        /* its version replaces what others before have said */
    bool refund;      /* it says what came back, and no more */
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
    bool *of_line;            /* of the first so many fields: each line has its own here */
    size_t fields;
    bool has_statuses; /* some of its presets tell which orders were paid */
    struct mbr_import_plan plan;
};

struct mbr_book_counts {
    uint64_t settled, excluded, masked, bad, beyond, differ, nobody, untold;
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
    uint32_t version;           /* of the file or record at hand */
    struct mbr_map ids;         /* of JSON records, which may be delivered again */
    uint32_t seen;              /* the version of the last record that had no id */
    bool again;                 /* that record was met before */
    uint32_t at_shop, *of_plan; /* of the file at hand: its shop, and its plan's fields here */
    struct mbr_buf scratch;
    struct mbr_book_counts counts;
};

/* The file just opened gathers orders: makes the book where there is none yet. 0, or -1 with
   run->err. */
int mbr_import_book_open(struct mbr_importer *import);

/* Takes the row that csv has read, or sets it aside. 0, or -1 with run->err. */
int mbr_import_book_row(struct mbr_importer *import);

/* A JSON record begins. */
void mbr_import_book_version(struct mbr_import_book *book);

/* Settles and writes the orders in the order in which they were first met, and says what became of
   them. 0, or -1 with run->err. */
int mbr_import_book_end(struct mbr_importer *import);

void mbr_import_book_free(struct mbr_import_book *book);

/* Whether each line of the shop's orders has its own. */
static inline bool mbr_book_of_line(const struct mbr_import_book *book, uint32_t shop,
                                    uint32_t field)
{
    const struct mbr_book_shop *of = &book->shop[shop];
    return book->field[field].of_line || (field < of->fields && of->of_line[field]);
}

/* For the parts: a field's number (MBR_BOOK_NONE where no file has it), or a new one's. */
uint32_t mbr_book_field(const struct mbr_import_book *book, const char *name);
uint32_t mbr_book_add_field(struct mbr_import_book *book, const char *name);

/* For rows that are packed: the value as it is kept, in its final spelling, a status as what it
   means; between begin and pack, which says whose it is. 0, or -1 with the flaw. */
int mbr_book_put_value(struct mbr_importer *import, const struct mbr_import_field *field,
                       struct mbr_buf *to);
size_t mbr_book_begin_value(struct mbr_buf *to);
void mbr_book_pack(struct mbr_buf *to, uint32_t number, size_t before);

/* Packs a row that says what came back (import_refund.c). 0, or -1 with the flaw. */
int mbr_book_pack_refund(struct mbr_importer *import, struct mbr_buf *to);

/* Sets aside all rows of the order: of them `row` for the flaw, the others as they need it. 0, or
   -1 with run->err. */
int mbr_book_reject(struct mbr_importer *import, const struct mbr_book_order *order, uint32_t row,
                    const struct mbr_import_flaw *flaw);

/* Notes what became of the orders. */
void mbr_book_say(const struct mbr_importer *import);

#endif
