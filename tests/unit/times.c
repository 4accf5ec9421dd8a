#include "mbr/times.h"

#include <check.h>
#include <math.h>

#include "main.h"

#define ROWS 4000

static double score[ROWS], times[ROWS];
static uint8_t outcome[ROWS];

/* The sum that the header gives, term by term. */
START_TEST(sum_over_times)
{
    static const double once[] = {0, 0.01, 0.3, 0.9, 1}, mean[] = {1, 1.5, 8, 40};
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < 4; j++) {
            double s = 1 / mean[j], sum = 0, stay = s;
            for (int k = 1; k < 4000; k++, stay *= 1 - s)
                sum += stay * (1 - pow(1 - once[i], k));
            ck_assert_double_eq_tol(mbr_times_probability(once[i], mean[j]), sum, 1e-9);
        }
}
END_TEST

static void fill(double power)
{
    uint32_t seed = 1;
    for (int i = 0; i < ROWS; i++) {
        score[i] = i % 20;
        times[i] = 1 << i / 20 % 4;
        double p = mbr_times_probability((1 + score[i]) / 40, pow(times[i], power));
        seed = seed * 1664525 + 1013904223;
        outcome[i] = (seed >> 8) / 16777216.0 < p;
    }
}

START_TEST(same_where_all_are_1)
{
    struct mbr_times model;
    struct mbr_isotonic plain;
    struct mbr_err err;
    fill(1);
    for (int i = 0; i < ROWS; i++)
        times[i] = 1;
    ck_assert_int_eq(mbr_times_fit(&model, score, outcome, times, ROWS, &err), 0);
    ck_assert_int_eq(mbr_isotonic_fit_softened(&plain, score, outcome, NULL, ROWS, &err), 0);
    for (double at = -1; at < 21; at += 0.25)
        ck_assert_double_eq_tol(mbr_times_chance(&model, at, 1),
                                mbr_isotonic_probability(&plain, at), 1e-6);
    mbr_times_free(&model);
    mbr_isotonic_free(&plain);
}
END_TEST

/* Made by those very numbers: found again as nearly as 200 rows of a score can tell. */
/* Nothing happened: the ends are softened all the same. */
START_TEST(same_where_nothing_happens)
{
    static const double at[] = {0, 0, 0, 1, 2, 2}, once[] = {1, 1, 1, 1, 1, 1};
    static const uint8_t none[6];
    struct mbr_times model;
    struct mbr_isotonic plain;
    struct mbr_err err;
    ck_assert_int_eq(mbr_times_fit(&model, at, none, once, 6, &err), 0);
    ck_assert_int_eq(mbr_isotonic_fit_softened(&plain, at, none, NULL, 6, &err), 0);
    for (int i = 0; i < 6; i++)
        ck_assert_double_eq_tol(mbr_times_chance(&model, at[i], 1),
                                mbr_isotonic_probability(&plain, at[i]), 1e-6);
    mbr_times_free(&model);
    mbr_isotonic_free(&plain);
}
END_TEST

START_TEST(finds_what_made_it)
{
    static const double power[] = {0, 0.5, 1};
    for (int i = 0; i < 3; i++) {
        struct mbr_times model;
        struct mbr_err err;
        fill(power[i]);
        ck_assert_int_eq(mbr_times_fit(&model, score, outcome, times, ROWS, &err), 0);
        ck_assert_double_eq_tol(model.power, power[i], 0.25);
        ck_assert_int_eq(mbr_times_check(&model, &err), 0);
        for (double at = 2; at < 18; at++)
            ck_assert_double_eq_tol(mbr_times_chance(&model, at, 8),
                                    mbr_times_probability((1 + at) / 40, pow(8, power[i])), 0.12);
        mbr_times_free(&model);
    }
}
END_TEST

START_TEST(refuses)
{
    struct mbr_times model = {.power = 2};
    struct mbr_err err;
    fill(1);
    ck_assert_int_eq(mbr_times_fit(&model, score, outcome, times, 0, &err), -1);
    ck_assert_str_eq(err.text, "nothing to learn from: no rows");
    times[3] = 0.5;
    ck_assert_int_eq(mbr_times_fit(&model, score, outcome, times, ROWS, &err), -1);
    ck_assert_str_eq(err.text, "row 3: times: not a number from 1 on: 0.5");
    ck_assert_int_eq(mbr_times_check(&model, &err), -1);
    ck_assert_str_eq(err.text, "times: power: not in 0 to 1.5: 2");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("times");
    tcase_add_test(tests, sum_over_times);
    tcase_add_test(tests, same_where_all_are_1);
    tcase_add_test(tests, same_where_nothing_happens);
    tcase_add_test(tests, finds_what_made_it);
    tcase_add_test(tests, refuses);
    return run_tests("times", tests);
}
