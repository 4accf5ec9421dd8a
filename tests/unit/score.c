#include "mbr/score.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "main.h"
#include "mbr/mem.h"
#include "mbr/rand.h"

#define MEMBERS 16

/* Ties on both sides, a forecast of 0 and one below it. */
static const double predicted[MEMBERS] = {.31, 2.75, .08, .31, 1.6, 4.2, .08,  .9,
                                          .31, 1.6,  .55, 7.3, .08, 0,   2.75, -.4};
static const double actual[MEMBERS] = {0, 3, 0, 1, 2, 2, 0, 0, 0, 4, 1, 9, 0, 0, 1, 0};
static const double same[MEMBERS] = {-0.0, 0, 0, -0.0};

/* numpy 2.4: mean(abs(d)), sqrt(mean(d * d)), mean(d) with d = predicted - actual. */
START_TEST(errors)
{
    struct mbr_score_error error;
    ck_assert(mbr_score_errors(predicted, actual, MEMBERS, &error));
    ck_assert_double_eq_tol(error.predicted, 22.42, 1e-13);
    ck_assert_double_eq(error.actual, 23);
    ck_assert_double_eq_tol(error.mean_absolute, .75, 1e-15);
    ck_assert_double_eq_tol(error.root_mean_square, 1.079206884707469, 1e-15);
    ck_assert_double_eq_tol(error.bias, -.03625, 1e-15);
    double ratio = 0;
    ck_assert(mbr_score_ratio(&error, &ratio));
    ck_assert_double_eq_tol(ratio, .9747826086956522, 1e-15);
}
END_TEST

/* scipy 1.17, scipy.stats.spearmanr. */
START_TEST(spearman)
{
    double rho = 0, upside_down[MEMBERS];
    for (int i = 0; i < MEMBERS; i++)
        upside_down[i] = -predicted[i];
    ck_assert(mbr_score_spearman(predicted, actual, MEMBERS, &rho));
    ck_assert_double_eq_tol(rho, .8366951156600815, 1e-15);
    ck_assert(mbr_score_spearman(upside_down, actual, MEMBERS, &rho));
    ck_assert_double_eq_tol(rho, -.8366951156600815, 1e-15);
    ck_assert(mbr_score_spearman(actual, actual, MEMBERS, &rho));
    ck_assert_double_eq(rho, 1);
}
END_TEST

/* Without ties rho is 1 - 6 sum(d^2) / (n (n^2 - 1)) with the differences d of the ranks (Spearman,
   American Journal of Psychology 15, 1904). Here every d is n / 2, and the second rank is that of
   numbers far apart. */
START_TEST(spearman_of_many)
{
    enum { N = 1000000 };
    double *a = mbr_alloc(N * sizeof *a), *b = mbr_alloc(N * sizeof *b), rho = 0;
    for (int i = 0; i < N; i++) {
        a[i] = i;
        b[i] = ldexp((i + N / 2) % N - N / 2.0, 900);
    }
    ck_assert(mbr_score_spearman(a, b, N, &rho));
    double square = (double)N * N;
    ck_assert_double_eq_tol(rho, 1 - 1.5 * square / (square - 1), 1e-14);
    free(a);
    free(b);
}
END_TEST

/* The areas by the trapezoids under the two curves, ties being straight lines (numpy): predicted
   0.3192934782608695, perfect 0.35461956521739135. */
START_TEST(gini)
{
    double found = 0;
    ck_assert(mbr_score_gini(predicted, actual, MEMBERS, &found));
    ck_assert_double_eq_tol(found, .3192934782608695 / .35461956521739135, 1e-14);
    ck_assert(mbr_score_gini(actual, actual, MEMBERS, &found));
    ck_assert_double_eq(found, 1);
    ck_assert(mbr_score_gini(same, actual, MEMBERS, &found));
    ck_assert_double_eq(found, 0);
}
END_TEST

/* Where something happens or not, Gini is 2 AUC - 1: of all pairs of one with and one without, the
   part in the right order less the part in the wrong one. */
START_TEST(gini_of_yes_and_no)
{
    struct mbr_rand rand;
    mbr_rand_seed(&rand, 7);
    for (int round = 0; round < 200; round++) {
        enum { N = 40 };
        double p[N], yes[N], right = 0, pairs = 0, found = 0;
        for (int i = 0; i < N; i++) {
            p[i] = (double)mbr_rand_below(&rand, 9) - 4;
            yes[i] = i == 0 || (i > 1 && mbr_rand_uniform(&rand) < 0.3);
        }
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                if (yes[i] <= yes[j])
                    continue;
                pairs++;
                right += (p[i] > p[j]) - (p[i] < p[j]);
            }
        }
        ck_assert(mbr_score_gini(p, yes, N, &found));
        ck_assert_double_eq_tol(found, right / pairs, 1e-14);
    }
}
END_TEST

/* 16 members in 5 parts: the bounds are 3.2, 6.4, 9.6 and 12.8 members. By hand, in the order 7.3
   4.2 2.75 2.75 | 1.6 1.6 .9 | .55 .31 .31 | .31 .08 .08 | .08 0 -.4. */
START_TEST(parts)
{
    static const struct mbr_score_part expected[] = {
        {4, 17.0, 15}, {3, 4.1, 6}, {3, 1.17, 2}, {3, .47, 0}, {3, -.32, 0}};
    struct mbr_score_part part[5];
    mbr_score_parts(predicted, actual, MEMBERS, part, 5);
    for (int i = 0; i < 5; i++) {
        ck_assert_uint_eq(part[i].members, expected[i].members);
        ck_assert_double_eq_tol(part[i].predicted, expected[i].predicted, 1e-14);
        ck_assert_double_eq(part[i].actual, expected[i].actual);
    }
}
END_TEST

START_TEST(parts_of_few)
{
    static const double one[] = {2}, three[] = {5, 5, 5}, numbers[] = {1, 2, 3};
    struct mbr_score_part part[10];
    mbr_score_parts(one, one, 0, part, 10);
    for (int i = 0; i < 10; i++)
        ck_assert_uint_eq(part[i].members, 0);
    mbr_score_parts(one, one, 1, part, 10);
    ck_assert_uint_eq(part[0].members, 1);
    ck_assert_double_eq(part[0].actual, 2);
    mbr_score_parts(three, numbers, 3, part, 3);
    for (int i = 0; i < 3; i++)
        ck_assert_double_eq(part[i].actual, numbers[i]);
}
END_TEST

START_TEST(undefined)
{
    struct mbr_score_error error = {.predicted = 1};
    double found = 42;
    ck_assert(!mbr_score_errors(predicted, actual, 0, &error));
    ck_assert(!mbr_score_ratio(&error, &found));
    for (size_t n = 0; n < 2; n++) {
        ck_assert(!mbr_score_spearman(predicted, actual, n, &found));
        ck_assert(!mbr_score_gini(predicted, actual, n, &found));
    }
    ck_assert(!mbr_score_spearman(same, actual, MEMBERS, &found));
    ck_assert(!mbr_score_spearman(actual, same, MEMBERS, &found));
    ck_assert(!mbr_score_gini(actual, same, MEMBERS, &found));
    ck_assert_double_eq(found, 42);
    ck_assert(mbr_score_errors(predicted, actual, 1, &error));
    ck_assert_double_eq(error.mean_absolute, .31);
    ck_assert(!mbr_score_ratio(&error, &found));
}
END_TEST

/* The cumulative Poisson distribution with mean 0.7 or 3, and how much of [less, at_most] is within
   the interval, by mpmath 1.3 with 30 digits. */
static const struct {
    double less, at_most, level, covered;
} intervals[] = {
    {0, .49658530379140954, .8, .79862472925295236},
    {0, .49658530379140954, .95, .94965618231323809},
    {.49658530379140954, .84419501644539619, .8, 1},
    {.84419501644539619, .96585841587429151, .8, .45868341519766877},
    {.84419501644539619, .96585841587429151, .95, 1},
    {.96585841587429151, .99424654240770042, .8, 0},
    {.96585841587429151, .99424654240770042, .95, .32202139563349155},
    {0, .04978706836786394, .8, 0},
    {0, .04978706836786394, .95, .49786157692030831},
    {.04978706836786394, .19914827347145577, .8, .66381543589374441},
    {.96649146469115879, .98809549614364261, .95, .39384016485788719},
    {0, 1, .8, .8},
    {.5, .5, .8, 1},
    {.9, .9, .8, 1},
    {.05, .05, .8, 0},
    {1, 1, .95, 0},
};

START_TEST(covered)
{
    double found =
        mbr_score_covered(intervals[_i].less, intervals[_i].at_most, intervals[_i].level);
    ck_assert_double_eq_tol(found, intervals[_i].covered, 1e-13);
}
END_TEST

/* The mean under the forecast itself is the level, whatever is forecast. */
START_TEST(right_forecasts_cover_their_level)
{
    static const double levels[] = {.5, .8, .95, 1};
    struct mbr_rand rand;
    mbr_rand_seed(&rand, 3);
    for (int round = 0; round < 400; round++) {
        double chance[12], all = 0, less = 0, mean = 0;
        for (int x = 0; x < 12; x++)
            all += chance[x] = -log(mbr_rand_open(&rand)) * (mbr_rand_below(&rand, 3) > 0);
        for (int x = 0; x < 12; x++) {
            double at_most = x == 11 ? 1 : less + chance[x] / all;
            mean += (at_most - less) * mbr_score_covered(less, at_most, levels[round % 4]);
            less = at_most;
        }
        ck_assert_double_eq_tol(mean, levels[round % 4], 1e-13);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("score");
    tcase_add_test(tests, errors);
    tcase_add_test(tests, spearman);
    tcase_add_test(tests, spearman_of_many);
    tcase_add_test(tests, gini);
    tcase_add_test(tests, gini_of_yes_and_no);
    tcase_add_test(tests, parts);
    tcase_add_test(tests, parts_of_few);
    tcase_add_test(tests, undefined);
    tcase_add_loop_test(tests, covered, 0, (int)(sizeof intervals / sizeof *intervals));
    tcase_add_test(tests, right_forecasts_cover_their_level);
    return run_tests("score", tests);
}
