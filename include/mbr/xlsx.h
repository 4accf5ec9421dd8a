#ifndef MBR_XLSX_H
#define MBR_XLSX_H

/* Workbooks (.xlsx; ECMA-376, transitional and strict) as text: a sheet is read as CSV in UTF-8
   with commas, a line a row, so that the number of a line is that of its row. Memory stays constant
   but for the texts that cells share, of which what is beyond 128 MiB lies in a temporary file.

   - Rows that are not there are empty lines, cells that are not there empty fields; empty fields at
     the end of a row and empty rows at the end of a sheet are left out. Hidden rows and columns are
     there like others. Of merged cells the first has the value.
   - Text is as it is typed, with quotes where commas or quotes are in it; a line break within it,
     or another control character, is a blank.
   - A number has up to 15 significant digits, as Excel shows it: 0.30000000000000004 is 0.3, 5.0 is
     5. One of more than 15 digits before the point stays as it is spelled, 1.2E+17 too.
   - A number whose format is that of a date or a time is YYYY-MM-DD, YYYY-MM-DDThh:mm:ss when the
     format shows a time or the value has one, and hh:mm:ss when there is no day in it (with hours
     beyond 24 for the elapsed time of [h]:mm). Seconds are rounded. Day 60 of the calendar that
     begins in 1900 is 1900-02-29, which never was, and day 0 is 1900-01-00, as Excel has them.
   - TRUE and FALSE, and errors in their words (#N/A). A formula is its last value.

   Refused are zip bombs (zip.h), parts that a document type begins, cells of more than 1 MiB,
   shared texts or a sheet of more than 16 GiB, rows and cells that do not stand in order, and
   sheets that become more than 1 GiB and 1,000 times the file. */

#include <stdint.h>

#include "mbr/err.h"

struct mbr_xlsx;

struct mbr_xlsx_sheet {
    const char *name;
    bool hidden;
};

/* fd is a regular file's, borrowed till mbr_xlsx_free; its offset does not matter and stays. NULL
   with err: workbooks of other kinds (.xls, .xlsb, .ods, with a password) are named for what they
   are. Texts of errors begin with the part of the workbook or the cell, "C7: …". */
struct mbr_xlsx *mbr_xlsx_open(int fd, struct mbr_err *err);
void mbr_xlsx_free(struct mbr_xlsx *book); /* takes NULL */

/* The sheets that have cells (no charts), in the order of their tabs; there is at least one. */
const struct mbr_xlsx_sheet *mbr_xlsx_sheets(const struct mbr_xlsx *book, size_t *count);

/* Begins with sheet `number`, 0 for the first; again, or while another is being read, as you like.
   0, or -1 with err. */
int mbr_xlsx_sheet(struct mbr_xlsx *book, size_t number, struct mbr_err *err);

/* The next bytes of the sheet, 1 to size; 0 at its end, -1 with err. */
int64_t mbr_xlsx_read(struct mbr_xlsx *book, char *to, size_t size, struct mbr_err *err);

/* Formulas met so far in the sheet whose value the program that wrote it left out: their cells are
   empty, and a spreadsheet program has to save the workbook once. */
uint64_t mbr_xlsx_unvalued(const struct mbr_xlsx *book);

#endif
