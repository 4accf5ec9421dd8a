#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "main.h"
#include "mbr/btyd.h"
#include "mbr/special.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define SAMPLE 2357

static const struct mbr_btyd_model *const model = &mbr_paretonbd;

static struct mbr_btyd_case of(double x, double tx, double T)
{
    return (struct mbr_btyd_case){.x = x, .tx = tx, .T = T, .weight = 1};
}

static double likelihood_of(const double *p, struct mbr_btyd_case member)
{
    double sum = 0;
    model->likelihood(p, &member, 1, &sum, NULL);
    return sum;
}

/* mpmath 1.3.0 with 30 digits: the integral over the time of death by a composite rule of 24 points
   on pieces a third of the distance from the nearest pole. The last two: a great x with tx near T,
   where others found no number. */
static const struct {
    double p[4], x, tx, T, log_likelihood, alive;
} known[] = {
    {{0.553, 10.578, 0.606, 11.669}, 2, 30.43, 38.86, -9.554283245150406, 0.8691675591530112},
    {{0.553, 10.578, 0.606, 11.669}, 0, 0, 38.86, -0.5210462940808903, 0.2952866046168941},
    {{2.5, 8, 0.3, 0.004}, 3, 20, 900, -14.70719163647214, 2.317769293660542e-8},
    {{0.05, 3, 4, 900}, 0, 0, 50, -0.1347545201448848, 0.7984376916007459},
    {{1e-4, 1e-3, 1e-4, 1e3}, 1, 0.001, 5000, -17.72279989290499, 0.9935652509395942},
    {{3e5, 2e6, 2e5, 1e6}, 7, 40, 60, -27.83864101749767, 0.001595060055411737},
    {{12.5, 30, 30, 7}, 221, 254, 254.5, -366.1999325081509, 0.9317720395794693},
    {{0.553, 10.578, 0.606, 11.669}, 300, 38.5, 38.86, 239.9400335910182, 0.9844313424592456},
};

START_TEST(values)
{
    for (size_t i = 0; i < COUNT(known); i++) {
        struct mbr_btyd_case member = of(known[i].x, known[i].tx, known[i].T);
        double found = likelihood_of(known[i].p, member), wanted = known[i].log_likelihood;
        ck_assert_msg(fabs(found - wanted) <= 1e-11 * fmax(1, fabs(wanted)), "%zu: %.17g", i,
                      found);
        double alive = model->alive(known[i].p, &member);
        ck_assert_msg(fabs(alive - known[i].alive) <= 1e-10 * known[i].alive, "%zu: %.17g", i,
                      alive);
    }
}
END_TEST

/* Fader and Hardie, "A note on deriving the Pareto/NBD model and related expressions" (2005), their
   equation for the individual likelihood with its two hypergeometric functions. */
static double published(const double *p, struct mbr_btyd_case member)
{
    double r = p[0], alpha = p[1], s = p[2], beta = p[3], part[2];
    double high = fmax(alpha, beta), all = r + s + member.x;
    double second = alpha >= beta ? s + 1 : r + member.x;
    int sign;
    for (int k = 0; k < 2; k++) {
        double at = high + (k ? member.T : member.tx);
        double z = fabs(alpha - beta) / at;
        part[k] = mbr_log_hypergeometric(all, second, all + 1, z, &sign) - all * log(at);
    }
    double death = log(s / all) + mbr_log_subtract(part[0], part[1]);
    double life = -(r + member.x) * log(alpha + member.T) - s * log(beta + member.T);
    return mbr_log_gamma(r + member.x) - mbr_log_gamma(r) + r * log(alpha) + s * log(beta) +
           mbr_log_add(life, death);
}

START_TEST(series_quadrature_and_published_form_agree)
{
    static const double alpha[] = {0.3, 5, 10, 10.5, 40}, beta[] = {0.1, 10, 11, 300};
    static const double x[] = {0, 1, 8, 40};
    for (size_t i = 0; i < COUNT(alpha) * COUNT(beta) * COUNT(x); i++) {
        double p[] = {0.7, alpha[i % 5], 0.9, beta[i / 5 % 4]};
        struct mbr_btyd_case member = of(x[i / 20], x[i / 20] > 0 ? 20 : 0, 60);
        double found = likelihood_of(p, member), wanted = published(p, member);
        ck_assert_msg(fabs(found - wanted) <= 1e-11 * fmax(1, fabs(wanted)), "%zu: %.17g", i,
                      found - wanted);
    }
}
END_TEST

static void check_gradient(const double *p, struct mbr_btyd_case member)
{
    double sum = 0, gradient[4] = {0};
    model->likelihood(p, &member, 1, &sum, gradient);
    for (int k = 0; k < 4; k++) {
        double value[4], step = 1e-3;
        for (int i = 0; i < 4; i++) {
            double moved[] = {p[0], p[1], p[2], p[3]};
            moved[k] *= exp((i < 2 ? i - 2 : i - 1) * step);
            value[i] = likelihood_of(moved, member);
        }
        double slope = (value[0] - 8 * value[1] + 8 * value[2] - value[3]) / (12 * step);
        double size = fmax(1, fmax(fabs(slope), fabs(sum)));
        ck_assert_msg(fabs(gradient[k] - slope) < 2e-9 * size, "%d: %.12g, not %.12g", k,
                      gradient[k], slope);
    }
}

START_TEST(gradient_is_the_slope)
{
    static const double beta[] = {0.5, 10, 12, 1000};
    for (size_t i = 0; i < COUNT(beta); i++) {
        double p[] = {0.6, 10, 0.8, beta[i]};
        check_gradient(p, of(0, 0, 40));
        check_gradient(p, of(3, 20, 40));
        check_gradient(p, of(60, 39, 40));
        check_gradient(p, of(2, 40, 40));
    }
}
END_TEST

/* The walkthrough of the package BTYD (Dziurzynski, Wadsworth and McCarthy): these parameters of
   CDNOW, a stranger's year, and customer 1516 with x = 26, tx = 30.857 and T = 31. */
START_TEST(forecasts_as_published)
{
    static const double p[] = {0.5534, 10.5802, 0.6061, 11.6562};
    struct mbr_btyd_case stranger = of(0, 0, 0), member = of(26, 30.857, 31);
    double prospect[MBR_BTYD_PROSPECT];
    ck_assert(model->alive(p, &stranger) == 1);
    model->prospect(p, &stranger, prospect);
    ck_assert_double_eq_tol(model->expected(prospect, 52), 1.473, 5e-4);
    double alive = model->alive(p, &member);
    ck_assert_double_eq_tol(alive, 0.9979, 5e-5);
    model->prospect(p, &member, prospect);
    ck_assert_double_eq_tol(alive * model->expected(prospect, 52), 25.46, 0.01);
}
END_TEST

/* r beta / (alpha (s - 1)) (1 - (beta / (beta + t))^(s - 1)), its limits at s = 1 and without end.
 */
START_TEST(expectation_has_its_limits)
{
    double prospect[MBR_BTYD_PROSPECT] = {2, 5, 1, 7};
    ck_assert_double_eq_tol(model->expected(prospect, 10), 0.4 * 7 * log(17.0 / 7), 1e-14);
    prospect[2] = 1 + 1e-9;
    ck_assert_double_eq_tol(model->expected(prospect, 10), 0.4 * 7 * log(17.0 / 7), 1e-8);
    ck_assert(model->expected(prospect, 0) == 0);
    prospect[2] = 3;
    ck_assert_double_eq_tol(model->expected(prospect, 10), 1.4 * (1 - 49.0 / 289), 1e-14);
    ck_assert_double_eq_tol(model->expected(prospect, INFINITY), 1.4, 1e-14);
    prospect[2] = 0.5;
    ck_assert(model->expected(prospect, INFINITY) == INFINITY);
}
END_TEST

/* They sum to 1, and their mean is what is expected. */
START_TEST(chances_agree_with_expectation)
{
    static const double p[][4] = {
        {0.553, 10.578, 0.606, 11.669}, {3, 2, 0.05, 1}, {9e4, 1e5, 2, 40}};
    static double chance[3000];
    for (size_t i = 0; i < COUNT(p); i++) {
        double all = 0, mean = 0;
        model->chances(p[i], 26, chance, COUNT(chance));
        for (size_t n = 0; n < COUNT(chance); n++) {
            ck_assert(chance[n] >= 0);
            all += chance[n];
            mean += (double)n * chance[n];
        }
        ck_assert_double_eq_tol(all, 1, 1e-11);
        ck_assert_double_eq_tol(mean, model->expected(p[i], 26), 1e-9 * mean);
    }
    model->chances(p[0], 0, chance, 3);
    ck_assert(chance[0] == 1 && chance[1] == 0);
}
END_TEST

/* No not-a-number, whatever a fit may try. */
START_TEST(extremes_are_numbers)
{
    static const double size[] = {-15, 0, 15};
    for (int i = 0; i < 81; i++) {
        double p[] = {exp(size[i % 3]), exp(size[i / 3 % 3]), exp(size[i / 9 % 3]),
                      exp(size[i / 27])};
        struct mbr_btyd_case members[] = {of(0, 0, 0), of(0, 0, 5000), of(300, 1, 5000),
                                          of(300, 5, 5000), of(254, 254, 254.1)};
        double sum = 0, gradient[4] = {0}, prospect[MBR_BTYD_PROSPECT], chance[20];
        model->likelihood(p, members, COUNT(members), &sum, gradient);
        ck_assert(isfinite(sum));
        for (int k = 0; k < 4; k++)
            ck_assert(isfinite(gradient[k]));
        for (size_t k = 0; k < COUNT(members); k++) {
            double alive = model->alive(p, &members[k]);
            ck_assert(alive >= 0 && alive <= 1);
            model->prospect(p, &members[k], prospect);
            ck_assert(isfinite(model->expected(prospect, 100)));
            model->chances(prospect, 100, chance, COUNT(chance));
            for (size_t n = 0; n < COUNT(chance); n++)
                ck_assert(chance[n] >= 0 && chance[n] <= 1 + 1e-9);
        }
    }
}
END_TEST

/* Fader, Hardie and Lee (2005), the sample of 2,357 customers: log-likelihood -9595.0 at these
   parameters, which are a maximum but for their rounding. */
START_TEST(cdnow_as_published)
{
    static const double p[] = {0.553, 10.578, 0.606, 11.669};
    static struct mbr_btyd_case members[SAMPLE];
    const char *shared = getenv("MBR_SHARED");
    char path[4096], line[256];
    snprintf(path, sizeof path, "%s/data/cdnow/sample_summary_weeks.csv",
             shared ? shared : "../shared");
    FILE *in = fopen(path, "r");
    if (!in) {
        puts("skipped: the published log-likelihood (no CDNOW sample)");
        return;
    }
    size_t count = 0;
    while (fgets(line, sizeof line, in)) {
        double x, tx, T;
        if (sscanf(line, "%*d,%lf,%lf,%lf", &x, &tx, &T) == 3 && count < SAMPLE)
            members[count++] = of(x, tx, T);
    }
    fclose(in);
    ck_assert_uint_eq(count, SAMPLE);
    double sum = 0, gradient[4] = {0};
    model->likelihood(p, members, count, &sum, gradient);
    ck_assert_double_eq_tol(sum, -9595.0, 0.05);
    for (int k = 0; k < 4; k++)
        ck_assert(fabs(gradient[k]) < 1);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("paretonbd");
    tcase_add_test(tests, values);
    tcase_add_test(tests, series_quadrature_and_published_form_agree);
    tcase_add_test(tests, gradient_is_the_slope);
    tcase_add_test(tests, forecasts_as_published);
    tcase_add_test(tests, expectation_has_its_limits);
    tcase_add_test(tests, chances_agree_with_expectation);
    tcase_add_test(tests, extremes_are_numbers);
    tcase_add_test(tests, cdnow_as_published);
    return run_tests("paretonbd", tests);
}
