/* The day numbers were computed with Python's datetime.date.toordinal(). */

#include <check.h>
#include <stdio.h>

#include "main.h"
#include "mbr/date.h"
#include "mbr/rand.h"

static const struct {
    const char *text;
    int32_t day;
} known[] = {
    {"1970-01-01", 0},       {"1969-12-31", -1},      {"2000-02-29", 11016},
    {"0001-01-01", -719162}, {"9999-12-31", 2932896}, {"2024-02-29", 19782},
    {"2011-12-09", 15317},   {"1900-03-01", -25508},  {"1582-10-15", -141427},
};

START_TEST(known_days)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        int32_t day = 7;
        char text[MBR_DAY_SIZE];
        ck_assert_int_eq(mbr_day_parse(mbr_span(known[i].text), &day), 0);
        ck_assert_int_eq(day, known[i].day);
        mbr_day_write(text, day);
        ck_assert_mem_eq(text, known[i].text, MBR_DAY_SIZE);
    }
}
END_TEST

/* By the rule of Gregory alone: a year is leap when 4 divides it, but not 100, or 400 does. */
static int last_of_month(int year, int month)
{
    if (month == 2)
        return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

START_TEST(every_day_of_400_years)
{
    int32_t expected = 10957; /* 2000-01-01, Python again */
    for (int year = 2000; year < 2400; year++)
        for (int month = 1; month <= 12; month++)
            for (int day = 1; day <= last_of_month(year, month); day++, expected++) {
                int y, m, d;
                ck_assert_int_eq(mbr_day_from_civil(year, month, day), expected);
                mbr_day_to_civil(expected, &y, &m, &d);
                ck_assert_msg(y == year && m == month && d == day, "%d-%d-%d", year, month, day);
                ck_assert(mbr_civil_valid(year, month, day));
            }
    ck_assert_int_eq(expected, 10957 + 146097);
}
END_TEST

START_TEST(days_far_away)
{
    for (int32_t day = -719162; day <= 2932896; day += 97) {
        char text[MBR_DAY_SIZE];
        int32_t back = 0;
        mbr_day_write(text, day);
        ck_assert_int_eq(mbr_day_parse((struct mbr_span){text, MBR_DAY_SIZE}, &back), 0);
        ck_assert_int_eq(back, day);
    }
}
END_TEST

/* No day at all, but whoever writes one gets ten bytes, and reads no table beyond its end. */
START_TEST(days_out_of_range)
{
    static const int32_t days[] = {MBR_DAY_NONE, -719163, 2932897, 700000000};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        char text[MBR_DAY_SIZE + 1] = "..........";
        mbr_day_write(text, days[i]);
        ck_assert_uint_eq(strspn(text, "0123456789-"), MBR_DAY_SIZE);
    }
}
END_TEST

START_TEST(no_days)
{
    static const char *const texts[] = {
        "",           "2024",       "2024-13-01",  "2024-00-01",  "2024-01-00",  "2024-01-32",
        "2023-02-29", "1900-02-29", "2024-02-30",  "2024-04-31",  "0000-01-01",  "2024-1-01",
        "2024-01-1",  "2024/01/01", "20240101",    "2024-01-01 ", " 2024-01-01", "2024-01-01T",
        "+024-01-01", "202a-01-01", "12024-01-01",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int32_t day = 7;
        ck_assert_msg(mbr_day_parse(mbr_span(texts[i]), &day) == -1, "%s", texts[i]);
        ck_assert_int_eq(day, 7);
    }
}
END_TEST

static void check_months(const char *from, int months, const char *to)
{
    int32_t day = 0;
    char text[MBR_DAY_SIZE];
    mbr_day_parse(mbr_span(from), &day);
    mbr_day_write(text, mbr_day_add_months(day, months));
    ck_assert_msg(memcmp(text, to, MBR_DAY_SIZE) == 0, "%s %+d is %.10s", from, months, text);
}

START_TEST(months_clamp)
{
    check_months("2024-01-31", 1, "2024-02-29");
    check_months("2023-01-31", 1, "2023-02-28");
    check_months("2024-03-31", -1, "2024-02-29");
    check_months("2024-02-29", 12, "2025-02-28");
    check_months("2024-02-29", -48, "2020-02-29");
    check_months("2024-05-31", 1, "2024-06-30");
    check_months("2024-12-15", 1, "2025-01-15");
    check_months("2024-01-15", -1, "2023-12-15");
    check_months("2024-11-30", 3, "2025-02-28");
    check_months("2024-07-04", 0, "2024-07-04");
    check_months("2000-01-01", -12 * 1999, "0001-01-01");
    check_months("2000-12-31", 12 * 7999, "9999-12-31");
    check_months("0001-03-31", -13, "0000-02-29");
}
END_TEST

/* Two digits, as a number; -1 when one is none. */
static int two(const char *p)
{
    bool digits = p[0] >= '0' && p[0] <= '9' && p[1] >= '0' && p[1] <= '9';
    return digits ? (p[0] - '0') * 10 + p[1] - '0' : -1;
}

static bool is_time(const char *p)
{
    int high = two(p), low = two(p + 2), month = two(p + 5), day = two(p + 8);
    if (high < 0 || low < 0 || high + low == 0 || month < 1 || month > 12 || day < 1)
        return false;
    return p[4] == '-' && p[7] == '-' && p[10] == 'T' && p[13] == ':' && p[16] == ':' &&
           day <= last_of_month(high * 100 + low, month) && two(p + 11) >= 0 && two(p + 11) < 24 &&
           two(p + 14) >= 0 && two(p + 14) < 60 && two(p + 17) >= 0 && two(p + 17) < 60;
}

/* Every byte in every two places of a time. */
START_TEST(changed_bytes)
{
    static const char whole[] = "2024-02-29T19:50:09";
    char text[sizeof whole];
    for (size_t one = 0; one < 19; one++)
        for (size_t other = one; other < 19; other++)
            for (int bytes = 0; bytes < 65536; bytes += 5) {
                uint64_t at;
                memcpy(text, whole, sizeof whole);
                text[one] = (char)(bytes & 255);
                text[other] = (char)(bytes >> 8);
                int got = mbr_at_parse((struct mbr_span){text, 19}, &at);
                ck_assert_msg((got == 0) == is_time(text), "%s", text);
            }
}
END_TEST

/* What comes back is the same text, but for the one other spelling of +00:00. */
static void check_at(const char *text, const char *canonical)
{
    uint64_t at = 0;
    char to[MBR_AT_SIZE];
    ck_assert_msg(mbr_at_parse(mbr_span(text), &at) == 0, "%s", text);
    struct mbr_span got = {to, mbr_at_write(to, at)};
    ck_assert_msg(mbr_span_is(got, canonical), "%s: %.*s", text, (int)got.n, got.p);
}

START_TEST(times_read_and_written)
{
    uint64_t at = 0, made;
    check_at("2024-01-01", "2024-01-01");
    check_at("2024-01-01T00:00:00", "2024-01-01T00:00:00");
    check_at("2024-12-31T23:59:59", "2024-12-31T23:59:59");
    check_at("0001-01-01T00:00:00-23:59", "0001-01-01T00:00:00-23:59");
    check_at("9999-12-31T23:59:59+23:59", "9999-12-31T23:59:59+23:59");
    check_at("2024-06-01T12:30:45+05:30", "2024-06-01T12:30:45+05:30");
    check_at("2024-06-01T12:30:45-03:30", "2024-06-01T12:30:45-03:30");
    check_at("2024-06-01T12:30:45Z", "2024-06-01T12:30:45+00:00");
    mbr_at_parse(mbr_span("2011-12-09T08:26:01-05:00"), &at);
    ck_assert_int_eq(mbr_at_day(at), 15317);
    ck_assert_int_eq(mbr_at_second(at), 8 * 3600 + 26 * 60 + 1);
    made = mbr_at_make(15317, 8 * 3600 + 26 * 60 + 1, -300);
    ck_assert_uint_eq(at, made);
    mbr_at_parse(mbr_span("2011-12-09"), &at);
    ck_assert_int_eq(mbr_at_second(at), -1);
    made = mbr_at_make(15317, -1, MBR_OFFSET_NONE);
    ck_assert_uint_eq(at, made);
}
END_TEST

START_TEST(no_times)
{
    static const char *const texts[] = {
        "",
        "2024-01-01T",
        "2024-01-01T10",
        "2024-01-01T10:00",
        "2024-01-01 10:00:00",
        "2024-01-01t10:00:00",
        "2024-01-01T24:00:00",
        "2024-01-01T23:60:00",
        "2024-01-01T23:59:60",
        "2024-01-01T1:00:00",
        "2024-01-01T10:00:00.5",
        "2024-01-01T10:00:00z",
        "2024-01-01T10:00:00+01",
        "2024-01-01T10:00:00+0100",
        "2024-01-01T10:00:00+24:00",
        "2024-01-01T10:00:00+01:60",
        "2024-01-01T10:00:00 01:00",
        "2024-01-01Z",
        "2024-01-01+01:00",
        "2023-02-29T10:00:00",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        uint64_t at = 7;
        ck_assert_msg(mbr_at_parse(mbr_span(texts[i]), &at) == -1, "%s", texts[i]);
        ck_assert_uint_eq(at, 7);
    }
}
END_TEST

static struct mbr_span random_at(struct mbr_rand *rand, char *to)
{
    static const int years[] = {1, 999, 2023, 2024, 9999};
    int year = years[mbr_rand_below(rand, 5)], month = 1 + (int)mbr_rand_below(rand, 12);
    int day = 1 + (int)mbr_rand_below(rand, 28);
    int n = snprintf(to, 32, "%04d-%02d-%02d", year, month, day);
    if (mbr_rand_below(rand, 4)) {
        uint32_t s = mbr_rand_below(rand, mbr_rand_below(rand, 2) ? 3 : 86400);
        n += snprintf(to + n, 20, "T%02u:%02u:%02u", s / 3600, s / 60 % 60, s % 60);
        uint32_t offset = mbr_rand_below(rand, mbr_rand_below(rand, 2) ? 4 : 24 * 60);
        char sign = mbr_rand_below(rand, 2) || offset == 0 ? '+' : '-';
        if (mbr_rand_below(rand, 3))
            n += snprintf(to + n, 10, "%c%02u:%02u", sign, offset / 60, offset % 60);
    }
    return (struct mbr_span){to, (size_t)n};
}

static int sign_of(int n)
{
    return (n > 0) - (n < 0);
}

START_TEST(packed_as_spelled)
{
    struct mbr_rand rand;
    mbr_rand_seed(&rand, 3);
    for (int i = 0; i < 500000; i++) {
        char x[32], y[32], back[MBR_AT_SIZE];
        struct mbr_span a = random_at(&rand, x), b = random_at(&rand, y);
        if (mbr_rand_below(&rand, 2)) { /* the same day, or the same second */
            size_t same = mbr_rand_below(&rand, 2) && a.n > 19 && b.n > 19 ? 19 : 10;
            memcpy(y, x, same);
        }
        uint64_t at_a = 0, at_b = 0;
        ck_assert_int_eq(mbr_at_parse(a, &at_a), 0);
        ck_assert_int_eq(mbr_at_parse(b, &at_b), 0);
        int order = (at_a > at_b) - (at_a < at_b);
        ck_assert_msg(order == sign_of(mbr_span_compare(a, b)), "%s and %s", x, y);
        struct mbr_span written = {back, mbr_at_write(back, at_a)};
        ck_assert(mbr_span_equal(written, a));
    }
}
END_TEST

START_TEST(put_with_quotes)
{
    struct mbr_buf buf = {0};
    uint64_t at = 0;
    mbr_put_day(&buf, 0);
    mbr_at_parse(mbr_span("2024-01-01T10:00:00"), &at);
    mbr_put_at(&buf, at);
    ck_assert(mbr_span_is(mbr_buf_span(&buf), "\"1970-01-01\"\"2024-01-01T10:00:00\""));
    mbr_buf_free(&buf);
}
END_TEST

START_TEST(periods)
{
    static const struct {
        const char *text;
        struct mbr_period is;
    } good[] = {
        {"60d", {60, 0}}, {"8w", {56, 0}}, {"6m", {0, 6}}, {"1y", {0, 12}}, {"36500d", {36500, 0}}};
    static const char *const bad[] = {"",   "d",   "0d",     "-1d", "1.5w",
                                      "60", "60x", "36501d", "1d ", "60D"};
    struct mbr_period period;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        ck_assert_int_eq(mbr_period_parse(mbr_span(good[i].text), &period), 0);
        ck_assert_int_eq(period.days, good[i].is.days);
        ck_assert_int_eq(period.months, good[i].is.months);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(mbr_period_parse(mbr_span(bad[i]), &period) < 0, "%s", bad[i]);
}
END_TEST

START_TEST(offsets)
{
    static const struct {
        const char *at;
        int32_t minutes;
    } shown[] = {{"2024-01-01", MBR_OFFSET_NONE},      {"2024-01-01T00:00:00", MBR_OFFSET_NONE},
                 {"2024-01-01T00:00:00Z", 0},          {"2024-01-01T00:00:00+00:01", 1},
                 {"2024-01-01T00:00:00-00:01", -1},    {"2024-01-01T23:59:59+05:45", 345},
                 {"2024-01-01T23:59:59-23:59", -1439}, {"2024-01-01T23:59:59+23:59", 1439}};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        uint64_t at;
        ck_assert_int_eq(mbr_at_parse(mbr_span(shown[i].at), &at), 0);
        ck_assert_int_eq(mbr_at_offset(at), shown[i].minutes);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("date");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, periods);
    tcase_add_test(tests, known_days);
    tcase_add_test(tests, every_day_of_400_years);
    tcase_add_test(tests, days_far_away);
    tcase_add_test(tests, days_out_of_range);
    tcase_add_test(tests, no_days);
    tcase_add_test(tests, months_clamp);
    tcase_add_test(tests, changed_bytes);
    tcase_add_test(tests, times_read_and_written);
    tcase_add_test(tests, no_times);
    tcase_add_test(tests, packed_as_spelled);
    tcase_add_test(tests, put_with_quotes);
    tcase_add_test(tests, offsets);
    return run_tests("date", tests);
}
