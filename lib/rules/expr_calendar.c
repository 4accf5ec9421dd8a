#include "expr_value.h"

#include "mbr/date.h"
#include "mbr/decimal.h"

#define WEEKDAY_OF_EPOCH 3 /* 1970-01-01 was a Thursday, the third day behind a Monday */

struct civil {
    int year, month, day;
};

static struct mbr_expr_value absent(void)
{
    return (struct mbr_expr_value){.kind = MBR_EXPR_ABSENT};
}

static struct mbr_expr_value whole(int64_t number)
{
    return (struct mbr_expr_value){.kind = MBR_EXPR_DECIMAL, .decimal = number * MBR_DECIMAL_ONE};
}

static struct civil civil_of(int32_t day)
{
    struct civil civil;
    mbr_day_to_civil(day, &civil.year, &civil.month, &civil.day);
    return civil;
}

/* false when the value is no day. */
static bool read_civil(const struct mbr_expr_value *value, struct civil *civil)
{
    int32_t day = mbr_expr_day_of(value);
    if (day == MBR_DAY_NONE)
        return false;
    *civil = civil_of(day);
    return true;
}

struct mbr_expr_value mbr_calendar_month(const struct mbr_expr_value *value)
{
    struct civil civil;
    return read_civil(value, &civil) ? whole(civil.month) : absent();
}

struct mbr_expr_value mbr_calendar_year(const struct mbr_expr_value *value)
{
    struct civil civil;
    return read_civil(value, &civil) ? whole(civil.year) : absent();
}

struct mbr_expr_value mbr_calendar_day(const struct mbr_expr_value *value)
{
    struct civil civil;
    return read_civil(value, &civil) ? whole(civil.day) : absent();
}

struct mbr_expr_value mbr_calendar_weekday(const struct mbr_expr_value *value)
{
    int32_t day = mbr_expr_day_of(value);
    if (day == MBR_DAY_NONE)
        return absent();
    int32_t rest = (day + WEEKDAY_OF_EPOCH) % 7;
    return whole(1 + (rest < 0 ? rest + 7 : rest));
}

struct mbr_expr_value mbr_calendar_hour(const struct mbr_expr_value *value)
{
    struct mbr_expr_value time = *value;
    if (value->kind == MBR_EXPR_TEXT && mbr_expr_read_day(value->text, &time) < 0)
        return absent();
    return time.kind == MBR_EXPR_TIME ? whole(mbr_at_second(time.at) / 3600) : absent();
}

/* 29 February is one behind the 28th: the 1 March of a year that has none. */
static int32_t anniversary(struct civil first, int year)
{
    return mbr_day_from_civil(year, first.month, 1) + first.day - 1;
}

struct mbr_expr_value mbr_calendar_until(const struct mbr_expr_value *value, int32_t as_of)
{
    struct civil first;
    if (as_of == MBR_DAY_NONE || !read_civil(value, &first))
        return absent();
    int year = civil_of(as_of).year;
    int32_t next = anniversary(first, year);
    if (next < as_of)
        next = anniversary(first, year + 1);
    return whole(next - as_of);
}

struct mbr_expr_value mbr_calendar_since(const struct mbr_expr_value *value, int32_t as_of)
{
    int32_t day = mbr_expr_day_of(value);
    if (as_of == MBR_DAY_NONE || day == MBR_DAY_NONE)
        return absent();
    return whole((int64_t)as_of - day);
}

struct mbr_expr_value mbr_calendar_age(const struct mbr_expr_value *value, int32_t as_of)
{
    struct civil first;
    if (as_of == MBR_DAY_NONE || !read_civil(value, &first) || mbr_expr_day_of(value) > as_of)
        return absent();
    int years = civil_of(as_of).year - first.year;
    return whole(years - (anniversary(first, first.year + years) > as_of));
}
