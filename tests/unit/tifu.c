#include "mbr/tifu.h"

#include <check.h>

#include "main.h"
#include "shop.h"

#define NEAR(a, b) ck_assert_double_eq_tol(a, b, 1e-7)

struct fixture {
    struct mbr_baskets shop;
    struct mbr_split split;
    struct mbr_tifu tifu;
    struct mbr_kin_scratch scratch;
    struct mbr_scores scores;
};

static void setup(struct fixture *f, const char *text, const struct mbr_tifu_config *config,
                  const uint32_t *who, uint32_t count)
{
    shop_init(&f->shop, 4, text);
    mbr_split_init(&f->split, &f->shop, false);
    mbr_tifu_fit(&f->tifu, config, &f->split, who, count);
    mbr_scores_init(&f->scores, 4);
    f->scratch = (struct mbr_kin_scratch){0};
}

static void score(struct fixture *f, uint32_t member)
{
    struct mbr_past past = mbr_past_of(&f->split, member);
    mbr_scores_clear(&f->scores);
    mbr_tifu_score(&f->tifu, &past, &f->scratch, &f->scores);
}

static void teardown(struct fixture *f)
{
    mbr_tifu_free(&f->tifu);
    mbr_kin_scratch_free(&f->scratch);
    mbr_scores_free(&f->scores);
    mbr_split_free(&f->split);
    shop_free(&f->shop);
}

/* One group, decaying by 1/2 within: "a c" is (1/4, 0, 1/2, 0), the sum being halved for two
   baskets. The square of its distance to "a bc", (1/4, 1/2, 1/2, 0), is 1/4, to "d d", (0, 0, 0,
   3/4), 7/8, to "abd", (1, 1, 0, 1), 45/16. The two nearest have the mean (1/8, 1/4, 1/4, 3/8). */
START_TEST(own_vector_and_the_mean_of_the_nearest)
{
    const struct mbr_tifu_config config = {
        .decay = {.within = 0.5, .between = 0.5, .groups = 1}, .alpha = 0.6, .neighbours = 2};
    struct fixture f;
    setup(&f, "a c/a bc/abd/d d", &config, NULL, 0);
    score(&f, 0);
    NEAR(f.scores.of[0], 0.6 / 4 + 0.4 / 8);
    NEAR(f.scores.of[1], 0.4 / 4);
    NEAR(f.scores.of[2], 0.6 / 2 + 0.4 / 4);
    NEAR(f.scores.of[3], 0.4 * 3 / 8);
    teardown(&f);
}
END_TEST

START_TEST(neighbours_among_the_named)
{
    const struct mbr_tifu_config config = {
        .decay = {.within = 1, .between = 1, .groups = 1}, .alpha = 0.5, .neighbours = 9};
    const uint32_t who[] = {2};
    struct fixture f;
    setup(&f, "a/ab/c", &config, who, 1);
    score(&f, 0);
    NEAR(f.scores.of[0], 0.5);
    NEAR(f.scores.of[1], 0);
    NEAR(f.scores.of[2], 0.5);
    score(&f, 2);
    NEAR(f.scores.of[2], 0.5);
    teardown(&f);
}
END_TEST

START_TEST(nobody_to_learn_from)
{
    const struct mbr_tifu_config config = MBR_TIFU_USUAL;
    struct fixture f;
    setup(&f, "", &config, NULL, 0);
    score(&f, 0);
    ck_assert_uint_eq(f.scores.count, 0);
    teardown(&f);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("tifu");
    tcase_add_test(tests, own_vector_and_the_mean_of_the_nearest);
    tcase_add_test(tests, neighbours_among_the_named);
    tcase_add_test(tests, nobody_to_learn_from);
    return run_tests("tifu", tests);
}
