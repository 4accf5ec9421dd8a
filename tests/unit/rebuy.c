#include "mbr/rebuy.h"

#include <check.h>
#include <math.h>

#include "main.h"

#define NEAR(a, b) ck_assert_double_eq_tol(a, b, 1e-9)

/* All: 300 / 10 = 30. An item: (100 + 2 * 30) / (5 + 2). A member with it: (8 + 2 * that) / 3. */
START_TEST(drawn_to_the_wider)
{
    const struct mbr_gaps level[] = {{10, 300}, {5, 100}, {1, 8}};
    NEAR(mbr_rebuy_interval(level, 1), 30);
    NEAR(mbr_rebuy_interval(level, 2), 160.0 / 7);
    NEAR(mbr_rebuy_interval(level, 3), (8 + 2 * 160.0 / 7) / 3);
}
END_TEST

START_TEST(levels_without_gaps)
{
    const struct mbr_gaps level[] = {{0, 0}, {4, 40}, {0, 0}}, none[] = {{0, 0}};
    NEAR(mbr_rebuy_interval(level, 3), 10);
    ck_assert(isnan(mbr_rebuy_interval(none, 1)));
    ck_assert(isnan(mbr_rebuy_interval(level, 0)));
}
END_TEST

/* Erlang's distribution of shape 2 is survived with the chance (1 + x) e^-x, x = 2 t / mean. */
static double survival(double mean, double t)
{
    return (1 + 2 * t / mean) * exp(-2 * t / mean);
}

/* A hazard that is multiplied raises what is survived to that power. */
START_TEST(as_likely_as_not)
{
    static const double since[] = {0, 1, 7, 30, 100, 400}, p[] = {0.02, 0.3, 0.5, 0.9};
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 4; j++) {
            double wait = mbr_rebuy_wait(30, since[i], p[j], 60), from = survival(30, since[i]);
            double power = log(1 - p[j]) / log(survival(30, since[i] + 60) / from);
            NEAR(pow(survival(30, since[i] + wait) / from, power), 0.5);
        }
    NEAR(mbr_rebuy_wait(30, 10, 0.5, 60), 60);
    ck_assert(isinf(mbr_rebuy_wait(30, 10, 0, 60)));
    NEAR(mbr_rebuy_wait(30, 10, 1, 60), 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("rebuy");
    tcase_add_test(tests, drawn_to_the_wider);
    tcase_add_test(tests, levels_without_gaps);
    tcase_add_test(tests, as_likely_as_not);
    return run_tests("rebuy", tests);
}
