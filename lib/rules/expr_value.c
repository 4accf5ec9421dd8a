#include "expr_value.h"

#include <math.h>

#include "mbr/date.h"
#include "mbr/decimal.h"

#define FIRST_DAY (-719162) /* 0001-01-01 */
#define LAST_DAY 2932896    /* 9999-12-31 */
#define MOST_MONTHS (9999 * 12)

static const struct mbr_expr_value absent = {.kind = MBR_EXPR_ABSENT};

bool mbr_expr_is_number(const struct mbr_expr_value *value)
{
    return value->kind == MBR_EXPR_DECIMAL || value->kind == MBR_EXPR_DOUBLE;
}

double mbr_expr_double(const struct mbr_expr_value *value)
{
    return value->kind == MBR_EXPR_DOUBLE ? value->number : mbr_decimal_double(value->decimal);
}

double mbr_expr_ratio(int64_t a, int64_t b)
{
    return (double)a / (double)b;
}

bool mbr_expr_is_zero(const struct mbr_expr_value *value)
{
    return value->kind == MBR_EXPR_DECIMAL
               ? value->decimal == 0
               : value->kind == MBR_EXPR_DOUBLE && !(value->number < 0 || value->number > 0);
}

struct mbr_expr_value mbr_expr_from_double(double number)
{
    if (!isfinite(number))
        return absent;
    return (struct mbr_expr_value){.kind = MBR_EXPR_DOUBLE, .number = number};
}

int mbr_expr_read_day(struct mbr_span text, struct mbr_expr_value *value)
{
    uint64_t at;
    if (text.n < MBR_DAY_SIZE || mbr_at_parse(text, &at) < 0)
        return -1;
    if (mbr_at_second(at) < 0)
        *value = (struct mbr_expr_value){.kind = MBR_EXPR_DAY, .day = mbr_at_day(at)};
    else
        *value = (struct mbr_expr_value){.kind = MBR_EXPR_TIME, .at = at};
    return 0;
}

int32_t mbr_expr_day_of(const struct mbr_expr_value *value)
{
    struct mbr_expr_value read;
    if (value->kind == MBR_EXPR_DAY)
        return value->day;
    if (value->kind == MBR_EXPR_TIME)
        return mbr_at_day(value->at);
    if (value->kind != MBR_EXPR_TEXT || mbr_expr_read_day(value->text, &read) < 0)
        return MBR_DAY_NONE;
    return mbr_expr_day_of(&read);
}

static bool is_day(const struct mbr_expr_value *value)
{
    return value->kind == MBR_EXPR_DAY || value->kind == MBR_EXPR_TIME;
}

/* In sixteenths of a day, a month being 30.4375 of them (a twelfth of 365.25). Where both have
   months only, or days only, this is exact. */
static int64_t sixteenths(const struct mbr_expr_value *value)
{
    return (int64_t)value->duration.months * 487 + (int64_t)value->duration.days * 16;
}

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

static int order_numbers(const struct mbr_expr_value *a, const struct mbr_expr_value *b)
{
    if (a->kind == MBR_EXPR_DECIMAL && b->kind == MBR_EXPR_DECIMAL)
        return ORDER(a->decimal, b->decimal);
    double x = mbr_expr_double(a), y = mbr_expr_double(b);
    return ORDER(x, y);
}

/* A day and a time are equal when the time is on that day. */
static int order_days(const struct mbr_expr_value *a, const struct mbr_expr_value *b)
{
    if (a->kind == MBR_EXPR_TIME && b->kind == MBR_EXPR_TIME)
        return ORDER(a->at, b->at);
    int32_t x = mbr_expr_day_of(a), y = mbr_expr_day_of(b);
    return ORDER(x, y);
}

static bool order_alike(const struct mbr_expr_value *a, const struct mbr_expr_value *b, int *order)
{
    if (a->kind == MBR_EXPR_ABSENT)
        return false;
    if (a->kind == MBR_EXPR_TEXT)
        *order = mbr_span_compare(a->text, b->text);
    else if (a->kind == MBR_EXPR_DURATION)
        *order = ORDER(sixteenths(a), sixteenths(b));
    else
        *order = a->truth - b->truth;
    return true;
}

bool mbr_expr_order(const struct mbr_expr_value *a, const struct mbr_expr_value *b, int *order)
{
    struct mbr_expr_value read;
    if (a->kind == MBR_EXPR_TEXT && is_day(b)) {
        if (mbr_expr_read_day(a->text, &read) < 0)
            return false;
        a = &read;
    } else if (b->kind == MBR_EXPR_TEXT && is_day(a)) {
        if (mbr_expr_read_day(b->text, &read) < 0)
            return false;
        b = &read;
    }
    if (mbr_expr_is_number(a) && mbr_expr_is_number(b)) {
        *order = order_numbers(a, b);
        return true;
    }
    if (is_day(a) && is_day(b)) {
        *order = order_days(a, b);
        return true;
    }
    return a->kind == b->kind && order_alike(a, b, order);
}

static struct mbr_expr_value decimal(int64_t number)
{
    return (struct mbr_expr_value){.kind = MBR_EXPR_DECIMAL, .decimal = number};
}

static struct mbr_expr_value duration(int64_t months, int64_t days)
{
    if (months > INT32_MAX || months < -INT32_MAX || days > INT32_MAX || days < -INT32_MAX)
        return absent;
    return (struct mbr_expr_value){.kind = MBR_EXPR_DURATION,
                                   .duration = {(int32_t)months, (int32_t)days}};
}

/* A product that four places do not hold is no decimal. Modulo 2^64, in which it is compared here,
   it cannot differ from the rounded one by a multiple of 2^64, as rounding moves it by half a
   10000th at most. Where it does not fit, multiplying what the decimals count rounds small ones
   only once, at the division. */
static struct mbr_expr_value multiply(int64_t a, int64_t b)
{
    int64_t product;
    if (mbr_decimal_multiply(a, b, &product) &&
        (uint64_t)a * (uint64_t)b == (uint64_t)product * MBR_DECIMAL_ONE)
        return decimal(product);
    const double one = MBR_DECIMAL_ONE;
    return mbr_expr_from_double((double)a * (double)b / (one * one));
}

static struct mbr_expr_value combine_numbers(enum expr_op op, const struct mbr_expr_value *a,
                                             const struct mbr_expr_value *b)
{
    int64_t exact;
    bool decimals = a->kind == MBR_EXPR_DECIMAL && b->kind == MBR_EXPR_DECIMAL;
    double x = mbr_expr_double(a), y = mbr_expr_double(b);
    if (op == EXPR_ADD)
        return decimals && mbr_decimal_add(a->decimal, b->decimal, &exact)
                   ? decimal(exact)
                   : mbr_expr_from_double(x + y);
    if (op == EXPR_SUBTRACT)
        return decimals && !__builtin_sub_overflow(a->decimal, b->decimal, &exact)
                   ? decimal(exact)
                   : mbr_expr_from_double(x - y);
    if (op == EXPR_MULTIPLY)
        return decimals ? multiply(a->decimal, b->decimal) : mbr_expr_from_double(x * y);
    if (mbr_expr_is_zero(b))
        return absent;
    return mbr_expr_from_double(decimals ? mbr_expr_ratio(a->decimal, b->decimal) : x / y);
}

static struct mbr_expr_value move_day(const struct mbr_expr_value *from, int64_t months,
                                      int64_t days)
{
    int64_t day = mbr_expr_day_of(from);
    if (months > MOST_MONTHS || months < -MOST_MONTHS || day < FIRST_DAY || day > LAST_DAY)
        return absent;
    if (months) {
        int year, month, dayofmonth;
        mbr_day_to_civil((int32_t)day, &year, &month, &dayofmonth);
        int64_t count = (int64_t)year * 12 + month - 1 + months;
        if (count < 12 || count >= 10000 * 12)
            return absent;
        day = mbr_day_add_months((int32_t)day, (int)months);
    }
    day += days;
    if (day < FIRST_DAY || day > LAST_DAY)
        return absent;
    return (struct mbr_expr_value){.kind = MBR_EXPR_DAY, .day = (int32_t)day};
}

static struct mbr_expr_value combine_days(enum expr_op op, const struct mbr_expr_value *a,
                                          const struct mbr_expr_value *b)
{
    int sign = op == EXPR_ADD ? 1 : -1;
    bool spans = a->kind == MBR_EXPR_DURATION;
    if (op != EXPR_ADD && op != EXPR_SUBTRACT)
        return absent;
    if (b->kind == MBR_EXPR_DURATION) {
        int64_t months = (int64_t)b->duration.months * sign,
                days = (int64_t)b->duration.days * sign;
        if (spans)
            return duration(a->duration.months + months, a->duration.days + days);
        return is_day(a) ? move_day(a, months, days) : absent;
    }
    if (!is_day(b))
        return absent;
    if (spans)
        return op == EXPR_ADD ? move_day(b, a->duration.months, a->duration.days) : absent;
    if (!is_day(a) || op == EXPR_ADD)
        return absent;
    return duration(0, (int64_t)mbr_expr_day_of(a) - mbr_expr_day_of(b));
}

struct mbr_expr_value mbr_expr_combine(enum expr_op op, const struct mbr_expr_value *a,
                                       const struct mbr_expr_value *b)
{
    struct mbr_expr_value x, y;
    if (mbr_expr_is_number(a) && mbr_expr_is_number(b))
        return combine_numbers(op, a, b);
    /* A text has no arithmetic of its own; from the data it may be a day. */
    if ((a->kind == MBR_EXPR_TEXT && mbr_expr_read_day(a->text, &x) < 0) ||
        (b->kind == MBR_EXPR_TEXT && mbr_expr_read_day(b->text, &y) < 0))
        return absent;
    return combine_days(op, a->kind == MBR_EXPR_TEXT ? &x : a, b->kind == MBR_EXPR_TEXT ? &y : b);
}

struct mbr_expr_value mbr_expr_negate(const struct mbr_expr_value *value)
{
    struct mbr_expr_value zero = value->kind == MBR_EXPR_DURATION ? duration(0, 0) : decimal(0);
    if (!mbr_expr_is_number(value) && value->kind != MBR_EXPR_DURATION)
        return absent;
    return mbr_expr_combine(EXPR_SUBTRACT, &zero, value);
}

static struct mbr_expr_value round_decimal(const struct mbr_expr_value *value, int64_t places)
{
    int64_t unit = 1, rounded;
    for (int64_t i = places; i < 4; i++)
        unit *= 10;
    if (unit == 1)
        return *value;
    int64_t rest = value->decimal % unit, down = value->decimal - rest;
    int64_t step = rest >= unit / 2 ? unit : rest <= -unit / 2 ? -unit : 0;
    if (!mbr_decimal_add(down, step, &rounded))
        return mbr_expr_from_double(mbr_decimal_double(down) + mbr_decimal_double(step));
    return decimal(rounded);
}

struct mbr_expr_value mbr_expr_round(const struct mbr_expr_value *value, int64_t places)
{
    if (!mbr_expr_is_number(value) || places < -EXPR_MOST_PLACES || places > EXPR_MOST_PLACES)
        return absent;
    if (value->kind == MBR_EXPR_DECIMAL)
        return round_decimal(value, places);
    double unit = pow(10, (double)(places < 0 ? -places : places));
    double scaled = places < 0 ? value->number / unit : value->number * unit;
    if (fabs(scaled) >= 1LL << 53) /* has no places left to round */
        return *value;
    return mbr_expr_from_double(places < 0 ? round(scaled) * unit : round(scaled) / unit);
}
