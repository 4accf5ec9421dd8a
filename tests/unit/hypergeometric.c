#include "mbr/hypergeometric.h"

#include <check.h>
#include <math.h>

#include "main.h"

static void ck_near(double got, double expected, double digits)
{
    ck_assert_msg(fabs(got - expected) <= digits * fabs(expected), "%.17g, not %.17g", got,
                  expected);
}

/* Eight cups of tea, four with the milk first; Fisher, "The Design of Experiments", 1935: all four
   are told in 1 of 70 ways, three or four in 17. */
START_TEST(lady_tasting_tea)
{
    ck_near(mbr_hypergeometric(4, 4, 4, 8), 1 / 70.0, 1e-14);
    ck_near(mbr_hypergeometric(3, 4, 4, 8), 16 / 70.0, 1e-14);
    ck_near(mbr_hypergeometric_tail(4, 4, 4, 8), 1 / 70.0, 1e-14);
    ck_near(mbr_hypergeometric_tail(3, 4, 4, 8), 17 / 70.0, 1e-14);
    ck_near(mbr_hypergeometric_tail(1, 4, 4, 8), 69 / 70.0, 1e-14);
    ck_assert(mbr_hypergeometric_tail(0, 4, 4, 8) == 1);
}
END_TEST

/* Sums of whole-number binomial coefficients, with Python's fractions. The first is the rule of
   Groceries that arules gives 9.123466e-31. */
START_TEST(exact_fractions)
{
    static const struct {
        double both, a, b, n, one, tail;
    } cases[] = {
        {102, 174, 1903, 9835, 7.668930418855389e-31, 9.12346563414755e-31},
        {19, 21, 792, 9835, 2.382790746752619e-19, 2.4032440202459893e-19},
        {30, 174, 1903, 9835, 0.06209770662079928, 0.7882299848887828},
        {3, 500, 700, 100000, 0.21680749857870216, 0.6808211498736232},
        {400, 4000, 5000, 100000, 3.387218717919382e-40, 6.166645988808153e-40},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_near(mbr_hypergeometric(cases[i].both, cases[i].a, cases[i].b, cases[i].n), cases[i].one,
                2e-12);
        ck_near(mbr_hypergeometric_tail(cases[i].both, cases[i].a, cases[i].b, cases[i].n),
                cases[i].tail, 2e-12);
    }
}
END_TEST

/* Likewise: the least k whose sum of fractions from 0 on is at least the level. */
START_TEST(quantiles)
{
    static const struct {
        double a, b, n, high, low;
    } cases[] = {
        {174, 1903, 9835, 46, 22},      {21, 792, 9835, 5, 0},    {1, 1, 9835, 0, 0},
        {9835, 1903, 9835, 1903, 1903}, {500, 700, 100000, 8, 0}, {60, 70, 100, 47, 37},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double a = cases[i].a, b = cases[i].b, n = cases[i].n;
        ck_assert(mbr_hypergeometric_quantile(0.99, a, b, n) == cases[i].high);
        ck_assert(mbr_hypergeometric_quantile(0.01, a, b, n) == cases[i].low);
    }
}
END_TEST

START_TEST(what_cannot_be)
{
    ck_assert(mbr_hypergeometric(3, 2, 5, 10) == 0);
    ck_assert(mbr_hypergeometric(0, 6, 5, 10) == 0);
    ck_assert(mbr_hypergeometric(6, 6, 10, 10) == 1);
    ck_assert(mbr_hypergeometric_tail(6, 6, 10, 10) == 1);
    ck_assert(mbr_hypergeometric_tail(1, 1, 1, 1) == 1);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("hypergeometric");
    tcase_add_test(tests, lady_tasting_tea);
    tcase_add_test(tests, exact_fractions);
    tcase_add_test(tests, quantiles);
    tcase_add_test(tests, what_cannot_be);
    return run_tests("hypergeometric", tests);
}
