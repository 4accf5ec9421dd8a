#include "mbr/taste.h"

#include <check.h>

#include "main.h"
#include "shop.h"

#define NEAR(a, b) ck_assert_double_eq_tol(a, b, 1e-12)

static void taste_of(const char *text, const struct mbr_decay *decay, double *weight)
{
    struct mbr_baskets shop;
    struct mbr_split split;
    struct mbr_scores scores;
    shop_init(&shop, 26, text);
    mbr_split_init(&split, &shop, false);
    mbr_scores_init(&scores, 26);
    struct mbr_past past = mbr_past_of(&split, 0);
    mbr_taste_score(decay, &past, &scores);
    memcpy(weight, scores.of, 26 * sizeof *weight);
    mbr_scores_free(&scores);
    mbr_split_free(&split);
    shop_free(&shop);
}

START_TEST(counts_and_decayed_counts)
{
    double weight[26];
    taste_of("ab ac a", &(struct mbr_decay){.within = 1, .between = 1}, weight);
    ck_assert(weight[0] == 3 && weight[1] == 1 && weight[2] == 1 && weight[3] == 0);
    taste_of("ab ac a", &(struct mbr_decay){.within = 0.9, .between = 1}, weight);
    NEAR(weight[0], 1 + 0.9 + 0.81);
    NEAR(weight[1], 0.81);
    NEAR(weight[2], 0.9);
}
END_TEST

/* Five baskets in two groups: ab and cde. The groups weigh 1/2 and 1, the baskets of the last one
   1, 1/2 and 1/4, those of the first 1/8 and 1/16; divided by 2 groups and by their sizes. */
START_TEST(groups_of_baskets)
{
    const struct mbr_decay decay = {.within = 0.5, .between = 0.5, .groups = 2};
    double weight[26];
    taste_of("a b c d e", &decay, weight);
    NEAR(weight[4], 1 / 6.0);
    NEAR(weight[3], 1 / 12.0);
    NEAR(weight[2], 1 / 24.0);
    NEAR(weight[1], 0.5 * 0.125 / 4);
    NEAR(weight[0], 0.5 * 0.0625 / 4);
}
END_TEST

/* With fewer baskets than groups each is a group, and the first groups are those that are there. */
START_TEST(fewer_baskets_than_groups)
{
    const struct mbr_decay decay = {.within = 0.9, .between = 0.7, .groups = 7};
    double weight[26];
    taste_of("a b", &decay, weight);
    NEAR(weight[1], 0.7 * 0.7 * 0.7 * 0.7 * 0.7 / 2);
    NEAR(weight[0], 0.9 * 0.7 * 0.7 * 0.7 * 0.7 * 0.7 * 0.7 / 2);
    taste_of("", &decay, weight);
    ck_assert(weight[0] == 0);
}
END_TEST

START_TEST(a_window_of_baskets)
{
    double weight[26];
    taste_of("a ab b bc", &(struct mbr_decay){.within = 1, .between = 1, .window = 2}, weight);
    ck_assert(weight[0] == 0 && weight[1] == 1 && weight[2] == 0.5);
    taste_of("a ab b bc", &(struct mbr_decay){.within = 1, .between = 1, .window = 9}, weight);
    ck_assert(weight[0] == 0.5 && weight[1] == 0.75 && weight[2] == 0.25);
}
END_TEST

START_TEST(vectors_of_many)
{
    const struct mbr_decay counts = {.within = 1, .between = 1};
    const uint32_t who[] = {0, 2};
    struct mbr_baskets shop;
    struct mbr_split split;
    struct mbr_tastes tastes;
    shop_init(&shop, 4, "bd a b/c/ac a");
    mbr_split_init(&split, &shop, false);
    mbr_tastes_fit(&tastes, &counts, &split, who, 2);
    const uint32_t item[] = {0, 1, 3, 0, 2};
    const float weight[] = {1, 2, 1, 2, 1};
    ck_assert_uint_eq(tastes.count, 2);
    ck_assert_uint_eq(tastes.start[1], 3);
    ck_assert_uint_eq(tastes.start[2], 5);
    for (size_t i = 0; i < 5; i++) {
        ck_assert_uint_eq(tastes.item[i], item[i]);
        ck_assert(tastes.weight[i] == weight[i]);
    }
    mbr_tastes_free(&tastes);
    mbr_split_free(&split);
    shop_free(&shop);
}
END_TEST

/* Member 1 has no history and member 2 no next basket. */
START_TEST(drawing_members)
{
    struct mbr_baskets shop;
    struct mbr_split split;
    uint32_t count, again, *who, *same;
    shop_init(&shop, 3, "a b//c/a b c");
    mbr_split_init(&split, &shop, true);
    who = mbr_tastes_draw(&split, false, 0, 1, &count);
    ck_assert(count == 3 && who[0] == 0 && who[1] == 2 && who[2] == 3);
    free(who);
    who = mbr_tastes_draw(&split, true, 9, 1, &count);
    ck_assert(count == 2 && who[0] == 0 && who[1] == 3);
    free(who);
    mbr_split_free(&split);
    shop_free(&shop);
    shop_random(&shop, 500, 5, 3);
    mbr_split_init(&split, &shop, false);
    who = mbr_tastes_draw(&split, false, 100, 7, &count);
    same = mbr_tastes_draw(&split, false, 100, 7, &again);
    ck_assert(count == 100 && again == 100 && !memcmp(who, same, 100 * sizeof *who));
    for (uint32_t i = 1; i < count; i++)
        ck_assert_uint_lt(who[i - 1], who[i]);
    ck_assert(who[49] > 150 && who[49] < 350);
    free(who);
    free(same);
    mbr_split_free(&split);
    shop_free(&shop);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("taste");
    tcase_add_test(tests, counts_and_decayed_counts);
    tcase_add_test(tests, groups_of_baskets);
    tcase_add_test(tests, fewer_baskets_than_groups);
    tcase_add_test(tests, a_window_of_baskets);
    tcase_add_test(tests, vectors_of_many);
    tcase_add_test(tests, drawing_members);
    return run_tests("taste", tests);
}
