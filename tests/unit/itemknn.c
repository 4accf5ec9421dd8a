#include "mbr/itemknn.h"

#include <check.h>
#include <math.h>

#include "main.h"
#include "shop.h"

#define NEAR(a, b) ck_assert_double_eq_tol(a, b, 1e-6)

/* The scores of the last member. */
static void score(const char *text, const struct mbr_itemknn_config *config, double *of)
{
    struct mbr_baskets shop;
    struct mbr_split split;
    struct mbr_itemknn knn;
    struct mbr_scores scores;
    shop_init(&shop, 4, text);
    mbr_split_init(&split, &shop, false);
    mbr_itemknn_fit(&knn, config, &split, 1);
    mbr_scores_init(&scores, 4);
    struct mbr_past past = mbr_past_of(&split, shop.members - 1);
    mbr_itemknn_score(&knn, &past, &scores);
    memcpy(of, scores.of, 4 * sizeof *of);
    mbr_scores_free(&scores);
    mbr_itemknn_free(&knn);
    mbr_split_free(&split);
    shop_free(&shop);
}

/* Over the members a is (1, 1, 2), b (1, 1, 0), c (0, 1, 0): the cosine of a and b is
   2 / (sqrt 6 sqrt 2), of a and c 1 / sqrt 6. The last member has a twice. */
START_TEST(cosine_of_items)
{
    struct mbr_itemknn_config config = {.neighbours = 3};
    double of[4];
    score("ab/abc/a a", &config, of);
    NEAR(of[0], 2);
    NEAR(of[1], 2 / sqrt(3));
    NEAR(of[2], 2 / sqrt(6));
    ck_assert(of[3] == 0);
    config.neighbours = 2;
    score("ab/abc/a a", &config, of);
    NEAR(of[1], 2 / sqrt(3));
    ck_assert(of[2] == 0);
}
END_TEST

/* Without the pairs of "abc", a and b are together in "ab" alone: 1 / (sqrt 6 sqrt 2). Each item's
   likeness to itself is 1 all the same. */
START_TEST(a_member_of_very_many_items_joins_none)
{
    const struct mbr_itemknn_config config = {.neighbours = 4, .most = 2};
    double of[4];
    score("ab/abc/a a", &config, of);
    NEAR(of[0], 2);
    NEAR(of[1], 1 / sqrt(3));
    ck_assert(of[2] == 0);
    score("ab/abc/c", &config, of);
    NEAR(of[2], 1);
    ck_assert(of[0] == 0 && of[1] == 0);
}
END_TEST

/* Lengths are 2, 3 and 1, their mean is 2. With k1 and b of 1, x (k1 + 1) / (x + k1 length / mean)
   is 2 / (1 + 1) = 1, 2 / (1 + 3/2) = 4/5 and 2 / (1 + 1/2) = 4/3. All of the three members have b,
   so it weighs log(4 / 4) = 0; a and c, which one has, log 2; d, which two have, log(4 / 3). */
START_TEST(bm25_of_items)
{
    const struct mbr_itemknn_config config = {.bm25 = true, .k1 = 1, .b = 1, .neighbours = 4};
    double of[4];
    score("b d/b d a/b", &config, of);
    ck_assert(of[0] == 0 && of[1] == 0);
    score("b/b d a/b d", &config, of);
    NEAR(of[0], 0.8 * log(2) * 0.8 * log(4 / 3.0));
    NEAR(of[3], (1 + 0.8 * 0.8) * log(4 / 3.0) * log(4 / 3.0));
    ck_assert(of[1] == 0);
}
END_TEST

START_TEST(any_number_of_threads)
{
    const struct mbr_itemknn_config config = MBR_ITEMKNN_USUAL;
    struct mbr_baskets shop;
    struct mbr_split split;
    struct mbr_itemknn one, four;
    shop_random(&shop, 2000, 300, 5);
    mbr_split_init(&split, &shop, false);
    mbr_itemknn_fit(&one, &config, &split, 1);
    mbr_itemknn_fit(&four, &config, &split, 4);
    size_t count = one.start[300];
    ck_assert_uint_gt(count, 3000);
    ck_assert_mem_eq(one.start, four.start, 301 * sizeof *one.start);
    ck_assert_mem_eq(one.neighbour, four.neighbour, count * sizeof *one.neighbour);
    ck_assert_mem_eq(one.likeness, four.likeness, count * sizeof *one.likeness);
    mbr_itemknn_free(&one);
    mbr_itemknn_free(&four);
    mbr_split_free(&split);
    shop_free(&shop);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("itemknn");
    tcase_add_test(tests, cosine_of_items);
    tcase_add_test(tests, a_member_of_very_many_items_joins_none);
    tcase_add_test(tests, bm25_of_items);
    tcase_add_test(tests, any_number_of_threads);
    return run_tests("itemknn", tests);
}
