#include "mbr/date.h"

#include <stdlib.h>

#include "mbr/number.h"

#include "digits.h"
#include "swar.h"

/* Bits of an `at`, from the left: year 14, month 4, day 5, 1 + second of the day 17 (0: none),
   offset's rank 12 (0: none; "+hh:mm" ascending, then "-hh:mm" ascending, as '+' < '-'). */
#define OFFSET_BITS 12
#define SECOND_BITS 17
#define DAY_BITS 5
#define MONTH_BITS 4
#define SECOND_SHIFT OFFSET_BITS
#define DAY_SHIFT (SECOND_SHIFT + SECOND_BITS)
#define MONTH_SHIFT (DAY_SHIFT + DAY_BITS)
#define YEAR_SHIFT (MONTH_SHIFT + MONTH_BITS)
#define OFFSET_MINUTES (24 * 60)

/* The civil calendar as in Cassio Neri and Lorenz Schneider, "Euclidean affine functions and their
   application to calendar algorithms" (2022): years begin in March, so that the leap day is the
   last, and every quotient is a product and a shift. Counting from ERAS times 400 years earlier
   leaves nothing negative. */
#define ERAS 14704
#define ERA_YEARS 400
#define ERA_DAYS 146097
#define EPOCH (719468 + (int64_t)ERAS * ERA_DAYS) /* 1970-01-01, from there */

int32_t mbr_day_from_civil(int year, int month, int day)
{
    bool early = month <= 2;
    uint64_t years = (uint64_t)((int64_t)year + ERAS * ERA_YEARS - early);
    uint64_t centuries = years / 100;
    uint64_t before = 1461 * years / 4 - centuries + centuries / 4;
    int of_year = (979 * (month + (early ? 12 : 0)) - 2919) >> 5;
    return (int32_t)((int64_t)before + of_year + day - 1 - EPOCH);
}

void mbr_day_to_civil(int32_t day, int *year, int *month, int *dayofmonth)
{
    uint64_t quarters = 4 * (uint64_t)(day + EPOCH) + 3;
    uint64_t century = quarters / ERA_DAYS;
    uint32_t of_century = (uint32_t)(quarters % ERA_DAYS) | 3;
    uint64_t years = (uint64_t)2939745 * of_century; /* of the century, in units of 2^-32 */
    uint32_t of_year = (uint32_t)years / 2939745 / 4;
    uint32_t months = 2141 * of_year + 197913; /* in units of 2^-16 */
    bool early = of_year >= 306;
    *dayofmonth = (int)((months & 0xffff) / 2141) + 1;
    *month = (int)(months >> 16) - (early ? 12 : 0);
    *year = (int)((int64_t)(100 * century + (years >> 32)) - ERAS * ERA_YEARS) + early;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

bool mbr_civil_valid(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days_in_month(year, month);
}

int32_t mbr_day_add_months(int32_t day, int months)
{
    int year, month, dayofmonth;
    mbr_day_to_civil(day, &year, &month, &dayofmonth);
    int count = year * 12 + month - 1 + months;
    year = count / 12 - (count % 12 < 0); /* rounded down, before the year 0 too */
    month = count - year * 12 + 1;
    int last = days_in_month(year, month);
    return mbr_day_from_civil(year, month, dayofmonth < last ? dayofmonth : last);
}

/* n digits; -1 when one is none. */
static int digits(const char *p, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9')
            return -1;
        value = value * 10 + (p[i] - '0');
    }
    return value;
}

/* Eight bytes held to a pattern of digits 0 and separators. *numbers has, in the place of every
   first of two digits, their number. Returns 0 when the bytes are such. */
static uint64_t misfit(uint64_t bytes, uint64_t pattern, uint64_t *numbers)
{
    uint64_t digits = bytes ^ pattern;
    uint64_t most = (~pattern >> 3 & MBR_SWAR_EACH(1)) * 9; /* of '0', ':' and '-' it has no 8 */
    *numbers = digits * 10 + (digits >> 8);
    return (digits | (digits + MBR_SWAR_EACH(0x7f) - most)) & MBR_SWAR_HIGH;
}

static int part(uint64_t numbers, unsigned place)
{
    return (int)(numbers >> 8 * place & 0xff);
}

static int parse_civil(const char *p, int *year, int *month, int *day)
{
    uint64_t front, back;
    if (misfit(mbr_swar_load(p), mbr_swar_load("0000-00-"), &front) |
        misfit(mbr_swar_load(p + 2), mbr_swar_load("00-00-00"), &back))
        return -1;
    *year = part(front, 0) * 100 + part(front, 2);
    *month = part(front, 5);
    *day = part(back, 6);
    bool usual = *year && (unsigned)(*month - 1) < 12 && (unsigned)(*day - 1) < 28;
    return usual || mbr_civil_valid(*year, *month, *day) ? 0 : -1;
}

int mbr_day_parse(struct mbr_span text, int32_t *day)
{
    int year, month, dayofmonth;
    if (text.n != MBR_DAY_SIZE || parse_civil(text.p, &year, &month, &dayofmonth) < 0)
        return -1;
    *day = mbr_day_from_civil(year, month, dayofmonth);
    return 0;
}

static uint64_t pack(int year, int month, int day, uint64_t second, uint64_t offset)
{
    return (uint64_t)year << YEAR_SHIFT | (uint64_t)month << MONTH_SHIFT |
           (uint64_t)day << DAY_SHIFT | second << SECOND_SHIFT | offset;
}

static uint64_t offset_rank(int32_t offset)
{
    if (offset == MBR_OFFSET_NONE)
        return 0;
    return (uint64_t)(offset >= 0 ? 1 + offset : 1 + OFFSET_MINUTES - offset);
}

uint64_t mbr_at_make(int32_t day, int32_t second, int32_t offset)
{
    int year, month, dayofmonth;
    mbr_day_to_civil(day, &year, &month, &dayofmonth);
    return pack(year, month, dayofmonth, (uint64_t)(second + 1), offset_rank(offset));
}

/* "+hh:mm", "-hh:mm" or "Z" to its rank. */
static __attribute__((noinline)) int parse_offset(const char *p, size_t n, uint64_t *rank)
{
    if (n == 1 && *p == 'Z') {
        *rank = offset_rank(0);
        return 0;
    }
    if (n != 6 || (*p != '+' && *p != '-') || p[3] != ':')
        return -1;
    int hours = digits(p + 1, 2), minutes = digits(p + 4, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
        return -1;
    int32_t offset = hours * 60 + minutes;
    *rank = offset_rank(*p == '-' ? -offset : offset);
    return 0;
}

int mbr_at_parse(struct mbr_span text, uint64_t *at)
{
    const char *p = text.p;
    int year, month, day;
    if (text.n < MBR_DAY_SIZE || parse_civil(p, &year, &month, &day) < 0)
        return -1;
    if (text.n == MBR_DAY_SIZE) {
        *at = pack(year, month, day, 0, 0);
        return 0;
    }
    uint64_t clock;
    if (text.n < 19 || p[10] != 'T' ||
        misfit(mbr_swar_load(p + 11), mbr_swar_load("00:00:00"), &clock))
        return -1;
    int hour = part(clock, 0), minute = part(clock, 3), second = part(clock, 6);
    if (hour > 23 || minute > 59 || second > 59)
        return -1;
    uint64_t of_day = (uint64_t)(hour * 3600 + minute * 60 + second), rank = 0;
    if (text.n > 19 && parse_offset(p + 19, text.n - 19, &rank) < 0)
        return -1;
    *at = pack(year, month, day, of_day + 1, rank);
    return 0;
}

static int at_year(uint64_t at)
{
    return (int)(at >> YEAR_SHIFT);
}

static int at_month(uint64_t at)
{
    return (int)(at >> MONTH_SHIFT & ((1u << MONTH_BITS) - 1));
}

static int at_day(uint64_t at)
{
    return (int)(at >> DAY_SHIFT & ((1u << DAY_BITS) - 1));
}

int32_t mbr_at_day(uint64_t at)
{
    return mbr_day_from_civil(at_year(at), at_month(at), at_day(at));
}

int32_t mbr_at_second(uint64_t at)
{
    return (int32_t)(at >> SECOND_SHIFT & ((1u << SECOND_BITS) - 1)) - 1;
}

int32_t mbr_at_offset(uint64_t at)
{
    int32_t rank = (int32_t)(at & ((1u << OFFSET_BITS) - 1));
    if (rank == 0)
        return MBR_OFFSET_NONE;
    return rank > OFFSET_MINUTES ? OFFSET_MINUTES + 1 - rank : rank - 1;
}

static void write_two(char *to, int value)
{
    mbr_write_two(to, (unsigned)value);
}

/* Of a year that four digits do not hold, the last four. */
static void write_civil(char *to, int year, int month, int day)
{
    unsigned last = (unsigned)year % 10000;
    mbr_write_two(to, last / 100);
    mbr_write_two(to + 2, last % 100);
    to[4] = to[7] = '-';
    write_two(to + 5, month);
    write_two(to + 8, day);
}

void mbr_day_write(char to[MBR_DAY_SIZE], int32_t day)
{
    int year, month, dayofmonth;
    mbr_day_to_civil(day, &year, &month, &dayofmonth);
    write_civil(to, year, month, dayofmonth);
}

size_t mbr_at_write(char to[MBR_AT_SIZE], uint64_t at)
{
    int32_t second = mbr_at_second(at);
    write_civil(to, at_year(at), at_month(at), at_day(at));
    if (second < 0)
        return MBR_DAY_SIZE;
    to[10] = 'T';
    to[13] = to[16] = ':';
    write_two(to + 11, second / 3600);
    write_two(to + 14, second / 60 % 60);
    write_two(to + 17, second % 60);
    int32_t offset = mbr_at_offset(at);
    if (offset == MBR_OFFSET_NONE)
        return 19;
    int minutes = abs(offset);
    to[19] = offset < 0 ? '-' : '+';
    write_two(to + 20, minutes / 60);
    to[22] = ':';
    write_two(to + 23, minutes % 60);
    return MBR_AT_SIZE;
}

void mbr_put_day(struct mbr_buf *buf, int32_t day)
{
    char *to = mbr_buf_room(buf, MBR_DAY_SIZE + 2);
    to[0] = to[MBR_DAY_SIZE + 1] = '"';
    mbr_day_write(to + 1, day);
    buf->n += MBR_DAY_SIZE + 2;
}

void mbr_put_at(struct mbr_buf *buf, uint64_t at)
{
    char *to = mbr_buf_room(buf, MBR_AT_SIZE + 2);
    size_t n = mbr_at_write(to + 1, at);
    to[0] = to[n + 1] = '"';
    buf->n += n + 2;
}

int mbr_period_parse(struct mbr_span text, struct mbr_period *period)
{
    int64_t count = 0;
    char unit = text.n ? text.p[text.n - 1] : '\0';
    bool is_days = unit == 'd' || unit == 'w';
    int32_t each = unit == 'w' ? 7 : unit == 'y' ? 12 : 1;
    if ((!is_days && unit != 'm' && unit != 'y') ||
        mbr_int_parse((struct mbr_span){text.p, text.n - 1}, &count) < 0 || count < 1 ||
        count > MBR_PERIOD_MOST)
        return -1;
    *period = (struct mbr_period){0};
    *(is_days ? &period->days : &period->months) = (int32_t)count * each;
    return 0;
}
