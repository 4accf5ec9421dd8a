#include "mbr/datetext.h"

#include "mbr/date.h"

#define PIVOT 69 /* two-digit years below it belong to the 2000s */

/* A date taken apart. `first` and `second` are month and day where the year came first. */
struct parts {
    int year, first, second, time, offset;
    bool year_first, compact, short_year, dots, chinese, half_day, has_seconds;
};

struct cursor {
    const char *p, *end;
};

static bool at_digit(const struct cursor *c)
{
    return c->p < c->end && *c->p >= '0' && *c->p <= '9';
}

static char peek(const struct cursor *c)
{
    return *(c->p < c->end ? c->p : "");
}

static bool take(struct cursor *c, const char *text)
{
    size_t n = strlen(text);
    if ((size_t)(c->end - c->p) < n || memcmp(c->p, text, n) != 0)
        return false;
    c->p += n;
    return true;
}

/* Digits, as many as there are up to `most`; returns how many. */
static int take_number(struct cursor *c, int most, int *value)
{
    int n = 0;
    for (*value = 0; n < most && at_digit(c); n++)
        *value = *value * 10 + (*c->p++ - '0');
    return n;
}

static bool take_compact(struct cursor *c, struct parts *parts)
{
    struct cursor from = *c;
    int n = 0, hour, minute, second;
    for (; at_digit(&from); from.p++)
        n++;
    if (n != 8 && n != 14)
        return false;
    take_number(c, 4, &parts->year);
    take_number(c, 2, &parts->first);
    take_number(c, 2, &parts->second);
    parts->year_first = parts->compact = true;
    if (n == 8)
        return true;
    take_number(c, 2, &hour);
    take_number(c, 2, &minute);
    take_number(c, 2, &second);
    parts->time = hour * 3600 + minute * 60 + second;
    parts->has_seconds = true;
    return hour < 24 && minute < 60 && second < 60;
}

static int full_year(int year)
{
    return year + (year < PIVOT ? 2000 : 1900);
}

/* 260105, which only an order that begins with the year makes a date. */
static bool take_short_compact(struct mbr_span text, struct parts *parts)
{
    struct cursor c = {text.p, text.p + text.n};
    *parts = (struct parts){.time = -1, .offset = MBR_OFFSET_NONE, .year_first = true};
    if (text.n != 6 || take_number(&c, 2, &parts->year) != 2 ||
        take_number(&c, 2, &parts->first) != 2 || take_number(&c, 2, &parts->second) != 2)
        return false;
    parts->year = full_year(parts->year);
    return true;
}

static bool take_year_first(struct cursor *c, struct parts *parts)
{
    if (take_number(c, 4, &parts->year) != 4)
        return false;
    parts->year_first = true;
    if (take(c, "年")) {
        parts->chinese = true;
        return take_number(c, 2, &parts->first) && take(c, "月") &&
               take_number(c, 2, &parts->second) && take(c, "日");
    }
    const char mark[2] = {peek(c), '\0'};
    parts->dots = *mark == '.';
    return (*mark == '-' || *mark == '/' || *mark == '.') && take(c, mark) &&
           take_number(c, 2, &parts->first) && take(c, mark) && take_number(c, 2, &parts->second);
}

static bool take_year_last(struct cursor *c, struct parts *parts)
{
    if (!take_number(c, 2, &parts->first))
        return false;
    const char mark[2] = {peek(c), '\0'};
    if ((*mark != '-' && *mark != '/' && *mark != '.') || !take(c, mark) ||
        !take_number(c, 2, &parts->second) || !take(c, mark))
        return false;
    parts->dots = *mark == '.';
    int n = take_number(c, 4, &parts->year);
    parts->short_year = n == 2;
    if (parts->short_year)
        parts->year = full_year(parts->year);
    return n == 2 || n == 4;
}

static bool take_half_day(struct cursor *c, struct parts *parts, int *hour)
{
    struct cursor at = *c;
    take(&at, " ");
    bool am = take(&at, "AM") || take(&at, "am") || take(&at, "a.m.");
    bool pm = !am && (take(&at, "PM") || take(&at, "pm") || take(&at, "p.m."));
    if (!am && !pm)
        return true;
    *c = at;
    parts->half_day = true;
    if (*hour < 1 || *hour > 12)
        return false;
    *hour = *hour % 12 + (pm ? 12 : 0);
    return true;
}

static bool take_zone(struct cursor *c, struct parts *parts)
{
    take(c, " ");
    if (c->p == c->end)
        return c->end[-1] != ' ';
    if (take(c, "Z") || take(c, "UTC")) {
        parts->offset = 0;
        return true;
    }
    bool west = take(c, "-");
    int hours, minutes = 0;
    if ((!west && !take(c, "+")) || take_number(c, 2, &hours) != 2)
        return false;
    if (c->p < c->end) {
        take(c, ":");
        if (take_number(c, 2, &minutes) != 2)
            return false;
    }
    parts->offset = (hours * 60 + minutes) * (west ? -1 : 1);
    return hours < 24 && minutes < 60;
}

static bool take_time(struct cursor *c, struct parts *parts)
{
    int hour, minute, second = 0, fraction;
    if (!take(c, "T") && !take(c, ", ") && !take(c, " "))
        return false;
    while (take(c, " "))
        ;
    if (!take_number(c, 2, &hour) || !take(c, ":") || take_number(c, 2, &minute) != 2)
        return false;
    if (take(c, ":")) {
        parts->has_seconds = true;
        if (take_number(c, 2, &second) != 2)
            return false;
        if ((take(c, ".") || take(c, ",")) && take_number(c, 1, &fraction) != 1)
            return false;
        while (at_digit(c))
            c->p++;
    }
    if (!take_half_day(c, parts, &hour) || hour > 23 || minute > 59 || second > 59)
        return false;
    parts->time = hour * 3600 + minute * 60 + second;
    return take_zone(c, parts);
}

static bool take_apart(struct mbr_span text, struct parts *parts)
{
    if (text.n == 0)
        return false;
    struct cursor from = {text.p, text.p + text.n}, c = from;
    *parts = (struct parts){.time = -1, .offset = MBR_OFFSET_NONE};
    if (!take_compact(&c, parts)) {
        c = from;
        *parts = (struct parts){.time = -1, .offset = MBR_OFFSET_NONE};
        if (!take_year_first(&c, parts)) {
            c = from;
            *parts = (struct parts){.time = -1, .offset = MBR_OFFSET_NONE};
            if (!take_year_last(&c, parts))
                return false;
        }
    }
    if (c.p < c.end && (parts->time >= 0 ? !take_zone(&c, parts) : !take_time(&c, parts)))
        return false;
    return c.p == c.end;
}

static bool fits(const struct parts *parts, bool day_first)
{
    return day_first ? mbr_civil_valid(parts->year, parts->second, parts->first)
                     : mbr_civil_valid(parts->year, parts->first, parts->second);
}

static enum mbr_datetext_says says(const struct parts *parts)
{
    bool month_first = fits(parts, false);
    if (parts->year_first)
        return month_first ? MBR_DATETEXT_CLEAR : MBR_DATETEXT_NOTHING;
    bool day_first = fits(parts, true);
    if (day_first && month_first && parts->first != parts->second)
        return parts->dots ? MBR_DATETEXT_DMY : MBR_DATETEXT_EITHER;
    if (day_first && month_first)
        return MBR_DATETEXT_CLEAR;
    return day_first ? MBR_DATETEXT_DMY : month_first ? MBR_DATETEXT_MDY : MBR_DATETEXT_NOTHING;
}

enum mbr_datetext_says mbr_datetext_says(struct mbr_span text)
{
    struct parts parts;
    return take_apart(text, &parts) ? says(&parts) : MBR_DATETEXT_NOTHING;
}

/* Spreadsheets count days from 1899-12-30: 10000 is in 1927, 59999 in 2064. */
static bool is_day_number(struct mbr_span text)
{
    struct cursor c = {text.p, text.p + text.n};
    int value;
    if (take_number(&c, 6, &value) != 5 || value < 10000 || value > 59999)
        return false;
    if (take(&c, "."))
        while (at_digit(&c))
            c.p++;
    return c.p == c.end;
}

/* 24/3/09 was taken for a date with the year behind. */
static bool put_year_first(struct parts *parts)
{
    if (parts->year_first)
        return true;
    int day = parts->year % 100;
    if (!parts->short_year)
        return false;
    parts->year = full_year(parts->first);
    parts->first = parts->second;
    parts->second = day;
    parts->year_first = true;
    return true;
}

static int decide_order(struct parts *parts, enum mbr_date_order *order, const char **what)
{
    if (*order == MBR_DATE_YMD)
        return put_year_first(parts) ? 0 : -1;
    if (parts->year_first || *order != MBR_DATE_OPEN)
        return 0;
    enum mbr_datetext_says said = says(parts);
    if (said == MBR_DATETEXT_EITHER)
        *what = "ambiguous day and month (see --date-order)";
    *order = said == MBR_DATETEXT_DMY ? MBR_DATE_DMY : MBR_DATE_MDY;
    return said == MBR_DATETEXT_EITHER || said == MBR_DATETEXT_NOTHING ? -1 : 0;
}

int mbr_datetext_parse(struct mbr_span text, enum mbr_date_order order, uint64_t *at,
                       const char **what)
{
    struct parts parts;
    *what = "not a date";
    if (!take_apart(text, &parts) && !(order == MBR_DATE_YMD && take_short_compact(text, &parts))) {
        if (is_day_number(text))
            *what = "not a date (a spreadsheet's day number?)";
        return -1;
    }
    if (decide_order(&parts, &order, what) < 0)
        return -1;
    bool day_first = !parts.year_first && order == MBR_DATE_DMY;
    if (!fits(&parts, day_first))
        return -1;
    int32_t day = mbr_day_from_civil(parts.year, day_first ? parts.second : parts.first,
                                     day_first ? parts.first : parts.second);
    *at = mbr_at_make(day, parts.time, parts.offset);
    return 0;
}

void mbr_put_datetext_layout(struct mbr_buf *buf, struct mbr_span text, enum mbr_date_order order)
{
    struct parts parts;
    if (!take_apart(text, &parts))
        return;
    bool two_digits = order == MBR_DATE_YMD && parts.short_year && put_year_first(&parts);
    char mark = *(parts.dots ? "." : memchr(text.p, '/', text.n) ? "/" : "-");
    const char *year = parts.short_year ? "YY" : "YYYY";
    bool day_first =
        order == MBR_DATE_DMY || (order == MBR_DATE_OPEN && says(&parts) == MBR_DATETEXT_DMY);
    if (parts.compact)
        mbr_put_text(buf, parts.time >= 0 ? "YYYYMMDDhhmmss" : "YYYYMMDD");
    else if (parts.chinese)
        mbr_put_text(buf, "YYYY年MM月DD日");
    else if (parts.year_first)
        mbr_put_format(buf, "%s%cMM%cDD", two_digits ? "YY" : "YYYY", mark, mark);
    else
        mbr_put_format(buf, "%s%c%s%c%s", day_first ? "DD" : "MM", mark, day_first ? "MM" : "DD",
                       mark, year);
    if (parts.time >= 0 && !parts.compact)
        mbr_put_format(buf, " hh:mm%s%s", parts.has_seconds ? ":ss" : "",
                       parts.half_day ? " AM/PM" : "");
    if (parts.offset != MBR_OFFSET_NONE)
        mbr_put_text(buf, " ±hh:mm");
}
