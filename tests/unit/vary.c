#include "mbr/vary.h"

#include <check.h>
#include <string.h>

#include "main.h"

#define NONE MBR_VARY_NONE

/* Three of category 1, of which two of a brand as well, and one of which nothing is known. */
static const struct mbr_vary_row rows[] = {
    {10, {1, 7, 3}}, {9, {1, 7, 3}}, {8, {1, 8, 4}}, {4, {NONE, NONE, NONE}}};

static void check(double diversity, size_t n, const char *expected)
{
    size_t picked[4];
    ck_assert_uint_eq(mbr_vary(rows, 4, n, diversity, NULL, NULL, picked), strlen(expected));
    for (size_t i = 0; i < strlen(expected); i++)
        ck_assert_uint_eq(picked[i], (size_t)(expected[i] - '0'));
}

START_TEST(by_score_alone)
{
    check(0, 4, "0123");
    check(0, 2, "01");
    check(0, 9, "0123");
    check(0, 0, "");
}
END_TEST

/* With 1/2, behind row 0: row 1 has .45 - .5, row 2 .4 - .5 / 3, row 3 .2 - 0: so 2, whose margin
   is .2333; then 3 with .2. With 1 only likeness counts: 3, then 2 with 1/3. */
START_TEST(marginal_relevance)
{
    check(0.5, 4, "0231");
    check(1, 4, "0321");
}
END_TEST

static bool odd(size_t row, void *data)
{
    ++*(int *)data;
    return row % 2;
}

START_TEST(some_may_not)
{
    size_t picked[4];
    int asked = 0;
    ck_assert_uint_eq(mbr_vary(rows, 4, 4, 0, odd, &asked, picked), 2);
    ck_assert_uint_eq(picked[0], 1);
    ck_assert_uint_eq(picked[1], 3);
    ck_assert_int_eq(asked, 4);
    ck_assert_uint_eq(mbr_vary(NULL, 0, 4, 0.5, NULL, NULL, picked), 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("vary");
    tcase_add_test(tests, by_score_alone);
    tcase_add_test(tests, marginal_relevance);
    tcase_add_test(tests, some_may_not);
    return run_tests("vary", tests);
}
