#include "mbr/fdr.h"

#include <check.h>
#include <math.h>

#include "main.h"

/* The fifteen comparisons of Benjamini and Hochberg 1995, section 4: at a rate of 0.05 the first
   four are discoveries. Adjusted, the fourth is 0.0095 * 15 / 4. */
START_TEST(benjamini_and_hochberg)
{
    const double p[] = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                        0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};
    double q[15];
    size_t discoveries = 0;
    mbr_fdr(p, q, 15);
    for (size_t i = 0; i < 15; i++)
        discoveries += q[i] <= 0.05;
    ck_assert_uint_eq(discoveries, 4);
    ck_assert(fabs(q[0] - 0.0015) < 1e-15);
    ck_assert(fabs(q[3] - 0.035625) < 1e-15);
    ck_assert(fabs(q[4] - 0.0201 * 15 / 5) < 1e-15);
    ck_assert(fabs(q[5] - 0.0298 * 15 / 7) < 1e-15); /* 0.0278 * 15 / 6 is more */
    ck_assert(q[14] == 1);
}
END_TEST

START_TEST(any_order_in_place)
{
    double p[] = {0.5, 0.01, 0.02, 0.01};
    mbr_fdr(p, p, 4);
    ck_assert(p[0] == 0.5);
    ck_assert(fabs(p[1] - 0.02) < 1e-15 && p[1] == p[3]);
    ck_assert(fabs(p[2] - 0.02 * 4 / 3) < 1e-15);
    mbr_fdr(p, p, 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("fdr");
    tcase_add_test(tests, benjamini_and_hochberg);
    tcase_add_test(tests, any_order_in_place);
    return run_tests("fdr", tests);
}
