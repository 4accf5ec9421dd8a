#include "mbr/fellegi_sunter.h"

#include <check.h>
#include <math.h>

#include "main.h"

#define NONE MBR_FS_UNKNOWN

static uint32_t pattern(unsigned a, unsigned b, unsigned c)
{
    return a | b << 4 | c << 8;
}

/* The same steps in numpy, 500 of them, from the same beginning. */
START_TEST(expectation_and_maximisation)
{
    const struct mbr_fs_pattern seen[] = {
        {pattern(0, 0, 0), 600},  {pattern(2, 1, 1), 50},   {pattern(2, 1, 0), 10},
        {pattern(2, 0, 1), 8},    {pattern(1, 1, 1), 6},    {pattern(0, 1, 0), 120},
        {pattern(0, 0, 1), 90},   {pattern(1, 0, 0), 70},   {pattern(0, 1, 1), 20},
        {pattern(NONE, 1, 1), 9}, {pattern(2, NONE, 1), 7}, {pattern(1, 1, NONE), 4},
        {pattern(2, 0, 0), 6},
    };
    struct mbr_fs_model model = {
        .fields = 3,
        .levels = {3, 2, 2},
        .u = {{.90, .08, .02}, {.8, .2}, {.85, .15}},
    };
    double share = mbr_fs_learn(&model, seen, sizeof seen / sizeof *seen, 7, 0.9);
    ck_assert_double_eq_tol(share, 0.08038900165666343, 1e-7);
    ck_assert_double_eq_tol(model.m[0][1], 0.07007802141227588, 1e-6);
    ck_assert_double_eq_tol(model.m[0][2], 0.9299219785802294, 1e-6);
    ck_assert_double_eq_tol(model.m[1][1], 0.91804788670469, 1e-6);
    ck_assert_double_eq_tol(model.m[2][1], 0.9137776053477329, 1e-6);
    ck_assert_double_eq(model.u[0][0], .90);
    model.match = share;
    double weight =
        log2(model.m[0][2] / .02) + log2(model.m[1][1] / .2) + log2(model.m[2][1] / .15);
    ck_assert_double_eq_tol(mbr_fs_weight(&model, pattern(2, 1, 1)), weight, 1e-12);
    double odds = share / (1 - share) * exp2(weight);
    ck_assert_double_eq_tol(mbr_fs_probability(&model, pattern(2, 1, 1)), odds / (1 + odds), 1e-12);
    ck_assert_double_eq(mbr_fs_weight(&model, pattern(NONE, NONE, NONE)), 0);
}
END_TEST

/* Half a pair is added to each level: (0.5 + 97) / 101.5 and so on. */
START_TEST(chance)
{
    const struct mbr_fs_pattern seen[] = {
        {pattern(0, 0, 0), 95}, {pattern(0, 1, 0), 2}, {pattern(2, 1, 0), 3}};
    struct mbr_fs_model model = {.fields = 2, .levels = {3, 2}};
    mbr_fs_chance(&model, seen, 3);
    ck_assert_double_eq_tol(model.u[0][0], 97.5 / 101.5, 1e-12);
    ck_assert_double_eq_tol(model.u[0][1], 0.5 / 101.5, 1e-12);
    ck_assert_double_eq_tol(model.u[0][2], 3.5 / 101.5, 1e-12);
    ck_assert_double_eq_tol(model.u[1][1], 5.5 / 101, 1e-12);
}
END_TEST

/* What is not learnt stays, and pairs that were never seen leave all as it began. */
START_TEST(fields_that_are_left_out)
{
    const struct mbr_fs_pattern seen[] = {{pattern(1, 1, 0), 9}, {pattern(0, 1, 0), 91}};
    struct mbr_fs_model model = {
        .fields = 2, .levels = {2, 2}, .m = {{0, 0}, {.3, .7}}, .u = {{.95, .05}, {.5, .5}}};
    double share = mbr_fs_learn(&model, seen, 2, 1, 0.9);
    ck_assert(share > 0.02 && share < 0.09);
    ck_assert_double_eq(model.m[1][1], .7);
    ck_assert_double_eq(mbr_fs_learn(&model, seen, 0, 1, 0.9), 0);
    ck_assert_double_eq(model.m[0][1], .9);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("fellegi_sunter");
    tcase_add_test(tests, expectation_and_maximisation);
    tcase_add_test(tests, chance);
    tcase_add_test(tests, fields_that_are_left_out);
    return run_tests("fellegi_sunter", tests);
}
