#include "mbr/clv.h"

#include <check.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "clv_data.h"
#include "main.h"

#define HORIZON 364
static double chance[MBR_CLV_CHANCES];
static struct mbr_clv_view view;
static struct mbr_clv_outlook outlook;
static struct mbr_clv_value value;
static const double no_z[1] = {0};

static void set_up(void)
{
    view = (struct mbr_clv_view){0};
    outlook = (struct mbr_clv_outlook){.chance = chance};
}

static void tear_down(void)
{
    mbr_clv_view_free(&view);
}

static struct mbr_clv_price price_of(int32_t horizon, double discount)
{
    return (struct mbr_clv_price){.horizon = horizon, .discount = discount, .level = .8};
}

/* Two purchases in 20 weeks, drawn towards 1 in 10: gamma of shape 3 and rate 30. */
static const struct mbr_clv_fit average = {
    .want = MBR_CLV_FEW_REPEATERS, .shape = 1, .rate = 10, .mean_spend = 20, .period = 7};
static const struct mbr_btyd_case twice = {.x = 2, .tx = 10, .T = 20, .weight = 1};
static const struct mbr_clv_history spent = {.x = 2, .first_spend = 10, .spend = 20};

static void look(const struct mbr_clv_fit *fit, struct mbr_clv_price price,
                 const struct mbr_btyd_case *known)
{
    mbr_clv_view_free(&view);
    mbr_clv_view_init(&view, fit, &price);
    mbr_clv_look(&view, known, fit->as_of, no_z, &outlook);
}

static double sum_of_chances(void)
{
    double sum = 0;
    for (size_t n = 0; n < outlook.chances; n++) {
        ck_assert(chance[n] >= 0 && chance[n] <= 1);
        sum += chance[n];
    }
    return sum;
}

/* Negative binomial of shape 3 and 30 / (30 + 52), by its formula: (n + 2 over n) (30/82)^3
   (52/82)^n, whose sums pass .1 at 1, .9 at 10, .025 at 0 and .975 at 14. */
START_TEST(average_forecast)
{
    struct mbr_clv_price price = price_of(HORIZON, 0);
    look(&average, price, &twice);
    ck_assert(!outlook.has_alive);
    ck_assert_double_eq_tol(outlook.purchases, 5.2, 1e-12);
    ck_assert_double_eq_tol(outlook.discounted, 5.2, 1e-12);
    ck_assert_double_eq_tol(chance[0], 0.048969109560221116, 1e-14);
    ck_assert_double_eq_tol(chance[3], 0.12487936472634557, 1e-14);
    ck_assert_double_eq_tol(sum_of_chances(), 1, 1e-12);
    ck_assert(outlook.low == 1 && outlook.high == 10);
    price.level = .95;
    look(&average, price, &twice);
    ck_assert(outlook.low == 0 && outlook.high == 14);
}
END_TEST

/* A year takes off ln 1.1: of 0.1 a week, 0.1 (1 - exp(-52 d)) / d with d = 7 ln 1.1 / 365.25, and
   for ever 0.1 / d. Chances and purchases of the endless horizon are those of 52 weeks. */
START_TEST(average_discounted)
{
    look(&average, price_of(HORIZON, .1), &twice);
    ck_assert_double_eq_tol(outlook.discounted, 4.960678437228266, 1e-12);
    look(&average, price_of(MBR_CLV_ENDLESS, .1), &twice);
    ck_assert_double_eq_tol(outlook.discounted, 54.74606336458061, 1e-10);
    ck_assert_double_eq_tol(outlook.purchases, 5.2, 1e-12);
    ck_assert(outlook.low == 1 && outlook.high == 10);
}
END_TEST

/* Three purchases of 30 together and two more at 20 are 14 each. Serving costs 5 a year. */
START_TEST(average_value)
{
    struct mbr_clv_price price = price_of(HORIZON, 0);
    price.cost = 5;
    look(&average, price, &twice);
    mbr_clv_worth(&view, &spent, &outlook, .5, &value);
    double cost = 5 * HORIZON / 365.25;
    ck_assert_double_eq_tol(value.spend, 14, 1e-12);
    ck_assert_double_eq_tol(value.future, 5.2 * 14 * .5 - cost, 1e-12);
    ck_assert_double_eq_tol(value.low, 1 * 14 * .5 - cost, 1e-12);
    ck_assert_double_eq_tol(value.high, 10 * 14 * .5 - cost, 1e-12);
    price.discount = .1;
    look(&average, price, &twice);
    mbr_clv_worth(&view, &spent, &outlook, .5, &value);
    ck_assert_double_eq_tol(value.future, 4.960678437228266 * 7 - 4.753559077426127, 1e-10);
    price.horizon = MBR_CLV_ENDLESS;
    look(&average, price, &twice);
    mbr_clv_worth(&view, &spent, &outlook, .5, &value);
    ck_assert_double_eq_tol(value.future, 54.74606336458061 * 7 - 52.46029343628531, 1e-9);
    ck_assert(!value.bounded && value.low == 0 && value.high == 0);
}
END_TEST

/* What is sold at a loss is a loss the greater, the more is sold. */
START_TEST(negative_margin)
{
    look(&average, price_of(HORIZON, 0), &twice);
    mbr_clv_worth(&view, &spent, &outlook, -.5, &value);
    ck_assert_double_eq_tol(value.low, -70, 1e-12);
    ck_assert_double_eq_tol(value.future, -36.4, 1e-12);
    ck_assert_double_eq_tol(value.high, -7, 1e-12);
}
END_TEST

/* Whose returns ate up more than they had bought counts as one who spent nothing. */
START_TEST(average_of_negative_spend)
{
    const struct mbr_clv_history returned = {.x = 2, .first_spend = 10, .spend = -50};
    look(&average, price_of(HORIZON, 0), &twice);
    mbr_clv_worth(&view, &returned, &outlook, 1, &value);
    ck_assert_double_eq_tol(value.spend, 2 * 20 / 5., 1e-12);
}
END_TEST

/* Fits of CDNOW: Fader, Hardie and Lee, Marketing Science 24 (2005), and note 025 (2013). */
static struct mbr_clv_fit cdnow(void)
{
    struct mbr_clv_fit fit = {.period = 7, .has_spend = true, .mean_spend = 35};
    fit.fitted =
        (struct mbr_btyd_fitted){.model = &mbr_paretonbd, .p = {.553, 10.578, .606, 11.669}};
    fit.spend = (struct mbr_gammagamma){.p = 6.25, .q = 3.74, .gamma = 15.44};
    return fit;
}
static const struct mbr_btyd_case customer = {.x = 2, .tx = 30.43, .T = 38.86, .weight = 1};

/* At .0027 a week, by mpmath with 50 digits (tests/unit/forecast.c): 6.4838 for ever, 1.7354 in 52
   weeks. */
START_TEST(discounted_purchases)
{
    struct mbr_clv_fit fit = cdnow();
    double discount = expm1(.0027 * 365.25 / 7);
    look(&fit, price_of(MBR_CLV_ENDLESS, discount), &customer);
    ck_assert_double_eq_tol(outlook.discounted, 6.4837735677307385, 1e-9);
    double purchases = outlook.purchases;
    look(&fit, price_of(HORIZON, discount), &customer);
    ck_assert_double_eq_tol(outlook.discounted, 1.7353722694302447, 1e-9);
    ck_assert(outlook.purchases == purchases && purchases > outlook.discounted);
    ck_assert(outlook.has_alive && outlook.p_alive > 0 && outlook.p_alive < 1);
}
END_TEST

/* Customer 1 of the sample: 2 repeats at 22.35. Note 025's formula: (q - 1) / (p x + q - 1) of the
   mean p gamma / (q - 1) of all, and the rest of their own. */
START_TEST(worth_of_a_purchase)
{
    struct mbr_clv_fit fit = cdnow();
    const struct mbr_clv_history own = {.x = 2, .first_spend = 29.33, .spend = 44.70};
    const struct mbr_clv_history none = {.first_spend = 500}, lost = {.x = 2, .spend = -1};
    double all = 6.25 * 15.44 / 2.74;
    look(&fit, price_of(HORIZON, 0), &customer);
    mbr_clv_worth(&view, &own, &outlook, 1, &value);
    ck_assert_double_eq_tol(value.spend, (2.74 * all + 12.5 * 22.35) / 15.24, 1e-10);
    ck_assert_double_eq_tol(value.future, value.spend * outlook.purchases, 1e-10);
    mbr_clv_worth(&view, &none, &outlook, 1, &value);
    ck_assert_double_eq_tol(value.spend, all, 1e-10);
    mbr_clv_worth(&view, &lost, &outlook, 1, &value);
    ck_assert_double_eq_tol(value.spend, all, 1e-10);
}
END_TEST

/* The bounds of the value leave as much below and above as they say. */
START_TEST(bounds_of_the_value)
{
    struct mbr_clv_fit fit = cdnow();
    const struct mbr_btyd_case often = {.x = 20, .tx = 38, .T = 38.86, .weight = 1};
    const struct mbr_clv_history own = {.x = 20, .first_spend = 20, .spend = 500};
    struct mbr_clv_price price = price_of(HORIZON, 0);
    struct mbr_clv_value wider;
    look(&fit, price, &often);
    mbr_clv_worth(&view, &own, &outlook, 1, &value);
    ck_assert_double_eq_tol(mbr_clv_spend_below(&view, &own, &outlook, value.low), .1, 2e-3);
    ck_assert_double_eq_tol(mbr_clv_spend_below(&view, &own, &outlook, value.high), .9, 2e-3);
    ck_assert(value.low > 0 && value.low < value.future && value.future < value.high);
    price.level = .95;
    look(&fit, price, &often);
    mbr_clv_worth(&view, &own, &outlook, 1, &wider);
    ck_assert(wider.future == value.future);
    ck_assert(wider.low < value.low && wider.high > value.high);
    ck_assert_double_eq_tol(mbr_clv_spend_below(&view, &own, &outlook, wider.high), .975, 2e-3);
    mbr_clv_worth(&view, &own, &outlook, -1, &value);
    ck_assert(value.low <= value.future && value.future <= value.high);
    ck_assert_double_eq_tol(value.low, -wider.high, 1e-9);
}
END_TEST

START_TEST(spend_below)
{
    struct mbr_clv_fit fit = cdnow();
    const struct mbr_clv_history own = {.x = 2, .spend = 44.70};
    double before = 0;
    look(&fit, price_of(HORIZON, 0), &customer);
    ck_assert_double_eq_tol(mbr_clv_spend_below(&view, &own, &outlook, 1e-9), chance[0], 1e-9);
    ck_assert_double_eq_tol(mbr_clv_spend_below(&view, &own, &outlook, 1e12), 1, 1e-3);
    for (double worth = 1; worth < 1e6; worth *= 3) {
        double below = mbr_clv_spend_below(&view, &own, &outlook, worth);
        ck_assert(below >= before - 1e-12 && below <= 1 + 1e-12);
        before = below;
    }
}
END_TEST

/* The longer one looks, the more there is; chances sum to 1 whatever the horizon. */
START_TEST(longer_horizons)
{
    struct mbr_clv_fit fit = cdnow();
    double purchases = 0, worth = 0, high = 0;
    for (int32_t days = 1; days <= 36500; days *= 3) {
        look(&fit, price_of(days, .1), &customer);
        mbr_clv_worth(&view, &spent, &outlook, 1, &value);
        ck_assert(outlook.purchases > purchases && value.future > worth && outlook.high >= high);
        ck_assert_double_eq_tol(sum_of_chances(), 1, 1e-9);
        purchases = outlook.purchases;
        worth = value.future;
        high = outlook.high;
    }
    look(&fit, price_of(MBR_CLV_ENDLESS, .1), &customer);
    mbr_clv_worth(&view, &spent, &outlook, 1, &value);
    ck_assert(value.future > worth && value.future < worth * 1.1);
}
END_TEST

/* Bounds of money are of at most 104 weeks. */
START_TEST(bounded_horizons)
{
    struct mbr_clv_fit fit = cdnow();
    look(&fit, price_of(728, .1), &customer);
    mbr_clv_worth(&view, &spent, &outlook, 1, &value);
    ck_assert(outlook.bounded && value.bounded && value.high > value.future);
    look(&fit, price_of(729, .1), &customer);
    mbr_clv_worth(&view, &spent, &outlook, 1, &value);
    ck_assert(outlook.bounded && !value.bounded && value.future > 0);
}
END_TEST

/* Gamma of shape 301 and rate .04 is 7525 a week: the quantiles lie beyond any table, and there are
   no bounds; the mean is as ever. */
START_TEST(too_frequent_for_bounds)
{
    const struct mbr_clv_fit many = {
        .want = MBR_CLV_FEW_REPEATERS, .shape = 1, .rate = .02, .mean_spend = 20, .period = 7};
    const struct mbr_btyd_case busy = {.x = 300, .tx = .02, .T = .02, .weight = 1};
    look(&many, price_of(HORIZON, 0), &busy);
    mbr_clv_worth(&view, &spent, &outlook, 1, &value);
    ck_assert(!outlook.bounded && !value.bounded);
    ck_assert_double_eq_tol(outlook.purchases, 301 / .04 * 52, 1e-6);
    ck_assert_double_eq_tol(value.future, 301 / .04 * 52 * 14, 1e-5);
}
END_TEST

/* Hundreds of purchases a year: more chances than the first table holds. */
START_TEST(very_frequent)
{
    struct mbr_clv_fit fit = cdnow();
    const struct mbr_btyd_case daily = {.x = 254, .tx = 38.8, .T = 38.86, .weight = 1};
    look(&fit, price_of(HORIZON, .1), &daily);
    ck_assert(outlook.chances > 64 && outlook.high > outlook.purchases);
    ck_assert_double_eq_tol(sum_of_chances(), 1, 1e-9);
    mbr_clv_worth(&view, &spent, &outlook, 1, &value);
    ck_assert(isfinite(value.low) && isfinite(value.high) && value.low < value.high);
}
END_TEST

/* q <= 1: a stranger's purchase has no mean, and the median stands in. */
START_TEST(spend_without_a_mean)
{
    struct mbr_clv_fit fit = cdnow();
    const struct mbr_clv_history once = {.first_spend = 5};
    fit.spend.q = .5;
    look(&fit, price_of(HORIZON, .1), &customer);
    mbr_clv_worth(&view, &once, &outlook, 1, &value);
    ck_assert(value.spend > 0 && value.spend < DBL_MAX && isfinite(value.high));
}
END_TEST

/* Periods of 28 days: 364 are 13, 27 none. Donors of Fader, Hardie and Shang (2010). */
START_TEST(periods)
{
    struct mbr_clv_fit fit = {.period = 28, .mean_spend = 20};
    const struct mbr_btyd_case donor = {.x = 2, .tx = 4, .T = 6, .weight = 1};
    struct mbr_forecast forecast;
    fit.fitted = (struct mbr_btyd_fitted){.model = &mbr_bgbb, .p = {1.204, .750, .657, 2.783}};
    look(&fit, price_of(HORIZON, 0), &donor);
    mbr_forecast_init(&forecast, &fit.fitted, false);
    ck_assert_double_eq_tol(outlook.purchases, mbr_forecast_purchases(&forecast, &donor, NULL, 13),
                            1e-12);
    mbr_forecast_free(&forecast);
    ck_assert_double_eq_tol(outlook.discounted, outlook.purchases, 1e-9);
    mbr_clv_worth(&view, &spent, &outlook, 1, &value);
    struct mbr_clv_value once = value;
    fit.further_days = 1.5;
    mbr_clv_worth(&view, &spent, &outlook, 1, &value);
    ck_assert(once.future > 0 && once.high > 0 && value.spend == once.spend);
    ck_assert_double_eq_tol(value.future, 2.5 * once.future, 1e-9);
    ck_assert_double_eq_tol(value.high, 2.5 * once.high, 1e-9);
    fit.has_spend = true;
    fit.spend = (struct mbr_gammagamma){.p = 6.25, .q = 3.74, .gamma = 15.44};
    mbr_clv_worth(&view, &spent, &outlook, 1, &value);
    ck_assert_double_eq_tol(mbr_clv_spend_below(&view, &spent, &outlook, value.high), .9, 2e-3);
    ck_assert_double_eq_tol(value.future, 2.5 * outlook.purchases * value.spend, 1e-9);
    fit.has_spend = false;
    look(&fit, price_of(27, 0), &donor);
    mbr_clv_worth(&view, &spent, &outlook, 1, &value);
    ck_assert(outlook.purchases == 0 && chance[0] == 1 && outlook.high == 0);
    ck_assert(value.future == 0 && value.high == 0);
}
END_TEST

/* The December of this shop sells four times as much as the other months. */
START_TEST(seasons_ahead)
{
    struct mbr_clv_fit fit = cdnow();
    fit.season = mbr_season_none;
    fit.season.learnt = true;
    for (int m = 0; m < 12; m++)
        fit.season.month[m] = m == 11 ? 3.2 : .8;
    fit.first = 0;
    fit.as_of = 1064; /* 30 November 1972 */
    look(&fit, price_of(31, 0), &customer);
    double december = outlook.purchases;
    mbr_clv_look(&view, &customer, 1064 + 31, no_z, &outlook);
    double january = outlook.purchases;
    ck_assert(december > 3.3 * january && december < 4 * january);
    look(&fit, price_of(MBR_CLV_ENDLESS, .1), &customer);
    double year = outlook.purchases;
    mbr_clv_look(&view, &customer, 1064 + 20000, no_z, &outlook);
    ck_assert_double_eq_tol(outlook.purchases / year, 1, .01);
    look(&fit, price_of(3650, .1), &customer);
    ck_assert(outlook.purchases > year && outlook.purchases < 10 * year);
}
END_TEST

START_TEST(known_members)
{
    struct mbr_clv_fit fit = cdnow();
    const struct mbr_occasion o[] = {bought(10, 5), bought(20, 9)};
    const struct mbr_clv_price price = price_of(HORIZON, 0);
    struct mbr_clv_history history;
    struct mbr_btyd_case known;
    mbr_clv_view_init(&view, &fit, &price);
    ck_assert(!mbr_clv_known(&view, o, 2, 9, &history, &known));
    ck_assert(mbr_clv_known(&view, o, 2, 24, &history, &known));
    ck_assert(history.x == 1 && history.spend == 9);
    ck_assert(known.x == 1 && known.tx == 10 / 7. && known.T == 2);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("clv");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, average_forecast);
    tcase_add_test(tests, average_discounted);
    tcase_add_test(tests, average_value);
    tcase_add_test(tests, negative_margin);
    tcase_add_test(tests, average_of_negative_spend);
    tcase_add_test(tests, discounted_purchases);
    tcase_add_test(tests, worth_of_a_purchase);
    tcase_add_test(tests, bounds_of_the_value);
    tcase_add_test(tests, spend_below);
    tcase_add_test(tests, longer_horizons);
    tcase_add_test(tests, very_frequent);
    tcase_add_test(tests, bounded_horizons);
    tcase_add_test(tests, too_frequent_for_bounds);
    tcase_add_test(tests, spend_without_a_mean);
    tcase_add_test(tests, periods);
    tcase_add_test(tests, seasons_ahead);
    tcase_add_test(tests, known_members);
    return run_tests("clv", tests);
}
