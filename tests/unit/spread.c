#include "mbr/spread.h"

#include <check.h>

#include "main.h"

/* In cents. */
static void spread(int64_t total, const int64_t *weight, size_t count, int64_t *part)
{
    mbr_spread(total * 100, 100, weight, count, part);
    for (size_t i = 0; i < count; i++)
        part[i] /= 100;
}

/* Ten seats by votes, by hand: at 10000 votes a seat the shares are 4.70, 1.60, 1.59, 1.20, 0.60
   and 0.31; the three seats that whole numbers leave go to .70, .60 and .60. */
START_TEST(seats)
{
    const int64_t votes[] = {47000, 16000, 15900, 12000, 6000, 3100};
    const int64_t expected[] = {5, 2, 1, 1, 1, 0};
    int64_t part[6];
    spread(10, votes, 6, part);
    for (size_t i = 0; i < 6; i++)
        ck_assert_int_eq(part[i], expected[i]);
}
END_TEST

START_TEST(the_first_of_two_alike)
{
    const int64_t weight[] = {1, 1, 1};
    int64_t part[3];
    spread(1000, weight, 3, part);
    ck_assert_int_eq(part[0], 334);
    ck_assert_int_eq(part[1], 333);
    ck_assert_int_eq(part[2], 333);
}
END_TEST

START_TEST(nothing_for_nothing)
{
    const int64_t weight[] = {0, 5, 0};
    int64_t part[3];
    spread(7, weight, 3, part);
    ck_assert_int_eq(part[0], 0);
    ck_assert_int_eq(part[1], 7);
    spread(0, weight, 3, part);
    ck_assert_int_eq(part[1], 0);
}
END_TEST

START_TEST(the_largest)
{
    const int64_t weight[] = {INT64_MAX, INT64_MAX};
    int64_t part[2];
    mbr_spread(INT64_MAX, 1, weight, 2, part);
    ck_assert_int_eq(part[0], INT64_MAX / 2 + 1);
    ck_assert_int_eq(part[1], INT64_MAX / 2);
}
END_TEST

/* Whatever is spread: the parts sum to it, each is whole coins, and less than one from its share.
 */
START_TEST(sums)
{
    uint64_t state = 20261122;
    for (int round = 0; round < 2000; round++) {
        int64_t weight[9], part[9], sum = 0, all = 0;
        for (size_t i = 0; i < 9; i++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            weight[i] = (int64_t)(state >> 44);
            sum += weight[i];
        }
        int64_t total = (int64_t)(state >> 30) % 100000 * 100;
        mbr_spread(total, 100, weight, 9, part);
        for (size_t i = 0; i < 9; i++) {
            double share = (double)total * (double)weight[i] / (double)sum;
            ck_assert_int_eq(part[i] % 100, 0);
            ck_assert((double)part[i] > share - 100 && (double)part[i] < share + 100);
            all += part[i];
        }
        ck_assert_int_eq(all, total);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("spread");
    tcase_add_test(tests, seats);
    tcase_add_test(tests, the_first_of_two_alike);
    tcase_add_test(tests, nothing_for_nothing);
    tcase_add_test(tests, the_largest);
    tcase_add_test(tests, sums);
    return run_tests("spread", tests);
}
