#include "mbr/moneytext.h"

#include <check.h>
#include <stdio.h>

#include "main.h"
#include "mbr/decimal.h"

static const char *read_as(const char *text, enum mbr_decimal_mark mark)
{
    static char spelled[MBR_DECIMAL_SIZE + 1];
    int64_t value;
    const char *what;
    if (mbr_moneytext_parse(mbr_span(text), mark, &value, &what) < 0)
        return what;
    spelled[mbr_decimal_write(spelled, value)] = '\0';
    return spelled;
}

static void ck_reads(const char *text, const char *want)
{
    ck_assert_str_eq(read_as(text, MBR_MARK_OPEN), want);
}

START_TEST(clear_values)
{
    ck_reads("2.55", "2.55");
    ck_reads("1,234.56", "1234.56");
    ck_reads("1.234,56", "1234.56");
    ck_reads("1,234,567", "1234567");
    ck_reads("1.234.567", "1234567");
    ck_reads("12,5", "12.5");
    ck_reads("0.001", "0.001");
    ck_reads("1 234,50", "1234.5");
    ck_reads("1'234.50", "1234.5");
    ck_reads("1\xc2\xa0"
             "234 €",
             "1234");
    ck_reads("¥99", "99");
    ck_reads("￥1,299.00", "1299");
    ck_reads("৳2,999.5", "2999.5");
    ck_reads("US$ 3", "3");
    ck_reads("99元", "99");
    ck_reads("￥5元", "5");
    ck_reads("-¥ 1,299.50 RMB", "-1299.5");
    ck_reads("$3 USD", "3");
    ck_reads("-$3.00", "-3");
    ck_reads("$-3.00", "-3");
    ck_reads("3.00-", "-3");
    ck_reads("($3.50)", "-3.5");
    ck_reads("\xe2\x88\x92"
             "7",
             "-7");
    ck_reads("+7", "7");
    ck_reads("007", "7");
    ck_reads(".5", "0.5");
    ck_reads("$8.00", "8");
    ck_reads("($3.00)", "-3");
    ck_reads("-$1,234.50", "-1234.5");
    ck_reads("1.234,50 €", "1234.5");
    ck_reads("HK$ 1,234", "1234");
    ck_reads("NT$99", "99");
    ck_reads("99 CA$", "99");
    ck_reads("99 A$", "99");
    ck_reads("99 US$", "99");
    ck_reads("$5 CAD", "5");
    ck_reads("¥500 JPY", "500");
    ck_reads("RM5", "5");
    ck_reads("RMB5", "5");
    ck_reads("₩12,000", "12000");
}
END_TEST

START_TEST(refused)
{
    static const char *const texts[] = {"",    "-",          "abc",     "1,23,456", "12.34.5",
                                        "1e3", "--1",        "(-1)",    "1 23",     "$",
                                        "1.",  "1,2 3",      "1.2,3.4", "$1€",      "1,234 567",
                                        ".",   "1234,567.8", "¥1$",     "¥¥1",      "1元元"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *got = read_as(texts[i], MBR_MARK_OPEN);
        ck_assert_msg(strcmp(got, "not a number") == 0, "%s: %s", texts[i], got);
    }
    ck_reads("1.23456", "more than four decimal places");
    ck_reads("1.50000", "1.5");
    ck_reads("922337203685478", "number too large");
}
END_TEST

START_TEST(marks)
{
    ck_reads("1.234", "ambiguous decimal mark (see --decimal)");
    ck_reads("1,234", "ambiguous decimal mark (see --decimal)");
    ck_reads("৳2,999", "2999");
    ck_reads("¥2,999", "2999");
    ck_reads("$2,999", "2999");
    ck_reads("£2.999", "2.999");
    ck_reads("$2.999", "ambiguous decimal mark (see --decimal)");
    ck_reads("2,999 €", "ambiguous decimal mark (see --decimal)");
    ck_reads("2.999 ₫", "ambiguous decimal mark (see --decimal)");
    ck_assert_str_eq(read_as("$2,999", MBR_MARK_COMMA), "2.999");
    ck_assert_int_eq(mbr_moneytext_says(mbr_span("৳2,999")), MBR_MONEYTEXT_POINT);
    ck_assert_str_eq(read_as("1.234", MBR_MARK_POINT), "1.234");
    ck_assert_str_eq(read_as("1.234", MBR_MARK_COMMA), "1234");
    ck_assert_str_eq(read_as("1,234", MBR_MARK_POINT), "1234");
    ck_assert_str_eq(read_as("12,50", MBR_MARK_POINT), "not a number");
    ck_assert_str_eq(read_as("12.50", MBR_MARK_COMMA), "not a number");
    ck_assert_int_eq(mbr_moneytext_says(mbr_span("1,234.5")), MBR_MONEYTEXT_POINT);
    ck_assert_int_eq(mbr_moneytext_says(mbr_span("1.234,5 €")), MBR_MONEYTEXT_COMMA);
    ck_assert_int_eq(mbr_moneytext_says(mbr_span("1,234")), MBR_MONEYTEXT_EITHER);
    ck_assert_int_eq(mbr_moneytext_says(mbr_span("0,234")), MBR_MONEYTEXT_COMMA);
    ck_assert_int_eq(mbr_moneytext_says(mbr_span("12")), MBR_MONEYTEXT_NOTHING);
}
END_TEST

static const char *currency_of(const char *text)
{
    static char said[20];
    struct mbr_moneytext_currency currency;
    if (!mbr_moneytext_currency(mbr_span(text), &currency))
        return "none";
    snprintf(said, sizeof said, "%s %s", currency.sign, currency.code ? currency.code : "open");
    return said;
}

/* ISO 4217. The dollar and the yen or yuan sign are those of several currencies. */
START_TEST(currencies)
{
    ck_assert_str_eq(currency_of("7"), "none");
    ck_assert_str_eq(currency_of("-$3.00"), "$ open");
    ck_assert_str_eq(currency_of("US$ 3"), "US$ USD");
    ck_assert_str_eq(currency_of("$3 USD"), "USD USD");
    ck_assert_str_eq(currency_of("¥99"), "¥ open");
    ck_assert_str_eq(currency_of("￥5元"), "元 CNY");
    ck_assert_str_eq(currency_of("CN¥5"), "CN¥ CNY");
    ck_assert_str_eq(currency_of("1.234,5 €"), "€ EUR");
    ck_assert_str_eq(currency_of("£1"), "£ GBP");
    ck_assert_str_eq(currency_of("৳1"), "৳ BDT");
    ck_assert_str_eq(currency_of("1HK$"), "HK$ HKD");
    ck_assert_str_eq(currency_of("$1.50 CAD"), "CAD CAD");
    ck_assert_str_eq(currency_of("SGD 1$"), "SGD SGD");
    ck_assert_str_eq(currency_of("￥1 JPY"), "JPY JPY");
    ck_assert_str_eq(currency_of("¥1 CAD"), "none");
    ck_assert_str_eq(currency_of("$1 EUR"), "none");
    ck_assert_str_eq(currency_of("US$1 CAD"), "none");
    ck_assert_str_eq(currency_of("1 US$"), "US$ USD");
    ck_assert_str_eq(currency_of("RM1"), "RM MYR");
    ck_assert_str_eq(currency_of("RMB1"), "RMB CNY");
    ck_assert_str_eq(currency_of("$1€"), "none");
    ck_assert_str_eq(currency_of("€"), "none");
    struct mbr_moneytext_currency a, b;
    ck_assert(mbr_moneytext_currency(mbr_span("$1"), &a));
    ck_assert(mbr_moneytext_currency(mbr_span("1USD"), &b));
    ck_assert_int_eq(a.which, b.which);
    ck_assert(mbr_moneytext_currency(mbr_span("1€"), &b));
    ck_assert_int_ne(a.which, b.which);
}
END_TEST

/* Where the short way answers, it answers as the long one does. */
START_TEST(short_way)
{
    struct mbr_span shortest;
    ck_assert(!mbr_moneytext_plain(mbr_span("1.234"), MBR_MARK_OPEN, &shortest));
    ck_assert(!mbr_moneytext_plain(mbr_span("-1"), MBR_MARK_POINT, &shortest));
    ck_assert(!mbr_moneytext_plain(mbr_span("01"), MBR_MARK_POINT, &shortest));
    ck_assert(!mbr_moneytext_plain(mbr_span("1."), MBR_MARK_POINT, &shortest));
    ck_assert(!mbr_moneytext_plain(mbr_span("1.5"), MBR_MARK_COMMA, &shortest));
    for (int i = 0; i < 120000; i += 7) {
        char text[32];
        int n = snprintf(text, sizeof text, "%d.%0*d", i / 1000, 1 + i % 4, i % 10);
        struct mbr_span all = {text, (size_t)n};
        ck_assert(mbr_moneytext_plain(all, MBR_MARK_POINT, &shortest));
        ck_assert(mbr_span_is(shortest, read_as(text, MBR_MARK_POINT)));
    }
}
END_TEST

/* On random texts of a few bytes the short way says what the usual one says. */
START_TEST(short_ones)
{
    static const char letters[] = "0000112599..,-/:\xb0";
    uint64_t state = 3;
    int plain = 0;
    for (int round = 0; round < 400000; round++) {
        char text[MBR_MONEYTEXT_SHORT];
        for (size_t i = 0; i < sizeof text; i++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            text[i] = letters[(state >> 33) % (round % 2 ? 11 : sizeof letters - 1)];
        }
        struct mbr_span all = {text, (size_t)round % (sizeof text + 1)}, a = {0}, b = {0};
        enum mbr_decimal_mark mark = (enum mbr_decimal_mark)(round % 3);
        bool is_plain = mbr_moneytext_plain(all, mark, &a);
        ck_assert_int_eq(mbr_moneytext_short(all, mark, &b), is_plain);
        ck_assert(!is_plain || (a.p == b.p && a.n == b.n));
        plain += is_plain;
    }
    ck_assert_int_gt(plain, 10000);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("moneytext");
    tcase_add_test(tests, clear_values);
    tcase_add_test(tests, refused);
    tcase_add_test(tests, marks);
    tcase_add_test(tests, currencies);
    tcase_add_test(tests, short_way);
    tcase_add_test(tests, short_ones);
    return run_tests("moneytext", tests);
}
