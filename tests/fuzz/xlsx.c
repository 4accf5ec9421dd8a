#include <stdlib.h>

#include "../workbook.h"
#include "mbr/json.h"
#include "mbr/xlsx.h"
#include "mbr/zip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PART_END 0xff /* stands in no UTF-8 */
#define GIVEN_MOST ((size_t)4 << 20)

/* The sheet in pieces of this size; a bounded part of it. */
static void read_sheet(struct mbr_xlsx *book, size_t sheet, size_t piece, struct mbr_buf *all)
{
    struct mbr_err err;
    int64_t n = 1;
    all->n = 0;
    if (mbr_xlsx_sheet(book, sheet, &err) < 0)
        return;
    while (n > 0 && all->n < GIVEN_MOST) {
        n = mbr_xlsx_read(book, mbr_buf_room(all, piece), piece, &err);
        if (n > (int64_t)piece)
            abort();
        all->n += n > 0 ? (size_t)n : 0;
    }
}

/* What is read does not depend on the pieces, is UTF-8, and lines end in LF alone. */
static void read_book(struct mbr_span bytes)
{
    struct mbr_err err;
    struct mbr_buf all = {0}, again = {0};
    size_t sheets = 0;
    int fd = file_of(bytes);
    struct mbr_xlsx *book = fd < 0 ? NULL : mbr_xlsx_open(fd, &err);
    if (book)
        mbr_xlsx_sheets(book, &sheets);
    for (size_t i = 0; i < sheets && i < 3; i++) {
        read_sheet(book, i, 65536, &all);
        read_sheet(book, i, 1000, &again);
        size_t n = all.n < again.n ? all.n : again.n;
        if (n && memcmp(all.p, again.p, n) != 0)
            abort();
        if (all.n < GIVEN_MOST &&
            (all.n != again.n || (n && !mbr_utf8_valid(all.p, n)) || (n && memchr(all.p, '\r', n))))
            abort();
    }
    mbr_xlsx_free(book);
    close(fd);
    mbr_buf_free(&all);
    mbr_buf_free(&again);
}

/* Every entry, whether or not it is of a workbook. */
static void read_zip(struct mbr_span bytes)
{
    static char block[65536];
    struct mbr_err err;
    struct mbr_zip zip;
    int fd = file_of(bytes);
    if (fd < 0 || mbr_zip_open(&zip, fd, &err) < 0) {
        close(fd);
        return;
    }
    for (size_t i = 0; i < zip.count; i++) {
        struct mbr_unzip *in = mbr_unzip_open(&zip, &zip.entry[i], (uint64_t)64 << 20, &err);
        uint64_t given = 0;
        int64_t n = 0;
        while (in && (n = mbr_unzip_read(in, block, sizeof block, &err)) > 0)
            given += (uint64_t)n;
        if (in && n == 0 && given != zip.entry[i].size)
            abort();
        mbr_unzip_close(in);
    }
    mbr_zip_close(&zip);
    close(fd);
}

/* The next part of the text, up to its end or the byte that ends it. */
static struct mbr_span next_part(struct mbr_span *text)
{
    const char *stop = text->n ? memchr(text->p, PART_END, text->n) : NULL;
    struct mbr_span part = {text->p, stop ? (size_t)(stop - text->p) : text->n};
    size_t taken = part.n + (stop != NULL);
    *text = (struct mbr_span){taken ? text->p + taken : text->p, text->n - taken};
    return part;
}

/* A zip file, or the parts of a workbook one behind the other, as chance would never find their
   checksums: the sheet, the shared texts, the styles, the workbook. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mbr_span text = {(const char *)data, size};
    if (size >= 2 && (memcmp(data, "PK", 2) == 0 || data[0] == 0xd0)) {
        read_zip(text);
        read_book(text);
        return 0;
    }
    struct workbook of = {.sheet = next_part(&text)};
    of.strings = next_part(&text);
    of.styles = next_part(&text);
    of.book = next_part(&text);
    struct mbr_buf bytes = {0};
    put_workbook(&bytes, &of);
    read_book(mbr_buf_span(&bytes));
    mbr_buf_free(&bytes);
    return 0;
}
