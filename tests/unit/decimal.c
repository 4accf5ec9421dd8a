/* Spellings are JSON numbers (RFC 8259); the sums are done again in 128 bits, by another road. */

#include <check.h>
#include <stdio.h>

#include "main.h"
#include "mbr/decimal.h"
#include "mbr/rand.h"

__extension__ typedef __int128 wide;

static const struct {
    const char *text;
    int64_t value;
} accepted[] = {
    {"0", 0},
    {"-0", 0},
    {"0.0", 0},
    {"-0.0000", 0},
    {"1", 10000},
    {"-1", -10000},
    {"19.90", 199000},
    {"19.9", 199000},
    {"0.0001", 1},
    {"-0.0001", -1},
    {"5288.63", 52886300},
    {"1e0", 10000},
    {"1E2", 1000000},
    {"1e+2", 1000000},
    {"1.5e1", 150000},
    {"15e-1", 15000},
    {"1e-4", 1},
    {"0e99999", 0},
    {"0.0e-99999", 0},
    {"-0e400", 0},
    {"10000e-8", 1},
    {"0.00001e1", 1},
    {"1.0000000000000000000000", 10000}, /* 22 zeros behind the point */
    {"0.0000000000000000000000", 0},
    {"12.340000000000000000000000", 123400},
    {"10000000000000000000000e-22", 10000}, /* and before it */
    {"99999999999999.9999", 999999999999999999},
    {"123456789012345", 1234567890123450000},
    {"922337203685477.5807", INT64_MAX},
    {"-922337203685477.5807", -INT64_MAX},
    {"9223372036854775807e-4", INT64_MAX},
    {"922337203685477.58070", INT64_MAX},
};

static const struct {
    const char *text, *what;
} refused[] = {
    {"", "not a number"},
    {"-", "not a number"},
    {"+1", "not a number"},
    {"01", "not a number"},
    {"-01", "not a number"},
    {"00", "not a number"},
    {"00.5", "not a number"},
    {".5", "not a number"},
    {"-.5", "not a number"},
    {"1.", "not a number"},
    {"1.e2", "not a number"},
    {"1e", "not a number"},
    {"1e+", "not a number"},
    {"1e1.5", "not a number"},
    {"1.2.3", "not a number"},
    {"1,5", "not a number"},
    {"--1", "not a number"},
    {" 1", "not a number"},
    {"1 ", "not a number"},
    {"0x10", "not a number"},
    {"NaN", "not a number"},
    {"Infinity", "not a number"},
    {"1_000", "not a number"},
    {"0.00001", "more than four decimal places"},
    {"1.23456", "more than four decimal places"},
    {"-0.00019", "more than four decimal places"},
    {"1e-5", "more than four decimal places"},
    {"1.00000000000000000000001", "more than four decimal places"},
    {"922337203685477.58071", "more than four decimal places"},
    {"922337203685477.5808", "number too large"},
    {"-922337203685477.5808", "number too large"},
    {"922337203685478", "number too large"},
    {"1e15", "number too large"},
    {"1e400", "number too large"},
    {"1e99999999999999999999", "number too large"},
    {"18446744073709551616", "number too large"}, /* 2^64 */
    {"10000000000000000000000", "number too large"},
    {"12345678901234567890.5", "number too large"},
};

START_TEST(spellings_accepted)
{
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++) {
        int64_t value = -7;
        const char *what = "";
        int got = mbr_decimal_parse(mbr_span(accepted[i].text), &value, &what);
        ck_assert_msg(got == 0 && value == accepted[i].value, "%s: %lld, %s", accepted[i].text,
                      (long long)value, what);
    }
}
END_TEST

START_TEST(spellings_refused)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        int64_t value = -7;
        const char *what = "";
        int got = mbr_decimal_parse(mbr_span(refused[i].text), &value, &what);
        ck_assert_msg(got == -1 && strcmp(what, refused[i].what) == 0, "%s: %d, %s",
                      refused[i].text, got, what);
    }
}
END_TEST

/* Numbers of 1 to 9 digits with a point in every place, and in them every byte in every place. */
START_TEST(every_place)
{
    const char *digits = "305817264", *what;
    static const int64_t power[] = {1, 10, 100, 1000, 10000};
    for (size_t n = 1; n <= 9; n++)
        for (size_t places = 0; places < n && places <= 4; places++) {
            char text[16];
            int64_t sum = 0, value = -7;
            snprintf(text, sizeof text, "%.*s%s%.*s", (int)(n - places), digits, places ? "." : "",
                     (int)places, digits + n - places);
            for (size_t i = 0; i < n; i++)
                sum = sum * 10 + (digits[i] - '0');
            ck_assert_int_eq(mbr_decimal_parse(mbr_span(text), &value, &what), 0);
            ck_assert_msg(value == sum * power[4 - places], "%s: %lld", text, (long long)value);
            for (size_t at = 0, length = strlen(text); at < length; at++)
                for (int byte = 0; byte < 256; byte++) {
                    struct mbr_span spoilt = {text, length};
                    char was = text[at];
                    text[at] = (char)byte;
                    if (!memchr("0123456789.eE-", byte, 14))
                        ck_assert_int_eq(mbr_decimal_parse(spoilt, &value, &what), -1);
                    text[at] = was;
                }
        }
}
END_TEST

static void check_written(int64_t value, const char *text)
{
    char to[MBR_DECIMAL_SIZE];
    struct mbr_span got = {to, mbr_decimal_write(to, value)};
    ck_assert_msg(mbr_span_is(got, text), "%.*s instead of %s", (int)got.n, got.p, text);
}

/* 1, 200,000 zeros, and an exponent that is ten times too small to undo them. */
START_TEST(many_zeros)
{
    struct mbr_buf text = {0};
    int64_t value = -7;
    const char *what = "";
    mbr_put_char(&text, '1');
    memset(mbr_buf_room(&text, 200000), '0', 200000);
    text.n += 200000;
    size_t digits = text.n;
    mbr_put_text(&text, "e-2000000");
    ck_assert_int_eq(mbr_decimal_parse(mbr_buf_span(&text), &value, &what), -1);
    ck_assert_str_eq(what, "more than four decimal places");
    text.n = digits;
    mbr_put_text(&text, "e-200000");
    ck_assert_int_eq(mbr_decimal_parse(mbr_buf_span(&text), &value, &what), 0);
    ck_assert_int_eq(value, 10000);
    mbr_buf_free(&text);
}
END_TEST

START_TEST(the_shortest_is_written)
{
    check_written(0, "0");
    check_written(1, "0.0001");
    check_written(-1, "-0.0001");
    check_written(10, "0.001");
    check_written(10000, "1");
    check_written(199000, "19.9");
    check_written(-10500, "-1.05");
    check_written(INT64_MAX, "922337203685477.5807");
    check_written(INT64_MIN, "-922337203685477.5808");
}
END_TEST

/* Of every magnitude, both signs. */
static int64_t any(struct mbr_rand *rand)
{
    uint64_t bits = mbr_rand_next(rand) >> (1 + mbr_rand_below(rand, 63));
    if (mbr_rand_below(rand, 3) == 0)
        bits = bits / MBR_DECIMAL_ONE * MBR_DECIMAL_ONE;
    return mbr_rand_below(rand, 2) ? (int64_t)bits : -(int64_t)bits;
}

START_TEST(written_and_read_back)
{
    struct mbr_rand rand;
    mbr_rand_seed(&rand, 1);
    for (int i = 0; i < 1000000; i++) {
        char text[MBR_DECIMAL_SIZE];
        const char *what = "";
        int64_t value = any(&rand), back = 0;
        struct mbr_span span = {text, mbr_decimal_write(text, value)};
        int got = mbr_decimal_parse(span, &back, &what);
        ck_assert_msg(got == 0 && back == value, "%.*s: %s", (int)span.n, span.p, what);
        ck_assert(!memchr(text, '.', span.n) || text[span.n - 1] != '0');
    }
}
END_TEST

/* Half away from zero as "twice the numerator plus the denominator, over twice the denominator" of
   the magnitudes, which rounds no remainder by hand. */
static bool rounded(wide numerator, wide denominator, int64_t *to)
{
    bool negative = (numerator < 0) ^ (denominator < 0);
    wide n = numerator < 0 ? -numerator : numerator,
         d = denominator < 0 ? -denominator : denominator;
    wide q = (2 * n + d) / (2 * d);
    *to = negative ? (int64_t)-q : (int64_t)q;
    return q <= INT64_MAX;
}

START_TEST(products_and_quotients)
{
    struct mbr_rand rand;
    mbr_rand_seed(&rand, 2);
    for (int i = 0; i < 1000000; i++) {
        int64_t a = any(&rand), b = any(&rand), expected = 0, got = 0;
        bool fits = rounded((wide)a * b, MBR_DECIMAL_ONE, &expected);
        ck_assert_int_eq(mbr_decimal_multiply(a, b, &got), fits);
        ck_assert_msg(!fits || got == expected, "%lld * %lld", (long long)a, (long long)b);
        if (b == 0)
            continue;
        fits = rounded((wide)a * MBR_DECIMAL_ONE, b, &expected);
        ck_assert_int_eq(mbr_decimal_divide(a, b, &got), fits);
        ck_assert_msg(!fits || got == expected, "%lld / %lld", (long long)a, (long long)b);
    }
}
END_TEST

static int64_t times(int64_t a, int64_t b)
{
    int64_t product = 0;
    ck_assert(mbr_decimal_multiply(a, b, &product));
    return product;
}

static int64_t over(int64_t a, int64_t b)
{
    int64_t quotient = 0;
    ck_assert(mbr_decimal_divide(a, b, &quotient));
    return quotient;
}

START_TEST(worked_by_hand)
{
    ck_assert_int_eq(times(25000, 15000), 37500); /* 2.5 x 1.5 = 3.75 */
    ck_assert_int_eq(times(1, 5000), 1);          /* 0.0001 x 0.5 = 0.00005, up */
    ck_assert_int_eq(times(-1, 5000), -1);        /* and away from zero below it */
    ck_assert_int_eq(times(1, 4999), 0);          /* 0.00004999, down */
    ck_assert_int_eq(times(3, 5000), 2);          /* 0.00015, up; half to even says 2 too */
    ck_assert_int_eq(times(5, 5000), 3);          /* 0.00025, up; half to even would say 2 */
    ck_assert_int_eq(times(-5, 5000), -3);
    ck_assert_int_eq(times(-5, -5000), 3);
    ck_assert_int_eq(times(60000, 25500), 153000); /* 6 x 2.55 = 15.3 */
    ck_assert_int_eq(over(10000, 30000), 3333);    /* 1 / 3 = 0.3333 */
    ck_assert_int_eq(over(20000, 30000), 6667);    /* 2 / 3 = 0.6667 */
    ck_assert_int_eq(over(-20000, 30000), -6667);
    ck_assert_int_eq(over(1, 20000), 1); /* 0.0001 / 2 = 0.00005, up */
    ck_assert_int_eq(over(1, -20000), -1);
    ck_assert_int_eq(over(INT64_MAX, 10000), INT64_MAX);
}
END_TEST

START_TEST(what_does_not_fit)
{
    int64_t to;
    ck_assert(!mbr_decimal_add(INT64_MAX, 1, &to));
    ck_assert(!mbr_decimal_add(-INT64_MAX, -2, &to));
    ck_assert(mbr_decimal_add(INT64_MAX, -1, &to) && to == INT64_MAX - 1);
    ck_assert(mbr_decimal_add(INT64_MAX, -INT64_MAX, &to) && to == 0);
    ck_assert(!mbr_decimal_multiply(INT64_MAX, 10001, &to));
    ck_assert(!mbr_decimal_multiply(INT64_MAX, 20000, &to));
    ck_assert(!mbr_decimal_multiply(20000, INT64_MAX, &to));
    ck_assert(mbr_decimal_multiply(INT64_MAX, 10000, &to) && to == INT64_MAX);
    ck_assert(mbr_decimal_multiply(INT64_MAX, -10000, &to) && to == -INT64_MAX);
    ck_assert(!mbr_decimal_divide(INT64_MAX, 9999, &to));
}
END_TEST

START_TEST(as_a_double)
{
    ck_assert_double_eq(mbr_decimal_double(52886300), 5288.63);
    ck_assert_double_eq(mbr_decimal_double(-1), -0.0001);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("decimal");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, spellings_accepted);
    tcase_add_test(tests, spellings_refused);
    tcase_add_test(tests, every_place);
    tcase_add_test(tests, many_zeros);
    tcase_add_test(tests, the_shortest_is_written);
    tcase_add_test(tests, written_and_read_back);
    tcase_add_test(tests, products_and_quotients);
    tcase_add_test(tests, worked_by_hand);
    tcase_add_test(tests, what_does_not_fit);
    tcase_add_test(tests, as_a_double);
    return run_tests("decimal", tests);
}
