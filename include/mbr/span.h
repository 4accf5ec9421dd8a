#ifndef MBR_SPAN_H
#define MBR_SPAN_H

/* A span: n bytes that somebody else owns, without a NUL behind them. p may be NULL when n is 0. */

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct mbr_span {
    const char *p;
    size_t n;
};

/* Of ASCII, whatever the locale. */
static inline bool mbr_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline struct mbr_span mbr_span(const char *text)
{
    return (struct mbr_span){text, strlen(text)};
}

static inline bool mbr_span_is(struct mbr_span a, const char *text)
{
    return a.n == strlen(text) && (a.n == 0 || memcmp(a.p, text, a.n) == 0);
}

static inline bool mbr_span_equal(struct mbr_span a, struct mbr_span b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* By bytes, the shorter first where one begins the other: < 0, 0, > 0. */
static inline int mbr_span_compare(struct mbr_span a, struct mbr_span b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

/* Copies the bytes to `to` and returns the place behind them; inline, as most are few. */
static inline char *mbr_span_copy(char *to, struct mbr_span s)
{
    if (s.n > 16) {
        memcpy(to, s.p, s.n);
    } else if (s.n >= 8) {
        memcpy(to, s.p, 8);
        memcpy(to + s.n - 8, s.p + s.n - 8, 8);
    } else if (s.n >= 4) {
        memcpy(to, s.p, 4);
        memcpy(to + s.n - 4, s.p + s.n - 4, 4);
    } else {
        for (size_t i = 0; i < s.n; i++)
            to[i] = s.p[i];
    }
    return to + s.n;
}

#endif
