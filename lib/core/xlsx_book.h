#ifndef MBR_XLSX_BOOK_H
#define MBR_XLSX_BOOK_H

/* The parts of a workbook: where they lie, by the relations between them. */

#include "mbr/xlsx.h"
#include "mbr/zip.h"

struct mbr_xlsx_book {
    struct mbr_xlsx_sheet *sheet; /* for the caller; beside each its part */
    const struct mbr_zip_entry **part;
    size_t sheets;
    const struct mbr_zip_entry *strings, *styles; /* NULL where there are none */
    bool since_1904;
};

/* What the file is that does not begin as a zip file does: always -1 with err. */
int mbr_xlsx_not_zip(int fd, struct mbr_err *err);

/* 0, or -1 with err; free it either way. */
int mbr_xlsx_book_read(struct mbr_xlsx_book *book, const struct mbr_zip *zip, struct mbr_err *err);
void mbr_xlsx_book_free(struct mbr_xlsx_book *book);

#endif
