/* What a member's line is made of, worked by hand from mbr-stream(5). The laws of the fold are in
   fold_laws.c. */

#include <check.h>

#include "../fold_text.h"
#include "main.h"

static const struct mbr_fold_options plain = {.as_of = MBR_DAY_NONE};

static void check_with(const char *in, const char *expected, const struct mbr_fold_options *options)
{
    char *out = fold_text(mbr_span(in), options);
    ck_assert_msg(out, "%s", fold_err.text);
    ck_assert_str_eq(out, expected);
    free(out);
}

static void check(const char *in, const char *expected)
{
    check_with(in, expected, &plain);
}

/* A member m with these orders, as far as they are to be seen; `buy` and `orders` are what stands
   in the braces and brackets. */
static void check_orders(const char *in, const char *as_of, const char *buy, const char *orders)
{
    struct mbr_buf line = {0};
    mbr_put_format(
        &line,
        "{\"type\":\"member\",\"member\":\"m\",\"as_of\":\"%s\",\"buy\":{%s},\"orders\":[%s]"
        "}\n",
        as_of, buy, orders);
    mbr_put_char(&line, '\0');
    check(in, line.p);
    mbr_buf_free(&line);
}

START_TEST(order_of_fields)
{
    check(
        "{\"granted\":true,\"purpose\":\"mail\",\"member\":\"m\",\"at\":\"2024-01-03\",\"type\":"
        "\"consent\"}\n"
        "{\"z\":1.50,\"price\":1.50,\"qty\":2,\"item\":\"i\",\"order\":\"1\",\"campaign\":\"c\","
        "\"staff\":\"s\",\"store\":\"t\",\"channel\":\"w\",\"currency\":\"EUR\",\"ids\":{\"phone\":"
        "\"5\"},\"id\":\"x\",\"a\":[ ],\"coupon\":\"k\",\"discount\":0.50,\"list\":1.90,"
        "\"member\":\"m\",\"type\":\"purchase\",\"at\":\"2024-01-02\"}\n"
        "{\"city\":\"Leeds\",\"birthday\":\"2000-01-01\",\"member\":\"m\",\"at\":\"2024-01-01\","
        "\"type\":\"attr\"}\n"
        "{\"type\":\"view\",\"member\":\"m\",\"query\":\"q\",\"item\":\"i\",\"at\":\"2024-01-02\","
        "\"channel\":\"w\",\"b\":2,\"a\":1E1}\n",
        "{\"type\":\"member\",\"member\":\"m\",\"as_of\":\"2024-01-03\",\"currency\":\"EUR\","
        "\"attr\":{\"birthday\":\"2000-01-01\",\"city\":\"Leeds\"},\"ids\":{\"phone\":[\"5\"]},"
        "\"consent\":{\"mail\":true},\"buy\":{\"first\":\"2024-01-02\",\"last\":\"2024-01-02\","
        "\"orders\":1,\"units\":2,\"spend\":3,\"refunds\":0},\"orders\":[{\"order\":\"1\",\"at\":"
        "\"2024-01-02\",\"channel\":\"w\",\"store\":\"t\",\"staff\":\"s\",\"campaign\":\"c\","
        "\"amount\":3,\"lines\":[{\"item\":\"i\",\"qty\":2,\"amount\":3,\"list\":1.9,\"discount\":"
        "0.5,\"coupon\":\"k\",\"id\":\"x\",\"ids\":{\"phone\":\"5\"},\"a\":[ ],\"z\":1.50}]}],"
        "\"events\":[{\"type\":\"attr\",\"at\":\"2024-01-01\",\"birthday\":\"2000-01-01\","
        "\"city\":\"Leeds\"},{\"type\":\"view\",\"at\":\"2024-01-02\",\"channel\":\"w\",\"item\":"
        "\"i\",\"query\":\"q\",\"a\":1E1,\"b\":2},{\"type\":\"consent\",\"at\":\"2024-01-03\","
        "\"purpose\":\"mail\",\"granted\":true}]}\n");
}
END_TEST

#define BUY(order, at, rest)                                                                       \
    "{\"type\":\"purchase\",\"member\":\"m\",\"at\":\"" at "\",\"order\":\"" order "\"," rest "}"  \
    "\n"
#define RETURN(order, at, rest)                                                                    \
    "{\"type\":\"return\",\"member\":\"m\",\"at\":\"" at "\",\"order\":\"" order "\"," rest "}\n"

START_TEST(entries)
{
    /* purchases of one order are one entry, also where they are days apart */
    check_orders(
        BUY("1", "2024-01-05", "\"item\":\"b\",\"amount\":2")
            BUY("2", "2024-01-04", "\"item\":\"c\",\"amount\":4")
                BUY("1", "2024-01-03", "\"item\":\"a\",\"amount\":1"),
        "2024-01-05",
        "\"first\":\"2024-01-03\",\"last\":\"2024-01-05\",\"orders\":2,\"units\":3,"
        "\"spend\":7,\"refunds\":0",
        "{\"order\":\"1\",\"at\":\"2024-01-03\",\"amount\":3,\"lines\":[{\"item\":\"a\","
        "\"qty\":1,\"amount\":1},{\"item\":\"b\",\"qty\":1,\"amount\":2,\"at\":"
        "\"2024-01-05\"}]},{\"order\":\"2\",\"at\":\"2024-01-04\",\"amount\":4,\"lines\":[{"
        "\"item\":\"c\",\"qty\":1,\"amount\":4}]}");
    /* returns of one order at one time are one, at another time another */
    check_orders(
        RETURN("1", "2024-01-03", "\"item\":\"a\",\"qty\":2,\"price\":1.50")
            RETURN("1", "2024-01-04", "\"item\":\"a\",\"amount\":1")
                RETURN("1", "2024-01-03", "\"item\":\"b\",\"amount\":0"),
        "2024-01-04", "\"orders\":0,\"units\":0,\"spend\":-4,\"refunds\":4",
        "{\"order\":\"1\",\"at\":\"2024-01-03\",\"return\":true,\"amount\":-3,\"lines\":[{"
        "\"item\":\"a\",\"qty\":-2,\"amount\":-3},{\"item\":\"b\",\"qty\":-1,\"amount\":0}]"
        "},{\"order\":\"1\",\"at\":\"2024-01-04\",\"return\":true,\"amount\":-1,\"lines\":[{"
        "\"item\":\"a\",\"qty\":-1,\"amount\":-1}]}");
    /* without an order each is one of its own; equal ones both count */
    check_orders(
        "{\"type\":\"purchase\",\"member\":\"m\",\"at\":\"2024-01-03\",\"amount\":1}\n"
        "{\"type\":\"purchase\",\"member\":\"m\",\"at\":\"2024-01-03\",\"amount\":1}\n",
        "2024-01-03",
        "\"first\":\"2024-01-03\",\"last\":\"2024-01-03\",\"orders\":2,\"units\":2,"
        "\"spend\":2,\"refunds\":0",
        "{\"at\":\"2024-01-03\",\"amount\":1,\"lines\":[{\"qty\":1,\"amount\":1}]},{\"at\":"
        "\"2024-01-03\",\"amount\":1,\"lines\":[{\"qty\":1,\"amount\":1}]}");
}
END_TEST

/* The first line's context is the order's; who differs repeats their own; what one line has not,
   the order has not, since a line could not take it back. */
START_TEST(contexts)
{
    check_orders(
        BUY("1", "2024-01-03T10:00:00",
            "\"item\":\"a\",\"amount\":1,\"channel\":\"web\",\"store\":\"s\",\"staff\":\"x\"")
            BUY("1", "2024-01-03T11:00:00",
                "\"item\":\"b\",\"amount\":1,\"channel\":\"web\",\"store\":\"t\",\"campaign\":"
                "\"c\""),
        "2024-01-03",
        "\"first\":\"2024-01-03\",\"last\":\"2024-01-03\",\"orders\":1,\"units\":2,\"spend\":2,"
        "\"refunds\":0",
        "{\"order\":\"1\",\"at\":\"2024-01-03T10:00:00\",\"channel\":\"web\",\"store\":\"s\","
        "\"amount\":2,\"lines\":[{\"item\":\"a\",\"qty\":1,\"amount\":1,\"staff\":\"x\"},{\"item\":"
        "\"b\",\"qty\":1,\"amount\":1,\"at\":\"2024-01-03T11:00:00\",\"store\":\"t\",\"campaign\":"
        "\"c\"}]}");
}
END_TEST

START_TEST(prices)
{
    static const char buy[] = "\"first\":\"2024-01-03\",\"last\":\"2024-01-03\",\"orders\":1,"
                              "\"units\":3,\"spend\":4.5,\"refunds\":0";
    /* 3 x 1.5 = 4.5 says it already */
    check_orders(BUY("1", "2024-01-03", "\"item\":\"a\",\"qty\":3,\"price\":1.50,\"amount\":4.50"),
                 "2024-01-03", buy,
                 "{\"order\":\"1\",\"at\":\"2024-01-03\",\"amount\":4.5,\"lines\":[{\"item\":\"a\","
                 "\"qty\":3,\"amount\":4.5}]}");
    check_orders(BUY("1", "2024-01-03", "\"item\":\"a\",\"qty\":3,\"price\":2.0,\"amount\":4.5"),
                 "2024-01-03", buy,
                 "{\"order\":\"1\",\"at\":\"2024-01-03\",\"amount\":4.5,\"lines\":[{\"item\":\"a\","
                 "\"qty\":3,\"amount\":4.5,\"price\":2}]}");
}
END_TEST

START_TEST(gifts_count_for_nothing)
{
    check_orders(
        BUY("1", "2024-01-03", "\"item\":\"a\",\"amount\":2")
            BUY("1", "2024-01-03", "\"item\":\"g\",\"qty\":5,\"price\":1,\"gift\":true")
                BUY("2", "2024-01-01", "\"item\":\"g\",\"price\":1,\"gift\":true")
                    RETURN("1", "2024-01-04", "\"item\":\"g\",\"amount\":1,\"gift\":true")
                        BUY("3", "2024-01-03", "\"item\":\"f\",\"price\":0"),
        "2024-01-04",
        "\"first\":\"2024-01-03\",\"last\":\"2024-01-03\",\"orders\":2,\"units\":2,"
        "\"spend\":2,\"refunds\":0",
        "{\"order\":\"2\",\"at\":\"2024-01-01\",\"amount\":0,\"lines\":[{\"item\":\"g\","
        "\"qty\":1,\"amount\":1,\"gift\":true}]},{\"order\":\"1\",\"at\":\"2024-01-03\","
        "\"amount\":2,\"lines\":[{\"item\":\"a\",\"qty\":1,\"amount\":2},{\"item\":\"g\","
        "\"qty\":5,\"amount\":5,\"gift\":true}]},{\"order\":\"3\",\"at\":\"2024-01-03\","
        "\"amount\":0,\"lines\":[{\"item\":\"f\",\"qty\":1,\"amount\":0}]},{\"order\":\"1\","
        "\"at\":\"2024-01-04\",\"return\":true,\"amount\":0,\"lines\":[{\"item\":\"g\","
        "\"qty\":-1,\"amount\":-1,\"gift\":true}]}");
}
END_TEST

#define HEAD(id, as_of) "{\"type\":\"member\",\"member\":\"" id "\",\"as_of\":\"" as_of "\","
#define NO_BUY "\"buy\":{\"orders\":0,\"units\":0,\"spend\":0,\"refunds\":0}"

/* The later wins, field by field; at the same time the greater bytes; overtaken in every field, an
   event goes. */
START_TEST(latest_facts)
{
    check(
        "{\"type\":\"attr\",\"member\":\"m\",\"at\":\"2024-01-02\",\"city\":\"York\"}\n"
        "{\"type\":\"attr\",\"member\":\"m\",\"at\":\"2024-01-01\",\"city\":\"Leeds\",\"age\":9}\n"
        "{\"type\":\"attr\",\"member\":\"m\",\"at\":\"2024-01-01\",\"city\":\"Hull\",\"tall\":1}\n"
        "{\"type\":\"attr\",\"member\":\"m\",\"at\":\"2024-01-01\",\"age\":10}\n"
        "{\"type\":\"attr\",\"member\":\"m\",\"at\":\"2024-01-02\",\"tall\":\"2\"}\n",
        HEAD("m", "2024-01-02") "\"attr\":{\"age\":9,\"city\":\"York\",\"tall\":\"2\"}," NO_BUY
                                ",\"events\":[{\"type\":\"attr\",\"at\":\"2024-01-01\",\"age\":9,"
                                "\"city\":\"Leeds\"},{\"type\":\"attr\",\"at\":\"2024-01-02\","
                                "\"city\":\"York\"},{\"type\":\"attr\",\"at\":\"2024-01-02\","
                                "\"tall\":\"2\"}]}\n");
}
END_TEST

/* An event without a fact has none to be overtaken in; facts count by themselves, ids or not. */
START_TEST(bare_facts)
{
    static const char bare[] = HEAD("m", "2024-01-01") NO_BUY
        ",\"events\":[{\"type\":\"attr\",\"at\":\"2024-01-01\",\"id\":\"1\"}]}\n";
    check("{\"type\":\"attr\",\"member\":\"m\",\"at\":\"2024-01-01\",\"id\":\"1\"}\n"
          "{\"type\":\"attr\",\"member\":\"m\",\"at\":\"2024-01-01\",\"id\":\"1\"}\n",
          bare);
    check(bare, bare);
    check("{\"type\":\"attr\",\"member\":\"m\",\"at\":\"2024-01-01\",\"id\":\"1\",\"a\":1}\n"
          "{\"type\":\"attr\",\"member\":\"m\",\"at\":\"2024-01-02\",\"id\":\"1\",\"b\":2}\n"
          "{\"type\":\"attr\",\"member\":\"m\",\"at\":\"2024-01-03\",\"id\":\"2\",\"b\":3}\n",
          HEAD("m", "2024-01-03") "\"attr\":{\"a\":1,\"b\":3}," NO_BUY
                                  ",\"events\":[{\"type\":\"attr\",\"at\":\"2024-01-01\",\"id\":"
                                  "\"1\",\"a\":1},{\"type\":\"attr\",\"at\":\"2024-01-03\",\"id\":"
                                  "\"2\",\"b\":3}]}\n");
}
END_TEST

START_TEST(a_refusal_wins)
{
#define SAYS(at, granted)                                                                          \
    "{\"type\":\"consent\",\"at\":\"" at "\",\"purpose\":\"p\",\"granted\":" granted
#define OF_M ",\"member\":\"m\"}\n"
    check(SAYS("2024-01-01", "false") OF_M SAYS("2024-01-01", "true") OF_M,
          HEAD("m", "2024-01-01") "\"consent\":{\"p\":false}," NO_BUY ",\"events\":[" SAYS(
              "2024-01-01", "false") "}," SAYS("2024-01-01", "true") "}]}\n");
    check(SAYS("2024-01-02", "true") OF_M SAYS("2024-01-01", "false") OF_M,
          HEAD("m", "2024-01-02") "\"consent\":{\"p\":true}," NO_BUY ",\"events\":[" SAYS(
              "2024-01-01", "false") "}," SAYS("2024-01-02", "true") "}]}\n");
}
END_TEST

START_TEST(ids_count_once)
{
    static const char folded[] =
        HEAD("m", "2024-01-03") "\"buy\":{\"first\":\"2024-01-03\",\"last\":\"2024-01-03\","
                                "\"orders\":1,\"units\":1,\"spend\":2,\"refunds\":0},\"orders\":[{"
                                "\"order\":\"1\",\"at\":\"2024-01-03\",\"amount\":2,\"lines\":[{"
                                "\"item\":\"a\",\"qty\":1,\"amount\":2,\"id\":\"x\"}]}]}\n";
    static const char line[] = BUY("1", "2024-01-03", "\"item\":\"a\",\"amount\":2,\"id\":\"x\"");
    struct mbr_buf text = {0};
    for (int i = 0; i < 3; i++) {
        mbr_put_text(&text, line);
        mbr_put_text(&text, folded);
    }
    mbr_put_char(&text, '\0');
    check(text.p, folded);
    mbr_buf_free(&text);
    /* said again later and otherwise, the later counts */
    check(BUY("1", "2024-01-02", "\"item\":\"b\",\"amount\":9,\"id\":\"x\"")
              BUY("1", "2024-01-03", "\"item\":\"a\",\"amount\":2,\"id\":\"\\u0078\""),
          folded);
}
END_TEST

/* Of what came back at one time the greater amount, as a number. */
START_TEST(a_return_grows)
{
    static const char *const amounts[] = {"9.00", "10", "2"};
    static const char folded[] = HEAD(
        "m",
        "2024-01-03") "\"buy\":{\"orders\":0,\"units\":0,\"spend\":-10,\"refunds\":10},"
                      "\"orders\":[{\"order\":\"1\",\"at\":\"2024-01-03\",\"return\":true,"
                      "\"amount\":-10,\"lines\":[{\"qty\":-1,\"amount\":-10,\"id\":\"x\"}]}]}\n";
    for (int first = 0; first < 3; first++) {
        struct mbr_buf text = {0};
        for (int i = 0; i < 3; i++)
            mbr_put_format(
                &text,
                "{\"type\":\"return\",\"at\":\"2024-01-03\",\"member\":\"m\",\"id\":\"x\","
                "\"order\":\"1\",\"amount\":%s}\n",
                amounts[(first + i) % 3]);
        mbr_put_char(&text, '\0');
        check(text.p, folded);
        mbr_buf_free(&text);
    }
}
END_TEST

/* What comes after as_of is cut; a member without anything left vanishes; so does the currency that
   only they had. */
START_TEST(cut_at_a_day)
{
    const struct mbr_fold_options cut = {.as_of = mbr_day_from_civil(2024, 1, 2)};
    check_with(
        "{\"type\":\"view\",\"member\":\"late\",\"at\":\"2024-01-03\",\"currency\":\"EUR\"}\n"
        "{\"type\":\"view\",\"member\":\"m\",\"at\":\"2024-01-02T23:59:59\"}\n"
        "{\"type\":\"view\",\"member\":\"m\",\"at\":\"2024-01-03T00:00:00\"}\n"
        "{\"type\":\"item\",\"item\":\"i\",\"at\":\"2024-01-03\"}\n",
        "{\"type\":\"item\",\"item\":\"i\",\"at\":\"2024-01-03\"}\n" HEAD("m", "2024-01-02") NO_BUY
        ",\"events\":[{\"type\":\"view\",\"at\":\"2024-01-02T23:59:59\"}]}\n",
        &cut);
}
END_TEST

START_TEST(sums_are_exact)
{
    check_orders(BUY("1", "2024-01-03", "\"qty\":0.3333,\"price\":0.0001")
                     BUY("1", "2024-01-03", "\"qty\":0.5,\"price\":0.0001")
                         BUY("1", "2024-01-03", "\"qty\":1e1,\"price\":0.10"),
                 "2024-01-03",
                 "\"first\":\"2024-01-03\",\"last\":\"2024-01-03\",\"orders\":1,\"units\":10.8333,"
                 "\"spend\":1.0001,\"refunds\":0",
                 "{\"order\":\"1\",\"at\":\"2024-01-03\",\"amount\":1.0001,\"lines\":[{\"qty\":"
                 "0.3333,\"amount\":0,\"price\":0.0001},{\"qty\":0.5,\"amount\":0.0001,\"price\":"
                 "0.0001},{\"qty\":10,\"amount\":1}]}");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("fold");
    tcase_add_test(tests, order_of_fields);
    tcase_add_test(tests, entries);
    tcase_add_test(tests, contexts);
    tcase_add_test(tests, prices);
    tcase_add_test(tests, gifts_count_for_nothing);
    tcase_add_test(tests, latest_facts);
    tcase_add_test(tests, bare_facts);
    tcase_add_test(tests, a_refusal_wins);
    tcase_add_test(tests, ids_count_once);
    tcase_add_test(tests, a_return_grows);
    tcase_add_test(tests, cut_at_a_day);
    tcase_add_test(tests, sums_are_exact);
    return run_tests("fold", tests);
}
