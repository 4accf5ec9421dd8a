#include <check.h>

#include "main.h"
#include "mbr/date.h"
#include "mbr/event.h"

static struct mbr_err err;
static struct mbr_ask *ask;
static struct mbr_event event;

static void set_up(void)
{
    ask = mbr_ask_new(mbr_field_paths, MBR_FIELDS, true, &err);
    ck_assert_ptr_nonnull(ask);
}

static void tear_down(void)
{
    mbr_ask_free(ask);
    mbr_event_free(&event);
}

static int read_event(const char *line, bool whole)
{
    if (mbr_ask_scan(ask, mbr_span(line), &err) < 0)
        return -1;
    return mbr_event_read(&event, ask, whole, &err);
}

static void check_span(struct mbr_span got, const char *expected)
{
    ck_assert_msg(mbr_span_is(got, expected), "%.*s, not %s", (int)got.n, got.p, expected);
}

static void check(const char *line, bool whole, const char *known, const char *unknown)
{
    ck_assert_msg(read_event(line, whole) == 0, "%s: %s", line, err.text);
    check_span(mbr_buf_span(&event.known), known);
    check_span(mbr_buf_span(&event.unknown), unknown);
}

START_TEST(known_then_unknown)
{
    check(
        "{\"z\":1.50,\"points\":1.50e1,\"query\":\"\\u0071\\/\",\"item\":\"i\",\"store\":\"s\","
        "\"until\":\"2024-02-01\",\"a\":{\"b\" :1},\"at\":\"2024-01-01T10:00:00Z\",\"rating\":4.50,"
        "\"member\":\"\\u006d\",\"\\u0061b\":2,\"as_of\":3,\"type\":\"search\"}",
        false,
        "\"type\":\"search\",\"at\":\"2024-01-01T10:00:00+00:00\",\"store\":\"s\",\"item\":\"i\","
        "\"query\":\"q/\",\"rating\":4.50,\"until\":\"2024-02-01\",\"points\":15",
        "\"a\":{\"b\" :1},\"ab\":2,\"as_of\":3,\"z\":1.50");
    check_span(event.member, "m");
    ck_assert_int_eq(event.kind, MBR_EVENT_OTHER);
    ck_assert_int_eq(mbr_at_day(event.at), mbr_day_from_civil(2024, 1, 1));
}
END_TEST

START_TEST(sales)
{
    static const char line[] =
        "{\"type\":\"return\",\"at\":\"2024-01-01\",\"member\":\"m\",\"order\":\"\\u0031\","
        "\"channel\":\"w\\u0065b\",\"campaign\":\"c\",\"item\":\"i\",\"qty\":2,\"price\":1.5,"
        "\"id\":\"x\",\"currency\":\"EUR\",\"x\":1}";
    check(line, false, "\"item\":\"i\",\"qty\":-2,\"amount\":-3,\"id\":\"x\"", "\"x\":1");
    ck_assert_int_eq(event.kind, MBR_EVENT_RETURN);
    ck_assert_int_eq(event.qty, -20000);
    ck_assert_int_eq(event.amount, -30000);
    check_span(event.order, "\"1\"");
    check_span(event.id, "\"x\"");
    check_span(event.currency, "EUR");
    check_span(event.context[0], "\"web\"");
    ck_assert_uint_eq(event.context[1].n, 0);
    check_span(event.context[3], "\"c\"");
    check(
        line, true,
        "\"type\":\"return\",\"at\":\"2024-01-01\",\"channel\":\"web\",\"campaign\":\"c\","
        "\"currency\":\"EUR\",\"order\":\"1\",\"item\":\"i\",\"qty\":2,\"price\":1.5,\"id\":\"x\"",
        "\"x\":1");
}
END_TEST

START_TEST(kinds_by_content)
{
    check("{\"type\":\"purch\\u0061se\",\"at\":\"2024-01-01\",\"amount\":1,\"gift\":true}", false,
          "\"qty\":1,\"amount\":1,\"gift\":true", "");
    ck_assert_int_eq(event.kind, MBR_EVENT_PURCHASE);
    ck_assert(event.gift);
    check("{\"type\":\"Purchase\",\"at\":\"2024-01-01\"}", false,
          "\"type\":\"Purchase\",\"at\":\"2024-01-01\"", "");
    ck_assert_int_eq(event.kind, MBR_EVENT_OTHER);
    ck_assert(!event.gift);
}
END_TEST

/* Whatever an attr event says beside when, where, and who is a fact, also under a known name. */
START_TEST(facts)
{
    check("{\"type\":\"attr\",\"at\":\"2024-01-01\",\"lat\":1.0,\"order\":5,\"city\":\"\\u0058\","
          "\"channel\":\"c\",\"id\":\"1\",\"ids\":{\"p\":\"1\"},\"attr\":null}",
          false,
          "\"type\":\"attr\",\"at\":\"2024-01-01\",\"channel\":\"c\",\"id\":\"1\",\"ids\":{\"p\":"
          "\"1\"}",
          "\"attr\":null,\"city\":\"\\u0058\",\"lat\":1.0,\"order\":5");
    ck_assert_int_eq(event.kind, MBR_EVENT_ATTR);
}
END_TEST

#define VIEW "{\"type\":\"view\",\"at\":\"2024-01-01\","
#define SALE "{\"type\":\"purchase\",\"at\":\"2024-01-01\","

START_TEST(what_is_refused)
{
    static const struct {
        const char *line, *why;
    } bad[] = {
        {"{\"type\":\"view\"}", "at: missing"},
        {"{\"type\":\"view\",\"at\":1}", "at: not a date: 1"},
        {"{\"type\":\"view\",\"at\":\"2024-13-01\"}", "at: not a date: \"2024-13-01\""},
        {VIEW "\"member\":1}", "member: not a string: 1"},
        {VIEW "\"member\":\"\"}", "member: empty"},
        {VIEW "\"member\":null}", "member: not a string: null"},
        {VIEW "\"member\":\"a\\u0000\"}", "member: holds \\u0000: \"a\\u0000\""},
        {VIEW "\"item\":5}", "item: not a string: 5"},
        {VIEW "\"id\":\"\"}", "id: empty"},
        {VIEW "\"ids\":[]}", "ids: not an object: []"},
        {VIEW "\"ids\":{\"p\":1}}", "ids: not an id: 1"},
        {VIEW "\"ids\":{\"p\":[\"\"]}}", "ids: not an id: \"\""},
        {VIEW "\"points\":\"1\"}", "points: not a number: \"1\""},
        {VIEW "\"until\":\"x\"}", "until: not a date: \"x\""},
        {VIEW "\"a\\u0000\":1}", "a key holds \\u0000: \"a\\u0000\""},
        {VIEW "\"item\":\"a\",\"it\\u0065m\":\"b\"}", "item: stands twice"},
        {SALE "\"item\":\"i\"}", "amount: missing, and no price to form it from"},
        {SALE "\"amount\":-1}", "amount: negative: -1"},
        {SALE "\"amount\":1,\"qty\":0}", "qty: not above 0: 0"},
        {SALE "\"amount\":1,\"qty\":-1}", "qty: not above 0: -1"},
        {SALE "\"price\":-1}", "price: negative: -1"},
        {SALE "\"price\":1.00001}", "price: more than four decimal places: 1.00001"},
        {SALE "\"price\":900000000000000,\"qty\":2}",
         "price: too large for its quantity: 900000000000000"},
        {SALE "\"amount\":1,\"order\":1}", "order: not a string: 1"},
        {SALE "\"amount\":1,\"order\":\"\"}", "order: empty"},
        {SALE "\"amount\":1,\"gift\":1}", "gift: not true or false: 1"},
        {SALE "\"amount\":1,\"channel\":1}", "channel: not a string: 1"},
        {"{\"type\":\"consent\",\"at\":\"2024-01-01\",\"granted\":true}", "purpose: missing"},
        {"{\"type\":\"consent\",\"at\":\"2024-01-01\",\"purpose\":\"p\"}", "granted: missing"},
        {"{\"type\":\"attr\",\"at\":\"2024-01-01\",\"x\":1,\"\\u0078\":2}", "stands twice: \"x\""},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(read_event(bad[i].line, false) == -1, "%s", bad[i].line);
        ck_assert_msg(strcmp(err.text, bad[i].why) == 0, "%s: %s", bad[i].line, err.text);
    }
}
END_TEST

static int read_line(const char *line, const struct mbr_order_head *head)
{
    if (mbr_ask_scan(ask, mbr_span(line), &err) < 0)
        return -1;
    return mbr_event_read_line(&event, ask, head, &err);
}

START_TEST(lines_of_an_order)
{
    struct mbr_order_head head = {.is_return = true,
                                  .at = mbr_at_make(19723, -1, MBR_OFFSET_NONE),
                                  .order = mbr_span("\"1\""),
                                  .context = {mbr_span("\"web\""), mbr_span("\"s\"")}};
    ck_assert_int_eq(read_line("{\"item\":\"i\",\"qty\":-2,\"amount\":-3,\"store\":\"t\",\"at\":"
                               "\"2024-01-02\",\"x\":1}",
                               &head),
                     0);
    check_span(mbr_buf_span(&event.known), "\"item\":\"i\",\"qty\":-2,\"amount\":-3");
    check_span(mbr_buf_span(&event.unknown), "\"x\":1");
    check_span(event.order, "\"1\"");
    check_span(event.context[0], "\"web\"");
    check_span(event.context[1], "\"t\"");
    ck_assert_int_eq(mbr_at_day(event.at), 19724);
    ck_assert_int_eq(read_line("{\"amount\":-3}", &head), 0);
    ck_assert_int_eq(mbr_at_day(event.at), 19723);
    check_span(mbr_buf_span(&event.known), "\"qty\":-1,\"amount\":-3");
    ck_assert_int_eq(read_line("{\"amount\":3}", &head), -1);
    ck_assert_str_eq(err.text, "amount: positive in a return: 3");
    ck_assert_int_eq(read_line("{\"amount\":-3,\"qty\":2}", &head), -1);
    ck_assert_str_eq(err.text, "qty: not below 0: 2");
    ck_assert_int_eq(read_line("{\"amount\":-3,\"member\":\"m\"}", &head), -1);
    ck_assert_str_eq(err.text, "member: not a field of an order's line");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("event");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, known_then_unknown);
    tcase_add_test(tests, sales);
    tcase_add_test(tests, kinds_by_content);
    tcase_add_test(tests, facts);
    tcase_add_test(tests, what_is_refused);
    tcase_add_test(tests, lines_of_an_order);
    return run_tests("event", tests);
}
