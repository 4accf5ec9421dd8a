#ifndef MBR_TESTS_UNIT_XLSX_OPEN_H
#define MBR_TESTS_UNIT_XLSX_OPEN_H

/* Workbooks made of their parts, opened and read. One is open at a time, till finish(). */

#include <check.h>
#include <stdio.h>

#include "../workbook.h"
#include "mbr/xlsx.h"

#define SHEET(rows) "<worksheet " MAIN "><sheetData>" rows "</sheetData></worksheet>"
#define BOOK(facts, sheets)                                                                        \
    "<workbook " MAIN " xmlns:r=\"" OFFICE "\"><workbookPr " facts "/><sheets>" sheets             \
    "</sheets></workbook>"

static struct mbr_err err;
static struct mbr_xlsx *book;
static struct mbr_buf text;
static int fd = -1;

static inline void finish(void)
{
    mbr_xlsx_free(book);
    mbr_buf_free(&text);
    book = NULL;
    if (fd >= 0)
        close(fd);
    fd = -1;
}

static inline struct mbr_xlsx *open_bytes(struct mbr_span bytes)
{
    finish();
    fd = file_of(bytes);
    ck_assert_int_ge(fd, 0);
    return book = mbr_xlsx_open(fd, &err);
}

static inline struct mbr_xlsx *open_parts(const struct workbook *of)
{
    struct mbr_buf bytes = {0};
    put_workbook(&bytes, of);
    open_bytes(mbr_buf_span(&bytes));
    mbr_buf_free(&bytes);
    return book;
}

/* The sheet into text, in pieces of that size. 0 or -1. */
static inline int read_sheet(size_t number, size_t piece)
{
    int64_t n = mbr_xlsx_sheet(book, number, &err) < 0 ? -1 : 1;
    text.n = 0;
    while (n > 0 && (n = mbr_xlsx_read(book, mbr_buf_room(&text, piece), piece, &err)) > 0)
        text.n += (size_t)n;
    *mbr_buf_room(&text, 1) = '\0';
    return (int)n;
}

static inline const char *text_of(const struct workbook *of)
{
    if (!open_parts(of) || read_sheet(0, 65536) < 0)
        return err.text;
    return text.p;
}

/* What is read of these rows, or the error. */
static inline const char *rows(const char *xml)
{
    struct workbook of = {.sheet = mbr_span(xml)};
    return text_of(&of);
}

#endif
