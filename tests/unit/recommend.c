#include "mbr/recommend.h"

#include <check.h>

#include "main.h"
#include "shop.h"

START_TEST(the_last_basket_is_held_out)
{
    struct mbr_baskets shop;
    struct mbr_split split;
    shop_init(&shop, 3, "ab c a/b//a c");
    ck_assert_uint_eq(shop.members, 4);
    mbr_split_init(&split, &shop, true);
    const size_t history[] = {2, 1, 0, 1};
    const bool knows[] = {true, false, false, true};
    const int32_t today[] = {2, 1, 0, 1};
    for (uint32_t m = 0; m < 4; m++) {
        struct mbr_past past = mbr_past_of(&split, m);
        ck_assert_uint_eq(past.baskets, history[m]);
        ck_assert_int_eq(mbr_split_knows(&split, m), knows[m]);
        ck_assert_int_eq(past.today, today[m]);
        ck_assert_uint_eq(past.member, m);
    }
    mbr_split_free(&split);
    mbr_split_init(&split, &shop, false);
    ck_assert_uint_eq(mbr_past_of(&split, 0).baskets, 3);
    ck_assert_int_eq(mbr_past_of(&split, 0).today, 3);
    ck_assert(!mbr_split_knows(&split, 0));
    mbr_split_free(&split);
    shop_free(&shop);
}
END_TEST

/* Histories ab c, a, a and none: two baskets a day apart. Next come a, c, and for the third nothing
   is known. */
START_TEST(gaps_and_next_baskets)
{
    struct mbr_baskets shop;
    struct mbr_split split;
    double count[3] = {0};
    shop_init(&shop, 3, "ab c a/b//a c");
    mbr_split_init(&split, &shop, true);
    ck_assert(mbr_split_gap(&split) == 1);
    ck_assert(mbr_split_count_next(&split, count) == 2);
    ck_assert(count[0] == 1 && count[1] == 0 && count[2] == 1);
    shop.day[1] = 6;
    shop.day[2] = 8;
    ck_assert(mbr_split_gap(&split) == 6);
    mbr_split_free(&split);
    mbr_split_init(&split, &shop, false);
    ck_assert(mbr_split_gap(&split) == 3);
    ck_assert(mbr_split_count_next(&split, count) == 0);
    mbr_split_free(&split);
    shop_free(&shop);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("recommend");
    tcase_add_test(tests, the_last_basket_is_held_out);
    tcase_add_test(tests, gaps_and_next_baskets);
    return run_tests("recommend", tests);
}
