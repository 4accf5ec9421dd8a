#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "in_source.h"
#include "mbr/mem.h"

#define BLOCK ((size_t)256 << 10)

struct sheet {
    struct mbr_source source;
    struct mbr_xlsx *book;
};

static int64_t read_sheet(struct mbr_source *source, char *to, size_t size, struct mbr_err *err)
{
    return mbr_xlsx_read(((struct sheet *)source)->book, to, size, err);
}

static void free_sheet(struct mbr_source *source)
{
    free(source);
}

static bool is_named(const struct mbr_in *in, const char *name)
{
    for (size_t i = 0; i < in->sheets; i++)
        if (strcmp(in->sheet[i], name) == 0)
            return true;
    return in->sheets == 0;
}

/* A name that is in no sheet of the book is a slip of the hand. */
static int check_names(const struct mbr_in *in, struct mbr_err *err)
{
    size_t count;
    const struct mbr_xlsx_sheet *sheets = mbr_xlsx_sheets(in->book.xlsx, &count);
    for (size_t i = 0; i < in->sheets; i++) {
        size_t k = 0;
        while (k < count && strcmp(sheets[k].name, in->sheet[i]) != 0)
            k++;
        if (k < count)
            continue;
        struct mbr_buf text = {0};
        for (k = 0; k < count; k++)
            mbr_put_format(&text, "%s%s", k ? ", " : "", sheets[k].name);
        mbr_err_set(err, "no sheet \"%s\" in it, but %.*s (see --sheet)", in->sheet[i], (int)text.n,
                    text.p);
        mbr_buf_free(&text);
        return -1;
    }
    return 0;
}

static int write_all(int file, const char *p, size_t n, struct mbr_err *err)
{
    while (n) {
        ssize_t some = write(file, p, n);
        if (some < 0 && errno == EINTR)
            continue;
        if (some < 0)
            return mbr_err_set(err, "temporary file in %s: %s", mbr_spool_dir(), strerror(errno));
        p += some;
        n -= (size_t)some;
    }
    return 0;
}

/* The parts of a workbook stand anywhere in it, so what comes through a pipe goes to a file first.
   Returns it, or -1 with err. */
static int copy_to_file(struct mbr_source *source, struct mbr_err *err)
{
    int file = mbr_spool_file(err);
    if (file < 0)
        return -1;
    char *block = mbr_alloc(BLOCK);
    int64_t n;
    while ((n = mbr_source_read(source, block, BLOCK, err)) > 0)
        if (write_all(file, block, (size_t)n, err) < 0)
            break;
    free(block);
    if (n == 0)
        return file;
    close(file);
    return -1;
}

int mbr_in_book_open(struct mbr_in *in, struct mbr_err *err)
{
    struct mbr_in_book *book = &in->book;
    struct stat st;
    book->next = 0;
    book->file = -1;
    bool apart = in->regular && in->sources[in->current].offset == 0;
    if (!apart && (book->file = copy_to_file(in->top, err)) < 0)
        return -1;
    book->xlsx = mbr_xlsx_open(apart ? in->fd : book->file, err);
    if (!book->xlsx)
        return -1;
    if (apart && fstat(in->fd, &st) == 0)
        book->unread = (uint64_t)st.st_size - in->to;
    return check_names(in, err);
}

int mbr_in_book_next(struct mbr_in *in, struct mbr_err *err)
{
    struct mbr_in_book *book = &in->book;
    size_t count;
    const struct mbr_xlsx_sheet *sheets = mbr_xlsx_sheets(book->xlsx, &count);
    while (book->next < count && !is_named(in, sheets[book->next].name))
        book->next++;
    if (book->next == count)
        return 0;
    bool goes_on = book->name.n > 0;
    book->name.n = 0;
    mbr_put_format(&book->name, "%s: %s", in->files[in->current], sheets[book->next].name);
    mbr_put_char(&book->name, '\0');
    in->text = (struct mbr_in_text){
        .encoding = "UTF-8",
        .sheet = sheets[book->next].name,
        .hidden = sheets[book->next].hidden && in->sheets == 0,
        .goes_on = goes_on,
    };
    if (mbr_xlsx_sheet(book->xlsx, book->next++, err) < 0)
        return -1;
    struct sheet *sheet = mbr_calloc(1, sizeof *sheet);
    *sheet = (struct sheet){{.read = read_sheet, .free = free_sheet}, book->xlsx};
    mbr_source_free(in->top);
    in->top = &sheet->source;
    return 1;
}

void mbr_in_book_close(struct mbr_in *in)
{
    struct mbr_in_book *book = &in->book;
    if (!book->xlsx)
        return;
    mbr_xlsx_free(book->xlsx);
    if (book->file >= 0)
        close(book->file);
    in->read += book->unread;
    mbr_buf_free(&book->name);
    *book = (struct mbr_in_book){.file = -1};
}

void mbr_in_sheets(struct mbr_in *in, const char *const *names, size_t count)
{
    in->sheet = names;
    in->sheets = count;
}

uint64_t mbr_in_unvalued(const struct mbr_in *in)
{
    return in->book.xlsx ? mbr_xlsx_unvalued(in->book.xlsx) : 0;
}
