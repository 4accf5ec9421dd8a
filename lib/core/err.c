#include "mbr/err.h"

#include <stdio.h>

#include "mbr/json.h"

#define SHOWN 60 /* bytes; the last character may go beyond */

/* A text that was cut must not end within a character. */
static void cut_at_character(char *text, size_t n)
{
    size_t last = n - 1;
    while (last && ((unsigned char)text[last] & 0xc0) == 0x80)
        last--;
    if (!mbr_utf8_valid(text + last, n - last))
        text[last] = '\0';
}

int mbr_err_list(struct mbr_err *err, const char *format, va_list args)
{
    int n = vsnprintf(err->text, sizeof err->text, format, args);
    if (n >= (int)sizeof err->text)
        cut_at_character(err->text, sizeof err->text - 1);
    err->quoted = err->bytes = 0;
    return -1;
}

int mbr_err_set(struct mbr_err *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    mbr_err_list(err, format, args);
    va_end(args);
    return -1;
}

/* How many bytes from i on are one character that may be shown as it is; 0 for none. */
static size_t shown_as_is(struct mbr_span value, size_t i)
{
    unsigned char c = (unsigned char)value.p[i];
    if (c < 0x80)
        return c >= 0x20 && c != '"' && c != '\\' && c != 0x7f;
    size_t n = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    if (value.n - i < n || !mbr_utf8_valid(value.p + i, n))
        return 0;
    bool is_c1 = c == 0xc2 && (unsigned char)value.p[i + 1] < 0xa0;
    return is_c1 ? 0 : n;
}

/* One byte as an escape. */
static size_t show_escape(char *to, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    to[0] = '\\';
    to[1] = (char)c;
    if (c == '"' || c == '\\')
        return 2;
    to[1] = 'x';
    to[2] = hex[c >> 4];
    to[3] = hex[c & 15];
    return 4;
}

static int say_value(struct mbr_err *err, const char *field, const char *what,
                     struct mbr_span value, bool is_json)
{
    char shown[SHOWN * 4 + 4];
    const char *quote = is_json ? "" : "\"";
    size_t n = 0, i = 0;
    while (i < value.n && i < SHOWN) {
        bool is_quoting = is_json && (value.p[i] == '"' || value.p[i] == '\\');
        size_t as_is = is_quoting ? 1 : shown_as_is(value, i);
        if (as_is)
            memcpy(shown + n, value.p + i, as_is);
        n += as_is ? as_is : show_escape(shown + n, (unsigned char)value.p[i]);
        i += as_is ? as_is : 1;
    }
    shown[n] = '\0';
    mbr_err_set(err, "%s%s%s: %s%s%s%s", field ? field : "", field ? ": " : "", what, quote, shown,
                i < value.n ? "…" : "", quote);
    err->quoted = (field ? strlen(field) + 2 : 0) + strlen(what) + 2;
    err->bytes = value.n;
    return -1;
}

int mbr_err_value(struct mbr_err *err, const char *field, const char *what, struct mbr_span value)
{
    return say_value(err, field, what, value, false);
}

int mbr_err_json(struct mbr_err *err, const char *field, const char *what, struct mbr_span raw)
{
    return say_value(err, field, what, raw, true);
}

int mbr_err_before(struct mbr_err *err, const char *format, ...)
{
    const struct mbr_err why = *err;
    va_list args;
    va_start(args, format);
    mbr_err_list(err, format, args);
    va_end(args);
    size_t before = strlen(err->text);
    (void)snprintf(err->text + before, sizeof err->text - before, "%s", why.text);
    if (before + strlen(why.text) >= sizeof err->text)
        cut_at_character(err->text, sizeof err->text - 1);
    err->quoted = why.quoted ? before + why.quoted : 0;
    err->bytes = why.bytes;
    return -1;
}

int mbr_err_within(struct mbr_err *err, const char *field)
{
    return mbr_err_before(err, "%s: ", field);
}

void mbr_err_hide(struct mbr_err *err)
{
    size_t quoted = err->quoted;
    if (quoted == 0)
        return;
    if (quoted < sizeof err->text)
        (void)snprintf(err->text + quoted, sizeof err->text - quoted, "(%zu byte%s)", err->bytes,
                       err->bytes == 1 ? "" : "s");
    err->quoted = 0;
}
