#include <check.h>

#include "main.h"
#include "mbr/member.h"

static struct mbr_err err;
static struct mbr_ask *ask;
static struct mbr_buf scratch;
static struct mbr_member member;

static void set_up(void)
{
    ask = mbr_ask_new(mbr_member_paths, MBR_MEMBER_PATHS, false, &err);
    ck_assert_ptr_nonnull(ask);
}

static void tear_down(void)
{
    mbr_ask_free(ask);
    mbr_buf_free(&scratch);
}

static int read_member(const char *line)
{
    if (mbr_ask_scan(ask, mbr_span(line), &err) < 0)
        return -1;
    return mbr_member_read(&member, ask, 0, &scratch, &err);
}

START_TEST(a_member)
{
    /* the member of mbr-stream(5)'s example */
    ck_assert_int_eq(
        read_member(
            "{\"type\":\"member\",\"member\":\"1785\\u0030\",\"as_of\":\"2011-12-09\",\"buy\":"
            "{\"first\":\"2010-12-01\",\"last\":\"2010-12-02\",\"orders\":34,\"units\":1733,"
            "\"spend\":5288.63,\"refunds\":102.58}}"),
        0);
    ck_assert(mbr_span_is(member.id, "17850"));
    ck_assert_int_eq(member.as_of, mbr_day_from_civil(2011, 12, 9));
    ck_assert_int_eq(member.buy.first, mbr_day_from_civil(2010, 12, 1));
    ck_assert_int_eq(member.buy.last, mbr_day_from_civil(2010, 12, 2));
    ck_assert_int_eq(member.buy.orders, 34);
    ck_assert_int_eq(member.buy.units, 17330000);
    ck_assert_int_eq(member.buy.spend, 52886300);
    ck_assert_int_eq(member.buy.refunds, 1025800);
}
END_TEST

START_TEST(who_only_returned)
{
    ck_assert_int_eq(read_member("{\"member\":\"a\",\"as_of\":\"2011-12-09\",\"buy\":{\"orders\":0,"
                                 "\"units\":0,\"spend\":-4,\"refunds\":4}}"),
                     0);
    ck_assert_int_eq(member.buy.first, MBR_DAY_NONE);
    ck_assert_int_eq(member.buy.last, MBR_DAY_NONE);
    ck_assert_int_eq(member.buy.spend, -40000);
}
END_TEST

#define NONE "\"buy\":{\"orders\":0,\"units\":0,\"spend\":0,\"refunds\":0}}"
#define M "{\"member\":\"m\",\"as_of\":\"2024-01-01\","

START_TEST(what_is_refused)
{
    static const struct {
        const char *line, *why;
    } bad[] = {
        {"{\"as_of\":\"2024-01-01\"," NONE, "member: missing"},
        {"{\"member\":\"m\"," NONE, "as_of: missing"},
        {"{\"member\":1,\"as_of\":\"2024-01-01\"," NONE, "member: not a string: 1"},
        {"{\"member\":\"m\",\"as_of\":\"2024-01-01T10:00:00\"," NONE,
         "as_of: not a day: \"2024-01-01T10:00:00\""},
        {M "\"buy\":{}}", "buy.orders: missing"},
        {M "\"buy\":{\"orders\":1.5,\"units\":0,\"spend\":0,\"refunds\":0}}",
         "buy.orders: not a count: 1.5"},
        {M "\"buy\":{\"orders\":-1,\"units\":0,\"spend\":0,\"refunds\":0}}",
         "buy.orders: not a count: -1"},
        {M "\"buy\":{\"orders\":1,\"units\":0,\"spend\":\"1\",\"refunds\":0}}",
         "buy.spend: not a number: \"1\""},
        {M "\"buy\":{\"orders\":1,\"units\":0,\"spend\":0,\"refunds\":0}}",
         "buy: orders without their first and last day"},
        {M "\"buy\":{\"first\":\"2024-01-02\",\"last\":\"2024-01-02\",\"orders\":1,\"units\":0,"
           "\"spend\":0,\"refunds\":0}}",
         "buy.last: later than as_of: \"2024-01-02\""},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(read_member(bad[i].line) == -1, "%s", bad[i].line);
        ck_assert_str_eq(err.text, bad[i].why);
    }
}
END_TEST

static void check_put(const struct mbr_buy *buy, const char *expected)
{
    struct mbr_buf buf = {0};
    mbr_put_buy(&buf, buy);
    ck_assert_msg(mbr_span_is(mbr_buf_span(&buf), expected), "%.*s", (int)buf.n, buf.p);
    mbr_buf_free(&buf);
}

START_TEST(added_up)
{
    struct mbr_buy buy = mbr_buy_none;
    ck_assert(mbr_buy_add(&buy, true, 19720, -10000, -5000));
    check_put(&buy, "{\"orders\":0,\"units\":0,\"spend\":-0.5,\"refunds\":0.5}");
    ck_assert(mbr_buy_add(&buy, false, 19725, 20000, 100000));
    ck_assert(mbr_buy_add(&buy, false, 19723, 10000, 25000));
    buy.orders = 2;
    check_put(&buy, "{\"first\":\"2024-01-01\",\"last\":\"2024-01-03\",\"orders\":2,\"units\":3,"
                    "\"spend\":12,\"refunds\":0.5}");
}
END_TEST

START_TEST(sums_that_do_not_fit)
{
    struct mbr_buy buy = mbr_buy_none;
    ck_assert(mbr_buy_add(&buy, false, 1, 1, INT64_MAX));
    ck_assert(!mbr_buy_add(&buy, false, 1, 1, 1));
    buy = mbr_buy_none;
    ck_assert(mbr_buy_add(&buy, false, 1, INT64_MAX, 1));
    ck_assert(!mbr_buy_add(&buy, false, 1, 1, 1));
    buy = mbr_buy_none;
    buy.spend = 10;
    buy.refunds = INT64_MAX;
    ck_assert(!mbr_buy_add(&buy, true, 1, -1, -1));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("member");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_member);
    tcase_add_test(tests, who_only_returned);
    tcase_add_test(tests, what_is_refused);
    tcase_add_test(tests, added_up);
    tcase_add_test(tests, sums_that_do_not_fit);
    return run_tests("member", tests);
}
