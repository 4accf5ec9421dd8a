#include "mbr/csv.h"

#include <stdlib.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define CHUNK 64
#define LARGE ((size_t)256 << 10)

/* 64 bytes looked at together: where something ends or a quote stands, and where there is a byte
   that keeps the record from being plain. One bit a byte, the first byte lowest. */
struct chunk {
    uint64_t marks, dirt;
};

static bool is_mark(const struct mbr_csv_dialect *d, char c)
{
    return c == d->separator || c == '\n' || c == '\r' || (d->quotes && c == '"');
}

static bool is_dirt(const struct mbr_csv_dialect *d, char c)
{
    unsigned char u = (unsigned char)c;
    bool line_end = c == '\n' || c == '\r';
    return ((u < 0x20 || u >= 0x80) && !line_end && c != d->separator) || c == '"' || c == '\\';
}

static struct chunk look_portable(const struct mbr_csv_dialect *d, const char *p, size_t n)
{
    struct chunk chunk = {0, 0};
    for (size_t i = 0; i < n; i++) {
        chunk.marks |= (uint64_t)is_mark(d, p[i]) << i;
        chunk.dirt |= (uint64_t)is_dirt(d, p[i]) << i;
    }
    return chunk;
}

#if defined(__SSE2__)
/* In signed bytes all that is not ASCII lies below 0x20, together with the control characters. */
static inline void look_16(const struct mbr_csv_dialect *d, const char *p, unsigned at,
                           struct chunk *chunk)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(d->separator)),
                                _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')),
                                             _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r'))));
    __m128i dirt = _mm_andnot_si128(ends, _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)));
    dirt = _mm_or_si128(dirt, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    dirt = _mm_or_si128(dirt, quote);
    if (d->quotes)
        ends = _mm_or_si128(ends, quote);
    chunk->marks |= (uint64_t)(unsigned)_mm_movemask_epi8(ends) << at;
    chunk->dirt |= (uint64_t)(unsigned)_mm_movemask_epi8(dirt) << at;
}

static inline struct chunk look(const struct mbr_csv_dialect *d, const char *p, size_t n)
{
    struct chunk chunk = {0, 0};
    if (n < CHUNK || d->portable)
        return look_portable(d, p, n < CHUNK ? n : CHUNK);
    for (unsigned at = 0; at < CHUNK; at += 16)
        look_16(d, p + at, at, &chunk);
    return chunk;
}
#else
static struct chunk look(const struct mbr_csv_dialect *d, const char *p, size_t n)
{
    return look_portable(d, p, n < CHUNK ? n : CHUNK);
}
#endif

static inline void add_field(struct mbr_csv_record *r, const char *from, const char *to)
{
    if (r->fields == r->cap)
        r->field = mbr_grow(r->field, &r->cap, r->fields + 1, sizeof *r->field);
    r->field[r->fields++] = (struct mbr_span){from, (size_t)(to - from)};
}

/* The record ends at `to`, which is `end` or a line end. Returns the bytes taken; 0 when a CR is
   the last byte known, as an LF may belong to it. */
static size_t finish(struct mbr_csv_record *r, const char *to, bool last)
{
    const char *p = r->raw.p, *end = r->end;
    r->raw.n = (size_t)(to - p);
    if (to == end)
        return (size_t)(end - p);
    if (*to == '\n')
        return r->raw.n + 1;
    if (to + 1 == end)
        return last ? r->raw.n + 1 : 0;
    return r->raw.n + (to[1] == '\n' ? 2 : 1);
}

/* A record that cannot be split ends with its first physical line, so that one stray quote costs
   one line and not the rest of the file. */
static size_t finish_flawed(struct mbr_csv_record *r, const char *flaw, bool last)
{
    const char *to = r->raw.p;
    while (to < r->end && *to != '\n' && *to != '\r')
        to++;
    r->flaw = flaw;
    r->fields = 0;
    r->plain = false;
    r->lines = 1;
    return to == r->end && !last ? 0 : finish(r, to, last);
}

static void add_content(struct mbr_csv_record *r, const char *from, const char *to, bool doubled)
{
    if (!doubled) {
        add_field(r, from, to);
        return;
    }
    /* Room for all that may come, so that the fields before stay where they are. */
    char *text = mbr_buf_room(&r->text, (size_t)(r->end - from)), *out = text;
    for (; from < to; from++) {
        *out++ = *from;
        from += *from == '"';
    }
    r->text.n += (size_t)(out - text);
    add_field(r, text, out);
}

static void count_lines(struct mbr_csv_record *r, const char *from, const char *to)
{
    for (; from < to; from++)
        r->lines += *from == '\n' || (*from == '\r' && !(from + 1 < to && from[1] == '\n'));
}

enum quoted { QUOTED_DONE, QUOTED_MORE, QUOTED_OPEN, QUOTED_TEXT_BEHIND };

/* The field that opens with the quote at *at; moves *at to the separator or line end behind it. */
static enum quoted take_quoted(struct mbr_csv_record *r, char separator, const char **at, bool last)
{
    const char *from = *at + 1, *close = from, *end = r->end;
    bool doubled = false;
    for (;; close += 2) {
        close = close < end ? memchr(close, '"', (size_t)(end - close)) : NULL;
        if (!close)
            return last ? QUOTED_OPEN : QUOTED_MORE;
        if (close + 1 == end || close[1] != '"')
            break;
        doubled = true;
    }
    if (close + 1 == end && !last)
        return QUOTED_MORE;
    if (close + 1 < end && close[1] != separator && close[1] != '\n' && close[1] != '\r')
        return QUOTED_TEXT_BEHIND;
    count_lines(r, from, close);
    add_content(r, from, close, doubled);
    *at = close + 1;
    return QUOTED_DONE;
}

/* Fields from *at on up to a quoted one, which is left to the caller, or the line's end. Returns
   whether *at is at a quote. *from is where the open field begins. */
static inline bool scan(struct mbr_csv_record *r, const struct mbr_csv_dialect *d,
                        const char **from, const char **at)
{
    const char *begin = *from, *end = r->end;
    for (const char *p = *at; p < end; p += CHUNK) {
        struct chunk chunk = look(d, p, (size_t)(end - p));
        for (uint64_t left = chunk.marks; left; left &= left - 1) {
            const char *mark = p + __builtin_ctzll(left);
            if (*mark == d->separator) {
                add_field(r, begin, mark);
                begin = mark + 1;
            } else if (*mark != '"' || mark == begin) {
                r->plain &= (chunk.dirt & ((left & -left) - 1)) == 0 && *mark != '"';
                *from = begin;
                *at = mark;
                return *mark == '"';
            }
        }
        r->plain &= chunk.dirt == 0;
    }
    *from = begin;
    *at = end;
    return false;
}

static size_t split_separated(struct mbr_csv_record *r, const struct mbr_csv_dialect *d, bool last)
{
    const char *from = r->raw.p, *at = from;
    while (scan(r, d, &from, &at)) {
        switch (take_quoted(r, d->separator, &at, last)) {
        case QUOTED_MORE:
            return 0;
        case QUOTED_OPEN:
            return finish_flawed(r, "quote is never closed", last);
        case QUOTED_TEXT_BEHIND:
            return finish_flawed(r, "text behind a closing quote", last);
        case QUOTED_DONE:
            break;
        }
        if (at == r->end || *at != d->separator)
            return finish(r, at, last);
        from = ++at;
    }
    if (at == r->end && !last)
        return 0;
    add_field(r, from, at);
    return finish(r, at, last);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static size_t split_blanks(struct mbr_csv_record *r, const struct mbr_csv_dialect *d, bool last)
{
    const char *at = r->raw.p;
    for (;;) {
        while (at < r->end && is_blank(*at))
            at++;
        const char *from = at;
        for (; at < r->end && !is_blank(*at) && *at != '\n' && *at != '\r'; at++)
            r->plain &= !is_dirt(d, *at);
        if (at > from)
            add_field(r, from, at);
        if (at == r->end)
            return last ? finish(r, at, last) : 0;
        if (!is_blank(*at))
            return finish(r, at, last);
    }
}

size_t mbr_csv_split(struct mbr_csv_record *record, const struct mbr_csv_dialect *dialect,
                     struct mbr_span text, bool last)
{
    record->fields = 0;
    record->raw = (struct mbr_span){text.p, 0};
    record->end = text.p + text.n;
    record->lines = 1;
    record->plain = true;
    record->flaw = NULL;
    record->text.n = 0;
    if (text.n == 0)
        return 0;
    return dialect->separator == MBR_CSV_BLANKS ? split_blanks(record, dialect, last)
                                                : split_separated(record, dialect, last);
}

void mbr_csv_record_free(struct mbr_csv_record *record)
{
    free(record->field);
    mbr_buf_free(&record->text);
    *record = (struct mbr_csv_record){0};
}

/* Lets what is used of the window go, and has at least `want` bytes behind it. */
static int fill(struct mbr_csv *csv, size_t want, struct mbr_err *err)
{
    mbr_in_skip(csv->in, csv->used);
    csv->used = 0;
    mbr_in_set_number(csv->in, csv->next_line);
    if (mbr_in_window(csv->in, want, &csv->window, err) < 0)
        return -1;
    csv->last = csv->window.n < want;
    return 0;
}

int mbr_csv_open(struct mbr_csv *csv, struct mbr_in *in, struct mbr_err *err)
{
    csv->in = in;
    csv->used = 0;
    csv->next_line = 1;
    csv->most = mbr_in_max_line(in) ? mbr_in_max_line(in) : 1;
    csv->skipping = false;
    if (fill(csv, 3, err) < 0)
        return -1;
    csv->bom = csv->window.n >= 3 && memcmp(csv->window.p, "\xef\xbb\xbf", 3) == 0;
    csv->used = csv->bom ? 3 : 0;
    return 0;
}

int mbr_csv_head(struct mbr_csv *csv, size_t want, struct mbr_span *head, bool *whole,
                 struct mbr_err *err)
{
    if (fill(csv, want, err) < 0)
        return -1;
    *head = csv->window;
    *whole = csv->last;
    return 0;
}

/* A record that is too long is known by a quote that is still open behind the end of its line, or
   is one long line: it costs that line, as other flaws do. The line end is left to the next record,
   which is then empty and counts it. */
static size_t give_up(struct mbr_csv *csv, struct mbr_span left)
{
    struct mbr_csv_record *r = &csv->record;
    size_t n = 0;
    while (n < csv->most && left.p[n] != '\n' && left.p[n] != '\r')
        n++;
    r->flaw =
        n < csv->most ? "quote is not closed within --max-line" : "record longer than --max-line";
    r->raw.n = n;
    r->fields = 0;
    r->plain = false;
    r->lines = 0;
    csv->skipping = true;
    return n;
}

static int skip_line(struct mbr_csv *csv, struct mbr_err *err)
{
    while (csv->skipping) {
        while (csv->used < csv->window.n && csv->window.p[csv->used] != '\n' &&
               csv->window.p[csv->used] != '\r')
            csv->used++;
        csv->skipping = csv->used == csv->window.n && !csv->last;
        if (csv->skipping && fill(csv, 1, err) < 0)
            return -1;
    }
    return 0;
}

/* How much to ask for when n bytes do not hold a record: a little more is enough for most, a large
   one doubles the window, so that the work stays in proportion to its size. */
static size_t more_than(size_t n, size_t bound)
{
    size_t want = n < LARGE ? n + 1 : n * 2;
    return want < bound ? want : bound;
}

/* No more is looked at than the longest record and its line end need, so that what becomes of one
   that is too long does not hang on how much the window happens to hold. */
int mbr_csv_next(struct mbr_csv *csv, struct mbr_err *err)
{
    size_t bound = csv->most + 2;
    if (skip_line(csv, err) < 0)
        return -1;
    for (;;) {
        struct mbr_span left = {csv->window.p + csv->used, csv->window.n - csv->used};
        bool last = csv->last && left.n < bound;
        if (left.n > bound)
            left.n = bound;
        size_t taken = mbr_csv_split(&csv->record, &csv->dialect, left, last);
        if (taken ? csv->record.raw.n > csv->most : left.n == bound)
            taken = give_up(csv, left);
        if (taken == 0) {
            if (last)
                return 0;
            if (fill(csv, more_than(left.n, bound), err) < 0)
                return -1;
            continue;
        }
        csv->used += taken;
        csv->line = csv->next_line;
        csv->next_line += csv->record.lines;
        if (csv->record.raw.n)
            return 1;
    }
}

void mbr_csv_free(struct mbr_csv *csv)
{
    mbr_csv_record_free(&csv->record);
    *csv = (struct mbr_csv){0};
}
