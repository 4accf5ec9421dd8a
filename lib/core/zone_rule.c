#include "zone_rule.h"
#include "mbr/date.h"

#define HOUR 3600
#define DAY 86400
#define MOST_HOURS 167 /* RFC 9636, 3.3.2: of a time of change, to either side */

struct cursor {
    const char *at, *end;
};

static bool takes(struct cursor *text, char c)
{
    bool is = text->at < text->end && *text->at == c;
    text->at += is;
    return is;
}

/* A number without sign, up to `most`; -1 for none. */
static int32_t number(struct cursor *text, int32_t most)
{
    const char *from = text->at;
    int32_t n = 0;
    while (text->at < text->end && *text->at >= '0' && *text->at <= '9' && n <= most)
        n = n * 10 + (*text->at++ - '0');
    return text->at == from || n > most ? -1 : n;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool clock_time(struct cursor *text, int32_t *seconds)
{
    bool minus = takes(text, '-');
    if (!minus)
        takes(text, '+');
    int32_t hours = number(text, MOST_HOURS), minutes = 0, rest = 0;
    if (takes(text, ':')) {
        minutes = number(text, 59);
        if (takes(text, ':'))
            rest = number(text, 59);
    }
    if (hours < 0 || minutes < 0 || rest < 0)
        return false;
    *seconds = hours * HOUR + minutes * 60 + rest;
    *seconds = minus ? -*seconds : *seconds;
    return true;
}

static bool abbreviation(struct cursor *text)
{
    const char *from = text->at;
    if (takes(text, '<')) {
        while (text->at < text->end && *text->at != '>')
            text->at++;
        return takes(text, '>');
    }
    while (text->at < text->end && (*text->at | 0x20) >= 'a' && (*text->at | 0x20) <= 'z')
        text->at++;
    return text->at > from;
}

static bool change(struct cursor *text, struct mbr_zone_change *to)
{
    *to = (struct mbr_zone_change){.second = 2 * HOUR};
    if (!takes(text, ','))
        return false;
    if (takes(text, 'M')) {
        to->kind = MBR_ZONE_WEEKDAY;
        to->month = number(text, 12);
        to->week = takes(text, '.') ? number(text, 5) : -1;
        to->day = takes(text, '.') ? number(text, 6) : -1;
        if (to->month < 1 || to->week < 1 || to->day < 0)
            return false;
    } else {
        to->kind = takes(text, 'J') ? MBR_ZONE_JULIAN : MBR_ZONE_DAY;
        to->day = number(text, 365);
        if (to->day < (to->kind == MBR_ZONE_JULIAN))
            return false;
    }
    return !takes(text, '/') || clock_time(text, &to->second);
}

int mbr_zone_rule_parse(struct mbr_span text, struct mbr_zone_rule *rule)
{
    struct cursor at = {text.p, text.p + text.n};
    int32_t west;
    *rule = (struct mbr_zone_rule){0};
    if (!abbreviation(&at) || !clock_time(&at, &west))
        return -1;
    rule->standard = rule->summer = -west;
    if (at.at == at.end)
        return 0;
    rule->changes = true;
    rule->summer = rule->standard + HOUR;
    if (!abbreviation(&at))
        return -1;
    if (at.at < at.end && *at.at != ',') {
        if (!clock_time(&at, &west))
            return -1;
        rule->summer = -west;
    }
    return change(&at, &rule->start) && change(&at, &rule->end) && at.at == at.end ? 0 : -1;
}

/* The day, from 1970, on which clocks change in that year. */
static int64_t change_day(const struct mbr_zone_change *change, int year)
{
    int32_t first = mbr_day_from_civil(year, 1, 1);
    if (change->kind == MBR_ZONE_DAY)
        return first + change->day;
    if (change->kind == MBR_ZONE_JULIAN) {
        bool leaps = mbr_civil_valid(year, 2, 29);
        return first + change->day - 1 + (leaps && change->day >= 60);
    }
    int32_t from = mbr_day_from_civil(year, change->month, 1);
    int32_t next = change->month == 12 ? mbr_day_from_civil(year + 1, 1, 1)
                                       : mbr_day_from_civil(year, change->month + 1, 1);
    int32_t weekday = ((from + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
    int32_t day = from + (change->day - weekday + 7) % 7 + 7 * (change->week - 1);
    return day < next ? day : day - 7;
}

int32_t mbr_zone_rule_offset(const struct mbr_zone_rule *rule, int64_t utc)
{
    if (!rule->changes)
        return rule->standard;
    int64_t local = utc + rule->standard;
    int year, month, day;
    mbr_day_to_civil((int32_t)((local - (local % DAY + DAY) % DAY) / DAY), &year, &month, &day);
    int64_t start = change_day(&rule->start, year) * DAY + rule->start.second - rule->standard;
    int64_t end = change_day(&rule->end, year) * DAY + rule->end.second - rule->summer;
    bool summer = start < end ? utc >= start && utc < end : utc < end || utc >= start;
    return summer ? rule->summer : rule->standard;
}
