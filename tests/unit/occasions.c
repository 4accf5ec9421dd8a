#include "mbr/occasions.h"

#include <check.h>
#include <stdio.h>

#include "main.h"
#include "mbr/date.h"

#define BOUGHT MBR_OCCASION_BOUGHT

static struct mbr_err err;
static struct mbr_ask *ask;
static struct mbr_occasions_reader reader;

static void set_up(void)
{
    static const char *const paths[] = {"orders"};
    ask = mbr_ask_new(paths, 1, false, &err);
    reader = (struct mbr_occasions_reader){0};
}

static void tear_down(void)
{
    mbr_ask_free(ask);
    mbr_occasions_free(&reader);
}

static int read_line(const char *line)
{
    ck_assert_msg(mbr_ask_scan(ask, mbr_span(line), &err) == 0, "%s", err.text);
    return mbr_occasions_read(&reader, &ask->slot[0], &err);
}

static void read_orders(const char *orders)
{
    char line[2000];
    snprintf(line, sizeof line, "{\"orders\":[%s]}", orders);
    ck_assert_msg(read_line(line) == 0, "%s", err.text);
}

/* Day 1 is 2024-01-01. */
static void check_occasion(size_t i, int day, int32_t of, double amount)
{
    ck_assert_uint_lt(i, reader.list.count);
    const struct mbr_occasion *o = &reader.list.all[i];
    ck_assert_int_eq(o->day - mbr_day_from_civil(2023, 12, 31), day);
    ck_assert_int_eq(o->of, of);
    ck_assert_double_eq_tol(o->amount, amount, 1e-12);
}

#define LINE(amount) "\"lines\":[{\"qty\":1,\"amount\":" amount "}]"
#define ORDER(id, day, amount)                                                                     \
    "{\"order\":\"" id "\",\"at\":\"2024-01-" day "\",\"amount\":0," LINE(amount) "}"
#define BACK(id, day, amount)                                                                      \
    "{\"order\":\"" id "\",\"at\":\"2024-01-" day                                                  \
    "\",\"return\":true,\"amount\":0," LINE(amount) "}"

START_TEST(no_orders)
{
    ck_assert_int_eq(read_line("{}"), 0);
    ck_assert_uint_eq(reader.list.count, 0);
    read_orders("");
    ck_assert_uint_eq(reader.list.count, 0);
    ck_assert(reader.amount == 0 && reader.earned == 0);
}
END_TEST

/* The amounts of the lines count, not that of the order. */
START_TEST(two_purchases_of_a_day_are_one)
{
    read_orders(ORDER("a", "02T09:00:00", "5") "," ORDER("b", "02T18:00:00",
                                                         "2.5") "," ORDER("c", "04", "1"));
    ck_assert_uint_eq(reader.list.count, 2);
    check_occasion(0, 2, BOUGHT, 7.5);
    check_occasion(1, 4, BOUGHT, 1);
    ck_assert_double_eq_tol(reader.amount, 8.5, 1e-12);
}
END_TEST

START_TEST(a_return_takes_from_its_order)
{
    read_orders(ORDER("a", "02", "5") "," ORDER("b", "04", "9") "," BACK("a", "07", "-2"));
    ck_assert_uint_eq(reader.list.count, 3);
    check_occasion(0, 2, BOUGHT, 5);
    check_occasion(1, 4, BOUGHT, 9);
    check_occasion(2, 7, 0, -2);
    ck_assert_double_eq_tol(reader.amount, 12, 1e-12);
}
END_TEST

/* Of an order that is not known, or without an id, it is taken from the last day up to its own. */
START_TEST(a_return_takes_from_the_day_before)
{
    static const char *const returns[] = {
        BACK("C1", "07", "-2"),
        "{\"at\":\"2024-01-07\",\"return\":true,\"lines\":[{\"amount\":-2}]}",
    };
    for (size_t i = 0; i < 2; i++) {
        char orders[1000];
        snprintf(orders, sizeof orders, "%s,%s,%s,%s", ORDER("a", "02", "5"), ORDER("b", "04", "9"),
                 returns[i], ORDER("d", "08", "3"));
        read_orders(orders);
        ck_assert_uint_eq(reader.list.count, 4);
        check_occasion(2, 7, 1, -2);
        check_occasion(3, 8, BOUGHT, 3);
    }
    read_orders(ORDER("a", "02", "5") "," BACK("C1", "02", "-1"));
    check_occasion(1, 2, 0, -1);
}
END_TEST

/* Nothing was bought before: the return is of no purchase that is known. */
START_TEST(a_return_of_nothing)
{
    read_orders(BACK("C1", "01", "-8") "," ORDER("a", "02", "5"));
    ck_assert_uint_eq(reader.list.count, 1);
    check_occasion(0, 2, BOUGHT, 5);
    ck_assert_double_eq_tol(reader.amount, -3, 1e-12);
    read_orders(BACK("C1", "01", "-8"));
    ck_assert_uint_eq(reader.list.count, 0);
}
END_TEST

/* Both returns are of the same day, but of purchases of different days. */
START_TEST(returns_of_two_orders_on_a_day)
{
    read_orders(ORDER("a", "02", "5") "," ORDER("b", "04", "9") "," BACK("b", "07", "-2") "," BACK(
        "a", "07", "-1") "," BACK("b", "07T10:00:00", "-4"));
    ck_assert_uint_eq(reader.list.count, 4);
    check_occasion(2, 7, 0, -1);
    check_occasion(3, 7, 1, -6);
}
END_TEST

START_TEST(gifts_count_for_nothing)
{
    read_orders("{\"at\":\"2024-01-02\",\"lines\":[{\"amount\":4,\"gift\":true},{\"amount\":1}]},"
                "{\"at\":\"2024-01-03\",\"lines\":[{\"amount\":4,\"gift\":true}]},"
                "{\"at\":\"2024-01-04\",\"lines\":[{\"amount\":0,\"gift\":false}]},"
                "{\"at\":\"2024-01-05\",\"lines\":[]},{\"at\":\"2024-01-06\"}");
    ck_assert_uint_eq(reader.list.count, 2);
    check_occasion(0, 2, BOUGHT, 1);
    check_occasion(1, 4, BOUGHT, 0);
    ck_assert_double_eq_tol(reader.amount, 1, 1e-12);
}
END_TEST

/* The order is of its own day, whatever its lines say; one that was all gifts stands for the day
   before it. */
START_TEST(lines_of_another_day)
{
    read_orders(
        "{\"order\":\"a\",\"at\":\"2024-01-02\",\"lines\":[{\"amount\":1,\"gift\":true},"
        "{\"at\":\"2024-01-05T08:00:00\",\"amount\":4},{\"amount\":2}]}," BACK("a", "09", "-1"));
    ck_assert_uint_eq(reader.list.count, 3);
    check_occasion(0, 2, BOUGHT, 2);
    check_occasion(1, 5, BOUGHT, 4);
    check_occasion(2, 9, 0, -1);
    read_orders(ORDER("a", "02", "5") ",{\"order\":\"b\",\"at\":\"2024-01-04\",\"lines\":["
                                      "{\"amount\":9,\"gift\":true}]}," BACK("b", "07", "-1"));
    ck_assert_uint_eq(reader.list.count, 2);
    check_occasion(1, 7, 0, -1);
}
END_TEST

START_TEST(orders_out_of_order)
{
    read_orders(BACK("a", "07", "-2") "," ORDER("c", "06", "1") "," ORDER("a", "02", "5") "," ORDER(
        "b", "06", "9") "," BACK("x", "03", "-3"));
    ck_assert_uint_eq(reader.list.count, 4);
    check_occasion(0, 2, BOUGHT, 5);
    check_occasion(1, 3, 0, -3);
    check_occasion(2, 6, BOUGHT, 10);
    check_occasion(3, 7, 0, -2);
}
END_TEST

/* What one member bought is not remembered for the next, not even where it was broken. */
START_TEST(orders_of_another_member)
{
    read_orders(ORDER("a", "02", "5"));
    read_orders(ORDER("b", "03", "5") "," ORDER("c", "04", "5") "," BACK("a", "05", "-1"));
    check_occasion(2, 5, 1, -1);
    ck_assert_int_eq(
        read_line("{\"orders\":[" ORDER("a", "03", "5") "," BACK("x", "04", "1e-9") "]}"), -1);
    read_orders(ORDER("b", "03", "5") "," ORDER("c", "04", "5") "," BACK("a", "05", "-1"));
    check_occasion(2, 5, 1, -1);
}
END_TEST

static double half_of_tea(const void *self, struct mbr_span item)
{
    return item.p && mbr_span_is(item, self) ? .5 : .1;
}

/* 10 x .5 + 4 x .1 + 2 x .1 - 3 x .5 */
START_TEST(margins_by_item)
{
    const struct mbr_margin_of margin = {half_of_tea, "tea \"x\""};
    reader.margin = &margin;
    read_orders("{\"at\":\"2024-01-02\",\"lines\":[{\"item\":\"tea \\\"x\\\"\",\"amount\":10},"
                "{\"item\":\"cup\",\"amount\":4},{\"amount\":2}]},"
                "{\"at\":\"2024-01-03\",\"return\":true,\"lines\":["
                "{\"item\":\"tea \\\"x\\\"\",\"amount\":-3}]}");
    ck_assert_double_eq_tol(reader.amount, 13, 1e-12);
    ck_assert_double_eq_tol(reader.earned, 4.1, 1e-12);
}
END_TEST

static const struct {
    const char *orders, *why;
} broken[] = {
    {"5", "orders: not a list: 5"},
    {"{}", "orders: not a list: {}"},
    {"[5]", "orders: not a JSON object: \"5\""},
    {"[{\"lines\":[]}]", "orders: at: missing"},
    {"[{\"at\":\"2024-13-01\"}]", "orders: at: not a date: \"2024-13-01\""},
    {"[{\"at\":5}]", "orders: at: not a date: 5"},
    {"[{\"at\":\"2024-01-01\",\"order\":5}]", "orders: order: not a string: 5"},
    {"[{\"at\":\"2024-01-01\",\"lines\":[5]}]", "orders: lines: not a JSON object: \"5\""},
    {"[{\"at\":\"2024-01-01\",\"lines\":[{\"amount\":\"5\"}]}]",
     "orders: lines: amount: not a number: \"5\""},
    {"[{\"at\":\"2024-01-01\",\"lines\":[{\"amount\":0.00001}]}]",
     "orders: lines: amount: more than four decimal places: 0.00001"},
    {"[{\"at\":\"2024-01-01\",\"lines\":[{\"amount\":1,\"at\":\"x\"}]}]",
     "orders: lines: at: not a date: \"x\""},
    {"[{\"at\":\"2024-01-01\",\"return\":true,\"lines\":[{\"amount\":1e99}]}]",
     "orders: lines: amount: number too large: 1e99"},
    {"[{\"at\":\"2024-01-01\",\"lines\":{\"a\":5}}]", "orders: lines: not a list: {\"a\":5}"},
    {"[{\"at\":\"2024-01-01\",\"lines\":5}]", "orders: lines: not a list: 5"},
    {"[{\"at\":\"2024-01-01\",\"at\":\"2024-01-02\"}]", "orders: at: stands twice"},
};

START_TEST(broken_values_are_named)
{
    char line[500];
    snprintf(line, sizeof line, "{\"orders\":%s}", broken[_i].orders);
    ck_assert_int_eq(read_line(line), -1);
    ck_assert_str_eq(err.text, broken[_i].why);
    read_orders(ORDER("a", "02", "5"));
    ck_assert_uint_eq(reader.list.count, 1);
}
END_TEST

/* One purchase, and a return each day since: work grows with their number, or the test takes longer
   than it may. */
START_TEST(many_returns)
{
    struct mbr_buf line = {0};
    mbr_put_text(&line, "{\"orders\":[" ORDER("a", "01", "5"));
    for (int32_t i = 1; i <= 400000; i++) {
        mbr_put_text(&line, ",{\"at\":");
        mbr_put_day(&line, mbr_day_from_civil(2024, 1, 1) + i);
        mbr_put_text(&line, ",\"return\":true," LINE("-1") "}");
    }
    mbr_put_text(&line, "]}");
    ck_assert_int_eq(mbr_ask_scan(ask, mbr_buf_span(&line), &err), 0);
    ck_assert_int_eq(mbr_occasions_read(&reader, &ask->slot[0], &err), 0);
    ck_assert_uint_eq(reader.list.count, 400001);
    check_occasion(400000, 400001, 0, -1);
    mbr_buf_free(&line);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("occasions");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, no_orders);
    tcase_add_test(tests, two_purchases_of_a_day_are_one);
    tcase_add_test(tests, a_return_takes_from_its_order);
    tcase_add_test(tests, a_return_takes_from_the_day_before);
    tcase_add_test(tests, a_return_of_nothing);
    tcase_add_test(tests, returns_of_two_orders_on_a_day);
    tcase_add_test(tests, gifts_count_for_nothing);
    tcase_add_test(tests, lines_of_another_day);
    tcase_add_test(tests, orders_out_of_order);
    tcase_add_test(tests, orders_of_another_member);
    tcase_add_test(tests, margins_by_item);
    tcase_add_test(tests, many_returns);
    tcase_add_loop_test(tests, broken_values_are_named, 0, sizeof broken / sizeof *broken);
    return run_tests("occasions", tests);
}
