#include "mbr/calibrate.h"

#include <check.h>
#include <math.h>

#include "main.h"

#define ROWS 200

static double score[ROWS];
static uint8_t outcome[ROWS];
static float weight[ROWS];

/* score(i) = ((7 i^2 + 13 i) mod 101) / 10 - 5, outcome(i): (31 i^2 + 17 i) mod 97 < 30 + 6 score,
   weight(i) = (1 + i mod 3) / 2. */
static void fill(void)
{
    for (int i = 0; i < ROWS; i++) {
        score[i] = (i * i * 7 + i * 13) % 101 / 10.0 - 5;
        outcome[i] = (i * i * 31 + i * 17) % 97 < 30 + 6 * score[i];
        weight[i] = (float)(1 + i % 3) / 2;
    }
}

static void hold(const float *weights, const double expected[10])
{
    static const double at[] = {-6, -4, -2.55, -1, 0, 0.33, 1, 2.5, 3.97, 6};
    struct mbr_isotonic model = {0};
    struct mbr_err err = {0};
    ck_assert_int_eq(mbr_isotonic_fit(&model, score, outcome, weights, ROWS, &err), 0);
    ck_assert_int_eq(mbr_isotonic_check(&model, &err), 0);
    for (int i = 0; i < 10; i++)
        ck_assert_double_eq_tol(mbr_isotonic_probability(&model, at[i]), expected[i], 1e-9);
    mbr_isotonic_free(&model);
}

/* scikit-learn 1.9.1: IsotonicRegression(out_of_bounds="clip").predict. */
START_TEST(isotonic_agrees_with_scikit_learn)
{
    static const double plain[] = {0,
                                   0.1296296296,
                                   0.1296296296,
                                   0.1296296296,
                                   0.2857142857,
                                   0.2857142857,
                                   0.5,
                                   0.5,
                                   0.6114583333,
                                   1};
    static const double weighted[] = {0,    0.06818181818, 0.08493589744, 0.1764705882, 0.28,
                                      0.28, 0.53,          0.53,          0.7116666667, 1};
    hold(NULL, plain);
    hold(weight, weighted);
}
END_TEST

/* By hand: scores 1 and 2, outcomes 0 and 1. The made-up rows have the outcome 1.5 / 3, so the
   lower end is (0 + 0.5) / 2 and the upper one (1 + 0.5) / 2. Of one row that is positive it is 3 /
   4, and (1 + 2 * 3 / 4) / 3 comes out. */
START_TEST(softened_by_hand)
{
    static const double scores[] = {1, 2};
    static const uint8_t outcomes[] = {0, 1};
    struct mbr_isotonic model = {0};
    struct mbr_err err = {0};
    ck_assert_int_eq(mbr_isotonic_fit_softened(&model, scores, outcomes, NULL, 2, &err), 0);
    ck_assert_double_eq_tol(mbr_isotonic_probability(&model, 1), 0.25, 1e-9);
    ck_assert_double_eq_tol(mbr_isotonic_probability(&model, 2), 0.75, 1e-9);
    mbr_isotonic_free(&model);
    ck_assert_int_eq(mbr_isotonic_fit_softened(&model, scores, outcomes + 1, NULL, 1, &err), 0);
    ck_assert_double_eq_tol(mbr_isotonic_probability(&model, 7), 2.5 / 3, 1e-12);
    mbr_isotonic_free(&model);
    ck_assert_int_eq(mbr_isotonic_fit_softened(&model, scores, outcomes, NULL, 0, &err), -1);
}
END_TEST

/* By hand: scores 1 2 3 4 with outcomes 0 1 0 1; 2 and 3 violate and are pooled to 1/2. Half way
   from 1 to 2 it is half of that. */
START_TEST(isotonic_by_hand)
{
    static const double at[] = {3, 1, 4, 2};
    static const uint8_t won[] = {0, 0, 1, 1};
    struct mbr_isotonic model;
    struct mbr_err err = {0};
    ck_assert_int_eq(mbr_isotonic_fit(&model, at, won, NULL, 4, &err), 0);
    ck_assert_uint_eq(model.points, 4);
    ck_assert(mbr_isotonic_probability(&model, 2) == 0.5);
    ck_assert(mbr_isotonic_probability(&model, 3) == 0.5);
    ck_assert(mbr_isotonic_probability(&model, 1.5) == 0.25);
    ck_assert(mbr_isotonic_probability(&model, 3.5) == 0.75);
    ck_assert(mbr_isotonic_probability(&model, INFINITY) == 1);
    ck_assert(mbr_isotonic_probability(&model, -INFINITY) == 0);
    mbr_isotonic_free(&model);
}
END_TEST

/* One outcome, one row, one score: a constant. */
START_TEST(isotonic_of_little)
{
    static const double same[] = {7, 7, 7, 9};
    static const uint8_t won[] = {0, 1, 1, 1};
    static const float only[] = {1, 1, 1, 0};
    struct mbr_isotonic model;
    struct mbr_err err = {0};
    ck_assert_int_eq(mbr_isotonic_fit(&model, same, won, only, 4, &err), 0);
    ck_assert_uint_eq(model.points, 1);
    ck_assert_double_eq_tol(mbr_isotonic_probability(&model, 100), 2.0 / 3, 1e-15);
    mbr_isotonic_free(&model);
    ck_assert_int_eq(mbr_isotonic_fit(&model, same, won + 1, NULL, 3, &err), 0);
    ck_assert(mbr_isotonic_probability(&model, 0) == 1);
    mbr_isotonic_free(&model);
}
END_TEST

static void refuse(const double *at, const uint8_t *won, const float *weights, size_t rows,
                   const char *text)
{
    struct mbr_isotonic isotonic;
    struct mbr_err err = {0};
    ck_assert_int_eq(mbr_isotonic_fit(&isotonic, at, won, weights, rows, &err), -1);
    ck_assert_str_eq(err.text, text);
}

START_TEST(refuses_what_is_not_sound)
{
    static const double nan[] = {0, NAN}, far[] = {0, 1e101}, good[] = {0, 1};
    static const uint8_t won[] = {0, 1}, two[] = {0, 2};
    static const float none[] = {0, 0}, below[] = {1, -1};
    refuse(good, won, NULL, 0, "nothing to learn from: no rows");
    refuse(nan, won, NULL, 2, "row 1: score: not a number within 1e100: nan");
    refuse(far, won, NULL, 2, "row 1: score: not a number within 1e100: 1e+101");
    refuse(good, two, NULL, 2, "row 1: outcome: not 0 or 1: 2");
    refuse(good, won, none, 2, "weight: 0 in all of the 2 rows");
    refuse(good, won, below, 2, "row 1: weight: not a finite number from 0 on: -1");
}
END_TEST

START_TEST(checks_what_was_read_back)
{
    double at[] = {1, 2, 3}, probability[] = {0, 0.5, 1};
    struct mbr_isotonic model = {3, at, probability};
    struct mbr_err err = {0};
    ck_assert_int_eq(mbr_isotonic_check(&model, &err), 0);
    at[1] = 1;
    ck_assert_int_eq(mbr_isotonic_check(&model, &err), -1);
    ck_assert_str_eq(err.text, "isotonic: point 1: score: does not rise: 1");
    at[1] = NAN;
    ck_assert_int_eq(mbr_isotonic_check(&model, &err), -1);
    at[1] = 2;
    probability[2] = 0.4;
    ck_assert_int_eq(mbr_isotonic_check(&model, &err), -1);
    probability[2] = 1.5;
    ck_assert_int_eq(mbr_isotonic_check(&model, &err), -1);
    model.points = 0;
    ck_assert_int_eq(mbr_isotonic_check(&model, &err), -1);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("calibrate");
    fill();
    tcase_add_test(tests, isotonic_agrees_with_scikit_learn);
    tcase_add_test(tests, isotonic_by_hand);
    tcase_add_test(tests, softened_by_hand);
    tcase_add_test(tests, isotonic_of_little);
    tcase_add_test(tests, refuses_what_is_not_sound);
    tcase_add_test(tests, checks_what_was_read_back);
    return run_tests("calibrate", tests);
}
