#include "mbr/decimal.h"

#include <stddef.h>

#define PLACES 4
#define LARGE_EXPONENT ((int64_t)1 << 56) /* beyond any count of zeros in a line */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A number taken apart: digits * 10^-places; digits does not end in 0 unless it is 0. `zeros` are
   those seen since the last other digit: they count only when one follows, so that
   1.50000000000000000000000 is no large number. */
struct parts {
    bool negative, too_large;
    uint64_t digits;
    int64_t places;
    size_t zeros;
};

static void append(struct parts *parts, uint64_t digit)
{
    if (parts->digits > (UINT64_MAX - digit) / 10)
        parts->too_large = true;
    else
        parts->digits = parts->digits * 10 + digit;
}

static size_t take_digits(struct mbr_span text, size_t i, struct parts *parts, bool after_point)
{
    for (; i < text.n && is_digit(text.p[i]); i++) {
        parts->places += after_point;
        if (text.p[i] == '0') {
            parts->zeros++;
            continue;
        }
        for (; parts->zeros && !parts->too_large; parts->zeros--)
            append(parts, 0);
        parts->zeros = 0;
        append(parts, (uint64_t)(text.p[i] - '0'));
    }
    return i;
}

static size_t take_exponent(struct mbr_span text, size_t i, struct parts *parts)
{
    bool negative = i < text.n && text.p[i] == '-';
    if (i < text.n && (text.p[i] == '-' || text.p[i] == '+'))
        i++;
    size_t from = i;
    int64_t exponent = 0;
    for (; i < text.n && is_digit(text.p[i]); i++)
        if (exponent < LARGE_EXPONENT)
            exponent = exponent * 10 + (text.p[i] - '0');
    parts->places += negative ? exponent : -exponent;
    return i > from ? i : SIZE_MAX;
}

/* The JSON grammar; false when the text is no number. */
static bool take_apart(struct mbr_span text, struct parts *parts)
{
    parts->negative = text.n && text.p[0] == '-';
    size_t from = parts->negative;
    size_t i = take_digits(text, from, parts, false);
    if (i == from || (text.p[from] == '0' && i > from + 1))
        return false;
    if (i < text.n && text.p[i] == '.') {
        from = i + 1;
        i = take_digits(text, from, parts, true);
        if (i == from)
            return false;
    }
    parts->places -= (int64_t)parts->zeros;
    if (i < text.n && (text.p[i] == 'e' || text.p[i] == 'E'))
        i = take_exponent(text, i + 1, parts);
    return i == text.n;
}

/* Plain "123.45", the usual case: up to 14 digits before the point, four behind. */
static bool parse_plain(struct mbr_span text, int64_t *value)
{
    const char *p = text.p, *end = text.p + text.n;
    if (text.n == 0 || text.n > 18 || (*p == '0' && text.n > 1 && p[1] != '.'))
        return false;
    int64_t whole = 0;
    const char *from = p;
    for (; p < end && is_digit(*p); p++)
        whole = whole * 10 + (*p - '0');
    if (p == from || p - from > 14)
        return false;
    int64_t part = 0;
    int places = 0;
    if (p < end) {
        if (*p++ != '.' || p == end)
            return false;
        for (; p < end && is_digit(*p) && places < PLACES; p++, places++)
            part = part * 10 + (*p - '0');
        if (p < end)
            return false;
    }
    for (; places < PLACES; places++)
        part *= 10;
    *value = whole * MBR_DECIMAL_ONE + part;
    return true;
}

int mbr_decimal_parse(struct mbr_span text, int64_t *value, const char **what)
{
    if (parse_plain(text, value))
        return 0;
    struct parts parts = {0};
    *what = "not a number";
    if (!take_apart(text, &parts))
        return -1;
    if (parts.digits == 0) {
        *value = 0;
        return 0;
    }
    if (parts.places > PLACES) {
        *what = "more than four decimal places";
        return -1;
    }
    *what = "number too large";
    if (parts.too_large)
        return -1;
    for (; parts.places < PLACES; parts.places++) {
        if (parts.digits > UINT64_MAX / 10)
            return -1;
        parts.digits *= 10;
    }
    if (parts.digits > INT64_MAX)
        return -1;
    *value = parts.negative ? -(int64_t)parts.digits : (int64_t)parts.digits;
    return 0;
}

bool mbr_decimal_add(int64_t a, int64_t b, int64_t *sum)
{
    return !__builtin_add_overflow(a, b, sum);
}

__extension__ typedef __int128 wide;

/* numerator / denominator, half away from zero. */
static bool round_quotient(wide numerator, wide denominator, int64_t *quotient)
{
    bool negative = (numerator < 0) != (denominator < 0);
    wide n = numerator < 0 ? -numerator : numerator;
    wide d = denominator < 0 ? -denominator : denominator;
    wide q = n / d + (n % d >= d - n % d);
    if (q > INT64_MAX)
        return false;
    *quotient = negative ? -(int64_t)q : (int64_t)q;
    return true;
}

bool mbr_decimal_multiply(int64_t a, int64_t b, int64_t *product)
{
    if (b % MBR_DECIMAL_ONE == 0) /* whole quantities: no rounding, no 128 bits */
        return !__builtin_mul_overflow(a, b / MBR_DECIMAL_ONE, product);
    if (a % MBR_DECIMAL_ONE == 0)
        return !__builtin_mul_overflow(a / MBR_DECIMAL_ONE, b, product);
    return round_quotient((wide)a * b, MBR_DECIMAL_ONE, product);
}

bool mbr_decimal_divide(int64_t a, int64_t b, int64_t *quotient)
{
    return round_quotient((wide)a * MBR_DECIMAL_ONE, b, quotient);
}

double mbr_decimal_double(int64_t value)
{
    return (double)value / MBR_DECIMAL_ONE;
}

/* Up to four digits behind the point, without zeros at the end. */
static size_t write_part(char *to, unsigned part)
{
    const char digits[PLACES] = {(char)('0' + part / 1000), (char)('0' + part / 100 % 10),
                                 (char)('0' + part / 10 % 10), (char)('0' + part % 10)};
    size_t n = part % 10 ? 4 : part % 100 ? 3 : part % 1000 ? 2 : 1;
    memcpy(to, digits, sizeof digits);
    return n;
}

size_t mbr_decimal_write(char *to, int64_t value)
{
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    uint64_t whole = rest / MBR_DECIMAL_ONE;
    unsigned part = (unsigned)(rest % MBR_DECIMAL_ONE);
    char digits[20];
    size_t n = sizeof digits, out = 0;
    do {
        digits[--n] = (char)('0' + whole % 10);
        whole /= 10;
    } while (whole);
    if (value < 0)
        to[out++] = '-';
    for (; n < sizeof digits; n++)
        to[out++] = digits[n];
    if (part) {
        to[out++] = '.';
        out += write_part(to + out, part);
    }
    return out;
}

void mbr_put_decimal(struct mbr_buf *buf, int64_t value)
{
    char *to = mbr_buf_room(buf, MBR_DECIMAL_SIZE);
    buf->n += mbr_decimal_write(to, value);
}
