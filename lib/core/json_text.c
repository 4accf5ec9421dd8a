#include "json_scan.h"

#include "swar.h"
#include "utf8.h"

bool mbr_utf8_valid(const char *p, size_t n)
{
    const char *end = n ? p + n : p;
    while (p < end) {
        if (end - p >= 8 && !(mbr_swar_load(p) & MBR_SWAR_HIGH)) {
            p += 8;
            continue;
        }
        size_t length = mbr_utf8_length(p, end);
        if (length == 0)
            return false;
        p += length;
    }
    return true;
}

const char *mbr_json_skip_blank(const char *p)
{
    while (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
        p++;
    return p;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits of \u, or -1. Stops at the first byte that is none. */
static int32_t hex_four(const char *p)
{
    int32_t code = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(p[i]);
        if (digit < 0)
            return -1;
        code = code << 4 | digit;
    }
    return code;
}

static bool is_high(int32_t code)
{
    return code >= 0xd800 && code <= 0xdbff;
}

static bool is_low(int32_t code)
{
    return code >= 0xdc00 && code <= 0xdfff;
}

static const char *fail(struct mbr_scan *scan, const char *at, const char *what)
{
    scan->at = at;
    scan->what = what;
    return NULL;
}

/* p is at the backslash. */
static const char *skip_escape(struct mbr_scan *scan, const char *p)
{
    scan->escapes++;
    switch (p[1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
        return p + 2;
    case 'u':
        break;
    default:
        return fail(scan, p, "an escape that JSON does not have");
    }
    int32_t code = hex_four(p + 2);
    if (code < 0)
        return fail(scan, p, "\\u without four hexadecimal digits");
    if (!is_high(code) && !is_low(code))
        return p + 6;
    if (is_high(code) && p[6] == '\\' && p[7] == 'u' && is_low(hex_four(p + 8)))
        return p + 12;
    return fail(scan, p, "half of a surrogate pair");
}

const char *mbr_scan_odd(struct mbr_scan *scan, const char *p)
{
    do {
        if (*p == '\\') {
            p = skip_escape(scan, p);
            if (!p)
                return NULL;
        } else {
            size_t length = mbr_utf8_length(p, scan->end);
            if (length == 0)
                return fail(scan, p, "a byte that is not UTF-8");
            if (length == 1)
                return fail(scan, p, "a control character in a string");
            p += length;
        }
    } while (*p == '\\' || (*p & 0x80));
    return p;
}

static char *put_utf8(char *to, int32_t code)
{
    if (code < 0x80) {
        *to++ = (char)code;
        return to;
    }
    if (code < 0x800) {
        *to++ = (char)(0xc0 | code >> 6);
    } else {
        if (code < 0x10000) {
            *to++ = (char)(0xe0 | code >> 12);
        } else {
            *to++ = (char)(0xf0 | code >> 18);
            *to++ = (char)(0x80 | (code >> 12 & 0x3f));
        }
        *to++ = (char)(0x80 | (code >> 6 & 0x3f));
    }
    *to++ = (char)(0x80 | (code & 0x3f));
    return to;
}

/* Writes what the escape at *p stands for, and moves *p behind it; NULL for \u0000. */
static char *unescape(char *to, const char **p)
{
    static const char letters[] = "bfnrt", stand_for[] = "\b\f\n\r\t";
    char c = (*p)[1];
    if (c != 'u') {
        const char *letter = strchr(letters, c);
        *to++ = letter ? stand_for[letter - letters] : c;
        *p += 2;
        return to;
    }
    int32_t code = hex_four(*p + 2);
    *p += 6;
    if (is_high(code)) {
        code = 0x10000 + ((code - 0xd800) << 10) + (hex_four(*p + 2) - 0xdc00);
        *p += 6;
    }
    return code ? put_utf8(to, code) : NULL;
}

int mbr_json_key_text(struct mbr_span key, struct mbr_buf *scratch, struct mbr_span *text)
{
    const char *p = key.p + 1, *end = key.p + key.n - 1;
    const char *escape = memchr(p, '\\', (size_t)(end - p));
    if (!escape) {
        *text = (struct mbr_span){p, (size_t)(end - p)};
        return 0;
    }
    scratch->n = 0;
    char *to = mbr_buf_room(scratch, key.n);
    while (escape) {
        memcpy(to, p, (size_t)(escape - p));
        to = unescape(to + (escape - p), &escape);
        if (!to)
            return -1;
        p = escape;
        escape = memchr(p, '\\', (size_t)(end - p));
    }
    memcpy(to, p, (size_t)(end - p));
    scratch->n = (size_t)(to + (end - p) - scratch->p);
    *text = mbr_buf_span(scratch);
    return 0;
}

int mbr_json_text(const struct mbr_json *value, struct mbr_buf *scratch, struct mbr_span *text)
{
    if (value->plain) {
        *text = (struct mbr_span){value->raw.p + 1, value->raw.n - 2};
        return 0;
    }
    return mbr_json_key_text(value->raw, scratch, text);
}
