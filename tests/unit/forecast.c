#include "mbr/forecast.h"

#include <check.h>

#include "btyd_data.h"
#include "main.h"

static const struct mbr_btyd_fitted cdnow = {.model = &mbr_paretonbd,
                                             .p = {.553, 10.578, .606, 11.669}};
static const struct mbr_btyd_fitted donors = {.model = &mbr_bgbb, .p = {1.204, .750, .657, 2.783}};

static struct mbr_btyd_case member_of(double x, double tx, double T)
{
    return (struct mbr_btyd_case){.x = x, .tx = tx, .T = T, .weight = 1};
}

/* Fader, Hardie and Lee, "Implementing the BG/NBD model for customer base analysis in Excel", note
   004 (2005), of customer 0001 in the next 39 weeks. */
START_TEST(worked_customer)
{
    struct mbr_btyd_fitted fitted = {.model = &mbr_bgnbd, .p = {.243, 4.414, .793, 2.426}};
    struct mbr_btyd_case member = member_of(2, 30.43, 38.86);
    struct mbr_forecast forecast;
    mbr_forecast_init(&forecast, &fitted, false);
    ck_assert_double_eq_tol(mbr_forecast_purchases(&forecast, &member, NULL, 39), 1.226, .0006);
    double alive = mbr_forecast_alive(&forecast, &member, NULL);
    double lost = .793 / 3.426 * pow(43.274 / 34.844, 2.243);
    ck_assert_double_eq_tol(alive, 1 / (1 + lost), 1e-12);
    ck_assert(mbr_forecast_purchases(&forecast, &member, NULL, 0) == 0);
    mbr_forecast_free(&forecast);
}
END_TEST

/* By mpmath with 50 digits: to infinity the formula of Fader, Hardie and Lee, Journal of Marketing
   Research 42 (2005), appendix, with the confluent hypergeometric function of the second kind; for
   a limited time its integral, the likelihood of both by quadrature. */
START_TEST(discounted_pareto)
{
    static const struct {
        double x, tx, T, rate, t, value;
    } table[] = {
        {2, 30.43, 38.86, .0027, INFINITY, 6.4837735677307385},
        {0, 0, 38.86, .0027, INFINITY, 0.47713622903219526},
        {7, 35, 77.86, .0027, INFINITY, 0.89265502262788172},
        {0, 0, 0, .0027, INFINITY, 3.9547530791184023},
        {2, 30.43, 38.86, .0027, 52, 1.7353722694302447},
        {2, 30.43, 38.86, .01, 500, 2.7182893428444407},
        {50, 100, 100, .1, INFINITY, 4.3529003224458314},
        {2, 30.43, 38.86, 1e-5, INFINITY, 95.956234494621572},
        {2, 30.43, 38.86, 5, INFINITY, 0.0089554422155516077},
    };
    struct mbr_forecast forecast;
    mbr_forecast_init(&forecast, &cdnow, true);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct mbr_btyd_case member = member_of(table[i].x, table[i].tx, table[i].T);
        double value = mbr_forecast_discounted(&forecast, &member, NULL, table[i].rate, table[i].t);
        ck_assert_double_eq_tol(value / table[i].value, 1, 1e-11);
    }
    mbr_forecast_free(&forecast);
}
END_TEST

/* By mpmath with 30 digits, the formula of Fader, Hardie and Shang, Marketing Science 29 (2010),
   for a discount of .1 and .001 an occasion. With the smaller one, the sum ends as an integral. */
START_TEST(discounted_donors)
{
    static const struct {
        double x, tx, T, discount, value, within;
    } table[] = {
        {4, 5, 6, .1, 3.1961674045098337, 1e-12},
        {0, 0, 6, .1, 0.1146469961817641, 1e-12},
        {6, 6, 6, .1, 5.9086783195553813, 1e-12},
        {2, 3, 6, .001, 11.596071176450023, 1e-10},
    };
    struct mbr_forecast forecast;
    mbr_forecast_init(&forecast, &donors, true);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct mbr_btyd_case member = member_of(table[i].x, table[i].tx, table[i].T);
        double rate = log1p(table[i].discount);
        double value = mbr_forecast_discounted(&forecast, &member, NULL, rate, INFINITY);
        ck_assert_double_eq_tol(value / table[i].value, 1, table[i].within);
    }
    mbr_forecast_free(&forecast);
}
END_TEST

/* No discount is the plain expectation; little is next to it; all in all the present value only
   falls with the discount, and rises with the time. */
START_TEST(discounted_limits)
{
    static const struct mbr_btyd_model *const models[] = {&mbr_bgnbd, &mbr_mbgnbd, &mbr_paretonbd,
                                                          &mbr_bgbb};
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        struct mbr_btyd_fitted fitted = {.model = models[i], .p = {.5, 6, .8, 2}};
        struct mbr_btyd_case member = member_of(3, 20, 24);
        struct mbr_forecast forecast;
        mbr_forecast_init(&forecast, &fitted, false);
        double plain = mbr_forecast_purchases(&forecast, &member, NULL, 52), before = plain;
        double none = mbr_forecast_discounted(&forecast, &member, NULL, 0, 52);
        ck_assert_double_eq_tol(none / plain, 1, 1e-12);
        ck_assert(mbr_forecast_discounted(&forecast, &member, NULL, .1, 0) == 0);
        for (double rate = 1e-9; rate < 2; rate *= 10) {
            double some = mbr_forecast_discounted(&forecast, &member, NULL, rate, 52);
            ck_assert_double_gt(some, plain * exp(-52 * rate));
            ck_assert_double_lt(some, before);
            double all = mbr_forecast_discounted(&forecast, &member, NULL, rate, INFINITY);
            ck_assert(isfinite(all) && all >= some);
            before = some;
        }
        mbr_forecast_free(&forecast);
    }
}
END_TEST

/* At the estimates the chances have the expectation as their mean; the last takes all the rest. */
START_TEST(chances_of_estimates)
{
    struct mbr_forecast forecast;
    struct mbr_btyd_case member = member_of(2, 30.43, 38.86);
    double chance[200], few[3], mean = 0, sum = 0;
    mbr_forecast_init(&forecast, &cdnow, true);
    ck_assert_int_eq(forecast.points, 1);
    mbr_forecast_chances(&forecast, &member, NULL, 39, chance, 200);
    mbr_forecast_chances(&forecast, &member, NULL, 39, few, 3);
    for (int i = 0; i < 200; i++) {
        mean += i * chance[i];
        sum += chance[i];
    }
    ck_assert_double_eq_tol(sum, 1, 1e-12);
    ck_assert_double_eq_tol(mean, mbr_forecast_purchases(&forecast, &member, NULL, 39), 1e-9);
    ck_assert_double_ge(chance[0], 1 - mbr_forecast_alive(&forecast, &member, NULL));
    ck_assert_double_eq_tol(few[1], chance[1], 1e-12);
    ck_assert_double_eq_tol(few[2], 1 - few[0] - few[1], 1e-12);
    mbr_forecast_chances(&forecast, &member, NULL, 39, few, 1);
    ck_assert(few[0] == 1);
    mbr_forecast_free(&forecast);
}
END_TEST

/* A model that tells the logarithms of its two parameters, and their products, as chances. */
static double always(const double *p, const struct mbr_btyd_case *member)
{
    (void)p;
    return member->T >= 0;
}

static void tell(const double *p, const struct mbr_btyd_case *member, double *prospect)
{
    (void)member;
    prospect[0] = log(p[0]);
    prospect[1] = log(p[1]);
}

static void products(const double *prospect, double t, double *chance, size_t count)
{
    const double told[5] = {prospect[0], prospect[1], prospect[0] * prospect[0],
                            prospect[0] * prospect[1], prospect[1] * prospect[1]};
    (void)t;
    for (size_t i = 0; i < count && i < 5; i++)
        chance[i] = told[i];
}

static const struct mbr_btyd_model telltale = {.name = "telltale",
                                               .parameters = 2,
                                               .quicker = {0, -1},
                                               .shorter = {1, 0},
                                               .alive = always,
                                               .prospect = tell,
                                               .chances = products};

/* The points' mean and covariance are those of the parameters: without covariates the estimates'
   own, with z = 2 of x + 2 v and y - 2 u, where x, y are the logarithms and u, v the effects. A
   parameter that is certain leaves the other as it is. */
START_TEST(cubature)
{
    struct mbr_btyd_fitted fitted = {
        .model = &telltale,
        .p = {exp(.3), exp(-.2)},
        .covariates = 1,
        .effect = {.1, .4},
        .size = 4,
        .definite = true,
        .covariance = {.04, .01, 0, .01, .01, .09, .02, 0, 0, .02, .05, 0, .01, 0, 0, .03}};
    struct mbr_btyd_case member = member_of(0, 0, 0);
    struct mbr_forecast forecast;
    double told[6], z[1] = {2};
    mbr_forecast_init(&forecast, &fitted, true);
    ck_assert_int_eq(forecast.points, 4);
    mbr_forecast_chances(&forecast, &member, NULL, 1, told, 6);
    ck_assert_double_eq_tol(told[0], .3, 1e-14);
    ck_assert_double_eq_tol(told[1], -.2, 1e-14);
    ck_assert_double_eq_tol(told[2] - .3 * .3, .04, 1e-14);
    ck_assert_double_eq_tol(told[3] + .3 * .2, .01, 1e-14);
    ck_assert_double_eq_tol(told[4] - .2 * .2, .09, 1e-14);
    mbr_forecast_chances(&forecast, &member, z, 1, told, 6);
    ck_assert_double_eq_tol(told[0], .3 + .8, 1e-14);
    ck_assert_double_eq_tol(told[1], -.2 - .2, 1e-14);
    ck_assert_double_eq_tol(told[2] - told[0] * told[0], .04 + 4 * .01 + 4 * .03, 1e-14);
    ck_assert_double_eq_tol(told[3] - told[0] * told[1], .01, 1e-14);
    ck_assert_double_eq_tol(told[4] - told[1] * told[1], .09 - 4 * .02 + 4 * .05, 1e-14);
    mbr_forecast_free(&forecast);
    fitted.covariance[1] = fitted.covariance[4] = fitted.covariance[5] = 0;
    mbr_forecast_init(&forecast, &fitted, true);
    ck_assert_int_eq(forecast.points, 4);
    mbr_forecast_chances(&forecast, &member, NULL, 1, told, 6);
    ck_assert_double_eq_tol(told[2] - .3 * .3, .04, 1e-14);
    ck_assert_double_eq_tol(told[4] - .2 * .2, 0, 1e-14);
    mbr_forecast_free(&forecast);
    fitted.definite = false;
    mbr_forecast_init(&forecast, &fitted, true);
    ck_assert_int_eq(forecast.points, 1);
    mbr_forecast_free(&forecast);
}
END_TEST

/* The count that no more than so much of the chance is below, or above. */
static int bound_of(const double *chance, int count, double share)
{
    double sum = chance[0];
    int k = 0;
    while (k + 1 < count && sum <= share)
        sum += chance[++k];
    return k;
}

/* Bounds of nine in ten, from a fit to 400 members, are kept by nine in ten of others or some more
   (they are whole numbers), with their parameters uncertain; never by fewer than without. */
START_TEST(coverage)
{
    static const double p[] = {.9, 8, .6, 12};
    struct members seen = {0}, others = {0};
    simulate_model(&seen, &mbr_paretonbd, p, 400, 4, 1, 1, 0);
    gather(&seen);
    struct mbr_btyd_group group = {.cases = seen.cases, .count = seen.count};
    struct mbr_btyd_fit_options options = {.jobs = 1};
    struct mbr_btyd_fitted fitted;
    struct mbr_err err;
    ck_assert_int_eq(mbr_btyd_fit(&mbr_paretonbd, &group, 1, &options, &fitted, &err), 0);
    ck_assert(fitted.definite);
    struct mbr_forecast forecast[2];
    mbr_forecast_init(&forecast[0], &fitted, false);
    mbr_forecast_init(&forecast[1], &fitted, true);
    simulate_model(&others, &mbr_paretonbd, p, 4000, 5, 1, 1, 0);
    double width[2] = {0};
    int within[2] = {0};
    for (size_t i = 0; i < others.count; i++) {
        /* a stranger's future is another's past */
        struct mbr_btyd_case stranger = member_of(0, 0, 0);
        for (int k = 0; k < 2; k++) {
            double chance[100];
            mbr_forecast_chances(&forecast[k], &stranger, NULL, others.cases[i].T, chance, 100);
            int low = bound_of(chance, 100, .05), high = bound_of(chance, 100, .95);
            within[k] += others.cases[i].x >= low && others.cases[i].x <= high;
            width[k] += high - low;
        }
    }
    ck_assert_int_ge(within[1], within[0]);
    ck_assert_double_ge(width[1], width[0]);
    ck_assert_int_ge(within[1], 3600);
    ck_assert_int_le(within[1], 3920);
    for (int k = 0; k < 2; k++)
        mbr_forecast_free(&forecast[k]);
    free(seen.cases);
    free(others.cases);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("forecast");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, worked_customer);
    tcase_add_test(tests, discounted_pareto);
    tcase_add_test(tests, discounted_donors);
    tcase_add_test(tests, discounted_limits);
    tcase_add_test(tests, chances_of_estimates);
    tcase_add_test(tests, cubature);
    tcase_add_test(tests, coverage);
    return run_tests("forecast", tests);
}
