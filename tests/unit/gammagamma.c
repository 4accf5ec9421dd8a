#include "mbr/gammagamma.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "main.h"
#include "mbr/mem.h"
#include "mbr/variate.h"

/* Customers of CDNOW's sample: repeat purchases and their mean worth, to the end of September 1997.
   0, with a line that says so, where the file is not there. */
static size_t read_sample(struct mbr_gammagamma_case **cases)
{
    const char *shared = getenv("MBR_SHARED");
    char path[4096], line[256];
    size_t count = 0, room = 0;
    snprintf(path, sizeof path, "%s/data/cdnow/sample_summary_weeks.csv",
             shared ? shared : "../shared");
    FILE *file = fopen(path, "r");
    *cases = NULL;
    while (file && fgets(line, sizeof line, file)) {
        struct mbr_gammagamma_case one = {.weight = 1};
        if (sscanf(line, "%*d,%lf,%*f,%*f,%lf", &one.x, &one.mean) != 2)
            continue;
        *cases = mbr_grow(*cases, &room, count + 1, sizeof **cases);
        (*cases)[count++] = one;
    }
    if (file)
        fclose(file);
    else
        printf("skipped: no %s\n", path);
    return count;
}

/* Fader and Hardie, note 025: p 6.25, q 3.74, gamma 15.44 of 946 customers with repeats. */
START_TEST(published_fit)
{
    struct mbr_gammagamma_case *cases;
    struct mbr_gammagamma fitted, dear;
    struct mbr_err err;
    size_t count = read_sample(&cases);
    if (count == 0)
        return;
    ck_assert_int_eq(mbr_gammagamma_fit(cases, count, 0, &fitted, &err), 0);
    ck_assert(fitted.converged && fitted.members == 946);
    ck_assert_double_eq_tol(fitted.p, 6.25, 0.005);
    ck_assert_double_eq_tol(fitted.q, 3.74, 0.006);
    ck_assert_double_eq_tol(fitted.gamma, 15.44, 0.01);
    ck_assert_double_lt(fitted.gradient, 1e-8);
    for (size_t i = 0; i < count; i++)
        cases[i].mean *= 1e6;
    ck_assert_int_eq(mbr_gammagamma_fit(cases, count, 0, &dear, &err), 0);
    ck_assert_double_eq_tol(dear.gamma, 1e6 * fitted.gamma, 1e-2);
    ck_assert_double_eq_tol(dear.log_likelihood, fitted.log_likelihood - 946 * log(1e6), 1e-6);
    free(cases);
}
END_TEST

/* Members of these parameters: p 6, q 4, gamma 15. */
static struct mbr_gammagamma_case *simulate(size_t count)
{
    struct mbr_gammagamma_case *cases = mbr_calloc(count, sizeof *cases);
    struct mbr_rand rand;
    mbr_rand_seed(&rand, 9);
    for (size_t i = 0; i < count; i++) {
        double rate = mbr_variate_gamma(&rand, 4) / 15;
        double x = 1 + mbr_rand_below(&rand, 10);
        cases[i] = (struct mbr_gammagamma_case){x, mbr_variate_gamma(&rand, 6 * x) / rate / x, 1};
    }
    return cases;
}

START_TEST(parameters_come_back)
{
    const double truth[] = {log(6), log(4), log(15)};
    struct mbr_gammagamma_case *cases = simulate(20000);
    struct mbr_gammagamma fitted;
    struct mbr_err err;
    ck_assert_int_eq(mbr_gammagamma_fit(cases, 20000, 0, &fitted, &err), 0);
    ck_assert(fitted.converged);
    double found[] = {log(fitted.p), log(fitted.q), log(fitted.gamma)};
    for (int i = 0; i < 3; i++) {
        double error = sqrt(fitted.covariance[4 * i]);
        ck_assert(error > 0 && error < 0.1);
        ck_assert_double_lt(fabs(found[i] - truth[i]), 3 * error);
    }
    free(cases);
}
END_TEST

/* One member with a weight is as many of weight 1; the order says nothing. */
START_TEST(weights_are_members)
{
    const struct mbr_gammagamma_case apart[] = {{3, 20, 1}, {1, 35, 1}, {3, 20, 1}, {8, 11, 1},
                                                {2, 80, 1}, {1, 0, 1},  {0, 0, 1}};
    const struct mbr_gammagamma_case together[] = {{8, 11, 1}, {3, 20, 2}, {2, 80, 1}, {1, 35, 1}};
    struct mbr_gammagamma one, other;
    struct mbr_err err;
    ck_assert_int_eq(mbr_gammagamma_fit(apart, 7, 1, &one, &err), 0);
    ck_assert_int_eq(mbr_gammagamma_fit(together, 4, 1, &other, &err), 0);
    ck_assert(one.members == 5 && other.members == 5);
    ck_assert_double_eq_tol(one.log_likelihood, other.log_likelihood, 1e-9);
    ck_assert_double_eq_tol(one.p, other.p, 1e-6);
}
END_TEST

START_TEST(nothing_to_fit)
{
    const struct mbr_gammagamma_case none[] = {{1, 0, 1}, {0, 5, 1}, {2, -3, 1}};
    const struct mbr_gammagamma_case alike[] = {{1, 5, 1}, {3, 5, 9}};
    struct mbr_gammagamma fitted;
    struct mbr_err err;
    ck_assert_int_eq(mbr_gammagamma_fit(none, 3, 0, &fitted, &err), -1);
    ck_assert_str_eq(err.text, "no purchases that are worth more than nothing");
    ck_assert_int_eq(mbr_gammagamma_fit(alike, 2, 0, &fitted, &err), -1);
    ck_assert_str_eq(err.text, "all purchases are worth the same on average");
}
END_TEST

/* p, q and gamma; x and their mean; n and what they are to be worth; then, by mpmath 1.3 at 60
   digits, the mean worth of a purchase to come (note 025) and the incomplete beta function. */
static const double table[][9] = {
    {0.198, 4.23, 0.74, 20, 22.8, 1, 28.8, 12.57781919332, 0.874582843315},
    {9.27, 2.48, 3.17, 1, 145.0, 2, 476.0, 127.7707813953, 0.9638632753869},
    {3.15, 2.0, 8.03, 1, 23.9, 9, 258.0, 24.23602409639, 0.7412065295844},
    {0.0213, 43.5, 0.0902, 0, 0, 2, 0.00324, 4.520611764706e-05, 0.9956153998272},
    {7.18, 1.36, 3.61, 20, 35.5, 2, 85.6, 35.59127396499, 0.7833911365189},
    {6.7, 2.3, 10.0, 3, 1.63, 1, 7.57, 4.661822429907, 0.9075577350552},
    {0.242, 15.2, 44.2, 3, 8.21, 2, 4.59, 1.115962749565, 0.8512405594442},
    {3.01, 2.06, 1.22, 3, 30.3, 1, 132.0, 27.48079286422, 0.9983725917952},
    {11.9, 4.54, 0.989, 3, 124.0, 9, 2070.0, 113.1133817533, 0.9998930888644},
    {23.1, 0.151, 74.9, 3, 4.16, 1, 46.1, 29.48792566946, 0.9785292007488},
    {4.12, 2.59, 1.7, 0, 0, 2, 47.8, 4.405031446541, 0.9891162484406},
    {0.644, 2.18, 2.11, 0, 0, 1, 2.6, 1.151559322034, 0.8974383264033},
};

START_TEST(worth_and_below)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const double *row = table[i];
        const struct mbr_gammagamma model = {.p = row[0], .q = row[1], .gamma = row[2]};
        double worth, below = mbr_gammagamma_below(&model, row[3], row[4], row[5], row[6]);
        ck_assert(mbr_gammagamma_worth(&model, row[3], row[4], &worth));
        ck_assert_double_eq_tol(worth, row[7], 1e-12 * worth);
        ck_assert_double_eq_tol(below, row[8], 1e-11 * below);
    }
}
END_TEST

/* p gamma over the median of a gamma variate of shape q: scipy.stats.gamma.ppf(0.5, 0.5) of scipy
   1.17; at q 1e-5 that is below the smallest double. */
START_TEST(no_mean)
{
    const struct mbr_gammagamma half = {.p = 6.25, .q = .5, .gamma = 15.44};
    const struct mbr_gammagamma tiny = {.p = 6.25, .q = 1e-5, .gamma = 15.44};
    double worth;
    ck_assert(!mbr_gammagamma_worth(&half, 0, 0, &worth));
    ck_assert_double_eq_tol(worth, 424.235102295323, 1e-9);
    ck_assert(!mbr_gammagamma_worth(&tiny, 0, 0, &worth));
    ck_assert(isfinite(worth));
    ck_assert(mbr_gammagamma_below(&half, 0, 0, 3, 0) == 0);
    ck_assert(mbr_gammagamma_below(&half, 0, 0, 3, INFINITY) == 1);
}
END_TEST

/* What members with two purchases of some mean buy next. */
START_TEST(simulated_members)
{
    const struct mbr_gammagamma model = {.p = 6, .q = 4, .gamma = 15};
    struct mbr_rand rand;
    mbr_rand_seed(&rand, 10);
    double members = 0, within = 0, bound = 0, next = 0, squares = 0;
    for (int i = 0; i < 40000; i++) {
        double rate = mbr_variate_gamma(&rand, 4) / 15;
        double mean = mbr_variate_gamma(&rand, 12) / rate / 2, expected;
        double three = mbr_variate_gamma(&rand, 18) / rate;
        mbr_gammagamma_worth(&model, 2, mean, &expected);
        members++;
        next += three / 3 - expected;
        squares += (three / 3 - expected) * (three / 3 - expected);
        within += three <= 100;
        bound += mbr_gammagamma_below(&model, 2, mean, 3, 100);
    }
    ck_assert_double_lt(fabs(next), 4 * sqrt(squares));
    ck_assert_double_lt(fabs(within - bound), 2 * sqrt(members));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("gammagamma");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, published_fit);
    tcase_add_test(tests, parameters_come_back);
    tcase_add_test(tests, weights_are_members);
    tcase_add_test(tests, nothing_to_fit);
    tcase_add_test(tests, worth_and_below);
    tcase_add_test(tests, no_mean);
    tcase_add_test(tests, simulated_members);
    return run_tests("gammagamma", tests);
}
