#include "mbr/date.h"

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

/* Civil calendar by eras of 400 years, as in Howard Hinnant, "chrono-Compatible Low-Level Date
   Algorithms" (2013): years begin in March, so that the leap day is the last. */
int32_t mbr_day_from_civil(int year, int month, int day)
{
    year -= month <= 2;
    int era = (year >= 0 ? year : year - 399) / 400;
    int of_era = year - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    return era * 146097 + day_of_era - 719468;
}

void mbr_day_to_civil(int32_t day, int *year, int *month, int *dayofmonth)
{
    day += 719468;
    int era = (day >= 0 ? day : day - 146096) / 146097;
    int of_era = day - era * 146097;
    int year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int from_march = (5 * of_year + 2) / 153;
    *dayofmonth = of_year - (153 * from_march + 2) / 5 + 1;
    *month = from_march < 10 ? from_march + 3 : from_march - 9;
    *year = year_of_era + era * 400 + (*month <= 2);
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
    year = count / 12;
    month = count % 12 + 1;
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

static int parse_civil(const char *p, int *year, int *month, int *day)
{
    *year = digits(p, 4);
    *month = digits(p + 5, 2);
    *day = digits(p + 8, 2);
    return p[4] == '-' && p[7] == '-' && mbr_civil_valid(*year, *month, *day) ? 0 : -1;
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

/* "+hh:mm", "-hh:mm" or "Z" to minutes. */
static int parse_offset(const char *p, size_t n, int32_t *offset)
{
    if (n == 1 && *p == 'Z') {
        *offset = 0;
        return 0;
    }
    if (n != 6 || (*p != '+' && *p != '-') || p[3] != ':')
        return -1;
    int hours = digits(p + 1, 2), minutes = digits(p + 4, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
        return -1;
    *offset = hours * 60 + minutes;
    if (*p == '-')
        *offset = -*offset;
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
    if (text.n < 19 || p[10] != 'T' || p[13] != ':' || p[16] != ':')
        return -1;
    int hour = digits(p + 11, 2), minute = digits(p + 14, 2), second = digits(p + 17, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return -1;
    int32_t offset = MBR_OFFSET_NONE;
    if (text.n > 19 && parse_offset(p + 19, text.n - 19, &offset) < 0)
        return -1;
    *at = pack(year, month, day, (uint64_t)(hour * 3600 + minute * 60 + second + 1),
               offset_rank(offset));
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

static void write_two(char *to, int value)
{
    to[0] = (char)('0' + value / 10);
    to[1] = (char)('0' + value % 10);
}

static void write_civil(char *to, int year, int month, int day)
{
    write_two(to, year / 100);
    write_two(to + 2, year % 100);
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
    int rank = (int)(at & ((1u << OFFSET_BITS) - 1));
    if (rank == 0)
        return 19;
    int minutes = rank > OFFSET_MINUTES ? rank - 1 - OFFSET_MINUTES : rank - 1;
    to[19] = rank > OFFSET_MINUTES ? '-' : '+';
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
