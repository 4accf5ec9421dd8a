#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "main.h"
#include "mbr/number.h"
#include "mbr/rand.h"

static struct mbr_buf buf;

static const char *spelled(void (*put)(struct mbr_buf *, double), double value)
{
    buf.n = 0;
    put(&buf, value);
    mbr_put_char(&buf, '\0');
    return buf.p;
}

/* As Python's repr spells them, which is the shortest too (David Gay's algorithm). */
START_TEST(known_doubles)
{
    ck_assert_str_eq(spelled(mbr_put_double, 0), "0");
    ck_assert_str_eq(spelled(mbr_put_double, -0.0), "0");
    ck_assert_str_eq(spelled(mbr_put_double, 0.1), "0.1");
    ck_assert_str_eq(spelled(mbr_put_double, -2.5), "-2.5");
    ck_assert_str_eq(spelled(mbr_put_double, 100), "100");
    ck_assert_str_eq(spelled(mbr_put_double, 1e22), "1e22");
    ck_assert_str_eq(spelled(mbr_put_double, 1e-7), "1e-7");
    ck_assert_str_eq(spelled(mbr_put_double, 0.1 + 0.2), "0.30000000000000004");
    ck_assert_str_eq(spelled(mbr_put_double, 1.0 / 3), "0.3333333333333333");
    ck_assert_str_eq(spelled(mbr_put_double, 5e-324), "5e-324");
    ck_assert_str_eq(spelled(mbr_put_double, 1.5e-320), "1.5e-320");
    ck_assert_str_eq(spelled(mbr_put_double, 2.2250738585072014e-308), "2.2250738585072014e-308");
    ck_assert_str_eq(spelled(mbr_put_double, 1.7976931348623157e308), "1.7976931348623157e308");
}
END_TEST

static double any(struct mbr_rand *rand)
{
    union {
        uint64_t bits;
        double value;
    } u;
    if (mbr_rand_below(rand, 2))
        return ((double)mbr_rand_below(rand, 2000000) - 1e6) / 100;
    do
        u.bits = mbr_rand_next(rand);
    while (!isfinite(u.value));
    return u.value;
}

START_TEST(doubles_read_back)
{
    struct mbr_rand rand;
    mbr_rand_seed(&rand, 4);
    for (int i = 0; i < 300000; i++) {
        double value = any(&rand), back = 0;
        const char *text = spelled(mbr_put_double, value);
        ck_assert_msg(strtod(text, NULL) == value, "%s is not %a", text, value);
        ck_assert(mbr_double_parse(mbr_span(text), &back) == 0 && back == value);
        ck_assert_msg(strlen(text) <= 24, "%s", text);
    }
}
END_TEST

START_TEST(scores_have_nine_digits)
{
    ck_assert_str_eq(spelled(mbr_put_score, 1.0 / 3), "0.333333333");
    ck_assert_str_eq(spelled(mbr_put_score, 2.0 / 3), "0.666666667");
    ck_assert_str_eq(spelled(mbr_put_score, 0.1 + 0.2), "0.3");
    ck_assert_str_eq(spelled(mbr_put_score, 123456789.4), "123456789");
    ck_assert_str_eq(spelled(mbr_put_score, 1234567894), "1.23456789e9");
    ck_assert_str_eq(spelled(mbr_put_score, 1e-10), "1e-10");
    ck_assert_str_eq(spelled(mbr_put_score, -0.0), "0");
    ck_assert_str_eq(spelled(mbr_put_score, 1), "1");
}
END_TEST

/* As the C library rounds them, spelled as JSON: halves, powers of ten and what lies beside them.
 */
START_TEST(scores_are_rounded_right)
{
    struct mbr_rand rand;
    mbr_rand_seed(&rand, 5);
    for (int i = 0; i < 300000; i++) {
        double tenth = pow(10, (int)mbr_rand_below(&rand, 26) - 13), value = tenth;
        if (i % 3 == 0)
            value *= mbr_rand_below(&rand, 1000000000) + 0.5;
        else if (i % 3 == 1)
            value *= mbr_rand_uniform(&rand);
        value = nextafter(value, (int)mbr_rand_below(&rand, 3) - 1);
        char text[40];
        double back;
        snprintf(text, sizeof text, "%.9g", value);
        const char *ours = spelled(mbr_put_score, value);
        ck_assert(mbr_double_parse(mbr_span(ours), &back) == 0);
        ck_assert_msg(back == strtod(text, NULL), "%s is not %s", ours, text);
        ck_assert_msg(!strchr(ours, '.') || !strchr(ours, 'e') == !strchr(text, 'e'), "%s", ours);
        ck_assert_msg(strlen(ours) <= strlen(text), "%s is longer than %s", ours, text);
    }
}
END_TEST

START_TEST(json_numbers_only)
{
    static const char *const good[] = {"0", "-0", "1.5", "1e5", "1E+5", "-1.25e-3", "1e-400"};
    static const char *const bad[] = {"",    "-",   "+1",   ".5",   "1.",    "01",    "-01",
                                      "1e",  "1e+", "1.e1", "0x10", "0X1F",  "0x1p3", "1p3",
                                      "nan", "NAN", "inf",  "-inf", "-INF",  "-nan",  "1e400",
                                      "1 ",  " 1",  "1,5",  "1e5x", "-1e999"};
    double value;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        ck_assert_msg(mbr_double_parse(mbr_span(good[i]), &value) == 0, "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(mbr_double_parse(mbr_span(bad[i]), &value) == -1, "%s", bad[i]);
    ck_assert_int_eq(mbr_double_parse((struct mbr_span){"1\0", 2}, &value), -1);
    ck_assert_int_eq(mbr_double_parse((struct mbr_span){"12", 1}, &value), 0);
    ck_assert_double_eq(value, 1);
}
END_TEST

START_TEST(long_numbers)
{
    char text[3001] = "0.";
    double value;
    memset(text + 2, '3', sizeof text - 3);
    ck_assert_int_eq(mbr_double_parse(mbr_span(text), &value), 0);
    ck_assert_double_eq(value, 1.0 / 3);
}
END_TEST

START_TEST(whole_numbers)
{
    static const char *const bad[] = {"",
                                      "-",
                                      "+",
                                      "1.0",
                                      "1e3",
                                      " 1",
                                      "1 ",
                                      "0x1",
                                      "--1",
                                      "9223372036854775808",
                                      "-9223372036854775809"};
    int64_t value = 7;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(mbr_int_parse(mbr_span(bad[i]), &value) == -1, "%s", bad[i]);
    ck_assert_int_eq(value, 7);
    ck_assert(mbr_int_parse(mbr_span("9223372036854775807"), &value) == 0 && value == INT64_MAX);
    ck_assert(mbr_int_parse(mbr_span("-9223372036854775808"), &value) == 0 && value == INT64_MIN);
    ck_assert(mbr_int_parse(mbr_span("+42"), &value) == 0 && value == 42);
    ck_assert(mbr_int_parse(mbr_span("007"), &value) == 0 && value == 7);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("number");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, known_doubles);
    tcase_add_test(tests, doubles_read_back);
    tcase_add_test(tests, scores_have_nine_digits);
    tcase_add_test(tests, scores_are_rounded_right);
    tcase_add_test(tests, json_numbers_only);
    tcase_add_test(tests, long_numbers);
    tcase_add_test(tests, whole_numbers);
    int status = run_tests("number", tests);
    mbr_buf_free(&buf);
    return status;
}
