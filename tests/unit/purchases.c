#include "mbr/purchases.h"

#include <check.h>
#include <string.h>

#include "main.h"
#include "mbr/date.h"
#include "mbr/decimal.h"

static struct mbr_purchases purchases;
static struct mbr_err err;

static int read_orders(const char *orders)
{
    const struct mbr_json json = {.raw = mbr_span(orders), .kind = MBR_JSON_ARRAY};
    return mbr_purchases_read(&purchases, &json, &err);
}

/* The lines as "order:item:left@field", a blank behind each. */
static const char *lines(const char *orders)
{
    static char text[1000];
    struct mbr_buf buf = {0};
    ck_assert_msg(read_orders(orders) == 0, "%s", err.text);
    for (size_t i = 0; i < purchases.count; i++) {
        const struct mbr_purchase *line = &purchases.line[i];
        mbr_put_format(&buf, "%u:%.*s:", line->order, (int)line->item.n, line->item.p);
        mbr_put_decimal(&buf, line->left);
        mbr_put_format(&buf, "@%.*s ", (int)line->field.n, line->field.p);
    }
    ck_assert_uint_lt(buf.n, sizeof text);
    memcpy(text, buf.p ? buf.p : "", buf.n);
    text[buf.n] = '\0';
    mbr_buf_free(&buf);
    return text;
}

static void open_purchases(void)
{
    mbr_purchases_open(&purchases, "store");
}

static void close_purchases(void)
{
    mbr_purchases_free(&purchases);
}

/* An entry with one line; a return where qty is below 0. */
struct entry {
    const char *day, *order, *item, *qty;
};

static const char *kept(const struct entry *entry, size_t count)
{
    struct mbr_buf buf = {0};
    for (size_t i = 0; i < count; i++, entry++)
        mbr_put_format(&buf,
                       "%s{\"at\":\"2024-01-%s\",\"order\":\"%s\"%s,\"lines\":["
                       "{\"item\":\"%s\",\"qty\":%s}]}",
                       i ? "," : "[", entry->day, entry->order,
                       *entry->qty == '-' ? ",\"return\":true" : "", entry->item, entry->qty);
    mbr_put(&buf, "]", 2);
    const char *text = lines(buf.p);
    mbr_buf_free(&buf);
    return text;
}
#define KEPT(...)                                                                                  \
    kept((const struct entry[]){__VA_ARGS__},                                                      \
         sizeof((const struct entry[]){__VA_ARGS__}) / sizeof(struct entry))

START_TEST(lines_and_gifts)
{
    ck_assert_str_eq(
        lines("[{\"order\":\"1\",\"at\":\"2024-01-01\",\"store\":\"N\",\"lines\":["
              "{\"item\":\"a\",\"qty\":2},{\"item\":\"b\",\"qty\":1,\"gift\":true},"
              "{\"item\":\"c\\n\",\"qty\":0.345,\"store\":\"S\",\"at\":\"2024-01-02\"},{}]},"
              "{\"at\":\"2024-01-01\",\"lines\":[{\"item\":\"a\"}]},"
              "{\"at\":\"2024-01-03\"}]"),
        "0:a:2@N 0:c\n:0.345@S 0::1@N 1:a:1@ ");
    ck_assert_int_eq(mbr_at_day(purchases.line[0].at), mbr_day_from_civil(2024, 1, 1));
    ck_assert_int_eq(mbr_at_day(purchases.line[1].at), mbr_day_from_civil(2024, 1, 2));
    ck_assert_str_eq(lines("[]"), "");
    const struct mbr_json absent = {0};
    ck_assert_int_eq(mbr_purchases_read(&purchases, &absent, &err), 0);
    ck_assert_uint_eq(purchases.count, 0);
}
END_TEST

/* What the line came to by its units, rounded half away from zero; -1 where it does not say, or
   takes money out. */
START_TEST(prices_paid)
{
    const int64_t expected[] = {12500, 3333, 6667, 0, -1, -1};
    ck_assert_int_eq(read_orders("[{\"at\":\"2024-01-01\",\"lines\":["
                                 "{\"qty\":2,\"amount\":2.5},{\"qty\":3,\"amount\":1},"
                                 "{\"qty\":3,\"amount\":2},{\"amount\":0},{\"qty\":1},"
                                 "{\"qty\":1,\"amount\":-1}]}]"),
                     0);
    ck_assert_uint_eq(purchases.count, 6);
    for (size_t i = 0; i < purchases.count; i++)
        ck_assert_int_eq(purchases.line[i].price, expected[i]);
}
END_TEST

/* The order that is named, though another is later; then the latest; first the one, then the
   other. */
START_TEST(returns_of_an_order)
{
    ck_assert_str_eq(KEPT({"01", "1", "a", "2"}, {"02", "2", "a", "2"}, {"03", "1", "a", "-2"}),
                     "1:a:2@ ");
    ck_assert_str_eq(KEPT({"01", "1", "a", "2"}, {"02", "2", "a", "2"}, {"02", "3", "b", "2"},
                          {"03", "C9", "a", "-3"}),
                     "0:a:1@ 2:b:2@ ");
    ck_assert_str_eq(KEPT({"01", "1", "a", "2"}, {"02", "2", "a", "2"}, {"03", "1", "a", "-3"}),
                     "1:a:1@ ");
    ck_assert_uint_eq(purchases.unmatched, 0);
}
END_TEST

/* Nothing of a later day, nor of another item, nor what is gone already; but of the same day, even
   where the time says that it was later. */
START_TEST(returns_that_match_nothing)
{
    ck_assert_str_eq(
        KEPT({"01", "C1", "a", "-1"}, {"02T10:00:00", "2", "a", "2"}, {"03", "C2", "b", "-1"}),
        "0:a:2@ ");
    ck_assert_uint_eq(purchases.unmatched, 2);
    ck_assert_str_eq(KEPT({"02", "C2", "a", "-5"}, {"02T10:00:00", "2", "a", "2"}), "");
    ck_assert_uint_eq(purchases.unmatched, 3);
    ck_assert_str_eq(lines("[{\"at\":\"2024-01-01\",\"return\":true,\"lines\":[{\"qty\":-1}]}]"),
                     "");
    ck_assert_uint_eq(purchases.unmatched, 4);
}
END_TEST

/* So many that going through all of them for each return would take minutes. */
START_TEST(many_returns)
{
    enum { LINES_MANY = 100000 };
    struct mbr_buf buf = {0};
    mbr_put_text(&buf, "[{\"at\":\"2024-01-01\",\"order\":\"1\",\"lines\":[{\"item\":\"a\"}");
    for (int i = 1; i < LINES_MANY; i++)
        mbr_put_text(&buf, ",{\"item\":\"a\"}");
    mbr_put_text(&buf, "]},{\"at\":\"2024-01-02\",\"order\":\"1\",\"return\":true,\"lines\":["
                       "{\"item\":\"a\",\"qty\":-1}");
    for (int i = 2; i < LINES_MANY; i++)
        mbr_put_text(&buf, ",{\"item\":\"a\",\"qty\":-1}");
    mbr_put_text(&buf, "]}]");
    mbr_put_char(&buf, '\0');
    ck_assert_str_eq(lines(buf.p), "0:a:1@ ");
    ck_assert_uint_eq(purchases.unmatched, 0);
    mbr_buf_free(&buf);
}
END_TEST

static void refuses(const char *orders, const char *text)
{
    ck_assert_int_eq(read_orders(orders), -1);
    ck_assert_str_eq(err.text, text);
}

START_TEST(what_is_refused)
{
    refuses("[{\"lines\":[]}]", "orders: at: missing");
    refuses("[{\"at\":\"2024-01-01\",\"lines\":{}}]", "orders: lines: not a list: {}");
    refuses("[{\"at\":\"2024-01-01\",\"lines\":[{\"item\":5}]}]",
            "orders: lines: item: not a string: 5");
    refuses("[{\"at\":\"2024-01-01\",\"lines\":[{\"item\":\"a\",\"qty\":-1}]}]",
            "orders: lines: qty: not above 0: -1");
    refuses("[{\"at\":\"2024-01-01\",\"return\":true,\"lines\":[{\"item\":\"a\",\"qty\":1}]}]",
            "orders: lines: qty: not below 0, in a return: 1");
    const struct mbr_json text = {.raw = mbr_span("\"x\""), .kind = MBR_JSON_STRING};
    ck_assert_int_eq(mbr_purchases_read(&purchases, &text, &err), -1);
    ck_assert_str_eq(err.text, "orders: not a list: \"x\"");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("purchases");
    tcase_add_checked_fixture(tests, open_purchases, close_purchases);
    tcase_add_test(tests, lines_and_gifts);
    tcase_add_test(tests, prices_paid);
    tcase_add_test(tests, returns_of_an_order);
    tcase_add_test(tests, returns_that_match_nothing);
    tcase_add_test(tests, many_returns);
    tcase_add_test(tests, what_is_refused);
    return run_tests("purchases", tests);
}
