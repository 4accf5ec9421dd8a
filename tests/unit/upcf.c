#include "mbr/upcf.h"

#include <check.h>
#include <math.h>

#include "main.h"
#include "shop.h"

#define NEAR(a, b) ck_assert_double_eq_tol(a, b, 1e-6)

static void score(const char *text, const struct mbr_upcf_config *config, double *of)
{
    struct mbr_baskets shop;
    struct mbr_split split;
    struct mbr_upcf upcf;
    struct mbr_scores scores;
    struct mbr_kin_scratch scratch = {0};
    shop_init(&shop, 4, text);
    mbr_split_init(&split, &shop, false);
    mbr_upcf_fit(&upcf, config, &split);
    mbr_scores_init(&scores, 4);
    struct mbr_past past = mbr_past_of(&split, 0);
    mbr_upcf_score(&upcf, &past, &scratch, &scores);
    memcpy(of, scores.of, 4 * sizeof *of);
    mbr_kin_scratch_free(&scratch);
    mbr_scores_free(&scores);
    mbr_upcf_free(&upcf);
    mbr_split_free(&split);
    shop_free(&shop);
}

/* Shares of the last two baskets: own (1/2, 1, 0, 0), of the others (0, 1/2, 1/2, 0) and (0, 0, 0,
   1). Counts are (2, 2, 0, 0), (1, 1, 1, 0) and (2, 0, 0, 2): likeness with a of 1/2 is
   4 / sqrt(8 * 3) and 4 / 8; squared 2/3 and 1/4. */
START_TEST(shares_of_the_last_baskets)
{
    struct mbr_upcf_config config = {.window = 2, .locality = 2, .asymmetry = 0.5, .neighbours = 2};
    double of[4];
    score("a ab b/a b c/a a d d", &config, of);
    NEAR(of[0], 0.5);
    NEAR(of[1], 1 + 2 / 3.0 / 2);
    NEAR(of[2], 2 / 3.0 / 2);
    NEAR(of[3], 0.25);
    config.neighbours = 1;
    score("a ab b/a b c/a a d d", &config, of);
    NEAR(of[2], 2 / 3.0 / 2);
    NEAR(of[3], 0);
    config.window = 0;
    score("a ab b/a b c/a a d d", &config, of);
    NEAR(of[0], 2 / 3.0 + 2 / 9.0);
    NEAR(of[1], 2 / 3.0 + 2 / 9.0);
}
END_TEST

/* 1 / (1 + 1000) to the tenth power is 1e-30: nothing that should decide between items. */
START_TEST(the_faintest_likeness_does_not_count)
{
    const struct mbr_upcf_config config = MBR_UPCF_USUAL;
    double of[4];
    score("a/ab", &config, of);
    ck_assert(of[0] == 1 && of[1] == 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("upcf");
    tcase_add_test(tests, shares_of_the_last_baskets);
    tcase_add_test(tests, the_faintest_likeness_does_not_count);
    return run_tests("upcf", tests);
}
