#include "mbr/expr.h"
#include "mbr/text.h"

/* A line is cut where it is longer: so much of it is shown before and behind the place. */
#define BEFORE_BYTES 120
#define BEHIND_CELLS 60

/* Within the source, and not beyond the end of its line. */
static struct mbr_expr_place clamp(struct mbr_span source, struct mbr_expr_place place)
{
    size_t at = place.at < source.n ? place.at : source.n;
    size_t left = source.n - at, n = place.n < left ? place.n : left;
    const char *end = n ? memchr(source.p + at, '\n', n) : NULL;
    if (end)
        n = (size_t)(end - source.p) - at;
    return (struct mbr_expr_place){at, n};
}

static struct mbr_span slice(struct mbr_span source, size_t from, size_t to)
{
    return (struct mbr_span){source.p + from, to - from};
}

/* Up to the place; *from is where that begins. */
static size_t find_begin(struct mbr_span source, size_t at, bool *cut)
{
    size_t from = at;
    while (from && source.p[from - 1] != '\n' && at - from < BEFORE_BYTES)
        from--;
    *cut = from && source.p[from - 1] != '\n';
    while (*cut && from < at && ((unsigned char)source.p[from] & 0xc0) == 0x80)
        from++;
    return from;
}

static size_t find_end(struct mbr_span source, size_t at, bool *cut)
{
    const char *newline = at < source.n ? memchr(source.p + at, '\n', source.n - at) : NULL;
    size_t end = newline ? (size_t)(newline - source.p) : source.n, width;
    if (end > at && source.p[end - 1] == '\r')
        end--;
    size_t fits = mbr_text_fit(slice(source, at, end), BEHIND_CELLS, &width);
    *cut = at + fits < end;
    return at + fits;
}

/* Visible, but for tabs. */
static void put_shown(struct mbr_buf *buf, struct mbr_span text)
{
    const char *tab;
    while (text.n && (tab = memchr(text.p, '\t', text.n))) {
        size_t n = (size_t)(tab - text.p);
        mbr_put_visible(buf, (struct mbr_span){text.p, n});
        mbr_put_char(buf, '\t');
        text = (struct mbr_span){tab + 1, text.n - n - 1};
    }
    mbr_put_visible(buf, text);
}

static size_t shown_width(struct mbr_span text)
{
    struct mbr_buf shown = {0};
    put_shown(&shown, text);
    size_t width = mbr_text_width(mbr_buf_span(&shown));
    mbr_buf_free(&shown);
    return width;
}

/* As wide as the text is shown. */
static void put_blank(struct mbr_buf *buf, struct mbr_span text)
{
    while (text.n) {
        const char *tab = memchr(text.p, '\t', text.n);
        size_t n = tab ? (size_t)(tab - text.p) : text.n;
        for (size_t width = shown_width((struct mbr_span){text.p, n}); width; width--)
            mbr_put_char(buf, ' ');
        if (!tab)
            return;
        mbr_put_char(buf, '\t');
        text = (struct mbr_span){tab + 1, text.n - n - 1};
    }
}

void mbr_put_caret(struct mbr_buf *buf, struct mbr_span source, struct mbr_expr_place place,
                   const char *before)
{
    bool is_cut_before, is_cut_behind;
    if (source.n == 0)
        source = mbr_span("");
    struct mbr_expr_place at = clamp(source, place);
    size_t from = find_begin(source, at.at, &is_cut_before);
    size_t to = find_end(source, at.at, &is_cut_behind);
    size_t last = at.at + at.n < to ? at.at + at.n : to;
    mbr_put_text(buf, before);
    mbr_put_text(buf, is_cut_before ? "…" : "");
    put_shown(buf, slice(source, from, to));
    mbr_put_text(buf, is_cut_behind ? "…\n" : "\n");
    mbr_put_text(buf, before);
    mbr_put_text(buf, is_cut_before ? " " : "");
    put_blank(buf, slice(source, from, at.at));
    mbr_put_char(buf, '^');
    for (size_t width = shown_width(slice(source, at.at, last)); width > 1; width--)
        mbr_put_char(buf, '~');
    mbr_put_char(buf, '\n');
}
