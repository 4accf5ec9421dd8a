/* The values that members have, and their order in the matrix. */

#include <check.h>
#include <stdlib.h>

#include "../../lib/rules/migrate_job.h"
#include "main.h"

static struct mbr_err err;
static struct mbr_buf scratch;

static int read(struct migrate_value *value, const char *raw, const struct migrate_cuts *cuts)
{
    char line[200];
    const char *const path = "x";
    mbr_err_set(&err, "{\"y\":1%s%s}", *raw ? ",\"x\":" : "", raw);
    memcpy(line, err.text, sizeof line);
    struct mbr_ask *ask = mbr_ask_new(&path, 1, false, &err);
    ck_assert_msg(mbr_ask_scan(ask, mbr_span(line), &err) == 0, "%s", err.text);
    int failed = mbr_migrate_value_read(value, &ask->slot[0], "x", cuts, &scratch, &err);
    mbr_ask_free(ask);
    return failed;
}

static void check_spelled(const struct migrate_value *value, const char *expected)
{
    struct mbr_span spelled = mbr_buf_span(&value->spelled);
    ck_assert_msg(mbr_span_is(spelled, expected), "%.*s, not %s", (int)spelled.n, spelled.p,
                  expected);
}

START_TEST(values_in_order)
{
    static const struct {
        const char *raw, *spelled;
    } rows[] = {
        {"-1e3", "-1000"},      {"-0.5", "-0.5"},     {"0", "0"},           {"2", "2"},
        {"10", "10"},           {"\"\"", "\"\""},     {"\"10\"", "\"10\""}, {"\"B\"", "\"B\""},
        {"\"a\"", "\"a\""},     {"\"高\"", "\"高\""}, {"false", "false"},   {"true", "true"},
        {"null", "\"(none)\""},
    };
    const struct migrate_cuts none = {0};
    struct migrate_value before, value, new, gone;
    mbr_migrate_value_init(&new, MIGRATE_NEW);
    mbr_migrate_value_init(&gone, MIGRATE_GONE);
    mbr_migrate_value_init(&before, MIGRATE_VALUE);
    mbr_migrate_value_init(&value, MIGRATE_VALUE);
    mbr_put_span(&before.order, mbr_buf_span(&new.order));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert_int_eq(read(&value, rows[i].raw, &none), 0);
        check_spelled(&value, rows[i].spelled);
        if (i)
            ck_assert_int_lt(
                mbr_span_compare(mbr_buf_span(&before.order), mbr_buf_span(&value.order)), 0);
        ck_assert_int_lt(mbr_span_compare(mbr_buf_span(&new.order), mbr_buf_span(&value.order)), 0);
        ck_assert_int_gt(mbr_span_compare(mbr_buf_span(&gone.order), mbr_buf_span(&value.order)),
                         0);
        before.order.n = 0;
        mbr_put_span(&before.order, mbr_buf_span(&value.order));
    }
    check_spelled(&new, "\"(new)\"");
    check_spelled(&gone, "\"(gone)\"");
    mbr_migrate_value_free(&new);
    mbr_migrate_value_free(&gone);
    mbr_migrate_value_free(&before);
    mbr_migrate_value_free(&value);
}
END_TEST

START_TEST(equal_however_spelled)
{
    static const char *const pairs[][2] = {
        {"19.90", "1.99e1"}, {"-0", "0.0"}, {"\"caf\\u00e9\"", "\"café\""}, {"", "null"}};
    const struct migrate_cuts none = {0};
    struct migrate_value a, b;
    mbr_migrate_value_init(&a, MIGRATE_VALUE);
    mbr_migrate_value_init(&b, MIGRATE_VALUE);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        ck_assert_int_eq(read(&a, pairs[i][0], &none), 0);
        ck_assert_int_eq(read(&b, pairs[i][1], &none), 0);
        ck_assert(mbr_span_equal(mbr_buf_span(&a.order), mbr_buf_span(&b.order)));
        ck_assert(mbr_span_equal(mbr_buf_span(&a.spelled), mbr_buf_span(&b.spelled)));
    }
    ck_assert_int_eq(read(&a, "[1]", &none), -1);
    ck_assert_str_eq(err.text, "x: not a text, a number, true or false: [1]");
    ck_assert_int_eq(read(&a, "1e999", &none), -1);
    ck_assert_str_eq(err.text, "x: number too large: 1e999");
    mbr_migrate_value_free(&a);
    mbr_migrate_value_free(&b);
}
END_TEST

START_TEST(ranges)
{
    static const char *items[] = {"-0.5", "1", "100"};
    static const struct {
        const char *raw, *spelled;
    } rows[] = {{"-7", "\"<-0.5\""},  {"-0.5", "\"-0.5..<1\""}, {"0.999", "\"-0.5..<1\""},
                {"1", "\"1..<100\""}, {"99.9", "\"1..<100\""},  {"100", "\">=100\""},
                {"1e9", "\">=100\""}, {"null", "\"(none)\""}};
    const struct mbr_list list = {.item = items, .count = 3};
    struct migrate_cuts cuts;
    struct migrate_value value;
    mbr_migrate_value_init(&value, MIGRATE_VALUE);
    ck_assert_int_eq(mbr_migrate_cuts_read(&cuts, &list, &err), 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert_int_eq(read(&value, rows[i].raw, &cuts), 0);
        check_spelled(&value, rows[i].spelled);
    }
    ck_assert_int_eq(read(&value, "\"7\"", &cuts), -1);
    ck_assert_str_eq(err.text, "x: not a number, as --cuts need: \"7\"");
    free(cuts.at);
    items[2] = "1.0";
    ck_assert_int_eq(mbr_migrate_cuts_read(&cuts, &list, &err), -1);
    ck_assert_str_eq(err.text, "--cuts: not greater than the one before: \"1.0\"");
    free(cuts.at);
    mbr_migrate_value_free(&value);
    mbr_buf_free(&scratch);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("migrate");
    tcase_add_test(tests, values_in_order);
    tcase_add_test(tests, equal_however_spelled);
    tcase_add_test(tests, ranges);
    return run_tests("migrate", tests);
}
