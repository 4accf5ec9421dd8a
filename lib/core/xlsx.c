#include "mbr/xlsx.h"

#include <stdlib.h>

#include "xlsx_book.h"
#include "xlsx_cells.h"

/* Shared texts and far columns make much out of little: so much is given of any file, and more only
   up to so many times its size. */
#define FREELY ((uint64_t)1 << 30)
#define RATIO_MOST 1000

struct mbr_xlsx {
    struct mbr_zip zip;
    struct mbr_xlsx_book book;
    struct mbr_xlsx_strings strings;
    struct mbr_xlsx_styles styles;
    bool ready; /* strings and styles are read */

    struct mbr_xlsx_cells cells; /* of the sheet */
    bool reading;
    size_t taken; /* of the bytes in cells.out */
    uint64_t given;
};

struct mbr_xlsx *mbr_xlsx_open(int fd, struct mbr_err *err)
{
    struct mbr_xlsx *book = mbr_calloc(1, sizeof *book);
    char magic[2];
    int64_t n = mbr_zip_bytes(fd, magic, sizeof magic, 0, err);
    int status = n < 0 ? -1 : 0;
    if (status == 0 && (n < (int64_t)sizeof magic || memcmp(magic, "PK", sizeof magic) != 0))
        status = mbr_xlsx_not_zip(fd, err);
    if (status == 0)
        status = mbr_zip_open(&book->zip, fd, err);
    if (status == 0)
        status = mbr_xlsx_book_read(&book->book, &book->zip, err);
    if (status == 0)
        return book;
    mbr_xlsx_free(book);
    return NULL;
}

void mbr_xlsx_free(struct mbr_xlsx *book)
{
    if (!book)
        return;
    mbr_xlsx_cells_close(&book->cells);
    mbr_xlsx_strings_free(&book->strings);
    mbr_xlsx_styles_free(&book->styles);
    mbr_xlsx_book_free(&book->book);
    mbr_zip_close(&book->zip);
    free(book);
}

const struct mbr_xlsx_sheet *mbr_xlsx_sheets(const struct mbr_xlsx *book, size_t *count)
{
    *count = book->book.sheets;
    return book->book.sheet;
}

uint64_t mbr_xlsx_unvalued(const struct mbr_xlsx *book)
{
    return book->cells.unvalued;
}

static int make_ready(struct mbr_xlsx *book, struct mbr_err *err)
{
    const struct mbr_xlsx_book *parts = &book->book;
    if (book->ready)
        return 0;
    mbr_xlsx_strings_free(&book->strings);
    mbr_xlsx_styles_free(&book->styles);
    if ((parts->strings &&
         mbr_xlsx_strings_read(&book->strings, &book->zip, parts->strings, err) < 0) ||
        (parts->styles && mbr_xlsx_styles_read(&book->styles, &book->zip, parts->styles, err) < 0))
        return -1;
    book->ready = true;
    return 0;
}

int mbr_xlsx_sheet(struct mbr_xlsx *book, size_t number, struct mbr_err *err)
{
    mbr_xlsx_cells_close(&book->cells);
    book->reading = false;
    book->taken = 0;
    book->given = 0;
    if (make_ready(book, err) < 0)
        return -1;
    book->cells = (struct mbr_xlsx_cells){
        .strings = &book->strings,
        .styles = &book->styles,
        .since_1904 = book->book.since_1904,
    };
    if (mbr_xlsx_cells_open(&book->cells, &book->zip, book->book.part[number], err) < 0)
        return -1;
    book->reading = true;
    return 0;
}

/* More of the sheet; its last line ends too. */
static int read_on(struct mbr_xlsx *book, struct mbr_err *err)
{
    struct mbr_buf *out = &book->cells.out;
    out->n = book->taken = 0;
    int status = mbr_xlsx_cells_step(&book->cells, err);
    if (status == 0) {
        book->reading = false;
        if (book->given || out->n)
            mbr_put_char(out, '\n');
    }
    if (status >= 0 && book->given > FREELY && book->given / RATIO_MOST > book->zip.size)
        return mbr_err_set(err, "%llu bytes of the sheet so far in a file of %llu: a bomb",
                           (unsigned long long)book->given, (unsigned long long)book->zip.size);
    return status < 0 ? -1 : 0;
}

int64_t mbr_xlsx_read(struct mbr_xlsx *book, char *to, size_t size, struct mbr_err *err)
{
    const struct mbr_buf *out = &book->cells.out;
    while (book->taken == out->n) {
        if (!book->reading)
            return 0;
        if (read_on(book, err) < 0) {
            book->reading = false;
            book->taken = out->n;
            return -1;
        }
    }
    size_t n = out->n - book->taken < size ? out->n - book->taken : size;
    memcpy(to, out->p + book->taken, n);
    book->taken += n;
    book->given += n;
    return (int64_t)n;
}
