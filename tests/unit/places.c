#include "mbr/places.h"

#include <check.h>

#include "main.h"

static const char *rounded(const char *number, size_t places)
{
    static struct mbr_buf text;
    text.n = 0;
    mbr_put_places(&text, mbr_span(number), places);
    mbr_put_char(&text, '\0');
    return text.p;
}

/* Python: Decimal(x).quantize(Decimal('0.01'), ROUND_HALF_UP), which is half away from zero. */
START_TEST(half_away_from_zero)
{
    ck_assert_str_eq(rounded("2.675", 2), "2.68"); /* as a double 2.67499999999999982236431605997 */
    ck_assert_str_eq(rounded("-2.675", 2), "-2.68");
    ck_assert_str_eq(rounded("1.005", 2), "1.01");
    ck_assert_str_eq(rounded("1.00499999999999999999999", 2), "1.00");
    ck_assert_str_eq(rounded("0.5", 0), "1");
    ck_assert_str_eq(rounded("1.5", 0), "2");
    ck_assert_str_eq(rounded("2.5", 0), "3");
    ck_assert_str_eq(rounded("-0.4", 0), "0");
    ck_assert_str_eq(rounded("-0.004", 2), "0.00");
    ck_assert_str_eq(rounded("-0.005", 2), "-0.01");
    ck_assert_str_eq(rounded("9.999", 2), "10.00");
    ck_assert_str_eq(rounded("-99.995", 2), "-100.00");
    ck_assert_str_eq(rounded("0.0996", 3), "0.100");
    ck_assert_str_eq(rounded("922337203685477580712345.675", 2), "922337203685477580712345.68");
}
END_TEST

START_TEST(zeros_fill_up)
{
    ck_assert_str_eq(rounded("840.5", 2), "840.50");
    ck_assert_str_eq(rounded("96", 2), "96.00");
    ck_assert_str_eq(rounded("-0", 1), "0.0");
    ck_assert_str_eq(rounded("7", 0), "7");
    ck_assert_str_eq(rounded("0.30", 3), "0.300");
}
END_TEST

START_TEST(exponents)
{
    ck_assert_str_eq(rounded("1e-7", 2), "0.00");
    ck_assert_str_eq(rounded("1.25e-1", 2), "0.13");
    ck_assert_str_eq(rounded("5E-3", 2), "0.01");
    ck_assert_str_eq(rounded("4.9e-3", 2), "0.00");
    ck_assert_str_eq(rounded("99.95e1", 0), "1000");
    ck_assert_str_eq(rounded("1.5e3", 2), "1500.00");
    ck_assert_str_eq(rounded("0.5e+2", 1), "50.0");
    ck_assert_str_eq(rounded("1e22", 0), "10000000000000000000000");
    ck_assert_str_eq(rounded("-9e-99999999999999999999", 2), "0.00");
    ck_assert_str_eq(rounded("1e400", 2), "1e400");
    ck_assert_str_eq(rounded("1e99999999999999999999", 2), "1e99999999999999999999");
}
END_TEST

START_TEST(fractions)
{
    static const char *const with[] = {"2.0", "25e-1", "0.1", "-1.25e1", "1e-400"};
    static const char *const without[] = {"3", "-0", "2.5e1", "1e22", "100e-0", "1.25e2"};
    for (size_t i = 0; i < sizeof with / sizeof *with; i++)
        ck_assert(mbr_places_any(mbr_span(with[i])));
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        ck_assert(!mbr_places_any(mbr_span(without[i])));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("places");
    tcase_add_test(tests, half_away_from_zero);
    tcase_add_test(tests, zeros_fill_up);
    tcase_add_test(tests, exponents);
    tcase_add_test(tests, fractions);
    return run_tests("places", tests);
}
