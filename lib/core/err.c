#include "mbr/err.h"

#include <stdarg.h>
#include <stdio.h>

#define SHOWN 60

int mbr_err_set(struct mbr_err *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    return -1;
}

/* The second byte of U+0080 to U+009F, which terminals take for controls. */
static bool is_c1(struct mbr_span value, size_t i)
{
    return i && value.p[i - 1] == '\xc2' && (unsigned char)value.p[i] < 0xa0;
}

/* Appends one byte, or its escape, if there is room for it. */
static size_t show_byte(char *to, size_t n, size_t size, unsigned char c, bool escape)
{
    static const char hex[] = "0123456789abcdef";
    if (n + 7 > size)
        return n;
    if (c == '"' || c == '\\') {
        to[n++] = '\\';
        to[n++] = (char)c;
    } else if (c < 0x20 || c == 0x7f || escape) {
        memcpy(to + n, "\\u00", 4);
        to[n + 4] = hex[c >> 4];
        to[n + 5] = hex[c & 15];
        n += 6;
    } else {
        to[n++] = (char)c;
    }
    return n;
}

int mbr_err_value(struct mbr_err *err, const char *field, const char *what, struct mbr_span value)
{
    char shown[SHOWN * 6 + 1];
    size_t cut = value.n;
    if (cut > SHOWN) {
        cut = SHOWN;
        while (cut > SHOWN - 4 && ((unsigned char)value.p[cut] & 0xc0) == 0x80)
            cut--;
    }
    size_t n = 0;
    for (size_t i = 0; i < cut; i++) {
        if (is_c1(value, i))
            n--;
        n = show_byte(shown, n, sizeof shown, (unsigned char)value.p[i], is_c1(value, i));
    }
    shown[n] = '\0';
    return mbr_err_set(err, "%s%s%s: \"%s%s\"", field ? field : "", field ? ": " : "", what, shown,
                       cut < value.n ? "…" : "");
}

int mbr_err_within(struct mbr_err *err, const char *field)
{
    char text[sizeof err->text];
    memcpy(text, err->text, sizeof text);
    return mbr_err_set(err, "%s: %s", field, text);
}
