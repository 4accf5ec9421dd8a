#include "mbr/minimize.h"

#include <check.h>
#include <math.h>
#include <string.h>

#include "main.h"

#define BOUND 15

/* Problems 1, 13 and 14 of Moré, Garbow and Hillstrom, ACM TOMS 7 (1981), with their starts; the
   minimum is 0. */
static double rosenbrock(void *self, const double *x, double *gradient)
{
    (void)self;
    double a = 1 - x[0], b = x[1] - x[0] * x[0];
    gradient[0] = -2 * a - 400 * x[0] * b;
    gradient[1] = 200 * b;
    return a * a + 100 * b * b;
}

static double powell(void *self, const double *x, double *gradient)
{
    (void)self;
    double a = x[0] + 10 * x[1], b = x[2] - x[3], c = x[1] - 2 * x[2], d = x[0] - x[3];
    gradient[0] = 2 * a + 40 * d * d * d;
    gradient[1] = 20 * a + 4 * c * c * c;
    gradient[2] = 10 * b - 8 * c * c * c;
    gradient[3] = -10 * b - 40 * d * d * d;
    return a * a + 5 * b * b + c * c * c * c + 10 * d * d * d * d;
}

static double wood(void *self, const double *x, double *gradient)
{
    (void)self;
    double a = x[1] - x[0] * x[0], b = 1 - x[0], c = x[3] - x[2] * x[2], d = 1 - x[2];
    double e = x[1] + x[3] - 2, f = x[1] - x[3];
    gradient[0] = -400 * a * x[0] - 2 * b;
    gradient[1] = 200 * a + 20 * e + 0.2 * f;
    gradient[2] = -360 * c * x[2] - 2 * d;
    gradient[3] = 180 * c + 20 * e - 0.2 * f;
    return 100 * a * a + b * b + 90 * c * c + d * d + 10 * e * e + 0.1 * f * f;
}

static struct mbr_minimize problem_of(double (*value)(void *, const double *, double *), int size)
{
    return (struct mbr_minimize){
        .value = value, .size = size, .low = -BOUND, .high = BOUND, .tolerance = 1e-9};
}

/* The Hessian at the minimum is 802, -400, -400, 200. */
START_TEST(valley)
{
    struct mbr_minimize problem = problem_of(rosenbrock, 2);
    double x[2] = {-1.2, 1}, hessian[4];
    struct mbr_minimum found = mbr_minimize(&problem, x, hessian);
    ck_assert(found.converged);
    ck_assert_double_le(found.gradient, 1e-9);
    ck_assert_int_le(found.evaluations, 100);
    ck_assert_double_eq_tol(x[0], 1, 1e-9);
    ck_assert_double_eq_tol(x[1], 1, 1e-9);
    ck_assert_double_eq_tol(hessian[0], 802, 1e-3);
    ck_assert_double_eq_tol(hessian[1], -400, 1e-3);
    ck_assert(hessian[1] == hessian[2]);
    ck_assert_double_eq_tol(hessian[3], 200, 1e-3);
}
END_TEST

START_TEST(four_variables)
{
    struct mbr_minimize problem = problem_of(wood, 4);
    double x[4] = {-3, -1, -3, -1}, far[4] = {3, -1, 0, 1};
    ck_assert(mbr_minimize(&problem, x, NULL).converged);
    for (int i = 0; i < 4; i++)
        ck_assert_double_eq_tol(x[i], 1, 1e-8);
    problem.value = powell;
    struct mbr_minimum found = mbr_minimize(&problem, far, NULL);
    ck_assert(found.converged);
    ck_assert_double_le(found.value, 1e-12);
}
END_TEST

/* Of (x - 20)^2 + (y - x)^2 within the bounds the least is at x = y = 15. */
static double beyond(void *self, const double *x, double *gradient)
{
    (void)self;
    gradient[0] = 2 * (x[0] - 20) - 2 * (x[1] - x[0]);
    gradient[1] = 2 * (x[1] - x[0]);
    return (x[0] - 20) * (x[0] - 20) + (x[1] - x[0]) * (x[1] - x[0]);
}

START_TEST(bounds)
{
    struct mbr_minimize problem = problem_of(beyond, 2);
    double x[2] = {-99, 99}, hessian[4];
    struct mbr_minimum found = mbr_minimize(&problem, x, hessian);
    ck_assert(x[0] == BOUND);
    ck_assert_double_eq_tol(x[1], BOUND, 1e-6);
    ck_assert_double_eq_tol(found.value, 25, 1e-6);
    ck_assert(!found.converged);
    ck_assert_double_eq_tol(hessian[0], 4, 1e-6);
}
END_TEST

/* x - ln x, which is no number below 0, and is told so. */
static double half_a_line(void *self, const double *x, double *gradient)
{
    int *wrong = self;
    *wrong += x[0] <= 0;
    gradient[0] = 1 - 1 / x[0];
    return x[0] - log(x[0]);
}

START_TEST(not_a_number)
{
    int wrong = 0;
    struct mbr_minimize problem = problem_of(half_a_line, 1);
    double x[1] = {14}, out[1] = {-1}, hessian[1] = {7};
    problem.self = &wrong;
    problem.tolerance = 1e-10;
    ck_assert(mbr_minimize(&problem, x, NULL).converged);
    ck_assert_double_eq_tol(x[0], 1, 1e-9);
    struct mbr_minimum found = mbr_minimize(&problem, out, hessian);
    ck_assert(!found.converged);
    ck_assert(found.value == INFINITY);
    ck_assert(out[0] == -1);
    ck_assert(hessian[0] == 0);
    ck_assert_int_gt(wrong, 0);
}
END_TEST

/* A Hessian that is about right spares the search: a few of Newton's steps lead there. */
START_TEST(known_curve)
{
    double hessian[4] = {800, -398, -398, 201}, x[2] = {1.01, 1.021};
    struct mbr_minimize problem = problem_of(rosenbrock, 2);
    problem.curve = hessian;
    struct mbr_minimum found = mbr_minimize(&problem, x, NULL);
    ck_assert(found.converged);
    ck_assert_int_le(found.evaluations, 15);
    hessian[0] = NAN;
    x[0] = 0;
    ck_assert(mbr_minimize(&problem, x, NULL).converged);
    ck_assert_double_eq_tol(x[0], 1, 1e-9);
}
END_TEST

START_TEST(same_again)
{
    struct mbr_minimize problem = problem_of(wood, 4);
    double x[4] = {-3, -1, -3, -1}, y[4] = {-3, -1, -3, -1}, left[16], right[16];
    struct mbr_minimum one = mbr_minimize(&problem, x, left);
    struct mbr_minimum two = mbr_minimize(&problem, y, right);
    ck_assert(memcmp(x, y, sizeof x) == 0);
    ck_assert(memcmp(left, right, sizeof left) == 0);
    ck_assert_int_eq(one.evaluations, two.evaluations);
}
END_TEST

/* Hilbert's matrix of four rows, whose inverse is of whole numbers (Savage and Lukacs, in NBS
   Applied Mathematics Series 39, 1954). */
START_TEST(inverse)
{
    static const double whole[16] = {16,  -120,  240,  -140,  -120, 1200, -2700, 1680,
                                     240, -2700, 6480, -4200, -140, 1680, -4200, 2800};
    double matrix[16], flat[4] = {1, 2, 2, 4}, saddle[4] = {1, 2, 2, 1}, none[1] = {NAN};
    for (int i = 0; i < 16; i++)
        matrix[i] = 1. / (i / 4 + i % 4 + 1);
    ck_assert(mbr_invert(matrix, 4));
    for (int i = 0; i < 16; i++)
        ck_assert_double_eq_tol(matrix[i] / whole[i], 1, 1e-11);
    ck_assert(!mbr_invert(flat, 2));
    ck_assert(!mbr_invert(saddle, 2));
    ck_assert(!mbr_invert(none, 1));
}
END_TEST

/* 4 12 -16, 12 37 -43, -16 -43 98 is L L' of 2, 6 1, -8 5 3. */
START_TEST(root)
{
    double matrix[9] = {4, 12, -16, 12, 37, -43, -16, -43, 98};
    ck_assert(mbr_cholesky(matrix, 3));
    ck_assert(matrix[0] == 2 && matrix[3] == 6 && matrix[4] == 1);
    ck_assert(matrix[6] == -8 && matrix[7] == 5 && matrix[8] == 3);
    ck_assert(matrix[1] == 12);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("minimize");
    tcase_add_test(tests, valley);
    tcase_add_test(tests, four_variables);
    tcase_add_test(tests, bounds);
    tcase_add_test(tests, not_a_number);
    tcase_add_test(tests, known_curve);
    tcase_add_test(tests, same_again);
    tcase_add_test(tests, inverse);
    tcase_add_test(tests, root);
    return run_tests("minimize", tests);
}
