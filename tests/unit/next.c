#include "mbr/next.h"

#include <check.h>
#include <math.h>

#include "main.h"
#include "shop.h"

#define NEAR(a, b) ck_assert_double_eq_tol(a, b, 1e-6)

static void score(const char *text, const struct mbr_next_config *config, uint32_t member,
                  double *of)
{
    struct mbr_baskets shop;
    struct mbr_split split;
    struct mbr_next next;
    struct mbr_scores scores;
    struct mbr_kin_scratch scratch = {0};
    shop_init(&shop, 5, text);
    mbr_split_init(&split, &shop, true);
    mbr_next_fit(&next, config, &split);
    mbr_scores_init(&scores, 5);
    struct mbr_past past = mbr_past_of(&split, member);
    mbr_next_score(&next, &past, &scratch, &scores);
    memcpy(of, scores.of, 5 * sizeof *of);
    mbr_kin_scratch_free(&scratch);
    mbr_scores_free(&scores);
    mbr_next_free(&next);
    mbr_split_free(&split);
    shop_free(&shop);
}

/* The last member has bought a, once: their own weight of it is .7^6 = .117649. The first one's
   history is a too, likeness 1, and next came c; the second one's is ab, likeness .7071, and next
   came de; the third is no relative. Of next baskets one in three has c, d, e, none b. */
START_TEST(what_neighbours_bought_next)
{
    struct mbr_next_config config = MBR_NEXT_USUAL;
    double of[5], s = sqrt(0.5);
    score("a c/ab de/b a/a", &config, 3, of);
    NEAR(of[0], 0.117649 + 1.5 * 0.3 / 3);
    NEAR(of[1], 0);
    NEAR(of[2], 1.5 * (0.7 / (1 + s) + 0.3 / 3));
    NEAR(of[3], 1.5 * (0.7 * s / (1 + s) + 0.3 / 3));
    NEAR(of[4], 1.5 * (0.7 * s / (1 + s) + 0.3 / 3));
    config.neighbours = 1;
    score("a c/ab de/b a/a", &config, 3, of);
    NEAR(of[2], 1.5 * (0.7 + 0.3 / 3));
    NEAR(of[3], 1.5 * 0.3 / 3);
}
END_TEST

/* The first is asked about their own history: their own next basket tells nothing but what it adds
   to popularity. */
START_TEST(nobody_is_their_own_neighbour)
{
    const struct mbr_next_config config = MBR_NEXT_USUAL;
    double of[5];
    score("a c/ab d", &config, 0, of);
    NEAR(of[2], 1.5 * 0.3 / 2);
    NEAR(of[3], 1.5 * (0.7 + 0.3 / 2));
}
END_TEST

START_TEST(nobody_to_learn_from)
{
    const struct mbr_next_config config = MBR_NEXT_USUAL;
    double of[5];
    score("a", &config, 0, of);
    NEAR(of[0], 0.117649);
    score("", &config, 0, of);
    for (int i = 0; i < 5; i++)
        ck_assert(of[i] == 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("next");
    tcase_add_test(tests, what_neighbours_bought_next);
    tcase_add_test(tests, nobody_is_their_own_neighbour);
    tcase_add_test(tests, nobody_to_learn_from);
    return run_tests("next", tests);
}
