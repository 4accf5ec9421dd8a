#include "mbr/special.h"

#include <check.h>
#include <math.h>

#include "main.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static void hold(double found, double wanted, double tolerance)
{
    ck_assert_msg(fabs(found - wanted) <= tolerance * fabs(wanted), "%.17g, not %.17g", found,
                  wanted);
}

/* All tables: mpmath 1.3.0 with 50 digits, each number being read as it stands here. */

static const double psi[][2] = {
    {1e-06, -1000000.57721402},
    {0.3, -3.5025242222001331},
    {7.25, 1.910453526883736},
    {1234.5, 7.1180162318279978},
};

static const double beta[][3] = {
    {0.5, 0.5, 1.1447298858494002},
    {1e-06, 3, 13.815509057964899},
    {1000000.0, 0.001, 6.8933633753253895},
    {1000000.0, 2000000.0, -1909548.290968533},
    {9.5, 1234.5, -55.968295370182771},
    {12, 0.25, 0.67466086486107068},
    {3000000.0, 3270000.0, -4340223.8395954563},
};

START_TEST(gamma_and_beta)
{
    hold(mbr_log_gamma(0.5), 0.57236494292470009, 1e-15);
    hold(mbr_log_gamma(1e6), 12815504.569147612, 1e-15);
    for (size_t i = 0; i < COUNT(psi); i++)
        hold(mbr_digamma(psi[i][0]), psi[i][1], 1e-15);
    /* The zero that is nearest to this number lies 1e-16 of its slope beside it. */
    ck_assert(fabs(mbr_digamma(1.4616321449683623)) < 1e-14);
    for (size_t i = 0; i < COUNT(beta); i++) {
        hold(mbr_log_beta(beta[i][0], beta[i][1]), beta[i][2], 1e-14);
        hold(mbr_log_beta(beta[i][1], beta[i][0]), beta[i][2], 1e-14);
    }
}
END_TEST

START_TEST(sums_of_logarithms)
{
    hold(mbr_log_add(log(2), log(3)), log(5), 1e-15);
    hold(mbr_log_add(-2000, -2000), -2000 + log(2), 1e-15);
    ck_assert(mbr_log_add(-INFINITY, 1) == 1 && mbr_log_add(1, -INFINITY) == 1);
    ck_assert(mbr_log_add(-INFINITY, -INFINITY) == -INFINITY);
    hold(mbr_log_subtract(log(5), log(3)), log(2), 1e-15);
    hold(mbr_log_subtract(0, -1e-20), log(1e-20), 1e-15);
    hold(mbr_log_subtract(3000, 2000), 3000, 1e-15);
    ck_assert(mbr_log_subtract(1, 1) == -INFINITY && mbr_log_subtract(1, -INFINITY) == 1);
    ck_assert(mbr_log_subtract(-INFINITY, -INFINITY) == -INFINITY);
}
END_TEST

static const double beta_below[][4] = {
    {0.5, 0.5, 0.3, 0.36901011956554538},    {2, 3, 0.1, 0.0523},
    {0.001, 5, 0.2, 0.99978344564642766},    {30, 4, 0.99, 0.99967546661932546},
    {3000, 7000, 0.31, 0.98505632863669032}, {200000.0, 300000.0, 0.399, 0.074427855755673964},
    {0.25, 400, 1e-05, 0.2771697198819027},  {4.0, 0.001, 0.99, 0.002798415020332875},
};

static const double gamma_below[][3] = {
    {0.5, 0.2, 0.47291074313446191},   {0.001, 1e-08, 0.98231397935384694},
    {3, 9, 0.99376780489362268},       {17.2, 0.0033, 3.2877825600019078e-58},
    {250, 230, 0.10043419856707392},   {100000.0, 100300, 0.82863631125120765},
    {0.001, 2.5, 0.99997504160335421},
};

static const double quantile[][2] = {
    {1e-300, -37.047096299361199}, {1e-10, -6.3613409024040562}, {.025, -1.9599639845400542},
    {.4, -0.2533471031357998},     {.9, 1.2815515655446005},     {.999999, 4.7534243088228989},
};

START_TEST(distributions)
{
    for (size_t i = 0; i < COUNT(beta_below); i++) {
        const double *row = beta_below[i];
        hold(mbr_beta_below(row[0], row[1], row[2]), row[3], 1e-12);
        ck_assert(fabs(mbr_beta_below(row[1], row[0], 1 - row[2]) + row[3] - 1) < 1e-11);
    }
    for (size_t i = 0; i < COUNT(gamma_below); i++)
        hold(mbr_gamma_below(gamma_below[i][0], gamma_below[i][1]), gamma_below[i][2], 1e-12);
    for (size_t i = 0; i < COUNT(quantile); i++)
        hold(mbr_normal_quantile(quantile[i][0]), quantile[i][1], 1e-11);
    ck_assert(fabs(mbr_normal_quantile(0.5)) < 1e-15);
    ck_assert(mbr_beta_below(2, 3, 0) == 0 && mbr_beta_below(2, 3, 1) == 1);
    ck_assert(mbr_gamma_below(2, 0) == 0 && mbr_gamma_below(2, INFINITY) == 1);
}
END_TEST

/* The first: a one-time buyer of BG/NBD with a + b < 1, 2F1 = -1.35693 short of its argument. */
static const struct {
    double a, b, c, z, log_size;
    int sign;
} hypergeometric[] = {
    {0.11, 0.5, -0.19, 30 / 32.24, 0.81771727276648016, -1},
    {0.2426, 2.4259, 2.2188, 0.5, 0.18792091667336109, 1},
    {2.243, 4.426, 5.219, 0.4, 0.95350704568018565, 1},
    {0.6, 1.2, 0.8, 0.999, 6.7476418106963673, 1},
    {0.6, 0.4, 0.001, 0.3, 4.6822469135018585, 1},
    {5.3, 9.1, 8.2, 0.99999, 70.984482401601783, 1},
    {301.2, 1.6, 302.2, 0.999, 9.6265063135501566, 1},
    {391.6, 3.16, 392.6, 0.99999, 30.064733247404334, 1},
    {1.5, 0.001, 2.5, -40.0, -0.0030855516489725294, 1},
    {0.25, 1.48, 2.5, -1000000.0, -3.2662253369785144, 1},
    {-2.5, 1.25, 0.5, 0.6, -0.53300555169690495, -1},
    {-3.0, 4.0, 1.5, 0.9, -2.3553832785610165, 1},
    {-0.19, -0.41, -0.6, 0.95, -0.60232950383263251, 1},
    {10000.0, 2.5, 13000.0, 0.75, 2.1506908778808398, 1},
    {1980.13, 0.2158, -0.774, 0.99997, 20639.722814260368, -1},
    {1.0e-6, 1.0e-6, 1.0e-6, 0.99, 4.6051701859880914e-6, 1},
};

START_TEST(gauss)
{
    int sign;
    for (size_t i = 0; i < COUNT(hypergeometric); i++) {
        double found = mbr_log_hypergeometric(hypergeometric[i].a, hypergeometric[i].b,
                                              hypergeometric[i].c, hypergeometric[i].z, &sign);
        ck_assert_msg(fabs(found - hypergeometric[i].log_size) <=
                          1e-12 * fmax(1, fabs(hypergeometric[i].log_size)),
                      "row %zu: %.17g", i, found);
        ck_assert_int_eq(sign, hypergeometric[i].sign);
    }
    ck_assert(mbr_log_hypergeometric(2, 3, 4, 0, &sign) == 0 && sign == 1);
    /* 1 - 2 z at 1/2 */
    ck_assert(mbr_log_hypergeometric(-1, 2, 1, 0.5, &sign) < -30);
}
END_TEST

/* The rule is exact for polynomials up to the 31st power. */
START_TEST(legendre)
{
    double sum = 0, even = 0;
    for (int i = 0; i < 16; i++) {
        sum += mbr_legendre_weight[i];
        even += mbr_legendre_weight[i] * pow(mbr_legendre_node[i], 30);
        ck_assert(mbr_legendre_node[i] == -mbr_legendre_node[15 - i]);
    }
    hold(sum, 2, 1e-15);
    hold(even, 2.0 / 31, 1e-14);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("special");
    tcase_add_test(tests, gamma_and_beta);
    tcase_add_test(tests, sums_of_logarithms);
    tcase_add_test(tests, distributions);
    tcase_add_test(tests, gauss);
    tcase_add_test(tests, legendre);
    return run_tests("special", tests);
}
