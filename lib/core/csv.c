#include "mbr/csv.h"

#include <stdlib.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define CHUNK MBR_CSV_CHUNK

static bool is_control(char c)
{
    return (unsigned char)c < 0x20;
}

/* Controls that end nothing are marks too: they are sorted out when they are met, which is seldom.
 */
static bool is_mark(const struct mbr_csv_dialect *d, char c)
{
    return c == d->separator || is_control(c) || (d->quotes && c == '"');
}

static bool is_dirt(char c)
{
    return (unsigned char)c >= 0x80 || c == '"' || c == '\\' || c == '\'';
}

static struct mbr_csv_chunk look_portable(const struct mbr_csv_dialect *d, const char *p, size_t n)
{
    struct mbr_csv_chunk chunk = {.at = NULL};
    for (size_t i = 0; i < n; i++) {
        chunk.marks |= (uint64_t)is_mark(d, p[i]) << i;
        chunk.dirt |= (uint64_t)is_dirt(p[i]) << i;
    }
    return chunk;
}

#if defined(__SSE2__)
/* The highest bits are what counts in the end, so bytes that are not ASCII are dirt as they are. */
static inline void look_16(const struct mbr_csv_dialect *d, const char *p, unsigned at,
                           struct mbr_csv_chunk *chunk)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
    __m128i marks = _mm_or_si128(control, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(d->separator)));
    __m128i dirt = _mm_or_si128(quote, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    marks = _mm_or_si128(marks, _mm_and_si128(quote, _mm_set1_epi8(d->quotes ? -1 : 0)));
    dirt = _mm_or_si128(dirt, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\'')));
    dirt = _mm_or_si128(dirt, bytes);
    chunk->marks |= (uint64_t)(unsigned)_mm_movemask_epi8(marks) << at;
    chunk->dirt |= (uint64_t)(unsigned)_mm_movemask_epi8(dirt) << at;
}

static inline struct mbr_csv_chunk look(const struct mbr_csv_dialect *d, const char *p, size_t n)
{
    struct mbr_csv_chunk chunk = {.at = p};
    if (n < CHUNK || d->portable)
        return look_portable(d, p, n < CHUNK ? n : CHUNK);
    for (unsigned at = 0; at < CHUNK; at += 16)
        look_16(d, p + at, at, &chunk);
    return chunk;
}
#else
static struct mbr_csv_chunk look(const struct mbr_csv_dialect *d, const char *p, size_t n)
{
    return look_portable(d, p, n < CHUNK ? n : CHUNK);
}
#endif

/* What is not known to be followed by something else than LF may end the line. */
static inline bool is_text_cr(const struct mbr_csv_dialect *d, const char *p, const char *end)
{
    return d->cr_text && *p == '\r' && p + 1 < end && p[1] != '\n';
}

static inline bool is_line_end(const struct mbr_csv_dialect *d, const char *p, const char *end)
{
    return *p == '\n' || (*p == '\r' && !is_text_cr(d, p, end));
}

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
    if (to + 1 >= end)
        return last ? r->raw.n + 1 : 0;
    return r->raw.n + (to[1] == '\n' ? 2 : 1);
}

/* A record that cannot be split ends with its first physical line, so that one stray quote costs
   one line and not the rest of the file. */
static size_t finish_flawed(struct mbr_csv_record *r, const struct mbr_csv_dialect *d,
                            const char *flaw, bool last)
{
    const char *to = r->raw.p;
    while (to < r->end && !is_line_end(d, to, r->end))
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

static void count_lines(struct mbr_csv_record *r, const struct mbr_csv_dialect *d, const char *from,
                        const char *to)
{
    for (; from < to; from++)
        r->lines +=
            *from == '\n' || (*from == '\r' && !d->cr_text && !(from + 1 < to && from[1] == '\n'));
}

enum quoted { QUOTED_DONE, QUOTED_MORE, QUOTED_OPEN, QUOTED_TEXT_BEHIND };

/* The field that opens with the quote at *at; moves *at to the separator or line end behind it. */
static enum quoted take_quoted(struct mbr_csv_record *r, const struct mbr_csv_dialect *d,
                               const char **at, bool last)
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
    const char *behind = close + 1;
    while (behind < end && is_text_cr(d, behind, end)) /* lines that end in CR CR LF */
        behind++;
    if (behind == end && !last)
        return QUOTED_MORE;
    if (behind < end && *behind != d->separator && !is_line_end(d, behind, end))
        return QUOTED_TEXT_BEHIND;
    count_lines(r, d, from, close);
    add_content(r, from, close, doubled);
    *at = behind;
    return QUOTED_DONE;
}

/* The marks and dirt from p on, as far as the last chunk reaches that was looked at, or a new one
   where that ends before p: records and quoted fields mostly end in the middle of a chunk. Its `at`
   is where it ends. */
static inline struct mbr_csv_chunk chunk_from(struct mbr_csv_record *r,
                                              const struct mbr_csv_dialect *d, const char *p)
{
    size_t used = r->chunk.at ? (size_t)(p - r->chunk.at) : CHUNK;
    if (used >= CHUNK) {
        r->chunk = look(d, p, (size_t)(r->end - p));
        return (struct mbr_csv_chunk){p + CHUNK, r->chunk.marks, r->chunk.dirt};
    }
    return (struct mbr_csv_chunk){r->chunk.at + CHUNK, r->chunk.marks >> used,
                                  r->chunk.dirt >> used};
}

static inline struct mbr_span *room_for_fields(struct mbr_csv_record *r)
{
    if (r->cap - r->fields < CHUNK)
        r->field = mbr_grow(r->field, &r->cap, r->fields + CHUNK, sizeof *r->field);
    return r->field + r->fields;
}

/* Whether a mark that is no separator ends the line or begins a quoted field. */
static inline bool ends_scan(const struct mbr_csv_dialect *d, const char *mark, const char *begin,
                             const char *end)
{
    return is_line_end(d, mark, end) || (*mark == '"' && mark == begin);
}

/* Fields from *at on up to a quoted one, which is left to the caller, or the line's end. Returns
   whether *at is at a quote. *from is where the open field begins. */
static inline bool scan(struct mbr_csv_record *r, const struct mbr_csv_dialect *d,
                        const char **from, const char **at)
{
    const char *begin = *from, *end = r->end, separator = d->separator;
    for (const char *p = *at; p < end;) {
        struct mbr_csv_chunk chunk = chunk_from(r, d, p);
        struct mbr_span *field = room_for_fields(r);
        for (uint64_t left = chunk.marks; left; left &= left - 1) {
            const char *mark = p + __builtin_ctzll(left);
            if (*mark == separator) {
                *field++ = (struct mbr_span){begin, (size_t)(mark - begin)};
                begin = mark + 1;
            } else if (ends_scan(d, mark, begin, end)) {
                r->plain &= (chunk.dirt & ((left & -left) - 1)) == 0 && *mark != '"';
                r->fields = (size_t)(field - r->field);
                *from = begin;
                *at = mark;
                return *mark == '"';
            } else {
                r->plain = false;
            }
        }
        r->plain &= chunk.dirt == 0;
        r->fields = (size_t)(field - r->field);
        p = chunk.at;
    }
    *from = begin;
    *at = end;
    return false;
}

static size_t split_separated(struct mbr_csv_record *r, const struct mbr_csv_dialect *d, bool last)
{
    const char *from = r->raw.p, *at = from;
    while (scan(r, d, &from, &at)) {
        switch (take_quoted(r, d, &at, last)) {
        case QUOTED_MORE:
            return 0;
        case QUOTED_OPEN:
            return finish_flawed(r, d, "quote is never closed", last);
        case QUOTED_TEXT_BEHIND:
            return finish_flawed(r, d, "text behind a closing quote", last);
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
        for (; at < r->end && !is_blank(*at) && !is_line_end(d, at, r->end); at++)
            r->plain &= !is_dirt(*at) && !is_control(*at);
        if (at > from)
            add_field(r, from, at);
        if (at == r->end)
            return last ? finish(r, at, last) : 0;
        if (!is_blank(*at))
            return finish(r, at, last);
    }
}

size_t mbr_csv_split_on(struct mbr_csv_record *record, const struct mbr_csv_dialect *dialect,
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
    size_t taken = dialect->separator == MBR_CSV_BLANKS ? split_blanks(record, dialect, last)
                                                        : split_separated(record, dialect, last);
    if (record->fields && taken && record->raw.n)
        while (record->fields < dialect->least)
            add_field(record, record->raw.p + record->raw.n, record->raw.p + record->raw.n);
    return taken;
}

size_t mbr_csv_split(struct mbr_csv_record *record, const struct mbr_csv_dialect *dialect,
                     struct mbr_span text, bool last)
{
    record->chunk.at = NULL;
    return mbr_csv_split_on(record, dialect, text, last);
}

void mbr_csv_record_free(struct mbr_csv_record *record)
{
    free(record->field);
    mbr_buf_free(&record->text);
    *record = (struct mbr_csv_record){0};
}
