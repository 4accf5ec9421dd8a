#include <check.h>

#include "main.h"
#include "mbr/date.h"
#include "mbr/expr.h"

static struct mbr_err err;
static struct mbr_expr_place place;
static struct mbr_buf said;

static const char *const own[] = {"type", "as_of"};

#define HEAD "{\"type\":\"member\",\"member\":\"17850\",\"as_of\":\"2024-11-11\","

static const char record[] =
    HEAD "\"currency\":\"GBP\","
         "\"attr\":{\"birthday\":\"1980-02-29\",\"joined\":\"2020-01-31\",\"city\":\"Leeds\","
         "\"shoe-size\":42,\"vip\":true,\"never\":false,\"none\":null,\"note\":\"caf\\u00c9\\t1\","
         "\"tiny\":0.00001,\"big\":1e400,\"seen\":\"2024-10-01T08:15:00\",\"empty\":\"\","
         "\"long\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\",\"nul\":\"a\\u0000b\"},"
         "\"buy\":{\"first\":\"2024-01-31\",\"last\":\"2024-11-01\",\"orders\":34,\"units\":1733,"
         "\"spend\":5288.63,\"refunds\":102.58},"
         "\"score\":-2.5,\"tags\":{\"vip\":{\"weight\":0.8}}}";

static const char lists[] =
    HEAD "\"likes\":[\"tea\",\"m\\u0069lk\"],\"sizes\":[42,\"M\",44.5],\"none\":[],\"odd\":[null,["
         "1],{}],"
         "\"days\":[\"2024-01-31\",\"2024-11-01\"],\"flags\":[true],"
         "\"age\":\"41\",\"zip\":\"007\",\"rate\":\"2.5e1\",\"word\":\"many\",\"n\":7}";

/* What an expression gives for the record, as JSON; or "! what" where it is wrong. */
static const char *value_of(const char *source, enum mbr_expr_want want, const char *line,
                            int32_t as_of)
{
    struct mbr_expr_set *set = mbr_expr_set_new(own, 2);
    struct mbr_expr_value value;
    int expr = mbr_expr_add(set, mbr_span(source), want, &place, &err);
    said.n = 0;
    if (expr >= 0) {
        size_t count;
        const char *const *paths = mbr_expr_paths(set, &count);
        struct mbr_ask *ask = mbr_ask_new(paths, count, false, &err);
        struct mbr_expr_run *run = mbr_expr_run_new(set, NULL, &err);
        ck_assert_ptr_nonnull(ask);
        ck_assert_ptr_nonnull(run);
        ck_assert_int_eq(mbr_ask_scan(ask, mbr_span(line), &err), 0);
        mbr_expr_record(run, ask->slot, as_of);
        expr = mbr_expr_value(run, expr, &value, &err);
        if (expr == 0)
            mbr_put_expr_value(&said, &value);
        mbr_expr_run_free(run);
        mbr_ask_free(ask);
    }
    if (expr < 0)
        mbr_put_format(&said, "! %s", err.text);
    mbr_put_char(&said, '\0');
    mbr_expr_set_free(set);
    return said.p;
}

struct row {
    const char *source, *expected;
};

static void hold_to(const char *line, const struct row *rows, size_t count)
{
    int32_t as_of;
    ck_assert_int_eq(mbr_day_parse(mbr_span("2024-11-11"), &as_of), 0);
    for (size_t i = 0; i < count; i++) {
        const char *got = value_of(rows[i].source, MBR_EXPR_WANT_ANY, line, as_of);
        ck_assert_msg(strcmp(got, rows[i].expected) == 0, "%s: %s, not %s", rows[i].source, got,
                      rows[i].expected);
    }
}

#define HOLD(rows) hold_to(record, rows, sizeof(rows) / sizeof *(rows))

/* Decimals as Python's decimal module has them; doubles as its float, to 9 digits. */
START_TEST(numbers)
{
    static const struct row rows[] = {
        {"0.1 + 0.2", "0.3"},
        {"buy.spend + buy.refunds", "5391.21"},
        {"buy.spend - 10000", "-4711.37"},
        {"19.99 * 3", "59.97"},
        {"2 + 3 * 4", "14"},
        {"(2 + 3) * 4", "20"},
        {"10 - 4 - 3", "3"},
        {"-2 - -3", "1"},
        {"- score", "2.5"},
        {"1 / 3", "0.333333333"},
        {"7 / 2", "3.5"},
        {"score / score == 1", "true"},
        {"1.005 * 1.005 == 1.010025", "true"},
        {"round(19.99 * 0.175, 4)", "3.4983"},          /* of 3.49825 */
        {"(score + 2.8) / (score + 2.6) == 3", "true"}, /* 0.3 / 0.1 */
        {"buy.spend / (buy.orders - 34)", "null"},
        {"buy.orders * missing", "null"},
        {"missing + 1", "null"},
        {"0.01 * 0.0001", "1e-6"},
        {"attr.tiny * 2", "2e-5"},
        {"attr.big", "null"},
        {"922337203685477 + 922337203685477", "1.84467441e15"},
        {"922337203685477 * 1000", "9.22337204e17"},
        {"-922337203685477.5807 - 1", "-9.22337204e14"},
        {"attr.city + 1", "null"},
        {"attr.vip + 1", "null"},
        {"abs(score)", "2.5"},
        {"abs(attr.tiny)", "1e-5"},
        {"min(score, 3, -7)", "-7"},
        {"max(score, buy.orders, 3)", "34"},
        {"max(score, missing)", "null"},
        {"round(2.5)", "3"},
        {"round(-2.5)", "-3"},
        {"round(2.4999)", "2"},
        {"round(1.005, 2)", "1.01"},
        {"round(1250, -2)", "1300"},
        {"round(-1249.9, -2)", "-1200"},
        {"round(10 / 3, 2)", "3.33"},
        {"round(10 / 3, 2) == 3.33", "true"},
        {"round(10 / 3, 0.5)", "null"},
        {"round(922337203685477.5)", "9.22337204e14"},
        {"round(2.675, 6)", "2.675"},
    };
    HOLD(rows);
}
END_TEST

/* Days counted by Python's datetime.date. */
START_TEST(calendar)
{
    static const struct row rows[] = {
        {"today", "\"2024-11-11\""},
        {"today - 90d", "\"2024-08-13\""},
        {"2024-01-31 + 1m", "\"2024-02-29\""},
        {"2024-03-31 - 1m", "\"2024-02-29\""},
        {"2024-02-29 + 1y", "\"2025-02-28\""},
        {"12w + 2024-01-01", "\"2024-03-25\""},
        {"2024-01-31 + (1m + 1d)", "\"2024-03-01\""},
        {"2024-12-31T23:59:59 + 1d", "\"2025-01-01\""},
        {"0001-01-01 - 1d", "null"},
        {"9999-12-31 + 1d", "null"},
        {"2024-01-01 + 9999y + 9999y", "null"},
        {"buy.last - buy.first", "\"275d\""},
        {"attr.seen - attr.joined", "\"1705d\""},
        {"attr.seen - 1m", "\"2024-09-01\""},
        {"attr.city - 1d", "null"},
        {"-90d", "\"-90d\""},
        {"1y - 3m", "\"9m\""},
        {"1m - 3d", "\"1m -3d\""},
        {"12m == 1y", "true"},
        {"1m > 30d", "true"},
        {"1m < 31d", "true"},
        {"today - buy.last <= 10d", "true"},
        {"weekday(today)", "1"},
        {"weekday(1969-12-31)", "3"},
        {"weekday(1900-03-01)", "4"},
        {"weekday(2024-12-29)", "7"},
        {"month(buy.last)", "11"},
        {"year(attr.birthday)", "1980"},
        {"day(attr.birthday)", "29"},
        {"month(attr.seen)", "10"},
        {"hour(attr.seen)", "8"},
        {"hour(2024-10-01T23:59:59)", "23"},
        {"hour(buy.last)", "null"},
        {"month(attr.city)", "null"},
        {"month(attr.'shoe-size')", "null"},
        {"days_until(attr.birthday)", "110"}, /* 2025-03-01 */
        {"days_until(1999-11-11)", "0"},
        {"days_until(1999-11-10)", "364"},
        {"days_until(1999-11-12)", "1"},
        {"days_since(attr.joined)", "1746"},
        {"days_since(2024-11-12)", "-1"},
        {"days_since(missing)", "null"},
        {"age(attr.birthday)", "44"},
        {"age(1979-11-11)", "45"},
        {"age(1979-11-12)", "44"},
        {"age(2024-11-12)", "null"},
    };
    HOLD(rows);
}
END_TEST

/* 29 February in the years that have none: 1 March. */
START_TEST(leap_days)
{
    static const struct {
        int year, month, day;
        const char *until, *age;
    } rows[] = {
        {2027, 2, 28, "1", "46"}, {2027, 3, 1, "0", "47"},    {2027, 3, 2, "364", "47"},
        {2028, 2, 28, "1", "47"}, {2028, 2, 29, "0", "48"},   {2028, 3, 1, "365", "48"},
        {1980, 2, 29, "0", "0"},  {1980, 2, 28, "1", "null"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int32_t as_of = mbr_day_from_civil(rows[i].year, rows[i].month, rows[i].day);
        ck_assert_str_eq(value_of("days_until(1980-02-29)", MBR_EXPR_WANT_ANY, record, as_of),
                         rows[i].until);
        ck_assert_str_eq(value_of("age(1980-02-29)", MBR_EXPR_WANT_ANY, record, as_of),
                         rows[i].age);
    }
    ck_assert_str_eq(value_of("today", MBR_EXPR_WANT_ANY, record, MBR_DAY_NONE), "null");
    ck_assert_str_eq(value_of("age(1980-02-29)", MBR_EXPR_WANT_ANY, record, MBR_DAY_NONE), "null");
    ck_assert_str_eq(value_of("today > 2000-01-01", MBR_EXPR_WANT_ANY, record, MBR_DAY_NONE),
                     "false");
}
END_TEST

START_TEST(comparisons)
{
    static const struct row rows[] = {
        {"buy.spend >= 5288.63", "true"},
        {"buy.spend > 5288.63", "false"},
        {"buy.spend != 5288.63", "false"},
        {"attr.tiny > 0", "true"},
        {"attr.city == 'Leeds'", "true"},
        {"attr.city < 'Lees'", "true"},
        {"attr.city > 'Lee'", "true"},
        {"attr.city == attr.city", "true"},
        {"attr.city == 42", "false"},
        {"attr.city != 42", "false"},
        {"attr.'shoe-size' == '42'", "false"},
        {"attr.'shoe-size' == 42", "true"},
        {"attr.vip == true", "true"},
        {"attr.never == true", "false"},
        {"attr.never != true", "true"},
        {"attr.vip > attr.never", "false"},
        {"missing == missing", "false"},
        {"missing != 1", "false"},
        {"not missing != 1", "true"},
        {"attr.none == 1", "false"},
        {"attr.empty == ''", "true"},
        {"buy.last > 2024-10-31", "true"},
        {"attr.seen > 2024-09-30", "true"},
        {"attr.seen == 2024-10-01", "true"},
        {"attr.seen <= 2024-10-01", "true"},
        {"attr.seen < 2024-10-01T08:15:01", "true"},
        {"attr.seen == 2024-10-01T08:15:01", "false"},
        {"2024-10-01 == attr.seen", "true"},
        {"attr.city > 2024-01-01", "false"},
        {"attr.city != 2024-01-01", "false"},
        {"attr.seen in 2024-10-01 .. 2024-10-01", "true"},
        {"buy.last in today - 10d .. today", "true"},
        {"buy.last in today - 9d .. today", "false"},
        {"score in -3 .. -2", "true"},
        {"score not in -3 .. -2", "false"},
        {"missing in 1 .. 2", "false"},
        {"missing not in 1 .. 2", "true"},
        {"attr.city in 'A' .. 'M'", "true"},
        {"attr.'shoe-size' in [42, 43]", "true"},
        {"attr.'shoe-size' in [41, 43]", "false"},
        {"attr.city in ['York', 'Leeds']", "true"},
        {"attr.city in ['York', 'Leeds', 'Bath', 'York']", "true"},
        {"attr.city in ['York', 'Leed', 'Bath', 'Leedsx']", "false"},
        {"attr.'shoe-size' in [43, 7, -1, 42.0, 43]", "true"},
        {"attr.'shoe-size' in ['42', 42]", "true"},
        {"attr.'shoe-size' in ['42']", "false"},
        {"buy.spend / 0.01 in [1, 528863]", "true"},
        {"attr.city in [42, attr.city]", "true"},
        {"missing in [1]", "false"},
        {"attr.city ~ /^(Leeds|York)$/i", "true"},
        {"attr.city ~ /^leeds$/", "false"},
        {"attr.city ~ /^leeds$/i", "true"},
        {"attr.note ~ /É\\t1$/", "true"},
        {"attr.'shoe-size' ~ /4/", "false"},
        {"missing ~ /./", "false"},
    };
    HOLD(rows);
}
END_TEST

START_TEST(truth)
{
    static const struct row rows[] = {
        {"true and false", "false"},
        {"true or false", "true"},
        {"not true", "false"},
        {"attr.vip and not attr.never", "true"},
        {"attr.vip or missing", "true"},
        {"not tags.vip", "false"}, /* an object is there */
        {"not tags.gone", "true"},
        {"not attr.none", "true"},
        {"not attr.empty", "false"},
        {"has(attr.never)", "true"},
        {"has(attr.none)", "false"},
        {"has(tags.vip)", "true"},
        {"has(tags)", "true"},
        {"has(tags.gone)", "false"},
        {"tags.vip.weight >= 0.8", "true"},
        {"false and attr.long ~ /^(a+)+$/", "false"}, /* the right side is not looked at */
        {"true or attr.long ~ /^(a+)+$/", "true"},
        {"(attr.city == 'Leeds') == true", "true"},
    };
    HOLD(rows);
    ck_assert_str_eq(value_of("buy.last and buy.orders", MBR_EXPR_WANT_TRUTH, record, 0), "true");
}
END_TEST

START_TEST(texts)
{
    static const struct row rows[] = {
        {"attr.note", "\"cafÉ\\t1\""},
        {"lower(attr.note)", "\"café\\t1\""},
        {"lower('ÀÉÎ Straße ΣΩ ЖИ')", "\"àéî straße σω жи\""},
        {"lower(attr.city) == lower('LEEDS')", "true"},
        {"lower(attr.'shoe-size')", "null"},
        {"lower('')", "\"\""},
        {"length(attr.note)", "6"},
        {"length('茶杯')", "2"},
        {"length('')", "0"},
        {"length(attr.vip)", "null"},
        {"'it''s'", "\"it's\""},
        {"member", "\"17850\""},
        {"attr", "null"},
    };
    HOLD(rows);
}
END_TEST

START_TEST(errors_of_data)
{
    static const struct row rows[] = {
        {"attr.long ~ /^(a+)+$/", "! /^(a+)+$/: pattern: match limit exceeded: "
                                  "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\""},
        {"attr.nul == 'a'", "! attr.nul: holds \\u0000: \"a\\u0000b\""},
        {"not attr.nul", "false"},
    };
    HOLD(rows);
}
END_TEST

static struct mbr_expr_set *set_of(const char *const *sources)
{
    struct mbr_expr_set *set = mbr_expr_set_new(own, 2);
    for (int i = 0; sources[i]; i++)
        ck_assert_msg(mbr_expr_add(set, mbr_span(sources[i]), MBR_EXPR_WANT_ANY, &place, &err) == i,
                      "%s: %s", sources[i], err.text);
    return set;
}

/* A set is evaluated again and again, records have other fields, and a copy of what escapes hid. */
START_TEST(many_records)
{
    static const char *const sources[] = {"attr.a == attr.b", "lower(attr.a)", "attr.a ~ /x/",
                                          "attr.a", NULL};
    static const struct {
        const char *line, *lower;
        int holds[4];
    } rows[] = {
        {HEAD "\"attr\":{\"a\":\"\\u0058y\",\"b\":\"X\\u0079\"}}", "\"xy\"", {1, 1, 0, 1}},
        {HEAD "\"attr\":{\"a\":\"x\",\"b\":\"y\"}}", "\"x\"", {0, 1, 1, 1}},
        {HEAD "\"attr\":{\"a\":false}}", "null", {0, 0, 0, 0}},
        {HEAD "\"x\":1}", "null", {0, 0, 0, 0}},
        {HEAD "\"attr\":{\"b\":\"1\",\"a\":\"\\u0078\\u0078\"}}", "\"xx\"", {0, 1, 1, 1}},
    };
    struct mbr_expr_set *set = set_of(sources);
    size_t count;
    const char *const *paths = mbr_expr_paths(set, &count);
    struct mbr_ask *ask = mbr_ask_new(paths, count, false, &err);
    struct mbr_expr_run *run = mbr_expr_run_new(set, NULL, &err);
    struct mbr_expr_value value;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert_int_eq(mbr_ask_scan(ask, mbr_span(rows[i].line), &err), 0);
        mbr_expr_record(run, ask->slot, 0);
        for (int j = 0; j < 4; j++)
            ck_assert_int_eq(mbr_expr_holds(run, j, &err), rows[i].holds[j]);
        ck_assert_int_eq(mbr_expr_value(run, 1, &value, &err), 0);
        said.n = 0;
        mbr_put_expr_value(&said, &value);
        mbr_put_char(&said, '\0');
        ck_assert_str_eq(said.p, rows[i].lower);
    }
    mbr_expr_run_free(run);
    mbr_ask_free(ask);
    mbr_expr_set_free(set);
}
END_TEST

/* What is known of a record holds for all its lines, what is said of a line for that one. */
START_TEST(lines_differ)
{
    static const char line[] =
        HEAD "\"attr\":{\"limit\":20},\"orders\":["
             "{\"order\":\"1\",\"at\":\"2024-01-31\",\"lines\":[{\"item\":\"a\",\"amount\":5},"
             "{\"item\":\"b\",\"amount\":25},{\"item\":\"c\",\"amount\":6}]},"
             "{\"order\":\"2\",\"at\":\"2024-03-02\",\"lines\":[{\"item\":\"A\",\"amount\":40}]}]}";
    static const struct row rows[] = {
        {"count(line, amount * 2 > 20)", "2"},
        {"count(line, amount - 1 < member.attr.limit)", "2"},
        {"count(line, not amount > 20) + count(line, amount > 20)", "4"},
        {"distinct(lower(item), line)", "3"},
        {"count(line, amount > avg(amount, line))", "2"}, /* 19 */
        {"count(purchase, first(purchase) .. first(purchase) + 30d)", "1"},
        {"count(purchase, first(purchase) .. first(purchase) + 31d)", "2"},
        {"sum(amount, purchase) / count(purchase)", "38"},
        {"sum(min(amount, 10), line)", "31"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_str_eq(value_of(rows[i].source, MBR_EXPR_WANT_ANY, line, 0), rows[i].expected);
}
END_TEST

static void put_part(void *self, struct mbr_expr_place part, bool holds,
                     const struct mbr_expr_value *left)
{
    const char *source = self;
    mbr_put_format(&said, "%.*s: %s, ", (int)part.n, source + part.at, holds ? "yes" : "no");
    mbr_put_expr_value(&said, left);
    mbr_put_char(&said, '\n');
}

static const char *explained(const char *source)
{
    struct mbr_expr_set *set = set_of((const char *const[]){source, NULL});
    size_t count;
    const char *const *paths = mbr_expr_paths(set, &count);
    struct mbr_ask *ask = mbr_ask_new(paths, count, false, &err);
    struct mbr_expr_run *run = mbr_expr_run_new(set, NULL, &err);
    ck_assert_int_eq(mbr_ask_scan(ask, mbr_span(record), &err), 0);
    mbr_expr_record(run, ask->slot, 0);
    said.n = 0;
    ck_assert_int_eq(mbr_expr_explain(run, 0, put_part, (void *)(uintptr_t)source, &err), 0);
    mbr_put_char(&said, '\0');
    mbr_expr_run_free(run);
    mbr_ask_free(ask);
    mbr_expr_set_free(set);
    return said.p;
}

START_TEST(explanations)
{
    static const char *const rows[][2] = {
        {"buy.spend >= 6000 and tags.vip or month(buy.last) == 11",
         "month(buy.last) == 11: yes, 11\n"},
        {"month(buy.last) == 11 or tags.vip", "month(buy.last) == 11: yes, 11\n"},
        {"tags.vip and buy.spend >= 6000", "buy.spend >= 6000: no, 5288.63\n"},
        {"buy.spend >= 6000 and tags.vip", "buy.spend >= 6000: no, 5288.63\n"},
        {"buy.spend > 5000 and (attr.city in ['York'] or tags.vip)",
         "buy.spend > 5000: yes, 5288.63\ntags.vip: yes, null\n"},
        {"not (attr.city in ['York'] or buy.spend >= 6000)",
         "attr.city in ['York']: no, \"Leeds\"\nbuy.spend >= 6000: no, 5288.63\n"},
        {"not (tags.vip and month(buy.last) == 11)",
         "tags.vip: yes, null\nmonth(buy.last) == 11: yes, 11\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_str_eq(explained(rows[i][0]), rows[i][1]);
}
END_TEST

/* One element is enough; for != all that compare have to differ. */
START_TEST(lists_in_the_data)
{
    static const struct row rows[] = {
        {"likes == 'tea'", "true"},
        {"likes == 'milk'", "true"},
        {"likes == 'cocoa'", "false"},
        {"'milk' == likes", "true"},
        {"likes != 'tea'", "false"},
        {"likes != 'cocoa'", "true"},
        {"'tea' != likes", "false"},
        {"likes ~ /^mi/", "true"},
        {"likes ~ /^ilk/", "false"},
        {"not likes ~ /^ilk/", "true"},
        {"likes in ['milk', 'cocoa']", "true"},
        {"likes not in ['cocoa']", "true"},
        {"sizes > 44", "true"},
        {"44 < sizes", "true"},
        {"sizes > 45", "false"},
        {"sizes != 'M'", "false"},
        {"sizes != 'L'", "true"},
        {"sizes in 44 .. 45", "true"},
        {"sizes in 45 .. 46", "false"},
        {"days < 2024-02-01", "true"},
        {"days > 2024-11-01", "false"},
        {"flags == true", "true"},
        {"flags < true", "! conditions have no order; use == or !="},
        {"none == 'tea'", "false"},
        {"none != 'tea'", "false"},
        {"odd == 1", "false"},
        {"likes == likes", "false"},
        {"likes and not none == 1", "true"},
        {"lower(likes)", "null"},
    };
    hold_to(lists, rows, sizeof rows / sizeof *rows);
}
END_TEST

START_TEST(texts_that_are_numbers)
{
    static const struct row rows[] = {
        {"age > 40", "false"},       {"number(age) > 40", "true"}, {"number(age) + 1", "42"},
        {"number(rate)", "25"},      {"number(n)", "7"},           {"number(zip)", "null"},
        {"number(word)", "null"},    {"number(missing)", "null"},  {"number(likes)", "null"},
        {"number('12.50')", "12.5"}, {"number(' 12')", "null"},    {"number(3)", "3"},
    };
    hold_to(lists, rows, sizeof rows / sizeof *rows);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("expr_eval");
    tcase_add_test(tests, numbers);
    tcase_add_test(tests, calendar);
    tcase_add_test(tests, leap_days);
    tcase_add_test(tests, comparisons);
    tcase_add_test(tests, truth);
    tcase_add_test(tests, texts);
    tcase_add_test(tests, errors_of_data);
    tcase_add_test(tests, many_records);
    tcase_add_test(tests, lines_differ);
    tcase_add_test(tests, explanations);
    tcase_add_test(tests, lists_in_the_data);
    tcase_add_test(tests, texts_that_are_numbers);
    return run_tests("expr_eval", tests);
}
