#include "mbr/places.h"

#include "mbr/number.h"

#define MOST_EXPONENT 99

/* The digits of a number in its spelling, with a point among them that is to be passed over, and
   how many of them stand before the point once the exponent is worked in. */
struct digits {
    const char *p;
    size_t n;       /* digits and point */
    size_t spelled; /* where that point is; n when there is none */
    size_t count;   /* digits alone */
    int64_t before;
    int64_t exponent;
    bool negative;
};

static struct digits read_digits(struct mbr_span number)
{
    struct digits d = {.negative = number.p[0] == '-'};
    d.p = number.p + d.negative;
    size_t left = number.n - d.negative;
    while (d.n < left && d.p[d.n] != 'e' && d.p[d.n] != 'E')
        d.n++;
    const char *point = memchr(d.p, '.', d.n);
    d.spelled = point ? (size_t)(point - d.p) : d.n;
    d.count = d.n - (point != NULL);
    if (d.n < left) {
        struct mbr_span exponent = {d.p + d.n + 1, left - d.n - 1};
        /* What does not fit moves every digit out of sight. */
        if (mbr_int_parse(exponent, &d.exponent) < 0 || d.exponent < INT32_MIN)
            d.exponent = exponent.p[0] == '-' ? INT32_MIN : INT32_MAX;
    }
    d.before = (int64_t)d.spelled + d.exponent;
    return d;
}

/* The digit at a place of the digits, which go on in zeros to either side. */
static char digit(const struct digits *d, int64_t at)
{
    if (at < 0 || at >= (int64_t)d->count)
        return '0';
    return d->p[(size_t)at + ((size_t)at >= d->spelled)];
}

bool mbr_places_any(struct mbr_span number)
{
    struct digits d = read_digits(number);
    return d.before < (int64_t)d.count;
}

/* Adds one at the last of n digits with perhaps a point among them; returns whether all were 9. */
static bool add_one(char *p, size_t n)
{
    while (n-- > 0) {
        if (p[n] == '.')
            continue;
        if (p[n] != '9') {
            p[n]++;
            return false;
        }
        p[n] = '0';
    }
    return true;
}

static bool is_zero(const char *p, size_t n)
{
    while (n > 0 && (p[n - 1] == '0' || p[n - 1] == '.'))
        n--;
    return n == 0;
}

/* The first place that is put: the first digit that counts, or the 0 before the point. */
static int64_t first_place(const struct digits *d)
{
    int64_t at = d->before > 0 ? 0 : d->before - 1;
    while (at + 1 < d->before && digit(d, at) == '0')
        at++;
    return at;
}

static void insert(struct mbr_buf *buf, size_t at, char c)
{
    mbr_put_char(buf, c);
    memmove(buf->p + at + 1, buf->p + at, buf->n - 1 - at);
    buf->p[at] = c;
}

void mbr_put_places(struct mbr_buf *buf, struct mbr_span number, size_t places)
{
    struct digits d = read_digits(number);
    size_t begin = buf->n;
    if (d.exponent > MOST_EXPONENT) {
        mbr_put_span(buf, number);
        return;
    }
    for (int64_t at = first_place(&d); at < d.before; at++)
        mbr_put_char(buf, digit(&d, at));
    if (places)
        mbr_put_char(buf, '.');
    for (size_t i = 0; i < places; i++)
        mbr_put_char(buf, digit(&d, d.before + (int64_t)i));
    if (digit(&d, d.before + (int64_t)places) >= '5' && add_one(buf->p + begin, buf->n - begin))
        insert(buf, begin, '1');
    if (d.negative && !is_zero(buf->p + begin, buf->n - begin))
        insert(buf, begin, '-');
}
