#include "mbr/scores.h"

#include <check.h>

#include "main.h"
#include "mbr/popular.h"
#include "shop.h"

static bool is_even(uint32_t item, void *data)
{
    (void)data;
    return item % 2 == 0;
}

static void expect(const struct mbr_scored *best, size_t count, const char *order)
{
    ck_assert_uint_eq(count, strlen(order));
    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq('a' + (int)best[i].item, order[i]);
}

/* Counts: a 1, b 2, c 2, d 3, e 0, f 0. Of the scores e has 2, a, b and c have 1: of those b and c
   are the more popular, b the lower number. d and f have none: they follow by popularity. */
START_TEST(ties_go_by_popularity_then_number)
{
    struct mbr_baskets shop;
    struct mbr_split split;
    struct mbr_popular popular;
    struct mbr_scores scores;
    struct mbr_scored best[6];
    shop_init(&shop, 6, "abcd bcd d");
    mbr_split_init(&split, &shop, false);
    mbr_popular_fit(&popular, &split, NULL, 0);
    mbr_scores_init(&scores, 6);
    mbr_scores_add(&scores, 0, 1);
    mbr_scores_add(&scores, 2, 0.5);
    mbr_scores_add(&scores, 4, 2);
    mbr_scores_add(&scores, 1, 1);
    mbr_scores_add(&scores, 2, 0.5);
    expect(best, mbr_scores_best(&scores, &popular, 6, NULL, NULL, best), "ebcadf");
    ck_assert(best[0].score == 2 && best[3].score == 1 && best[4].score == 0);
    for (size_t n = 0; n < 6; n++) {
        char order[] = "ebcadf";
        order[n] = '\0';
        expect(best, mbr_scores_best(&scores, &popular, n, NULL, NULL, best), order);
    }
    expect(best, mbr_scores_best(&scores, &popular, 5, is_even, NULL, best), "eca");
    mbr_scores_clear(&scores);
    expect(best, mbr_scores_best(&scores, &popular, 6, NULL, NULL, best), "dbcaef");
    mbr_scores_free(&scores);
    mbr_popular_free(&popular);
    mbr_split_free(&split);
    shop_free(&shop);
}
END_TEST

/* The heap against sorting by counting, with many ties. */
START_TEST(the_best_of_many)
{
    struct mbr_baskets shop;
    struct mbr_split split;
    struct mbr_popular popular;
    struct mbr_scores scores;
    struct mbr_scored best[200];
    struct mbr_rand rand;
    shop_random(&shop, 100, 200, 1);
    mbr_split_init(&split, &shop, false);
    mbr_popular_fit(&popular, &split, NULL, 0);
    mbr_scores_init(&scores, 200);
    mbr_rand_seed(&rand, 2);
    for (uint32_t i = 0; i < 200; i++)
        mbr_scores_add(&scores, i, mbr_rand_below(&rand, 8));
    for (size_t n = 1; n <= 200; n += 7) {
        ck_assert_uint_eq(mbr_scores_best(&scores, &popular, n, NULL, NULL, best), n);
        for (size_t i = 0; i < n; i++) {
            size_t before = 0;
            for (uint32_t j = 0; j < 200; j++) {
                double mine = scores.of[best[i].item], other = scores.of[j];
                before +=
                    other > mine || (other == mine && popular.rank[j] < popular.rank[best[i].item]);
            }
            ck_assert_uint_eq(before, i);
        }
    }
    mbr_scores_free(&scores);
    mbr_popular_free(&popular);
    mbr_split_free(&split);
    shop_free(&shop);
}
END_TEST

START_TEST(what_has_vanished_is_no_score)
{
    struct mbr_scores scores;
    mbr_scores_init(&scores, 2);
    mbr_scores_add(&scores, 1, 0);
    mbr_scores_add(&scores, 1, 1e-300 * 1e-300);
    ck_assert_uint_eq(scores.count, 0);
    mbr_scores_add(&scores, 1, 1e-300);
    mbr_scores_add(&scores, 1, 1e-300);
    ck_assert_uint_eq(scores.count, 1);
    mbr_scores_free(&scores);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("scores");
    tcase_add_test(tests, ties_go_by_popularity_then_number);
    tcase_add_test(tests, the_best_of_many);
    tcase_add_test(tests, what_has_vanished_is_no_score);
    return run_tests("scores", tests);
}
