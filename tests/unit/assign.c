#include "mbr/assign.h"

#include <check.h>
#include <stdlib.h>

#include "main.h"
#include "mbr/rand.h"

#define MEMBERS 6
#define ITEMS 3
#define EDGES (MEMBERS * ITEMS)

static size_t start[MEMBERS + 1];
static uint32_t item[EDGES], capacity[ITEMS];
static double value[EDGES];
static bool taken[EDGES];

static struct mbr_assign_task fill(uint32_t most, const double *values)
{
    for (size_t m = 0; m <= MEMBERS; m++)
        start[m] = m * ITEMS;
    for (size_t i = 0; i < EDGES; i++) {
        item[i] = (uint32_t)(i % ITEMS);
        value[i] = values[i];
    }
    return (struct mbr_assign_task){MEMBERS, ITEMS, capacity, most, start, item, value};
}

/* Every choice there is, one after another. */
static double try_all(const struct mbr_assign_task *task, size_t edge, uint32_t *left,
                      uint32_t *held)
{
    if (edge == EDGES)
        return 0;
    double best = try_all(task, edge + 1, left, held);
    size_t m = edge / ITEMS, j = edge % ITEMS;
    if (left[j] && held[m] < task->most) {
        left[j]--;
        held[m]++;
        double with = task->value[edge] + try_all(task, edge + 1, left, held);
        left[j]++;
        held[m]--;
        best = with > best ? with : best;
    }
    return best;
}

static double optimum(const struct mbr_assign_task *task)
{
    uint32_t left[ITEMS], held[MEMBERS] = {0};
    for (size_t j = 0; j < ITEMS; j++)
        left[j] = capacity[j];
    return try_all(task, 0, left, held);
}

/* What was taken is within what there is, and is worth what is said of it. */
static void check_sound(const struct mbr_assign_task *task, const struct mbr_assign_result *result)
{
    uint32_t of_item[ITEMS] = {0}, of_member[MEMBERS] = {0}, offers = 0;
    double total = 0;
    for (size_t i = 0; i < EDGES; i++) {
        if (!taken[i])
            continue;
        ck_assert_uint_le(++of_item[i % ITEMS], capacity[i % ITEMS]);
        ck_assert_uint_le(++of_member[i / ITEMS], task->most);
        total += value[i];
        offers++;
    }
    ck_assert_uint_eq(offers, result->offers);
    ck_assert_double_eq_tol(total, result->total, 1e-12);
}

static void draw(struct mbr_rand *rand, double *values)
{
    for (size_t j = 0; j < ITEMS; j++)
        capacity[j] = mbr_rand_below(rand, 4);
    for (size_t i = 0; i < EDGES; i++)
        values[i] = mbr_rand_open(rand);
}

/* The loss is at most a ten-thousandth of the greatest value for each offer. */
START_TEST(best_of_all)
{
    struct mbr_rand rand;
    double values[EDGES];
    mbr_rand_seed(&rand, 1);
    for (uint32_t trial = 0; trial < 60; trial++) {
        draw(&rand, values);
        struct mbr_assign_task task = fill(1 + trial % 2, values);
        struct mbr_assign_result result = mbr_assign(&task, taken);
        double best = optimum(&task);
        check_sound(&task, &result);
        ck_assert_double_ge(result.total, best - 9 * 1e-4);
        ck_assert_double_ge(result.bound, best - 1e-12);
        ck_assert_double_le(result.bound, best + 9 * 2e-4 + 1e-12);
    }
}
END_TEST

/* Two want the same thing, and one of them has something else that is nearly as good: who takes the
   best offer first loses 5. */
START_TEST(not_the_greedy_choice)
{
    const double values[EDGES] = {10, 9, 1e-9, 8, 2, 1e-9};
    for (size_t j = 0; j < ITEMS; j++)
        capacity[j] = 1;
    struct mbr_assign_task task = fill(1, values);
    struct mbr_assign_result result = mbr_assign(&task, taken);
    ck_assert(taken[1] && taken[3] && !taken[0]);
    ck_assert_double_eq_tol(result.total, 17, 1e-6);
}
END_TEST

/* Where all are alike whoever comes first gets it, and prices end. */
START_TEST(all_alike)
{
    double values[EDGES];
    for (size_t i = 0; i < EDGES; i++)
        values[i] = 1;
    for (size_t j = 0; j < ITEMS; j++)
        capacity[j] = 1;
    struct mbr_assign_task task = fill(2, values);
    struct mbr_assign_result result = mbr_assign(&task, taken);
    ck_assert_uint_eq(result.offers, 3);
    ck_assert_double_eq(result.total, 3);
    ck_assert_double_le(result.bound, 3.1);
}
END_TEST

START_TEST(nothing_to_give)
{
    double values[EDGES];
    for (size_t i = 0; i < EDGES; i++)
        values[i] = 1;
    for (size_t j = 0; j < ITEMS; j++)
        capacity[j] = 0;
    struct mbr_assign_task task = fill(1, values);
    struct mbr_assign_result result = mbr_assign(&task, taken);
    ck_assert_uint_eq(result.offers, 0);
    ck_assert_double_eq(result.bound, 0);
    task = (struct mbr_assign_task){.start = start, .most = 1};
    result = mbr_assign(&task, taken);
    ck_assert_uint_eq(result.offers, 0);
}
END_TEST

/* Leaving out those that are not among the best of their item costs nothing. */
START_TEST(enough)
{
    struct mbr_rand rand;
    double values[EDGES];
    mbr_rand_seed(&rand, 2);
    for (uint32_t trial = 0; trial < 60; trial++) {
        draw(&rand, values);
        struct mbr_assign_task task = fill(1 + trial % 2, values);
        double best = optimum(&task);
        for (size_t j = 0; j < ITEMS; j++) {
            size_t keep = mbr_assign_enough(&task, (uint32_t)j);
            for (size_t m = 0; m < MEMBERS; m++) {
                size_t better = 0;
                for (size_t other = 0; other < MEMBERS; other++)
                    better += values[other * ITEMS + j] > values[m * ITEMS + j];
                value[m * ITEMS + j] = better < keep ? values[m * ITEMS + j] : 0;
            }
        }
        ck_assert_double_eq_tol(optimum(&task), best, 1e-12);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("assign");
    tcase_add_test(tests, best_of_all);
    tcase_add_test(tests, not_the_greedy_choice);
    tcase_add_test(tests, all_alike);
    tcase_add_test(tests, nothing_to_give);
    tcase_add_test(tests, enough);
    return run_tests("assign", tests);
}
