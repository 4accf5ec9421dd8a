#ifndef MBR_TESTS_UNIT_BTYD_MODEL_H
#define MBR_TESTS_UNIT_BTYD_MODEL_H

/* What holds for every model of btyd.h. */

#include <check.h>
#include <math.h>

#include "mbr/btyd.h"
#include "mbr/variate.h"

/* A row of a table of values that were computed elsewhere: whether the model is the modified one;
   five parameters; x, tx, T and logs of a member; t; the log-likelihood, P(alive), and of one who
   is there the purchases to expect and the chances of 0, 1 and 3. */
enum { COLUMNS = 17 };

/* Relative, below 1 absolute for the log-likelihood. */
#define NEAR_ENOUGH 1e-11

static inline void check_near(double got, double want, int row, const char *what)
{
    double off = fabs(got - want);
    ck_assert_msg(off <= NEAR_ENOUGH * fabs(want) || off <= 1e-15, "row %d, %s: %.17g, not %.17g",
                  row, what, got, want);
}

static inline double log_likelihood(const struct mbr_btyd_model *model, const double *p,
                                    const struct mbr_btyd_case *cases, size_t count)
{
    double sum = 0;
    model->likelihood(p, cases, count, &sum, NULL);
    return sum;
}

/* Differences of fourth order. */
static inline void check_gradient(const struct mbr_btyd_model *model, const double *p,
                                  const struct mbr_btyd_case *cases, size_t count)
{
    const double step = 1e-3;
    double gradient[MBR_BTYD_MOST] = {0}, sum = 0;
    model->likelihood(p, cases, count, &sum, gradient);
    for (int i = 0; i < model->parameters; i++) {
        double at[4];
        for (int j = 0; j < 4; j++) {
            double near[MBR_BTYD_ENTRIES];
            for (int n = 0; n < MBR_BTYD_ENTRIES; n++)
                near[n] = p[n];
            near[i] *= exp(step * (j < 2 ? j - 2 : j - 1));
            at[j] = log_likelihood(model, near, cases, count);
        }
        double slope = (8 * (at[2] - at[1]) - (at[3] - at[0])) / (12 * step);
        ck_assert_double_eq_tol(gradient[i], slope, 1e-8 * (1 + fabs(slope) + fabs(sum)));
    }
}

static inline void check_row(const struct mbr_btyd_model *model, const double row[COLUMNS],
                             int number)
{
    const double *p = row + 1, *truth = row + 11, t = row[10];
    struct mbr_btyd_case member = {row[6], row[7], row[8], row[9], 1};
    double prospect[MBR_BTYD_PROSPECT], chance[4];
    double off = log_likelihood(model, p, &member, 1) - truth[0];
    ck_assert_msg(fabs(off) <= NEAR_ENOUGH * (1 + fabs(truth[0])),
                  "row %d, log-likelihood: off by %g", number, off);
    check_near(model->alive(p, &member), truth[1], number, "alive");
    model->prospect(p, &member, prospect);
    check_near(model->expected(prospect, t), truth[2], number, "expected");
    model->chances(prospect, t, chance, 4);
    check_near(chance[0], truth[3], number, "chance of none");
    check_near(chance[1], truth[4], number, "chance of one");
    check_near(chance[3], truth[5], number, "chance of three");
    check_gradient(model, p, &member, 1);
}

/* Chances of one who is there sum to 1, and their mean is what is expected; count must take in
   nearly all. */
static inline void check_chances(const struct mbr_btyd_model *model, const double *p,
                                 const struct mbr_btyd_case *member, double t, size_t count)
{
    double prospect[MBR_BTYD_PROSPECT], sum = 0, mean = 0, chance[2000];
    ck_assert_uint_le(count, 2000);
    model->prospect(p, member, prospect);
    model->chances(prospect, t, chance, count);
    for (size_t n = 0; n < count; n++) {
        ck_assert(chance[n] >= 0);
        sum += chance[n];
        mean += (double)n * chance[n];
    }
    ck_assert_double_eq_tol(sum, 1, 1e-10);
    ck_assert_double_eq_tol(mean, model->expected(prospect, t), 1e-9 * (1 + mean));
}

/* At the parameters that members were made from the likelihood's slope is 0, but for chance: within
   4 standard errors, which are the root of the sum of the single slopes' squares. */
static inline void check_slope(const struct mbr_btyd_model *model, const double *p,
                               const struct mbr_btyd_case *cases, size_t count)
{
    double slope[MBR_BTYD_MOST] = {0}, square[MBR_BTYD_MOST] = {0}, sum = 0;
    for (size_t i = 0; i < count; i++) {
        double one[MBR_BTYD_MOST] = {0};
        model->likelihood(p, &cases[i], 1, &sum, one);
        for (int j = 0; j < model->parameters; j++) {
            slope[j] += one[j];
            square[j] += one[j] * one[j];
        }
    }
    for (int j = 0; j < model->parameters; j++) {
        ck_assert(square[j] > 0);
        ck_assert_double_lt(fabs(slope[j]), 4 * sqrt(square[j]));
    }
}

/* Whatever a fit may try, results are finite, chances and P(alive) within 0 and 1. */
static inline void check_sane(const struct mbr_btyd_model *model, const double *p,
                              const struct mbr_btyd_case *member, double t)
{
    double prospect[MBR_BTYD_PROSPECT], chance[20], gradient[MBR_BTYD_MOST] = {0}, sum = 0;
    model->likelihood(p, member, 1, &sum, gradient);
    ck_assert(isfinite(sum));
    for (int i = 0; i < model->parameters; i++)
        ck_assert(isfinite(gradient[i]));
    double alive = model->alive(p, member);
    ck_assert(alive >= 0 && alive <= 1);
    model->prospect(p, member, prospect);
    double expected = model->expected(prospect, t);
    ck_assert(isfinite(expected) && expected >= 0);
    model->chances(prospect, t, chance, 20);
    for (int n = 0; n < 20; n++)
        ck_assert(chance[n] >= 0 && chance[n] <= 1 + 1e-12);
    ck_assert(model->expected(prospect, 0) == 0);
    model->chances(prospect, 0, chance, 2);
    ck_assert_double_eq_tol(chance[0], 1, 1e-14);
    ck_assert(chance[1] == 0);
    ck_assert(!isnan(model->expected(prospect, INFINITY)));
}

/* Members with parameters from e^-15 to e^15. */
static inline void check_sane_everywhere(const struct mbr_btyd_model *model, int count)
{
    struct mbr_rand rand;
    mbr_rand_seed(&rand, 15);
    for (int i = 0; i < count; i++) {
        double p[MBR_BTYD_ENTRIES] = {0};
        for (int j = 0; j < model->parameters; j++)
            p[j] = exp(30 * mbr_rand_uniform(&rand) - 15);
        p[model->parameters] = 1 + mbr_rand_below(&rand, 6);
        double T = mbr_rand_below(&rand, i % 2 ? 5000 : 50);
        double x = fmin(mbr_rand_below(&rand, i % 3 ? 301 : 3), T);
        double tx = x > 0 ? x + floor((T - x) * mbr_rand_uniform(&rand)) : 0;
        struct mbr_btyd_case member = {.x = x, .tx = tx, .T = T, .weight = 1};
        check_sane(model, p, &member, 1 + mbr_rand_below(&rand, i % 2 ? 500 : 20));
    }
}

#endif
