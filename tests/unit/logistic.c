#include "mbr/logistic.h"

#include <check.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learning.h"
#include "main.h"

static struct learning data;

static struct mbr_logistic fit(const struct mbr_examples *examples, double l2, int64_t jobs,
                               struct mbr_logistic_report *report)
{
    struct mbr_logistic_options options = MBR_LOGISTIC_USUAL;
    struct mbr_logistic model = {0};
    struct mbr_err err = {0};
    options.l2 = l2;
    options.jobs = jobs;
    ck_assert_msg(mbr_logistic_fit(&model, examples, &options, report, &err) == 0, "%s", err.text);
    ck_assert_int_eq(mbr_logistic_check(&model, &err), 0);
    return model;
}

static void hold(bool weighted, double l2, const double expected[LEARNING_FEATURES + 2])
{
    struct mbr_examples examples = learning_rows(&data, 0, LEARNING_ROWS, weighted);
    struct mbr_logistic_report report;
    struct mbr_logistic model = fit(&examples, l2, 1, &report);
    ck_assert(report.converged);
    ck_assert_double_eq_tol(model.intercept, expected[0], 1e-9);
    for (int i = 0; i < LEARNING_FEATURES; i++)
        ck_assert_double_eq_tol(model.slope[i], expected[1 + i], 1e-9);
    ck_assert_double_eq_tol(report.loss, expected[LEARNING_FEATURES + 1], 1e-9);
    mbr_logistic_free(&model);
}

/* scikit-learn 1.9.1: LogisticRegression(C=1/l2, solver="newton-cholesky", tol=1e-12) on the rows
   brought to mean 0 and variance 1 (weighted with the weights), slopes divided by the deviations;
   the last number is the mean log loss. scipy 1.17's BFGS agrees to 1e-9. */
START_TEST(agrees_with_scikit_learn)
{
    static const double plain[] = {0.6811059134,  0.2433804647,   -0.1225996283,
                                   0.08658841896, -0.02583532878, 0.5535558542};
    static const double weighted[] = {0.6546600356,  0.2164221471,   -0.1086929505,
                                      0.07480829938, -0.02280741757, 0.5501962878};
    static const double free_of_l2[] = {0.6819702546,  0.2442591632,   -0.1230203886,
                                        0.08686386361, -0.02607649861, 0.553554834};
    hold(false, 1, plain);
    hold(true, 50, weighted);
    hold(false, 0, free_of_l2);
}
END_TEST

/* Many pieces: the rows again and again. */
START_TEST(same_bits_with_any_threads)
{
    enum { TIMES = 20 };
    struct mbr_examples once = learning_rows(&data, 0, LEARNING_ROWS, true), many = once;
    float *value = calloc(TIMES, sizeof data.value), *weight = calloc(TIMES, sizeof data.weight);
    uint8_t *outcome = calloc(TIMES, sizeof data.outcome);
    for (size_t i = 0; i < TIMES; i++) {
        memcpy(value + i * LEARNING_ROWS * LEARNING_FEATURES, data.value, sizeof data.value);
        memcpy(weight + i * LEARNING_ROWS, data.weight, sizeof data.weight);
        memcpy(outcome + i * LEARNING_ROWS, data.outcome, sizeof data.outcome);
    }
    many.value = value;
    many.weight = weight;
    many.outcome = outcome;
    many.rows = (size_t)TIMES * LEARNING_ROWS;
    struct mbr_logistic one = fit(&many, 1, 1, NULL), three = fit(&many, 1, 3, NULL);
    struct mbr_logistic less = fit(&once, 1.0 / TIMES, 1, NULL);
    ck_assert_mem_eq(&one.intercept, &three.intercept, sizeof one.intercept);
    ck_assert_mem_eq(one.slope, three.slope, LEARNING_FEATURES * sizeof *one.slope);
    for (int i = 0; i < LEARNING_FEATURES; i++)
        ck_assert_double_eq_tol(one.slope[i], less.slope[i], 1e-10);
    mbr_logistic_free(&one);
    mbr_logistic_free(&three);
    mbr_logistic_free(&less);
    free(value);
    free(weight);
    free(outcome);
}
END_TEST

/* A weight of 2 is a row twice, a weight of 0 is none. By hand: x is 0 for outcomes 0 0 1, 1 for
   0 1 1, so without penalty the log odds are log(1/2) and log(2/1). */
START_TEST(weights_count_rows)
{
    static const float value[] = {0, 0, 1, 1, 1}, weight[] = {2, 1, 1, 2, 0};
    static const uint8_t outcome[] = {0, 1, 0, 1, 0};
    struct mbr_examples examples = {5, 1, value, outcome, weight};
    struct mbr_logistic model = fit(&examples, 0, 1, NULL);
    ck_assert_double_eq_tol(mbr_logistic_score(&model, &value[0]), -log(2), 1e-9);
    ck_assert_double_eq_tol(mbr_logistic_score(&model, &value[2]), log(2), 1e-9);
    mbr_logistic_free(&model);
}
END_TEST

/* Constant, dependent and huge features leave the others as they are. */
START_TEST(odd_features)
{
    static float wide[LEARNING_ROWS * 5];
    struct mbr_examples plain = learning_rows(&data, 0, LEARNING_ROWS, false), examples = plain;
    for (size_t i = 0; i < LEARNING_ROWS; i++) {
        const float *value = data.value + i * LEARNING_FEATURES;
        wide[i * 5] = 0.1f;
        wide[i * 5 + 1] = value[0];
        wide[i * 5 + 2] = value[1] * (FLT_MAX / 16);
        wide[i * 5 + 3] = value[0] * 2 + 1000;
        wide[i * 5 + 4] = value[2];
    }
    examples.value = wide;
    examples.features = 5;
    struct mbr_logistic_report report;
    struct mbr_logistic model = fit(&examples, 0, 1, &report);
    ck_assert(report.converged);
    ck_assert(model.slope[0] == 0 && model.slope[3] == 0);
    ck_assert(model.slope[2] < 0 && model.slope[2] > -1e-36);
    ck_assert_double_eq_tol(model.slope[1], 0.244, 0.01);
    mbr_logistic_free(&model);
}
END_TEST

/* No slope is the best where a line parts the outcomes, but with a penalty there is one: by
   symmetry the intercept is 0, and the gradient w - 2 / (1 + e^w) is 0 at the slope. */
START_TEST(parted_outcomes)
{
    static const float value[] = {-1, 1};
    static const uint8_t outcome[] = {0, 1};
    struct mbr_examples examples = {2, 1, value, outcome, NULL};
    struct mbr_logistic_report report;
    struct mbr_logistic model = fit(&examples, 0, 1, &report);
    ck_assert(!report.converged && report.rounds == 50);
    ck_assert(model.slope[0] > 10 && isfinite(model.slope[0]));
    mbr_logistic_free(&model);
    model = fit(&examples, 1, 1, &report);
    ck_assert(report.converged);
    ck_assert_double_eq_tol(model.slope[0], 2 / (1 + exp(model.slope[0])), 1e-9);
    ck_assert_double_eq_tol(model.intercept, 0, 1e-12);
    mbr_logistic_free(&model);
}
END_TEST

static void refuse(const struct mbr_examples *examples, double l2, const char *text)
{
    struct mbr_logistic_options options = MBR_LOGISTIC_USUAL;
    struct mbr_logistic model = {.features = 77};
    struct mbr_err err = {0};
    options.l2 = l2;
    ck_assert_int_eq(mbr_logistic_fit(&model, examples, &options, NULL, &err), -1);
    ck_assert_str_eq(err.text, text);
    ck_assert_uint_eq(model.features, 77);
}

START_TEST(refuses_what_is_not_sound)
{
    float value[] = {1, 2, 3, 4}, weight[] = {1, 1};
    uint8_t outcome[] = {0, 1};
    struct mbr_examples examples = {2, 2, value, outcome, weight}, none = examples;
    none.rows = 0;
    refuse(&none, 1, "nothing to learn from: 0 rows of 2 features");
    refuse(&examples, -1, "l2: not a finite number from 0 on: -1");
    value[3] = INFINITY;
    refuse(&examples, 1, "row 1: feature 1: not a finite number: inf");
    value[3] = 4;
    outcome[1] = 2;
    refuse(&examples, 1, "row 1: outcome: not 0 or 1: 2");
    outcome[1] = 0;
    refuse(&examples, 1, "outcome: 0 in every row that counts: nothing to tell apart");
    outcome[1] = 1;
    weight[0] = 0;
    refuse(&examples, 1, "outcome: 1 in every row that counts: nothing to tell apart");
    weight[1] = 0;
    refuse(&examples, 1, "weight: 0 in all of the 2 rows");
    weight[1] = -1;
    refuse(&examples, 1, "row 1: weight: not a finite number from 0 on: -1");
}
END_TEST

/* libm's exp is within 1 ulp. */
START_TEST(probabilities)
{
    for (int i = -4000; i <= 4000; i++) {
        double x = i / 100.0, p = 1 / (1 + exp(-x));
        ck_assert_double_eq_tol(mbr_logistic_probability(x), p, 4e-16 * p + 1e-300);
    }
    ck_assert(mbr_logistic_probability(0) == 0.5);
    ck_assert(mbr_logistic_probability(INFINITY) == 1);
    ck_assert(mbr_logistic_probability(-INFINITY) < 1e-300);
}
END_TEST

START_TEST(checks_what_was_read_back)
{
    double slope[] = {1, 2}, mean[] = {0, 0};
    struct mbr_logistic model = {2, 0.5, slope, mean};
    struct mbr_err err = {0};
    ck_assert_int_eq(mbr_logistic_check(&model, &err), 0);
    slope[1] = NAN;
    ck_assert_int_eq(mbr_logistic_check(&model, &err), -1);
    slope[1] = 2;
    mean[0] = INFINITY;
    ck_assert_int_eq(mbr_logistic_check(&model, &err), -1);
    ck_assert_str_eq(err.text, "logistic: feature 0: slope 1, mean inf");
    mean[0] = 0;
    model.features = 0;
    ck_assert_int_eq(mbr_logistic_check(&model, &err), -1);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("logistic");
    learning_fill(&data);
    tcase_add_test(tests, agrees_with_scikit_learn);
    tcase_add_test(tests, same_bits_with_any_threads);
    tcase_add_test(tests, weights_count_rows);
    tcase_add_test(tests, odd_features);
    tcase_add_test(tests, parted_outcomes);
    tcase_add_test(tests, refuses_what_is_not_sound);
    tcase_add_test(tests, probabilities);
    tcase_add_test(tests, checks_what_was_read_back);
    return run_tests("logistic", tests);
}
