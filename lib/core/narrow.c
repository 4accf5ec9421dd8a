#include "mbr/narrow.h"

/* The next character, narrow: its first byte in ASCII, or -1 where it is none of these; *n is how
   many bytes it takes, 1 for the first byte of any other. */
static int narrow(struct mbr_span text, size_t *n)
{
    const unsigned char *p = (const unsigned char *)text.p;
    *n = 1;
    if (p[0] < 0x80)
        return p[0];
    if (text.n < 3)
        return -1;
    int code = (p[0] & 0x0f) << 12 | (p[1] & 0x3f) << 6 | (p[2] & 0x3f);
    bool wide = p[0] >= 0xe0 && p[0] < 0xf0 && code >= 0xff01 && code <= 0xff5e;
    bool blank = p[0] == 0xe3 && code == 0x3000;
    if (!wide && !blank)
        return -1;
    *n = 3;
    return blank ? ' ' : code - 0xff01 + '!';
}

bool mbr_has_wide(struct mbr_span text)
{
    for (size_t i = 0; i + 2 < text.n; i++) {
        size_t n;
        if ((unsigned char)text.p[i] >= 0xe3 &&
            narrow((struct mbr_span){text.p + i, text.n - i}, &n) >= 0)
            return true;
    }
    return false;
}

void mbr_put_narrow(struct mbr_buf *buf, struct mbr_span text)
{
    for (size_t n; text.n; text = (struct mbr_span){text.p + n, text.n - n}) {
        int c = narrow(text, &n);
        mbr_put_char(buf, c < 0 ? *text.p : (char)c);
    }
}

bool mbr_narrow_equal(struct mbr_span a, struct mbr_span b)
{
    while (a.n && b.n) {
        size_t m, n;
        int c = narrow(a, &m), d = narrow(b, &n);
        if (c != d || (c < 0 && *a.p != *b.p))
            return false;
        a = (struct mbr_span){a.p + m, a.n - m};
        b = (struct mbr_span){b.p + n, b.n - n};
    }
    return a.n == 0 && b.n == 0;
}
