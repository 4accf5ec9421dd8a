#include "xlsx_value.h"

/* "_xHHHH_" stands for a character that XML has no place for, or for itself when HHHH is that of
   the underscore (ECMA-376-1, 22.9.2.19). Halves of surrogates stay as they are spelled. */
#define ESCAPE 7

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The character that p spells, or -1. */
static int escaped(const char *p, size_t n)
{
    if (n < ESCAPE || p[0] != '_' || p[1] != 'x' || p[ESCAPE - 1] != '_')
        return -1;
    int code = 0;
    for (size_t i = 2; i < ESCAPE - 1; i++) {
        if (hex(p[i]) < 0)
            return -1;
        code = code * 16 + hex(p[i]);
    }
    return code >= 0xd800 && code < 0xe000 ? -1 : code;
}

static void put_character(struct mbr_buf *buf, int code)
{
    if (code < 0x80) {
        mbr_put_char(buf, (char)code);
        return;
    }
    if (code < 0x800) {
        mbr_put_char(buf, (char)(0xc0 | code >> 6));
    } else {
        mbr_put_char(buf, (char)(0xe0 | code >> 12));
        mbr_put_char(buf, (char)(0x80 | (code >> 6 & 0x3f)));
    }
    mbr_put_char(buf, (char)(0x80 | (code & 0x3f)));
}

void mbr_put_xlsx_plain(struct mbr_buf *buf, struct mbr_span text)
{
    int before = 0;
    for (size_t i = 0; i < text.n;) {
        int code = escaped(text.p + i, text.n - i);
        i += code < 0 ? 1 : ESCAPE;
        if (code < 0)
            code = (unsigned char)text.p[i - 1];
        else if (code >= 0x80) {
            put_character(buf, code);
            before = code;
            continue;
        }
        bool is_control = (code < 0x20 && code != '\t') || code == 0x7f;
        if (!(code == '\n' && before == '\r'))
            mbr_put_char(buf, is_control ? ' ' : (char)code);
        before = code;
    }
}

static bool is_simple(struct mbr_span text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c < 0x20 || c == '"' || c == ',' || c == '_' || c == 0x7f)
            return false;
    }
    return true;
}

void mbr_put_xlsx_text(struct mbr_buf *buf, struct mbr_span text)
{
    if (is_simple(text)) {
        mbr_put_span(buf, text);
        return;
    }
    struct mbr_buf plain = {0};
    mbr_put_xlsx_plain(&plain, text);
    bool quoted = plain.n && (memchr(plain.p, ',', plain.n) || memchr(plain.p, '"', plain.n));
    if (quoted)
        mbr_put_char(buf, '"');
    for (size_t i = 0; i < plain.n; i++) {
        if (plain.p[i] == '"')
            mbr_put_char(buf, '"');
        mbr_put_char(buf, plain.p[i]);
    }
    if (quoted)
        mbr_put_char(buf, '"');
    mbr_buf_free(&plain);
}
