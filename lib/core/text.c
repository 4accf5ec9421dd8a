#include "mbr/text.h"

#include <utf8proc.h>

#define JOINER 0x200D
#define VARIATION_16 0xFE0F
#define NO_CHARACTER (-1)

static bool is_ascii(char c)
{
    return (unsigned char)c < 0x80;
}

/* The character at the beginning of n > 0 bytes, or NO_CHARACTER and a length of 1. */
static size_t decode(const char *p, size_t n, utf8proc_int32_t *c)
{
    utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)p, (utf8proc_ssize_t)n, c);
    if (length > 0)
        return (size_t)length;
    *c = NO_CHARACTER;
    return 1;
}

static bool is_pictographic(utf8proc_int32_t c)
{
    return utf8proc_get_property(c)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

/* What variation selector 16 can turn into an emoji: on anything else it changes nothing. */
static bool takes_emoji_form(utf8proc_int32_t c)
{
    return (c >= '0' && c <= '9') || c == '#' || c == '*' || is_pictographic(c);
}

/* Emoji come into their last block faster than into the library's tables. */
static size_t character_width(utf8proc_int32_t c)
{
    if (c == NO_CHARACTER)
        return 1;
    if (c >= 0x1FA70 && c <= 0x1FAFF && utf8proc_category(c) == UTF8PROC_CATEGORY_CN)
        return 2;
    int width = utf8proc_charwidth(c);
    return width > 0 ? (size_t)width : 0;
}

/* What is drawn into the character before it, though it has a width of its own when it is alone:
   skin tones, the emoji behind a joiner, the vowels and finals of a Hangul syllable. */
static bool is_drawn_into(utf8proc_int32_t before, utf8proc_int32_t c)
{
    return (c >= 0x1F3FB && c <= 0x1F3FF) || before == JOINER || (c >= 0x1160 && c <= 0x11FF) ||
           (c >= 0xD7B0 && c <= 0xD7FF);
}

/* The length in bytes of the cluster at the beginning of n > 0 bytes; *width is its width. */
static size_t cluster(const char *p, size_t n, size_t *width)
{
    utf8proc_int32_t before, c, state = 0;
    size_t length = decode(p, n, &before);
    *width = character_width(before);
    while (length < n && before != NO_CHARACTER) {
        size_t more = decode(p + length, n - length, &c);
        if (c == NO_CHARACTER || utf8proc_grapheme_break_stateful(before, c, &state))
            break;
        if (c == VARIATION_16 && *width == 1 && takes_emoji_form(before))
            *width = 2;
        else if (!is_drawn_into(before, c))
            *width += character_width(c);
        length += more;
        before = c;
    }
    return length;
}

/* A printable ASCII character that nothing can join: what nearly all text is made of. */
static bool stands_alone(struct mbr_span text, size_t i)
{
    return text.p[i] >= 0x20 && text.p[i] < 0x7f && (i + 1 == text.n || is_ascii(text.p[i + 1]));
}

size_t mbr_text_fit(struct mbr_span text, size_t width, size_t *taken)
{
    size_t i = 0, used = 0;
    while (i < text.n) {
        size_t wide = 1, length = 1;
        if (!stands_alone(text, i))
            length = cluster(text.p + i, text.n - i, &wide);
        if (wide > width - used)
            break;
        used += wide;
        i += length;
    }
    *taken = used;
    return i;
}

size_t mbr_text_width(struct mbr_span text)
{
    size_t width;
    mbr_text_fit(text, SIZE_MAX, &width);
    return width;
}

size_t mbr_put_cut(struct mbr_buf *buf, struct mbr_span text, size_t width)
{
    size_t taken;
    if (mbr_text_fit(text, width, &taken) == text.n) {
        mbr_put_span(buf, text);
        return taken;
    }
    if (width == 0)
        return 0;
    mbr_put(buf, text.p, mbr_text_fit(text, width - 1, &taken));
    mbr_put_text(buf, "…");
    return taken + 1;
}

static bool is_harmless(utf8proc_int32_t c)
{
    if (c < 0xA0)
        return c >= 0x20 && c < 0x7F;
    return !((c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069));
}

static void put_escaped(struct mbr_buf *buf, utf8proc_int32_t c)
{
    if (c == NO_CHARACTER)
        mbr_put_text(buf, "\xEF\xBF\xBD");
    else if (c == '\n')
        mbr_put_text(buf, "\\n");
    else if (c == '\t')
        mbr_put_text(buf, "\\t");
    else if (c == '\r')
        mbr_put_text(buf, "\\r");
    else
        mbr_put_format(buf, "\\u%04x", (unsigned)c);
}

void mbr_put_visible(struct mbr_buf *buf, struct mbr_span text)
{
    size_t from = 0, length;
    for (size_t i = 0; i < text.n; i += length) {
        utf8proc_int32_t c;
        length = decode(text.p + i, text.n - i, &c);
        if (is_harmless(c))
            continue;
        mbr_put(buf, text.p + from, i - from);
        put_escaped(buf, c);
        from = i + length;
    }
    if (from < text.n)
        mbr_put(buf, text.p + from, text.n - from);
}
