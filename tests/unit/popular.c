#include "mbr/popular.h"

#include <check.h>

#include "main.h"
#include "shop.h"

/* Histories alone count, the held out baskets do not. */
START_TEST(baskets_of_the_histories)
{
    const uint32_t count[] = {2, 1, 3, 0}, order[] = {2, 0, 1, 3}, of_last[] = {0, 0, 1, 0};
    const uint32_t last = 1;
    struct mbr_baskets shop;
    struct mbr_split split;
    struct mbr_popular popular, one;
    struct mbr_scores scores;
    shop_init(&shop, 4, "abc ac d/c d");
    mbr_split_init(&split, &shop, true);
    mbr_popular_fit(&popular, &split, NULL, 0);
    mbr_popular_fit(&one, &split, &last, 1);
    mbr_scores_init(&scores, 4);
    mbr_popular_score(&popular, &scores);
    for (uint32_t i = 0; i < 4; i++) {
        ck_assert_uint_eq(popular.count[i], count[i]);
        ck_assert_uint_eq(popular.order[i], order[i]);
        ck_assert_uint_eq(popular.rank[order[i]], i);
        ck_assert_uint_eq(one.count[i], of_last[i]);
        ck_assert(scores.of[i] == count[i]);
    }
    mbr_scores_free(&scores);
    mbr_popular_free(&popular);
    mbr_popular_free(&one);
    mbr_split_free(&split);
    shop_free(&shop);
}
END_TEST

START_TEST(nothing_to_count)
{
    struct mbr_baskets shop;
    struct mbr_split split;
    struct mbr_popular popular;
    shop_init(&shop, 0, "");
    mbr_split_init(&split, &shop, true);
    mbr_popular_fit(&popular, &split, NULL, 0);
    ck_assert_uint_eq(popular.items, 0);
    mbr_popular_free(&popular);
    mbr_split_free(&split);
    shop_free(&shop);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("popular");
    tcase_add_test(tests, baskets_of_the_histories);
    tcase_add_test(tests, nothing_to_count);
    return run_tests("popular", tests);
}
