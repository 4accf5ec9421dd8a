#include "mbr/learned.h"

#include <check.h>

#include "main.h"
#include "mbr/popular.h"
#include "shop.h"

struct fixture {
    struct mbr_baskets shop;
    struct mbr_split split;
    struct mbr_learned learned;
    struct mbr_learned_scratch scratch;
    struct mbr_scores scores;
};

static int setup(struct fixture *f, bool trees, int64_t jobs)
{
    struct mbr_learned_config config = MBR_LEARNED_USUAL;
    struct mbr_err err;
    config.trees = trees;
    config.jobs = jobs;
    config.grow.trees = 40;
    mbr_split_init(&f->split, &f->shop, true);
    mbr_scores_init(&f->scores, f->shop.items);
    f->scratch = (struct mbr_learned_scratch){0};
    return mbr_learned_fit(&f->learned, &config, &f->split, &err);
}

static void ask(struct fixture *f, uint32_t member)
{
    struct mbr_past past = mbr_past_of(&f->split, member);
    mbr_scores_clear(&f->scores);
    mbr_learned_score(&f->learned, &past, &f->scratch, &f->scores);
}

static void teardown(struct fixture *f)
{
    mbr_learned_scratch_free(&f->scratch);
    mbr_scores_free(&f->scores);
    mbr_split_free(&f->split);
    shop_free(&f->shop);
}

/* Everybody's next basket has what they bought most often, and z when they have bought a. */
static void write_habits(char *text, uint32_t members)
{
    struct mbr_rand rand;
    char *p = text;
    mbr_rand_seed(&rand, 1);
    for (uint32_t m = 0; m < members; m++) {
        char often = (char)('a' + mbr_rand_below(&rand, 12));
        char once = (char)('m' + mbr_rand_below(&rand, 6)), late = (char)(once + 6);
        const char basket[] = {often, ' ', once, ' ', often, ' ', late, ' ', often};
        memcpy(p, basket, sizeof basket);
        p += sizeof basket;
        if (often == 'a')
            *p++ = 'z';
        *p++ = '/';
    }
    memcpy(p, "a m a s a/b n b t b", 20);
}

static void learns_habits(bool trees)
{
    static char text[40000];
    struct fixture f;
    write_habits(text, 1500);
    shop_init(&f.shop, 26, text);
    ck_assert_int_eq(setup(&f, trees, 0), 0);
    ask(&f, 1500);
    const double *of = f.scores.of;
    ck_assert_double_gt(of[0], 0.9);
    ck_assert_double_gt(of['z' - 'a'], 0.5);
    ck_assert_double_lt(of['m' - 'a'], 0.1);
    for (size_t i = 0; i < f.scores.count; i++)
        ck_assert(of[f.scores.item[i]] > 0 && of[f.scores.item[i]] < 1);
    ask(&f, 1501);
    ck_assert_double_gt(of[1], 0.9);
    ck_assert_double_lt(of['z' - 'a'], 0.1);
    ck_assert_double_lt(of['n' - 'a'], 0.1);
    mbr_learned_free(&f.learned);
    teardown(&f);
}

START_TEST(a_line_learns_habits)
{
    learns_habits(false);
}
END_TEST

START_TEST(trees_learn_habits)
{
    learns_habits(true);
}
END_TEST

START_TEST(any_number_of_threads)
{
    for (int trees = 0; trees < 2; trees++) {
        struct fixture f, g;
        shop_random(&f.shop, 400, 50, 6);
        shop_random(&g.shop, 400, 50, 6);
        ck_assert_int_eq(setup(&f, trees, 1), 0);
        ck_assert_int_eq(setup(&g, trees, 3), 0);
        for (uint32_t m = 0; m < 400; m++) {
            ask(&f, m);
            ask(&g, m);
            ck_assert_mem_eq(f.scores.of, g.scores.of, 50 * sizeof(double));
        }
        mbr_learned_free(&f.learned);
        mbr_learned_free(&g.learned);
        teardown(&f);
        teardown(&g);
    }
}
END_TEST

/* Who is new to the shop is asked about too: the popular items of the others' next baskets. */
START_TEST(without_a_history)
{
    struct mbr_baskets none;
    struct mbr_split split;
    struct fixture f;
    shop_random(&f.shop, 400, 50, 6);
    ck_assert_int_eq(setup(&f, true, 1), 0);
    shop_init(&none, 50, "");
    mbr_split_init(&split, &none, false);
    struct mbr_past past = mbr_past_of(&split, 0);
    past.member = MBR_NOBODY;
    mbr_scores_clear(&f.scores);
    mbr_learned_score(&f.learned, &past, &f.scratch, &f.scores);
    ck_assert_uint_gt(f.scores.count, 10);
    mbr_split_free(&split);
    shop_free(&none);
    mbr_learned_free(&f.learned);
    teardown(&f);
}
END_TEST

START_TEST(nothing_to_learn_from)
{
    static const char *const text[] = {"", "a/b/c", "a b/b a", "a a/b b"};
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        for (int trees = 0; trees < 2; trees++) {
            struct fixture f;
            shop_init(&f.shop, 3, text[i]);
            ck_assert_int_eq(setup(&f, trees, 1), -1);
            teardown(&f);
        }
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("learned");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_line_learns_habits);
    tcase_add_test(tests, trees_learn_habits);
    tcase_add_test(tests, any_number_of_threads);
    tcase_add_test(tests, without_a_history);
    tcase_add_test(tests, nothing_to_learn_from);
    return run_tests("learned", tests);
}
