#include "mbr/csv_read.h"

#define LARGE ((size_t)256 << 10)

/* Lets what is used of the window go, and has at least `want` bytes behind it. */
static int fill(struct mbr_csv *csv, size_t want, struct mbr_err *err)
{
    mbr_in_skip(csv->in, csv->used);
    csv->used = 0;
    csv->record.chunk.at = NULL;
    mbr_in_set_number(csv->in, csv->next_line);
    if (mbr_in_window(csv->in, want, &csv->window, err) < 0)
        return -1;
    csv->last = csv->window.n < want;
    return 0;
}

static bool begins_with_bom(struct mbr_span text)
{
    return text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0;
}

/* Where a CR may be text, the LF behind it is what ends the line. */
static bool is_line_end(const struct mbr_csv_dialect *d, char c)
{
    return c == '\n' || (c == '\r' && !d->cr_text);
}

/* The lines without any byte before the first record, so that what is to be found out from the head
   of a file is not hidden by them. */
static int skip_empty_lines(struct mbr_csv *csv, struct mbr_err *err)
{
    static const struct mbr_csv_dialect any;
    char before = '\0';
    for (;;) {
        for (; csv->used < csv->window.n && is_line_end(&any, csv->window.p[csv->used]);
             csv->used++) {
            char c = csv->window.p[csv->used];
            csv->next_line += c == '\r' || before != '\r';
            before = c;
        }
        if (csv->used < csv->window.n || csv->last)
            return 0;
        if (fill(csv, 1, err) < 0)
            return -1;
    }
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
    csv->bom = begins_with_bom(csv->window);
    csv->used = csv->bom ? 3 : 0;
    return skip_empty_lines(csv, err);
}

int mbr_csv_head(struct mbr_csv *csv, size_t want, struct mbr_span *head, bool *whole,
                 struct mbr_err *err)
{
    if (fill(csv, want, err) < 0)
        return -1;
    *head = (struct mbr_span){csv->window.p, csv->last ? csv->window.n : want};
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
    while (n < csv->most && !is_line_end(&csv->dialect, left.p[n]))
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
        while (csv->used < csv->window.n && !is_line_end(&csv->dialect, csv->window.p[csv->used]))
            csv->used++;
        csv->skipping = csv->used == csv->window.n && !csv->last;
        if (csv->skipping && (!csv->in || fill(csv, 1, err) < 0))
            return csv->in ? -1 : 0;
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

/* What is left of the window, behind any BOM: files that were put end to end have one where a
   record begins. */
static struct mbr_span next_text(struct mbr_csv *csv)
{
    struct mbr_span left = {csv->window.p + csv->used, csv->window.n - csv->used};
    for (; begins_with_bom(left); csv->used += 3)
        left = (struct mbr_span){left.p + 3, left.n - 3};
    return left;
}

/* No more is looked at than the longest record and its line end need, so that what becomes of one
   that is too long does not hang on how much the window happens to hold. */
int mbr_csv_next(struct mbr_csv *csv, struct mbr_err *err)
{
    size_t bound = csv->most + 2;
    if (skip_line(csv, err) < 0)
        return -1;
    for (;;) {
        struct mbr_span left = next_text(csv);
        bool last = csv->last && left.n < bound;
        if (left.n > bound)
            left.n = bound;
        size_t taken = mbr_csv_split_on(&csv->record, &csv->dialect, left, last);
        if (taken ? csv->record.raw.n > csv->most : left.n == bound)
            taken = give_up(csv, left);
        if (taken == 0) {
            if (last || !csv->in)
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

static bool has_odd_quotes(struct mbr_span text)
{
    bool odd = false;
    const char *end = text.p + text.n, *p = text.p;
    for (; p < end && (p = memchr(p, '"', (size_t)(end - p))); p++)
        odd = !odd;
    return odd;
}

/* Behind the last line end that is in no quoted field: an even number of quotes comes before it. A
   stray quote may make it seem that there is none; then behind the last line end, or all. */
static size_t probable_end(struct mbr_span text, bool quotes)
{
    bool open = quotes && has_odd_quotes(text);
    for (size_t end = text.n; end;) {
        const char *quote = quotes ? memrchr(text.p, '"', end) : NULL;
        const char *from = quote ? quote + 1 : text.p;
        const char *newline = open ? NULL : memrchr(from, '\n', (size_t)(text.p + end - from));
        if (newline)
            return (size_t)(newline - text.p) + 1;
        end = quote ? (size_t)(quote - text.p) : 0;
        open = !open;
    }
    const char *newline = text.n ? memrchr(text.p, '\n', text.n) : NULL;
    return newline ? (size_t)(newline - text.p) + 1 : text.n;
}

int mbr_csv_block(struct mbr_csv *csv, size_t want, struct mbr_span *block, struct mbr_err *err)
{
    struct mbr_err ignored;
    size_t bound = csv->most + 2;
    int status = fill(csv, want < bound ? want : bound, err);
    if (status < 0)
        (void)mbr_in_window(csv->in, 0, &csv->window, &ignored);
    *block = (struct mbr_span){csv->window.p, csv->window.n < want ? csv->window.n : want};
    bool more = status == 0 && (!csv->last || block->n < csv->window.n);
    if (more)
        block->n = probable_end(*block, csv->dialect.quotes);
    csv->used = block->n;
    return status < 0 ? -1 : more;
}

void mbr_csv_text(struct mbr_csv *csv, const struct mbr_csv *from, struct mbr_span text, bool last)
{
    csv->dialect = from->dialect;
    csv->most = from->most;
    csv->in = NULL;
    csv->window = text;
    csv->used = 0;
    csv->next_line = 1;
    csv->skipping = false;
    csv->last = last;
    csv->record.chunk.at = NULL;
}

void mbr_csv_free(struct mbr_csv *csv)
{
    mbr_csv_record_free(&csv->record);
    *csv = (struct mbr_csv){0};
}
