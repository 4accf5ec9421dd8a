#include "mbr/decimal.h"

#include <stddef.h>

#include "digits.h"
#include "swar.h"

#define PLACES 4
#define LARGE_EXPONENT ((int64_t)1 << 56) /* beyond any count of zeros in a line */

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
    for (; i < text.n && mbr_is_digit(text.p[i]); i++) {
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
    for (; i < text.n && mbr_is_digit(text.p[i]); i++)
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

/* The usual number: two to eight bytes, without sign and exponent. In one register, the last byte
   highest: there the bytes below the first are 0, as is a digit 0 once '0' is taken from each. */
static inline bool parse_plain(const char *p, size_t n, int64_t *value)
{
    static const uint16_t scale[PLACES + 1] = {10000, 1000, 100, 10, 1};
    if (n < 2 || n > 8 || (p[0] == '0' && p[1] != '.'))
        return false;
    unsigned first = 8 * (8 - (unsigned)n), places = 0;
    uint64_t digits = (mbr_swar_load_short(p, n) ^ MBR_SWAR_EACH('0')) << first;
    uint64_t others = (digits | (digits + MBR_SWAR_EACH(0x7f - 9))) & MBR_SWAR_HIGH;
    if (others) { /* a point, neither first nor last: the digits before it move into its place */
        unsigned at = (unsigned)__builtin_ctzll(others) - 7;
        uint64_t before = ((uint64_t)1 << at) - 1;
        places = 7 - at / 8;
        if ((digits >> at & 0xff) != ('.' ^ '0') || (others & (others - 1)) || at == first ||
            places == 0 || places > PLACES)
            return false;
        digits = (digits & before) << 8 | (digits & ~(before << 8 | 0xff));
    }
    *value = (int64_t)(mbr_swar_number(digits) * scale[places]);
    return true;
}

/* Any other number. */
static __attribute__((noinline)) int parse_any(struct mbr_span text, int64_t *value,
                                               const char **what)
{
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

int mbr_decimal_parse(struct mbr_span text, int64_t *value, const char **what)
{
    if (text.n == 1 && mbr_is_digit(*text.p)) {
        *value = (*text.p - '0') * MBR_DECIMAL_ONE;
        return 0;
    }
    return parse_plain(text.p, text.n, value) ? 0 : parse_any(text, value, what);
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
    if (((uint64_t)a | (uint64_t)b) >> 31 == 0) { /* neither negative nor beyond 200,000 */
        *product = (int64_t)(((uint64_t)a * (uint64_t)b + MBR_DECIMAL_ONE / 2) / MBR_DECIMAL_ONE);
        return true;
    }
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
    mbr_write_two(to, part / 100);
    mbr_write_two(to + 2, part % 100);
    return part % 10 ? 4 : part % 100 ? 3 : part % 1000 ? 2 : 1;
}

size_t mbr_decimal_write(char *to, int64_t value)
{
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    unsigned part = (unsigned)(rest % MBR_DECIMAL_ONE);
    size_t out = value < 0;
    *to = '-';
    out += mbr_write_digits(to + out, rest / MBR_DECIMAL_ONE);
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
