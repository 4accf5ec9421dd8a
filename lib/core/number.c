#include "mbr/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define DOUBLE_TEXT 40

static size_t digits_from(struct mbr_span text, size_t i)
{
    while (i < text.n && text.p[i] >= '0' && text.p[i] <= '9')
        i++;
    return i;
}

/* The grammar of RFC 8259, which is narrower than strtod's. */
static bool is_json_number(struct mbr_span text)
{
    size_t from = text.n && text.p[0] == '-';
    size_t i = digits_from(text, from);
    if (i == from || (text.p[from] == '0' && i > from + 1))
        return false;
    if (i < text.n && text.p[i] == '.') {
        from = i + 1;
        i = digits_from(text, from);
        if (i == from)
            return false;
    }
    if (i < text.n && (text.p[i] == 'e' || text.p[i] == 'E')) {
        i++;
        from = i + (i < text.n && (text.p[i] == '+' || text.p[i] == '-'));
        i = digits_from(text, from);
        if (i == from)
            return false;
    }
    return i == text.n;
}

int mbr_double_parse(struct mbr_span text, double *value)
{
    char small[64], *copy = small;
    if (!is_json_number(text))
        return -1;
    if (text.n >= sizeof small)
        copy = mbr_alloc(text.n + 1);
    memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    *value = strtod(copy, NULL);
    if (copy != small)
        free(copy);
    return isfinite(*value) ? 0 : -1;
}

int mbr_int_parse(struct mbr_span text, int64_t *value)
{
    size_t i = text.n && (text.p[0] == '-' || text.p[0] == '+');
    bool negative = i && text.p[0] == '-';
    if (i == text.n)
        return -1;
    int64_t sum = 0;
    for (; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return -1;
        int digit = text.p[i] - '0';
        if (__builtin_mul_overflow(sum, 10, &sum) ||
            __builtin_add_overflow(sum, negative ? -digit : digit, &sum))
            return -1;
    }
    *value = sum;
    return 0;
}

/* printf's %g spelling as JSON's shortest: 1e+22 -> 1e22, 1e-07 -> 1e-7, -0 -> 0. */
static void put_tidy(struct mbr_buf *buf, const char *text)
{
    if (strcmp(text, "-0") == 0)
        text++;
    size_t mantissa = strcspn(text, "e");
    mbr_put(buf, text, mantissa);
    if (text[mantissa] == '\0')
        return;
    const char *exponent = text + mantissa + 1;
    mbr_put_char(buf, 'e');
    if (*exponent == '-')
        mbr_put_char(buf, '-');
    exponent += strspn(exponent, "+-0");
    mbr_put_text(buf, exponent);
}

void mbr_put_double(struct mbr_buf *buf, double value)
{
    char text[DOUBLE_TEXT];
    if (!isfinite(value))
        abort();
    /* Fifteen digits are always kept, and shown without their zeros; near 0 there are fewer. */
    for (int digits = fabs(value) < DBL_MIN ? 1 : 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (digits == 17 || strtod(text, NULL) == value)
            break;
    }
    put_tidy(buf, text);
}

/* digits / 10^places, without zeros at the end. */
static void put_fixed(struct mbr_buf *buf, uint32_t digits, int places)
{
    char text[DOUBLE_TEXT], *p = text + sizeof text;
    for (; places > 0 && digits % 10 == 0; digits /= 10)
        places--;
    for (int i = 0; i <= places || digits; i++, digits /= 10) {
        if (i == places && i > 0)
            *--p = '.';
        *--p = (char)('0' + digits % 10);
    }
    mbr_put(buf, p, (size_t)(text + sizeof text - p));
}

/* What printf does with most scores, at a tenth of its time. Powers of ten up to 10^22 are doubles,
   so the product is off by 2^-24 at most: whatever lies farther from a half is rounded right.
   false, and nothing is put: for others, and where printf writes an exponent. */
static bool put_usual(struct mbr_buf *buf, double value)
{
    const double near = 1e-6, least = 1e8;
    double scaled = fabs(value);
    int places = 0;
    if (!(scaled >= 1e-4 && scaled < 10 * least - 1))
        return false;
    for (double power = 1; scaled < least; places++)
        scaled = fabs(value) * (power *= 10);
    uint32_t digits = (uint32_t)scaled;
    double rest = scaled - digits;
    if (fabs(rest - 0.5) < near)
        return false;
    if (value < 0)
        mbr_put_char(buf, '-');
    put_fixed(buf, digits + (rest > 0.5), places);
    return true;
}

void mbr_put_score(struct mbr_buf *buf, double value)
{
    char text[DOUBLE_TEXT];
    if (!isfinite(value))
        abort();
    if (put_usual(buf, value))
        return;
    snprintf(text, sizeof text, "%.9g", value);
    put_tidy(buf, text);
}
