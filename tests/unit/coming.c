#include "mbr/coming.h"

#include <check.h>
#include <math.h>

#include "main.h"

#define ROWS 400

static struct mbr_silence silence[ROWS];
static uint32_t came[ROWS];

/* Whoever has been away for longer comes less often. */
static void fill(void)
{
    for (int i = 0; i < ROWS; i++) {
        double days = i * 37 % 400, interval = 20 + i * 13 % 60;
        silence[i] = (struct mbr_silence){1 + i % 7, days, interval, 40};
        came[i] = i * 7919 % 100 < 100 / (1 + days / interval / 2);
    }
}

static struct mbr_coming fit(void)
{
    struct mbr_coming coming = {0};
    struct mbr_err err = {0};
    fill();
    ck_assert_int_eq(mbr_coming_fit(&coming, silence, came, ROWS, &err), 0);
    ck_assert(coming.known);
    ck_assert_int_eq(mbr_coming_check(&coming, &err), 0);
    return coming;
}

/* scipy 1.10.1, minimize by BFGS, of the same loss: the square's slope comes out above 0 there, so
   it is left out. */
START_TEST(agrees_with_scipy)
{
    const struct mbr_silence at[] = {
        {1, 0, 40, 40}, {1, 120, 40, 40}, {6, 10, 25, 40}, {6, 300, 25, 40}};
    static const double expected[] = {0.8724289, 0.3951227, 0.8519621, 0.1582840};
    struct mbr_coming coming = fit();
    for (int i = 0; i < 4; i++)
        ck_assert_double_eq_tol(mbr_coming_chance(&coming, &at[i]), expected[i], 1e-5);
}
END_TEST

/* numpy 1.24.2, iteratively reweighted least squares of the same loss on three facts: a row for the
   last basket of each who came, and the others' number as the weight of another. */
START_TEST(how_often)
{
    const struct mbr_silence at[] = {{1, 0, 40, 40}, {6, 10, 25, 40}, {6, 300, 25, 40}};
    static const double expected[] = {1.12367119, 3.88362773, 5.65631331};
    struct mbr_coming coming = {0};
    struct mbr_err err = {0};
    fill();
    for (int i = 0; i < ROWS; i++)
        came[i] *= 1 + (uint32_t)(i * 31 % 10 * 4 * silence[i].baskets / silence[i].interval);
    ck_assert_int_eq(mbr_coming_fit(&coming, silence, came, ROWS, &err), 0);
    for (int i = 0; i < 3; i++) {
        double times = mbr_coming_times(&coming, &at[i]);
        ck_assert_double_eq_tol(times, expected[i], 1e-5);
        ck_assert_double_eq_tol(mbr_coming_visits(&coming, &at[i]),
                                times * mbr_coming_chance(&coming, &at[i]), 1e-12);
    }
}
END_TEST

/* Too few others to learn from: each as often as all. */
START_TEST(seldom_again)
{
    struct mbr_coming coming = {0};
    struct mbr_err err = {0};
    const struct mbr_silence at = {1, 0, 40, 40};
    double comers = 0;
    fill();
    for (int i = 0; i < ROWS; i++)
        comers += came[i];
    for (int i = 0, more = 19; i < ROWS; i++)
        if (came[i] && more > 0) {
            came[i]++;
            more--;
        }
    ck_assert_int_eq(mbr_coming_fit(&coming, silence, came, ROWS, &err), 0);
    ck_assert_double_eq_tol(mbr_coming_times(&coming, &at), 1 + 19.5 / (comers + 0.5), 1e-12);
}
END_TEST

/* Who comes after a long silence alone: what makes that so is left out. */
START_TEST(never_rises)
{
    struct mbr_coming coming = {0};
    struct mbr_err err = {0};
    fill();
    for (int i = 0; i < ROWS; i++)
        came[i] = silence[i].days > 200;
    ck_assert_int_eq(mbr_coming_fit(&coming, silence, came, ROWS, &err), 0);
    double last = 1;
    for (double days = 0; days < 4000; days = 2 * days + 1) {
        double chance = mbr_coming_chance(&coming, &(struct mbr_silence){3, days, 30, 40});
        ck_assert(chance <= last);
        last = chance;
    }
}
END_TEST

START_TEST(far_out)
{
    const struct mbr_coming gone = {
        .known = true, .once = {-5, {0, 0, -2, 0, 0}, {0}}, .again = {-900, {0}, {0}}};
    const struct mbr_coming sure = {
        .known = true, .once = {800, {0}, {0}}, .again = {900, {0}, {0}}};
    const struct mbr_silence at = {4, 400, 20, 40};
    ck_assert(mbr_coming_visits(&gone, &at) > 0);
    ck_assert(mbr_coming_times(&gone, &at) >= 1);
    ck_assert(isfinite(mbr_coming_visits(&sure, &at)));
}
END_TEST

START_TEST(too_few)
{
    struct mbr_coming coming = {0};
    struct mbr_err err = {0};
    fill();
    for (int i = 0; i < ROWS; i++)
        came[i] = i < 19;
    ck_assert_int_eq(mbr_coming_fit(&coming, silence, came, ROWS, &err), -1);
    ck_assert_str_eq(err.text, "too few to learn from: 19 came, 381 did not");
    ck_assert_int_eq(mbr_coming_fit(&coming, silence, came, 0, &err), -1);
    ck_assert(!coming.known);
    coming.again.slope[2] = NAN;
    ck_assert_int_eq(mbr_coming_check(&coming, &err), -1);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("coming");
    tcase_add_test(tests, agrees_with_scipy);
    tcase_add_test(tests, how_often);
    tcase_add_test(tests, seldom_again);
    tcase_add_test(tests, never_rises);
    tcase_add_test(tests, far_out);
    tcase_add_test(tests, too_few);
    return run_tests("coming", tests);
}
