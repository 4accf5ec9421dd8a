#include "mbr/buf.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "digits.h"
#include "swar.h"

#define FIRST_ROOM 256

void mbr_buf_free(struct mbr_buf *buf)
{
    free(buf->p);
    *buf = (struct mbr_buf){0};
}

void mbr_buf_room_slow(struct mbr_buf *buf, size_t more)
{
    size_t need = buf->n + more;
    buf->p = mbr_grow(buf->p, &buf->cap, need < FIRST_ROOM ? FIRST_ROOM : need, 1);
}

void mbr_put_format(struct mbr_buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n > 0) {
        char *to = mbr_buf_room(buf, (size_t)n + 1);
        vsnprintf(to, (size_t)n + 1, format, again);
        buf->n += (size_t)n;
    }
    va_end(again);
}

void mbr_put_int(struct mbr_buf *buf, int64_t value)
{
    uint64_t digits = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    char *to = mbr_buf_room(buf, 1 + MBR_DIGITS_MOST);
    *to = '-';
    to += value < 0;
    buf->n = (size_t)(to - buf->p) + mbr_write_digits(to, digits);
}

void mbr_put_count(struct mbr_buf *buf, uint64_t n, const char *noun)
{
    mbr_put_format(buf, "%" PRIu64 " %s%s", n, noun, n == 1 ? "" : "s");
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\';
}

/* How many bytes from the start need no escape. Eight at a time; in the sums a byte's high bit is
   set where it is plain, and bytes beyond ASCII always are. */
static size_t plain_run(struct mbr_span s)
{
    size_t i = 0;
    for (; s.n - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
        uint64_t bytes = mbr_swar_load(s.p + i), low = bytes & ~MBR_SWAR_HIGH;
        uint64_t plain = mbr_swar_differs(low, '"') & mbr_swar_differs(low, '\\') &
                         (low + MBR_SWAR_EACH(0x80 - 0x20));
        if (~(plain | bytes) & MBR_SWAR_HIGH)
            break;
    }
    while (i < s.n && is_plain((unsigned char)s.p[i]))
        i++;
    return i;
}

static void put_escape(struct mbr_buf *buf, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char letter[] = "btn\0fr"; /* for 8, 9, 10, 12, 13 */
    char text[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
    if (c == '"' || c == '\\')
        text[1] = (char)c;
    else if (c >= 8 && c <= 13 && c != 11)
        text[1] = letter[c - 8];
    mbr_put(buf, text, text[1] == 'u' ? 6 : 2);
}

void mbr_put_string(struct mbr_buf *buf, struct mbr_span s)
{
    mbr_buf_room(buf, s.n + 2);
    mbr_put_char(buf, '"');
    for (;;) {
        size_t plain = plain_run(s);
        mbr_put(buf, s.p, plain);
        if (plain == s.n)
            break;
        put_escape(buf, (unsigned char)s.p[plain]);
        s.p += plain + 1;
        s.n -= plain + 1;
    }
    mbr_put_char(buf, '"');
}

void mbr_put_key_span(struct mbr_buf *buf, struct mbr_span key)
{
    mbr_put_comma(buf);
    mbr_put_string(buf, key);
    mbr_put_char(buf, ':');
}
