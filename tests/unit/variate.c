#include "mbr/variate.h"

#include <check.h>
#include <math.h>

#include "main.h"

#define DRAWS 200000
#define TINY 1e-9 /* for a share that must be 0 or 1: the tolerance is exclusive */

static struct mbr_rand rand_of(uint64_t seed)
{
    struct mbr_rand rand;
    mbr_rand_seed(&rand, seed);
    return rand;
}

/* libm's logarithm and exponential are within 1e-15 themselves (glibc: 1 ulp). */
START_TEST(log_agrees_with_libm)
{
    struct mbr_rand rand = rand_of(1);
    for (int i = 0; i < DRAWS; i++) {
        double x = ldexp(mbr_rand_open(&rand) + 0.5, (int)mbr_rand_below(&rand, 2000) - 1000);
        double near_one = 1 + (mbr_rand_open(&rand) - 0.5) * 0.01;
        ck_assert_double_eq_tol(mbr_variate_log(x), log(x), 1e-15 * fabs(log(x)));
        ck_assert_double_eq_tol(mbr_variate_log(near_one), log(near_one),
                                1e-15 * fabs(log(near_one)));
    }
    ck_assert(mbr_variate_log(1) == 0);
}
END_TEST

START_TEST(exp_agrees_with_libm)
{
    struct mbr_rand rand = rand_of(2);
    for (int i = 0; i < DRAWS; i++) {
        double x = 1400 * mbr_rand_open(&rand) - 700;
        ck_assert_double_eq_tol(mbr_variate_exp(x), exp(x), 1e-15 * exp(x));
        ck_assert_double_eq_tol(mbr_variate_exp(x / 1000), exp(x / 1000), 1e-15 * exp(x / 1000));
    }
    ck_assert(mbr_variate_exp(0) == 1);
}
END_TEST

/* What n draws say of a distribution: mean, variance, and the share at or below some values. */
struct moments {
    double mean, variance, share[3];
};

static double gamma_half(struct mbr_rand *rand)
{
    return mbr_variate_gamma(rand, 0.5);
}

static double gamma_three(struct mbr_rand *rand)
{
    return mbr_variate_gamma(rand, 3);
}

static double poisson_four(struct mbr_rand *rand)
{
    return mbr_variate_poisson(rand, 4);
}

static double poisson_hundred(struct mbr_rand *rand)
{
    return mbr_variate_poisson(rand, 100);
}

static double geometric(struct mbr_rand *rand)
{
    return mbr_variate_geometric(rand, 0.4);
}

static struct moments look(double draw(struct mbr_rand *rand), uint64_t seed, const double at[3])
{
    struct mbr_rand rand = rand_of(seed);
    struct moments m = {0};
    for (int i = 0; i < DRAWS; i++) {
        double x = draw(&rand);
        m.mean += x / DRAWS;
        m.variance += x * x / DRAWS;
        for (int k = 0; k < 3; k++)
            m.share[k] += (x <= at[k]) / (double)DRAWS;
    }
    m.variance -= m.mean * m.mean;
    return m;
}

/* Four standard deviations each: sqrt(variance / n) of the mean, sqrt((kurtosis - 1) / n) variance
   of the variance, sqrt(p (1 - p) / n) of a share. */
static void hold(struct moments m, double mean, double variance, double kurtosis, const double p[3])
{
    ck_assert_double_eq_tol(m.mean, mean, 4 * sqrt(variance / DRAWS));
    ck_assert_double_eq_tol(m.variance, variance, 4 * variance * sqrt((kurtosis - 1) / DRAWS));
    for (int k = 0; k < 3; k++)
        ck_assert_double_eq_tol(m.share[k], p[k], 4 * sqrt(p[k] * (1 - p[k]) / DRAWS) + TINY);
}

/* Quantiles ln(4/3), ln 2 and ln 20; kurtosis 9. */
START_TEST(exponential_variates)
{
    static const double at[] = {0.287682072, 0.693147181, 2.995732274}, p[] = {0.25, 0.5, 0.95};
    hold(look(mbr_variate_exponential, 1, at), 1, 1, 9, p);
}
END_TEST

/* Quantiles as in any table of the normal distribution. */
START_TEST(normal_variates)
{
    static const double at[] = {-1.959963985, 0, 1.644853627}, p[] = {0.025, 0.5, 0.95};
    hold(look(mbr_variate_normal, 2, at), 0, 1, 3, p);
}
END_TEST

/* A gamma variate of shape k / 2 is half of a chi-square one with k degrees of freedom, whose 5, 50
   and 95 per cent points are (NIST/SEMATECH e-Handbook 1.3.6.7.4; the medians from R's qchisq):
   k = 1: 0.00393214, 0.454936, 3.841459; k = 6: 1.635383, 5.348121, 12.591587. The kurtosis is
   3 + 6 / shape. */
START_TEST(gamma_variates)
{
    static const double one[] = {0.00393214 / 2, 0.454936 / 2, 3.841459 / 2},
                        six[] = {1.635383 / 2, 5.348121 / 2, 12.591587 / 2},
                        p[] = {0.05, 0.5, 0.95};
    hold(look(gamma_half, 3, one), 0.5, 0.5, 15, p);
    hold(look(gamma_three, 4, six), 3, 3, 5, p);
}
END_TEST

/* P(X <= k) for mean 4 as in Abramowitz and Stegun, table 26.7: k = 1, 4, 8. For mean 100 only the
   moments are of interest (and nearly all draws lie below 200, none below 30). Kurtosis 3 + 1/mean.
 */
START_TEST(poisson_variates)
{
    static const double at[] = {1, 4, 8}, p[] = {0.0915782, 0.6288369, 0.9786366};
    static const double far[] = {30, 200, 300}, none[] = {0, 1, 1};
    hold(look(poisson_four, 5, at), 4, 4, 3.25, p);
    hold(look(poisson_hundred, 6, far), 100, 100, 3.01, none);
    struct mbr_rand rand = rand_of(7);
    ck_assert_uint_eq(mbr_variate_poisson(&rand, 0), 0);
}
END_TEST

/* P(X <= k) = 1 - 0.6^(k + 1); variance (1 - p) / p^2, kurtosis 9 + p^2 / (1 - p). */
START_TEST(geometric_variates)
{
    static const double at[] = {0, 1, 4}, p[] = {0.4, 0.64, 0.92224};
    hold(look(geometric, 8, at), 1.5, 3.75, 9.2666667, p);
}
END_TEST

START_TEST(alias_draws)
{
    static const double weight[] = {3, 0, 1, 0.5, 5.5};
    struct mbr_rand rand = rand_of(9);
    struct mbr_alias alias;
    double count[5] = {0};
    mbr_alias_init(&alias, weight, 5);
    for (int i = 0; i < DRAWS; i++)
        count[mbr_alias_draw(&alias, &rand)]++;
    for (int i = 0; i < 5; i++) {
        double p = weight[i] / 10;
        ck_assert_double_eq_tol(count[i] / DRAWS, p, 4 * sqrt(p * (1 - p) / DRAWS) + TINY);
    }
    mbr_alias_free(&alias);
    mbr_alias_init(&alias, weight, 1);
    ck_assert_uint_eq(mbr_alias_draw(&alias, &rand), 0);
    mbr_alias_free(&alias);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("variate");
    tcase_add_test(tests, log_agrees_with_libm);
    tcase_add_test(tests, exp_agrees_with_libm);
    tcase_add_test(tests, exponential_variates);
    tcase_add_test(tests, normal_variates);
    tcase_add_test(tests, gamma_variates);
    tcase_add_test(tests, poisson_variates);
    tcase_add_test(tests, geometric_variates);
    tcase_add_test(tests, alias_draws);
    return run_tests("variate", tests);
}
