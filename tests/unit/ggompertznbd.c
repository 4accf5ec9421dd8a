#include <check.h>
#include <math.h>

#include "main.h"
#include "mbr/btyd.h"
#include "mbr/variate.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define DRAWS 400000

static const struct mbr_btyd_model *const model = &mbr_ggompertznbd;

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
   on pieces that are short in every logarithm of the integrand. */
static const struct {
    double p[5], x, tx, T, log_likelihood, alive;
} known[] = {
    {{0.553, 10.578, 0.0002, 0.603, 0.0026},
     2,
     30.43,
     38.86,
     -9.506196051968175,
     0.8726562347480963},
    {{0.553, 10.578, 0.0002, 0.603, 0.0026}, 0, 0, 38.86, -0.5380673561432157, 0.3164168404421502},
    {{0.5, 10, 0.1, 0.5, 2}, 5, 20, 60, -16.37619483907371, 0.006045435990913462},
    {{0.5, 10, 0.1, 0.5, 0.02}, 0, 0, 300, -0.09806673594470956, 8.570511947024319e-9},
    {{1.5, 6, 1e-06, 0.7, 1e-05}, 12, 70, 80, -37.40113431309084, 0.8169816195590399},
    {{0.3, 2, 3, 0.01, 1e5}, 4, 12, 15, -11.08815956426, 0.8725272835806334},
    {{40, 90, 0.05, 25, 1}, 161, 204, 204.25, -460.9525005810312, 0.7133631594368541},
    {{0.8, 5, 0.2, 3e4, 4e6}, 3, 11, 40, -9.64683677040705, 2.340592957521959e-11},
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

static void check_gradient(const double *p, struct mbr_btyd_case member)
{
    double sum = 0, gradient[5] = {0};
    model->likelihood(p, &member, 1, &sum, gradient);
    for (int k = 0; k < 5; k++) {
        double value[4], step = 1e-3;
        for (int i = 0; i < 4; i++) {
            double moved[] = {p[0], p[1], p[2], p[3], p[4]};
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
    static const double life[][3] = {
        {0.001, 0.6, 0.01}, {0.05, 0.5, 1}, {0.3, 2, 0.05}, {0.3, 0.4, 60}};
    for (size_t i = 0; i < COUNT(life); i++) {
        double p[] = {0.6, 10, life[i][0], life[i][1], life[i][2]};
        check_gradient(p, of(0, 0, 40));
        check_gradient(p, of(3, 20, 40));
        check_gradient(p, of(60, 39, 40));
        check_gradient(p, of(2, 40, 40));
    }
}
END_TEST

/* With b towards 0 and beta / b kept it is Pareto/NBD, whose code has an integral of its own. */
START_TEST(becomes_pareto)
{
    static const double pareto[] = {0.553, 10.578, 0.606, 11.669};
    static const double p[] = {0.553, 10.578, 1e-13, 0.606, 11.669e-13};
    struct mbr_btyd_case members[] = {of(0, 0, 39), of(2, 30, 39), of(9, 9, 39)};
    double one[MBR_BTYD_PROSPECT], other[MBR_BTYD_PROSPECT];
    for (size_t i = 0; i < COUNT(members); i++) {
        double sum = 0;
        mbr_paretonbd.likelihood(pareto, &members[i], 1, &sum, NULL);
        ck_assert_double_eq_tol(likelihood_of(p, members[i]), sum, 1e-11);
        model->prospect(p, &members[i], one);
        mbr_paretonbd.prospect(pareto, &members[i], other);
        ck_assert_double_eq_tol(model->expected(one, 30), mbr_paretonbd.expected(other, 30), 1e-11);
    }
}
END_TEST

/* A population: purchases within T and within t after it, of those who are there at T with x = 1
   and of all. */
struct simulated {
    double there, all, later, later_square, lived;
};

static double purchases(struct mbr_rand *rand, double rate, double time)
{
    return time > 0 ? mbr_variate_poisson(rand, rate * time) : 0;
}

static struct simulated simulate(const double *p, double T, double t)
{
    struct mbr_rand rand;
    struct simulated sim = {0};
    mbr_rand_seed(&rand, 5);
    for (int i = 0; i < DRAWS; i++) {
        double rate = mbr_variate_gamma(&rand, p[0]) / p[1];
        double eta = mbr_variate_gamma(&rand, p[3]) / p[4];
        double life = log1p(mbr_variate_exponential(&rand) / eta) / p[2];
        double early = purchases(&rand, rate, fmin(life, T));
        double late = purchases(&rand, rate, fmin(life, T + t) - T);
        sim.all += early / DRAWS;
        if (early != 1)
            continue;
        sim.there++;
        sim.lived += life > T;
        sim.later += late;
        sim.later_square += late * late;
    }
    return sim;
}

/* Whoever bought once until T: the mean of P(alive) and of the forecast over all times tx of that
   purchase, by its density, against the shares in a simulated population; four standard errors. */
START_TEST(forecast_as_simulated)
{
    static const double p[] = {1.5, 10, 0.12, 1.2, 1.6};
    double T = 12, t = 15, mass = 0, alive = 0, later = 0;
    struct simulated sim = simulate(p, T, t);
    double prospect[MBR_BTYD_PROSPECT];
    struct mbr_btyd_case stranger = of(0, 0, 0);
    model->prospect(p, &stranger, prospect);
    ck_assert_double_eq_tol(sim.all, model->expected(prospect, T), 0.01);
    for (int i = 0; i < 1000; i++) {
        struct mbr_btyd_case member = of(1, (i + 0.5) * T / 1000, T);
        double density = exp(likelihood_of(p, member)), there = model->alive(p, &member);
        model->prospect(p, &member, prospect);
        mass += density;
        alive += density * there;
        later += density * there * model->expected(prospect, t);
    }
    double share = sim.lived / sim.there, mean = sim.later / sim.there;
    double variance = sim.later_square / sim.there - mean * mean;
    double wanted = sim.there / DRAWS;
    ck_assert_double_eq_tol(mass * T / 1000, wanted, 4 * sqrt(wanted / DRAWS));
    ck_assert_double_eq_tol(alive / mass, share, 4 * sqrt(share * (1 - share) / sim.there));
    ck_assert_double_eq_tol(later / mass, mean, 4 * sqrt(variance / sim.there));
}
END_TEST

/* They sum to 1, and their mean is what is expected; for beta 1 that has a closed form:
   r / alpha times the integral of e^(-s b t). */
START_TEST(chances_agree_with_expectation)
{
    static const double p[][5] = {
        {0.5, 10, 0.1, 0.5, 2}, {3, 2, 0.01, 0.05, 1}, {9e4, 1e5, 0.2, 2, 40}};
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
    ck_assert_double_eq_tol(model->expected(p[1], 26), -1.5 * expm1(-0.0005 * 26) / 0.0005, 1e-11);
    ck_assert_double_eq_tol(model->expected(p[1], INFINITY), 1.5 / 0.0005, 1e-8);
    ck_assert(model->expected(p[0], 0) == 0);
}
END_TEST

/* No not-a-number, whatever a fit may try. */
START_TEST(extremes_are_numbers)
{
    static const double size[] = {-15, 0, 15};
    for (int i = 0; i < 243; i++) {
        double p[] = {exp(size[i % 3]), exp(size[i / 3 % 3]), exp(size[i / 9 % 3]),
                      exp(size[i / 27 % 3]), exp(size[i / 81])};
        struct mbr_btyd_case members[] = {of(0, 0, 0), of(0, 0, 5000), of(300, 1, 5000),
                                          of(300, 5, 5000), of(254, 254, 254.1)};
        double sum = 0, gradient[5] = {0}, prospect[MBR_BTYD_PROSPECT], chance[20];
        model->likelihood(p, members, COUNT(members), &sum, gradient);
        ck_assert(isfinite(sum));
        for (int k = 0; k < 5; k++)
            ck_assert(isfinite(gradient[k]));
        for (size_t k = 0; k < COUNT(members); k++) {
            double alive = model->alive(p, &members[k]);
            ck_assert(alive >= 0 && alive <= 1);
            model->prospect(p, &members[k], prospect);
            ck_assert(isfinite(model->expected(prospect, 100)));
            ck_assert(isfinite(model->expected(prospect, INFINITY)));
            model->chances(prospect, 100, chance, COUNT(chance));
            for (size_t n = 0; n < COUNT(chance); n++)
                ck_assert(chance[n] >= 0 && chance[n] <= 1 + 1e-9);
        }
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("ggompertznbd");
    tcase_add_test(tests, values);
    tcase_add_test(tests, gradient_is_the_slope);
    tcase_add_test(tests, becomes_pareto);
    tcase_add_test(tests, forecast_as_simulated);
    tcase_add_test(tests, chances_agree_with_expectation);
    tcase_add_test(tests, extremes_are_numbers);
    return run_tests("ggompertznbd", tests);
}
