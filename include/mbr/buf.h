#ifndef MBR_BUF_H
#define MBR_BUF_H

/* A buffer of bytes that grows, and the spelling of JSON into it. Zero-initialise it; mbr_buf_free
   gives the memory back. Everything a tool writes is put into one of these. */

#include <stdint.h>

#include "mbr/err.h"
#include "mbr/mem.h"
#include "mbr/span.h"

struct mbr_buf {
    char *p;
    size_t n, cap;
};

void mbr_buf_free(struct mbr_buf *buf);
void mbr_buf_room_slow(struct mbr_buf *buf, size_t more);

/* Room for `more` bytes behind the ones there are; returns where they go, never NULL. The caller
   adds to n. */
static inline char *mbr_buf_room(struct mbr_buf *buf, size_t more)
{
    if (buf->cap - buf->n <= more)
        mbr_buf_room_slow(buf, more);
    return buf->p + buf->n;
}

static inline void mbr_put(struct mbr_buf *buf, const char *p, size_t n)
{
    if (n == 0)
        return;
    memcpy(mbr_buf_room(buf, n), p, n);
    buf->n += n;
}

static inline void mbr_put_char(struct mbr_buf *buf, char c)
{
    *mbr_buf_room(buf, 1) = c;
    buf->n++;
}

static inline void mbr_put_span(struct mbr_buf *buf, struct mbr_span s)
{
    mbr_put(buf, s.p, s.n);
}

static inline void mbr_put_text(struct mbr_buf *buf, const char *text)
{
    mbr_put(buf, text, strlen(text));
}

static inline struct mbr_span mbr_buf_span(const struct mbr_buf *buf)
{
    return (struct mbr_span){buf->p, buf->n};
}

void mbr_put_format(struct mbr_buf *buf, const char *format, ...) MBR_PRINTF(2, 3);
void mbr_put_int(struct mbr_buf *buf, int64_t value);

/* "1 row", "2 rows": the noun's plural has to be in s. */
void mbr_put_count(struct mbr_buf *buf, uint64_t n, const char *noun);

/* JSON. mbr_put_string adds the quotes and escapes only what must be (quote, backslash, control
   characters); the bytes have to be UTF-8. mbr_put_key puts a comma first unless the byte before is
   one that opens, so an object is: '{', keys with their values, '}'. A key is a name that needs no
   escape; any other goes through mbr_put_key_span. */
void mbr_put_string(struct mbr_buf *buf, struct mbr_span s);
void mbr_put_key_span(struct mbr_buf *buf, struct mbr_span key);

static inline void mbr_put_comma(struct mbr_buf *buf) /* unless the byte before opens */
{
    char before = buf->n ? buf->p[buf->n - 1] : '{';
    if (before != '{' && before != '[')
        mbr_put_char(buf, ',');
}

static inline void mbr_put_key(struct mbr_buf *buf, const char *key)
{
    size_t n = strlen(key);
    char *from = mbr_buf_room(buf, n + 4), *to = from;
    char before = buf->n ? from[-1] : '{';
    if (before != '{' && before != '[')
        *to++ = ',';
    *to++ = '"';
    memcpy(to, key, n);
    to += n;
    *to++ = '"';
    *to++ = ':';
    buf->n += (size_t)(to - from);
}

#endif
