#include "xlsx_value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "mbr/date.h"
#include "mbr/number.h"

#define DIGITS 15 /* that Excel keeps and shows */
#define WHOLE_MOST 1e15
#define DAYS_END 2958466 /* 10000-01-01 in the calendar that begins in 1900 */
#define DAYS_1904 1462   /* 1904-01-01 in it */
#define NUMBER_MOST 320  /* bytes; a double spelled out in full has no more that matter */

struct mbr_span mbr_xlsx_trim(struct mbr_span text, bool before, bool behind)
{
    while (before && text.n && strchr(" \t\r\n", text.p[0]))
        text = (struct mbr_span){text.p + 1, text.n - 1};
    while (behind && text.n && strchr(" \t\r\n", text.p[text.n - 1]))
        text.n--;
    return text;
}

/* How a number is spelled. */
struct spelling {
    size_t significant; /* digits, from the first that is not 0 */
    size_t whole;       /* bytes before the point */
    bool point, exponent, tidy;
};

static bool read_exponent(struct mbr_span text, size_t i)
{
    i++;
    if (i < text.n && (text.p[i] == '+' || text.p[i] == '-'))
        i++;
    size_t from = i;
    while (i < text.n && mbr_is_digit(text.p[i]))
        i++;
    return i == text.n && i > from;
}

static bool read_spelling(struct spelling *is, struct mbr_span text)
{
    size_t i = text.n && (text.p[0] == '-' || text.p[0] == '+'), digits = 0;
    *is = (struct spelling){.tidy = i < text.n && text.p[0] != '+' && text.p[i] != '.'};
    for (; i < text.n && (mbr_is_digit(text.p[i]) || (text.p[i] == '.' && !is->point)); i++) {
        if (text.p[i] == '.') {
            is->point = true;
            is->whole = i;
            continue;
        }
        digits++;
        is->significant += is->significant || text.p[i] != '0';
    }
    if (!is->point)
        is->whole = i;
    is->exponent = i < text.n && (text.p[i] | 0x20) == 'e';
    return digits && text.n < NUMBER_MOST &&
           (i == text.n || (is->exponent && read_exponent(text, i)));
}

static double value_of(struct mbr_span text)
{
    char copy[NUMBER_MOST];
    memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    return strtod(copy, NULL);
}

static void put_number(struct mbr_buf *buf, struct mbr_span text, const struct spelling *is)
{
    if (is->tidy && !is->exponent && (!is->point || is->significant <= DIGITS)) {
        while (is->point && text.p[text.n - 1] == '0')
            text.n--;
        mbr_put(buf, text.p, is->point && text.n == is->whole + 1 ? is->whole : text.n);
        return;
    }
    char shown[NUMBER_MOST];
    snprintf(shown, sizeof shown, "%.*g", DIGITS, value_of(text));
    double value = strtod(shown, NULL);
    if (fabs(value) < WHOLE_MOST)
        mbr_put_double(buf, value);
    else
        mbr_put_span(buf, text);
}

static void put_time(struct mbr_buf *buf, int64_t second)
{
    mbr_put_format(buf, "%02lld:%02d:%02d", (long long)(second / 3600), (int)(second / 60 % 60),
                   (int)(second % 60));
}

static void put_calendar_day(struct mbr_buf *buf, int32_t day)
{
    if (day == 0 || day == 60) {
        mbr_put_text(buf, day ? "1900-02-29" : "1900-01-00");
        return;
    }
    char text[MBR_DAY_SIZE];
    mbr_day_write(text, mbr_day_from_civil(1899, 12, day < 60 ? 31 : 30) + day);
    mbr_put(buf, text, sizeof text);
}

/* Days since 1899-12-30, or since 1904-01-01; false where no calendar has them. */
static bool put_moment(struct mbr_buf *buf, double value, enum mbr_xlsx_kind kind, bool since_1904)
{
    if (!(value >= 0 && value < DAYS_END))
        return false;
    int64_t seconds = llround(value * 86400);
    if (kind == MBR_XLSX_ELAPSED || (seconds < 86400 && (kind == MBR_XLSX_TIME || seconds))) {
        put_time(buf, seconds);
        return true;
    }
    int32_t day = (int32_t)(seconds / 86400) + (since_1904 ? DAYS_1904 : 0);
    if (day >= DAYS_END)
        return false;
    put_calendar_day(buf, day);
    if (kind == MBR_XLSX_TIME || seconds % 86400) {
        mbr_put_char(buf, 'T');
        put_time(buf, seconds % 86400);
    }
    return true;
}

void mbr_put_xlsx_number(struct mbr_buf *buf, struct mbr_span text, enum mbr_xlsx_kind kind,
                         bool since_1904)
{
    struct spelling is;
    text = mbr_xlsx_trim(text, true, true);
    if (!read_spelling(&is, text))
        mbr_put_xlsx_text(buf, text);
    else if (kind == MBR_XLSX_NUMBER || !put_moment(buf, value_of(text), kind, since_1904))
        put_number(buf, text, &is);
}

void mbr_put_xlsx_iso(struct mbr_buf *buf, struct mbr_span text)
{
    char to[MBR_AT_SIZE];
    uint64_t at;
    struct mbr_span whole = mbr_xlsx_trim(text, true, true);
    const char *point = whole.n ? memchr(whole.p, '.', whole.n) : NULL;
    if (point)
        whole.n = (size_t)(point - whole.p);
    else if (whole.n && whole.p[whole.n - 1] == 'Z')
        whole.n--;
    if (mbr_at_parse(whole, &at) == 0)
        mbr_put(buf, to, mbr_at_write(to, at));
    else
        mbr_put_xlsx_text(buf, text);
}
