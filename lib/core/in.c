#include "in_source.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mbr/mem.h"

#define FIRST_BUFFER ((size_t)1 << 20)

static char *const standard_input[] = {(char *)(uintptr_t) "-"};

/* The sum of the sizes, or 0 as soon as one is not known. */
static uint64_t size_in_all(const struct mbr_in *in)
{
    uint64_t total = 0;
    for (size_t i = 0; i < in->count; i++) {
        struct stat st;
        int failed = mbr_in_is_stdin(in, i) ? fstat(STDIN_FILENO, &st) : stat(in->files[i], &st);
        if (failed || !S_ISREG(st.st_mode))
            return 0;
        total += (uint64_t)st.st_size;
    }
    return total;
}

struct mbr_in *mbr_in_new(char *const *files, size_t count, size_t max_line)
{
    struct mbr_in *in = mbr_calloc(1, sizeof *in);
    in->files = count ? files : standard_input;
    in->count = count ? count : 1;
    in->sources = mbr_calloc(in->count, sizeof *in->sources);
    in->current = MBR_IN_NO_FILE;
    in->fd = -1;
    in->max_line = max_line;
    in->total = size_in_all(in);
    in->raw = (struct mbr_in_raw){{.read = mbr_in_read_raw}, in};
    in->text.encoding = "UTF-8";
    in->cap = FIRST_BUFFER;
    in->buf = mbr_alloc(in->cap);
    return in;
}

void mbr_in_free(struct mbr_in *in)
{
    if (!in)
        return;
    mbr_in_close(in);
    mbr_spool_free(&in->spool);
    free(in->sources);
    free(in->buf);
    free(in);
}

int mbr_in_more(struct mbr_in *in, struct mbr_err *err)
{
    size_t held = in->to - in->from;
    if (in->from && (in->cap - in->to < in->cap / 2 || held == 0)) {
        memmove(in->buf, in->buf + in->from, held);
        in->from = 0;
        in->to = held;
    }
    if (in->cap - in->to < MBR_SOURCE_LEAST)
        in->buf = mbr_grow(in->buf, &in->cap, in->cap * 2, 1);
    int64_t n = mbr_source_read(in->top, in->buf + in->to, in->cap - in->to, err);
    if (n < 0)
        return mbr_err_within(err, in->book.name.n ? in->book.name.p : in->files[in->current]);
    in->ended = n == 0;
    in->to += (size_t)n;
    return 0;
}

int mbr_in_window(struct mbr_in *in, size_t want, struct mbr_span *window, struct mbr_err *err)
{
    while (in->to - in->from < want && !in->ended) {
        /* One byte of a line end tells less than both. */
        if (in->to - in->from > in->max_line + 1)
            return mbr_err_set(err, "%s:%llu: record longer than %zu bytes (see --max-line)",
                               mbr_in_name(in), (unsigned long long)in->number, in->max_line);
        if (mbr_in_more(in, err) < 0)
            return -1;
    }
    *window = (struct mbr_span){in->buf + in->from, in->to - in->from};
    return 0;
}

void mbr_in_skip(struct mbr_in *in, size_t n)
{
    in->from += n;
}

size_t mbr_in_max_line(const struct mbr_in *in)
{
    return in->max_line;
}

bool mbr_in_is_blank(struct mbr_span line)
{
    for (size_t i = 0; i < line.n; i++)
        if (line.p[i] != ' ' && line.p[i] != '\t' && line.p[i] != '\r')
            return false;
    return true;
}

int mbr_in_long(const struct mbr_in *in, struct mbr_err *err)
{
    mbr_err_set(err, "line longer than %zu bytes (see --max-line)", in->max_line);
    return MBR_IN_LONG;
}

/* Finds the newline of the current line, reading more as needed; NULL at the file's end. Gives up,
   with *held beyond max_line, on a line that is too long. */
static int find_newline(struct mbr_in *in, char **newline, size_t *held, struct mbr_err *err)
{
    for (size_t seen = 0;; seen = *held) {
        *held = in->to - in->from;
        char *from = in->buf + in->from;
        *newline = memchr(from + seen, '\n', *held - seen);
        if (*newline || in->ended || *held > in->max_line)
            return 0;
        if (mbr_in_more(in, err) < 0)
            return -1;
    }
}

int mbr_in_skip_line(struct mbr_in *in, struct mbr_err *err)
{
    while (in->skipping) {
        char *newline;
        size_t held;
        if (find_newline(in, &newline, &held, err) < 0)
            return -1;
        in->from = newline ? (size_t)(newline - in->buf) + 1 : in->to;
        in->skipping = !newline && !in->ended;
    }
    return 0;
}

int mbr_in_raw_line(struct mbr_in *in, struct mbr_span *line, struct mbr_err *err)
{
    char *newline;
    size_t held;
    if (mbr_in_skip_line(in, err) < 0 || find_newline(in, &newline, &held, err) < 0)
        return -1;
    if (held == 0)
        return 0;
    char *from = in->buf + in->from;
    size_t n = newline ? (size_t)(newline - from) : held;
    in->from += newline ? n + 1 : n;
    in->skipping = !newline && !in->ended;
    in->number++;
    if (n > in->max_line)
        return mbr_in_long(in, err);
    *line = (struct mbr_span){from, n};
    return 1;
}

int mbr_in_line(struct mbr_in *in, struct mbr_span *line, struct mbr_err *err)
{
    for (;;) {
        int got = 0;
        if (in->current != MBR_IN_NO_FILE && (got = mbr_in_raw_line(in, line, err)) < 0)
            return got;
        if (got == 0) {
            int opened = mbr_in_open(in, err);
            if (opened <= 0)
                return opened;
            continue;
        }
        if (in->number == 1 && line->n >= 3 && memcmp(line->p, "\xef\xbb\xbf", 3) == 0)
            *line = (struct mbr_span){line->p + 3, line->n - 3};
        if (!mbr_in_is_blank(*line))
            return 1;
    }
}

static const char *find_file(const struct mbr_in *in, const struct stat *file)
{
    struct stat st;
    for (size_t i = 0; i < in->count; i++) {
        int failed = mbr_in_is_stdin(in, i) ? fstat(STDIN_FILENO, &st) : stat(in->files[i], &st);
        if (!failed && st.st_dev == file->st_dev && st.st_ino == file->st_ino)
            return in->files[i];
    }
    return NULL;
}

bool mbr_in_reads(const struct mbr_in *in, const char *path)
{
    struct stat file;
    return stat(path, &file) == 0 && S_ISREG(file.st_mode) && find_file(in, &file);
}

const char *mbr_in_is(const struct mbr_in *in, int fd)
{
    struct stat file;
    return fstat(fd, &file) == 0 && S_ISREG(file.st_mode) ? find_file(in, &file) : NULL;
}

const char *mbr_in_name(const struct mbr_in *in)
{
    return in->book.name.n ? in->book.name.p : in->files[in->told];
}

uint64_t mbr_in_number(const struct mbr_in *in)
{
    return in->number;
}

void mbr_in_set_number(struct mbr_in *in, uint64_t line)
{
    in->number = line;
}

const struct mbr_in_text *mbr_in_text(const struct mbr_in *in)
{
    return &in->text;
}

uint64_t mbr_in_read(const struct mbr_in *in)
{
    return in->read;
}

uint64_t mbr_in_total(const struct mbr_in *in)
{
    return in->total;
}

void mbr_in_keep(struct mbr_in *in)
{
    in->keep = true;
}

void mbr_in_forget(struct mbr_in *in)
{
    in->keep = false;
    for (size_t i = 0; i < in->count; i++)
        in->sources[i].spooled = false;
    mbr_spool_free(&in->spool);
}

void mbr_in_again(struct mbr_in *in)
{
    mbr_in_close(in);
    in->again = true;
    in->blocks = false;
    in->current = MBR_IN_NO_FILE;
    in->read = 0;
    in->from = in->to = 0;
}
