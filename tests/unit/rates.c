#include <check.h>

#include "main.h"
#include "mbr/currency.h"
#include "mbr/date.h"
#include "mbr/rates.h"

static struct mbr_rates *parse(const char *text)
{
    struct mbr_err err;
    struct mbr_rates *rates = mbr_rates_parse("rates.json", mbr_span(text), &err);
    ck_assert_msg(rates, "%s", err.text);
    return rates;
}

static const char one[] =
    "{\"version\":1,\"to\":\"CNY\",\"rates\":{\"USD\":7.1,\"JPY\":0.048123457,\"GBP\":9,"
    "\"EUR\":{\"2024-02-01\":\"7.75\",\"2024-01-01\":7.8}}}";

static int64_t rate_of(const struct mbr_rates *rates, const char *code, const char *day)
{
    int32_t number;
    int64_t rate;
    ck_assert_int_eq(mbr_day_parse(mbr_span(day), &number), 0);
    ck_assert_int_eq(mbr_rates_find(rates, code, number, &rate), MBR_RATES_FOUND);
    return rate;
}

START_TEST(by_day)
{
    struct mbr_rates *rates = parse(one);
    int32_t before;
    int64_t rate;
    ck_assert_int_eq(rate_of(rates, "USD", "1990-01-01"), 7100000000);
    ck_assert_int_eq(rate_of(rates, "JPY", "2024-01-01"), 48123457);
    ck_assert_int_eq(rate_of(rates, "GBP", "2024-01-01"), 9000000000);
    ck_assert_int_eq(rate_of(rates, "EUR", "2024-01-01"), 7800000000);
    ck_assert_int_eq(rate_of(rates, "EUR", "2024-01-31"), 7800000000);
    ck_assert_int_eq(rate_of(rates, "EUR", "2024-02-01"), 7750000000);
    ck_assert_int_eq(rate_of(rates, "EUR", "2030-01-01"), 7750000000);
    ck_assert_int_eq(rate_of(rates, "CNY", "2024-01-01"), 1000000000);
    ck_assert_int_eq(mbr_day_parse(mbr_span("2023-12-31"), &before), 0);
    ck_assert_int_eq(mbr_rates_find(rates, "EUR", before, &rate), MBR_RATES_TOO_EARLY);
    ck_assert_int_eq(mbr_rates_find(rates, "CHF", before, &rate), MBR_RATES_UNKNOWN);
    ck_assert_int_eq(mbr_rates_find(rates, "ZZZ", before, &rate), MBR_RATES_UNKNOWN);
    ck_assert_str_eq(mbr_rates_to(rates), "CNY");
    ck_assert_int_eq(mbr_rates_coin(rates), 100);
    mbr_rates_free(rates);
}
END_TEST

/* By hand: 2.05 x 0.1 = 0.205, and half goes away from zero; 10 x 0.048123457 = 0.48123457. */
START_TEST(rounding)
{
    int64_t changed;
    ck_assert(mbr_rates_change(20500, 100000000, 100, &changed));
    ck_assert_int_eq(changed, 2100);
    ck_assert(mbr_rates_change(-20500, 100000000, 100, &changed));
    ck_assert_int_eq(changed, -2100);
    ck_assert(mbr_rates_change(20499, 100000000, 100, &changed));
    ck_assert_int_eq(changed, 2000);
    ck_assert(mbr_rates_change(100000, 48123457, 1, &changed));
    ck_assert_int_eq(changed, 4812);
    ck_assert(mbr_rates_change(15000, 1000000000, 10000, &changed));
    ck_assert_int_eq(changed, 20000);
    ck_assert(!mbr_rates_change(INT64_MAX, 1000000001, 1, &changed));
    ck_assert(mbr_rates_change(INT64_MAX, 1000000000, 1, &changed));
    ck_assert_int_eq(changed, INT64_MAX);
    ck_assert(!mbr_rates_change(INT64_MIN, 999999999999999999, 1, &changed));
}
END_TEST

START_TEST(spellings)
{
    static const struct {
        const char *rate;
        int64_t is; /* 0: refused */
    } known[] = {
        {"0.000000001", 1},
        {"\"0.000000001\"", 1},
        {"0.0000000001", 0},
        {"\"7.1234567891\"", 0},
        {"7.1234567891", 0},
        {"7.123456789", 7123456789},
        {"\"999999999.999999999\"", 999999999999999999},
        {"999999999", 999999999000000000},
        {"1000000000", 0},
        {"\"1000000000\"", 0},
        {"0", 0},
        {"\"0\"", 0},
        {"\"\"", 0},
        {"-1", 0},
        {"\"-1\"", 0},
        {"\".5\"", 500000000},
        {"\"1e3\"", 0},
        {"1e3", 1000000000000},
        {"null", 0},
        {"{}", 0},
        {"[1]", 0},
        {"\"1.2.3\"", 0},
        {"8.2", 8200000000},
        {"\"000000000000000000000007\"", 7000000000},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct mbr_buf text = {0};
        struct mbr_err err;
        int64_t rate = 0;
        mbr_put_format(&text, "{\"version\":1,\"to\":\"KWD\",\"rates\":{\"USD\":%s}}",
                       known[i].rate);
        struct mbr_rates *rates = mbr_rates_parse("r", mbr_buf_span(&text), &err);
        ck_assert_msg(!rates == !known[i].is, "%s", known[i].rate);
        if (rates)
            ck_assert_int_eq(mbr_rates_find(rates, "USD", 0, &rate), MBR_RATES_FOUND);
        ck_assert_msg(rate == known[i].is, "%s", known[i].rate);
        mbr_rates_free(rates);
        mbr_buf_free(&text);
    }
}
END_TEST

START_TEST(refused)
{
    static const char *const known[][2] = {
        {"{\"to\":\"CNY\",\"rates\":{}}", "r: version: missing"},
        {"{\"version\":1,\"rates\":{}}", "r: to: not a currency of ISO 4217, such as \"CNY\""},
        {"{\"version\":1,\"to\":\"cny\",\"rates\":{}}",
         "r: to: not a currency of ISO 4217, such as \"CNY\""},
        {"{\"version\":1,\"to\":\"CNY\"}", "r: rates: not an object"},
        {"{\"version\":1,\"to\":\"CNY\",\"rate\":{}}",
         "r: no such field: \"rate\"; did you mean rates?"},
        {"{\"version\":1,\"to\":\"CNY\",\"rates\":{\"RMB\":1}}",
         "r: rates: not a currency of ISO 4217, such as \"USD\": \"RMB\""},
        {"{\"version\":1,\"to\":\"CNY\",\"rates\":{\"CNY\":1}}",
         "r: rates: the currency that is changed to: \"CNY\""},
        {"{\"version\":1,\"to\":\"CNY\",\"rates\":{\"USD\":{\"2024-1-1\":7}}}",
         "r: rates: USD: not a day (YYYY-MM-DD): \"2024-1-1\""},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct mbr_err err;
        ck_assert_ptr_null(mbr_rates_parse("r", mbr_span(known[i][0]), &err));
        ck_assert_str_eq(err.text, known[i][1]);
    }
}
END_TEST

/* Minor units: list one of ISO 4217. */
START_TEST(currencies)
{
    static const char *const named[][2] = {{"USD", "USD"}, {"usd", "USD"}, {"RMB", "CNY"},
                                           {"rmb", "CNY"}, {"元", "CNY"},  {"人民币", "CNY"},
                                           {"€", "EUR"},   {"US$", "USD"}, {"CN¥", "CNY"},
                                           {"kwd", "KWD"}, {"৳", "BDT"}};
    static const char *const none[] = {"$", "¥", "", "US", "USDT", "12", "1", "U D", "-", "€€"};
    char code[3];
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        ck_assert_msg(mbr_currency_code(mbr_span(named[i][0]), code), "%s", named[i][0]);
        ck_assert_mem_eq(code, named[i][1], 3);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_msg(!mbr_currency_code(mbr_span(none[i]), code), "%s", none[i]);
    ck_assert_int_eq(mbr_currency_places("CNY"), 2);
    ck_assert_int_eq(mbr_currency_places("JPY"), 0);
    ck_assert_int_eq(mbr_currency_places("XPF"), 0);
    ck_assert_int_eq(mbr_currency_places("KWD"), 3);
    ck_assert_int_eq(mbr_currency_places("TND"), 3);
    ck_assert_int_eq(mbr_currency_places("CLF"), 4);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("rates");
    tcase_add_test(tests, by_day);
    tcase_add_test(tests, rounding);
    tcase_add_test(tests, spellings);
    tcase_add_test(tests, refused);
    tcase_add_test(tests, currencies);
    return run_tests("rates", tests);
}
