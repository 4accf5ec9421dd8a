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

/* The mean of what is left is the integral of the survival function from there on, divided by its
   value there; that of Erlang's distribution of shape 2 is (1 + x) e^-x with x = 2 t / mean. */
static double survival(double mean, double t)
{
    return (1 + 2 * t / mean) * exp(-2 * t / mean);
}

START_TEST(what_is_left)
{
    static const double since[] = {0, 1, 7, 30, 100, 400};
    for (size_t i = 0; i < sizeof since / sizeof *since; i++) {
        double sum = 0, step = 0.01;
        for (double t = since[i] + step / 2; t < since[i] + 2000; t += step)
            sum += survival(30, t) * step;
        ck_assert_double_eq_tol(mbr_rebuy_wait(30, since[i]), sum / survival(30, since[i]), 1e-4);
    }
    NEAR(mbr_rebuy_wait(30, 0), 30);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("rebuy");
    tcase_add_test(tests, drawn_to_the_wider);
    tcase_add_test(tests, levels_without_gaps);
    tcase_add_test(tests, what_is_left);
    return run_tests("rebuy", tests);
}
