#include "mbr/clv_fit.h"

#include <check.h>
#include <math.h>

#include "clv_data.h"
#include "main.h"
#include "mbr/clv.h"
#include "mbr/date.h"

static struct mbr_clv_base base;
static struct mbr_clv_fit fit;
static struct mbr_err err;

static void set_up(void)
{
    base = (struct mbr_clv_base){0};
}

static void tear_down(void)
{
    mbr_clv_base_free(&base);
}

static struct mbr_clv_terms terms_of(const struct mbr_btyd_model *kind, int32_t until)
{
    return (struct mbr_clv_terms){
        .kind = kind,
        .whom = {.until = until, .from = INT32_MIN, .to = INT32_MAX},
        .period = 28,
        .jobs = 1,
    };
}

static void fit_base(const struct mbr_clv_terms *terms)
{
    ck_assert_msg(mbr_clv_fit(&base, terms, &fit, &err) == 0, "%s", err.text);
}

START_TEST(nothing_to_fit)
{
    struct mbr_clv_terms terms = terms_of(NULL, 100);
    ck_assert_int_eq(mbr_clv_fit(&base, &terms, &fit, &err), -1);
    ck_assert_str_eq(err.text, "nothing to fit: no member has bought anything");
    ADD_DAYS(&base, 0, 101);
    ck_assert_int_eq(mbr_clv_fit(&base, &terms, &fit, &err), -1);
    terms.whom.until = 101;
    ck_assert_int_eq(mbr_clv_fit(&base, &terms, &fit, &err), 0);
    terms.whom.from = 102;
    ck_assert_int_eq(mbr_clv_fit(&base, &terms, &fit, &err), -1);
}
END_TEST

/* 3 repeats in 10 + 10 + 8 weeks: as if one more purchase had been seen at 28 / 3 weeks. Spend is
   50 of 5 purchases and the one that came later is not known. */
START_TEST(an_average)
{
    struct mbr_clv_terms terms = terms_of(NULL, 70);
    ADD_DAYS(&base, 0, 0, 20, 30, 71);
    ADD_DAYS(&base, 0, 0, 14);
    ADD_DAYS(&base, 0, 14);
    fit_base(&terms);
    ck_assert_int_eq(fit.want, MBR_CLV_FEW_REPEATERS);
    ck_assert(fit.members == 3 && fit.repeaters == 2);
    ck_assert(fit.shape == 1);
    ck_assert_double_eq_tol(fit.rate, 28 / 3., 1e-12);
    ck_assert(!fit.has_spend && fit.mean_spend == 10);
    ck_assert(fit.first == 0 && fit.as_of == 70 && fit.trials == 0);
}
END_TEST

/* Nobody came back: half a purchase in all the 10 weeks; all on the last day: in one week. */
START_TEST(an_average_of_nothing)
{
    struct mbr_clv_terms terms = terms_of(NULL, 70);
    ADD_DAYS(&base, 0, 0);
    fit_base(&terms);
    ck_assert_double_eq_tol(fit.rate, 20, 1e-12);
    terms.whom.until = 0;
    fit_base(&terms);
    ck_assert_double_eq_tol(fit.rate, 2, 1e-12);
    ck_assert(fit.repeaters == 0 && fit.kinds == 1);
}
END_TEST

static const struct shop plain = {
    .days = 500, .joining = 200, .members = 400, .mean = .2, .leaving = .02, .k = 1, .seed = 5};

/* It takes 30 members who bought on two days, and 56 days. */
START_TEST(what_a_model_takes)
{
    struct mbr_clv_terms terms = terms_of(&mbr_paretonbd, 0);
    open_shop(&base, &plain);
    int32_t until = 0;
    double repeaters = 0;
    while (repeaters < MBR_CLV_REPEATERS) {
        terms.whom.until = ++until;
        fit_base(&terms);
        ck_assert(fit.repeaters >= repeaters);
        repeaters = fit.repeaters;
        if (repeaters < MBR_CLV_REPEATERS)
            ck_assert_int_eq(fit.want,
                             repeaters > 0 ? MBR_CLV_FEW_REPEATERS : MBR_CLV_NO_REPEATERS);
    }
    terms.whom.until = base.first + MBR_CLV_DAYS - 1;
    fit_base(&terms);
    ck_assert_int_eq(fit.want, MBR_CLV_SHORT);
    terms.whom.until++;
    fit_base(&terms);
    ck_assert_int_ne(fit.want, MBR_CLV_SHORT);
    terms.whom.until = 499;
    fit_base(&terms);
    ck_assert_int_eq(fit.want, MBR_CLV_NOTHING_WANTED);
    ck_assert(fit.has_spend && !fit.season.learnt && fit.members == 400);
}
END_TEST

/* The model's own kind of members: r = s = 1, alpha = 1 / .2 and beta = 1 / .02 weeks. */
START_TEST(parameters_come_back)
{
    struct mbr_clv_terms terms = terms_of(&mbr_paretonbd, 729);
    struct shop shop = {.days = 730, .joining = 365, .members = 3000, .k = 1, .seed = 11};
    const double truth[] = {1, 5, 1, 50};
    shop.mean = .2;
    shop.leaving = .02;
    open_shop(&base, &shop);
    fit_base(&terms);
    ck_assert(fit.fitted.definite);
    for (int i = 0; i < 4; i++) {
        double error = sqrt(fit.fitted.covariance[5 * i]);
        ck_assert_double_le(fabs(log(fit.fitted.p[i] / truth[i])), 3 * error);
        ck_assert_double_le(error, .3);
    }
}
END_TEST

/* Whatever the threads; and the kind asked for is the one that comes. */
START_TEST(threads_change_nothing)
{
    struct mbr_clv_terms terms = terms_of(mbr_clv_kinds[_i], 499);
    static struct mbr_clv_fit again;
    open_shop(&base, &plain);
    fit_base(&terms);
    if (fit.want == MBR_CLV_NOTHING_WANTED)
        ck_assert_ptr_eq(fit.fitted.model, mbr_clv_kinds[_i]);
    terms.jobs = 3;
    ck_assert_int_eq(mbr_clv_fit(&base, &terms, &again, &err), 0);
    ck_assert_int_eq(fit.want, again.want);
    ck_assert_mem_eq(fit.fitted.p, again.fitted.p, 4 * sizeof(double));
}
END_TEST

/* Periods of 28 days from the day after the first purchase on; those that are over, counted by
 * hand.
 */
START_TEST(days_of_a_period)
{
    struct mbr_clv_terms terms = terms_of(&mbr_bgbb, 499);
    struct shop shop = plain;
    double days = 0, periods = 0;
    shop.mean = .5;
    open_shop(&base, &shop);
    fit_base(&terms);
    for (size_t i = 0; i < base.members; i++) {
        const struct mbr_occasion *o = base.occasion + base.member[i].begin;
        int32_t last = -1;
        for (uint32_t n = 1; n < base.member[i].count; n++) {
            int32_t period = (o[n].day - o[0].day - 1) / 28;
            if ((period + 1) * 28 > 499 - o[0].day)
                break;
            days++;
            periods += period != last;
            last = period;
        }
    }
    ck_assert(days > periods && periods > 100);
    ck_assert_double_eq_tol(fit.further_days, days / periods - 1, 1e-12);
    terms.kind = &mbr_bgnbd;
    fit_base(&terms);
    ck_assert(fit.further_days == 0);
}
END_TEST

/* Of all kinds with a fit the first wins whose error is within one in a thousand of the least; not
   who was refused, nor a regular one that found no regularity. */
static const struct {
    double error[3];
    int lost[3];
    int best;
} contests[] = {
    {{.9, .8, .85}, {0, 0, 0}, 1},     {{.8, .7995, .9}, {0, 0, 0}, 0},
    {{.8, .799, .9}, {0, 0, 0}, 1},    {{.8, .7, .9}, {0, 1, 0}, 0},
    {{.8, .7, .9}, {0, 2, 0}, 0},      {{.8, .9, .7}, {0, 0, 3}, 0},
    {{.8, .9, .7}, {0, 0, 0}, 2},      {{.8, .7, .9}, {1, 1, 3}, -1},
    {{.8, .8, .8}, {1, 0, 0}, 1},      {{.8, .7, .9}, {1, 2, 0}, 2},
    {{.8, .7995, .799}, {0, 0, 0}, 1},
};

START_TEST(the_best_of_the_trials)
{
    static const struct mbr_btyd_model *const kinds[] = {&mbr_bgnbd, &mbr_paretonbd, &mbr_bgcnbdk};
    fit = (struct mbr_clv_fit){.trials = 3};
    for (int i = 0; i < 3; i++) {
        int lost = contests[_i].lost[i];
        fit.trial[i] = (struct mbr_clv_trial){.kind = kinds[i],
                                              .fitted = lost != 1,
                                              .refused = lost == 2,
                                              .error = contests[_i].error[i],
                                              .k = lost == 3 ? 1 : 2};
    }
    struct mbr_clv_trial *best = mbr_clv_best(&fit);
    ck_assert_int_eq(best ? (int)(best - fit.trial) : -1, contests[_i].best);
}
END_TEST

/* Who buys every third time they wish to does so at a rhythm, which the regular models see. The
   second half of the 500 days is held out. */
START_TEST(auto_finds_a_rhythm)
{
    struct mbr_clv_terms terms = terms_of(NULL, 499);
    struct shop shop = plain;
    shop.k = 3;
    shop.members = 800;
    open_shop(&base, &shop);
    fit_base(&terms);
    ck_assert_uint_eq(fit.trials, 6);
    ck_assert_int_eq(fit.cut, 499 - 499 / 2);
    ck_assert(fit.fitted.model->regular);
    ck_assert(fit.fitted.p[fit.fitted.model->parameters] >= 2);
    double bought_since = 0, members = 0;
    for (size_t i = 0; i < base.members; i++) {
        const struct mbr_occasion *o = base.occasion + base.member[i].begin;
        members += o[0].day <= fit.cut;
        if (o[0].day <= fit.cut)
            bought_since += mbr_clv_bought(o, base.member[i].count, fit.cut, 499);
    }
    for (size_t i = 0; i < fit.trials; i++) {
        const struct mbr_clv_trial *trial = &fit.trial[i];
        ck_assert_ptr_eq(trial->kind, mbr_clv_kinds[i]);
        if (!trial->fitted)
            continue;
        ck_assert(trial->members == members && trial->bought == bought_since);
        ck_assert(trial->score < 0 && trial->error > 0);
    }
}
END_TEST

/* What the best kind of the trials is asked to give of all members, it may refuse. */
START_TEST(auto_takes_the_least_error)
{
    struct mbr_clv_terms terms = terms_of(NULL, 499);
    open_shop(&base, &plain);
    fit_base(&terms);
    const struct mbr_clv_trial *best = mbr_clv_best(&fit);
    ck_assert_ptr_eq(best->kind, fit.fitted.model);
    for (size_t i = 0; i < fit.trials; i++)
        if (fit.trial[i].fitted && !fit.trial[i].refused && fit.trial[i].k > 1)
            ck_assert_double_le(best->error * .999, fit.trial[i].error);
}
END_TEST

/* A shop of three years whose December sells three times as much. With its season the purchases of
   the fourth December, which nobody has seen, are forecast; without it they are not. */
static double forecast_of(const struct mbr_clv_terms *terms, int32_t days)
{
    double sum = 0, no_z[1] = {0};
    struct mbr_clv_view view;
    const struct mbr_clv_price price = {.horizon = days, .level = .8};
    fit_base(terms);
    mbr_clv_view_init(&view, &fit, &price);
    for (size_t i = 0; i < base.members; i++) {
        const struct mbr_occasion *o = base.occasion + base.member[i].begin;
        struct mbr_clv_history history;
        struct mbr_btyd_case known;
        double t = mbr_clv_weeks(&view.time, terms->whom.until, terms->whom.until + days);
        if (mbr_clv_known(&view, o, base.member[i].count, terms->whom.until, &history, &known))
            sum += mbr_forecast_purchases(&view.forecast, &known, no_z, t);
    }
    mbr_clv_view_free(&view);
    return sum;
}

START_TEST(seasons_learnt_and_used)
{
    struct shop shop = {.joining = 900, .members = 2000, .k = 1, .seed = 4, .december = 3};
    shop.first = mbr_day_from_civil(2020, 3, 1);
    int32_t eve = mbr_day_from_civil(2023, 11, 30);
    shop.days = eve + 32 - shop.first;
    shop.mean = .3;
    shop.leaving = .02;
    open_shop(&base, &shop);
    struct mbr_clv_terms terms = terms_of(&mbr_paretonbd, eve);
    double actual = 0;
    for (size_t i = 0; i < base.members; i++)
        actual += mbr_clv_bought(base.occasion + base.member[i].begin, base.member[i].count, eve,
                                 eve + 31);
    double plainly = forecast_of(&terms, 31);
    ck_assert(!fit.season.learnt);
    terms.seasons = true;
    double seasonally = forecast_of(&terms, 31);
    ck_assert(fit.season.learnt);
    for (int m = 0; m < 11; m++)
        ck_assert_double_eq_tol(fit.season.month[11] / fit.season.month[m], 3, .5);
    ck_assert_double_eq_tol(seasonally / actual, 1, .12);
    ck_assert_double_le(plainly / actual, .6);
    terms.whom.until = shop.first + 365;
    fit_base(&terms);
    ck_assert(!fit.season.learnt);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("clv_fit");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, nothing_to_fit);
    tcase_add_test(tests, an_average);
    tcase_add_test(tests, an_average_of_nothing);
    tcase_add_test(tests, what_a_model_takes);
    tcase_add_test(tests, days_of_a_period);
    tcase_add_test(tests, parameters_come_back);
    tcase_add_loop_test(tests, threads_change_nothing, 0, MBR_CLV_KINDS);
    tcase_add_loop_test(tests, the_best_of_the_trials, 0, sizeof contests / sizeof *contests);
    tcase_add_test(tests, auto_finds_a_rhythm);
    tcase_add_test(tests, auto_takes_the_least_error);
    tcase_add_test(tests, seasons_learnt_and_used);
    return run_tests("clv_fit", tests);
}
