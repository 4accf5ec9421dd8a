#include "mbr/audience.h"

#include <check.h>
#include <math.h>

#include "main.h"
#include "shop.h"

#define NEAR(a, b) ck_assert_double_eq_tol(a, b, 1e-6)

static const uint32_t all[] = {0, 1, 2, 3, 4};

/* With all that there may be. */
#define FULL                                                                                       \
    {                                                                                              \
        .decay = 0.9, .kin = 2, .popular = 3, .next = 2, .now = 1, .neighbours = 1000, .seed = 1   \
    }

static void score_visits(const char *text, const struct mbr_audience_config *config,
                         uint32_t member, double visits, double *of)
{
    struct mbr_baskets shop;
    struct mbr_split split;
    struct mbr_audience audience;
    struct mbr_audience_scratch scratch = {0};
    shop_init(&shop, 5, text);
    mbr_split_init(&split, &shop, true);
    mbr_audience_fit(&audience, config, &split);
    struct mbr_past past = mbr_past_of(&split, member);
    mbr_audience_score(&audience, &past, visits, &scratch, all, 5, of);
    mbr_audience_scratch_free(&scratch);
    mbr_audience_free(&audience);
    mbr_split_free(&split);
    shop_free(&shop);
}

static void score(const char *text, const struct mbr_audience_config *config, uint32_t member,
                  double *of)
{
    score_visits(text, config, member, NAN, of);
}

/* The last member has bought a, once. The first one's history is a too, likeness 1, and next came
   c; the second one's is ab, likeness .7071, and next came de; the third one's is b. Of four
   histories three have a and two have b, of three next baskets one has a, c, d, e. */
START_TEST(what_adds_up)
{
    const struct mbr_audience_config config = FULL;
    double of[5], s = sqrt(0.5);
    score("a c/ab de/b a/a", &config, 3, of);
    NEAR(of[0], 1 + 2 + 3 * 0.75 + 1.0 / 3);
    NEAR(of[1], 2 * s / (1 + s) + 3 * 0.5);
    NEAR(of[2], 2 / (1 + s) + 1.0 / 3);
    NEAR(of[3], 2 * s / (1 + s) + 1.0 / 3);
    const struct mbr_audience_config usual = MBR_AUDIENCE_USUAL;
    score("a c/ab de/b a/a", &usual, 3, of);
    NEAR(of[0], 1 + 2 + 3 * 0.75);
    NEAR(of[2], 0);
}
END_TEST

/* The second one's only basket has two items. Their relatives are equally near; of the three two
   have bought a, and of the two whose next basket is known one bought it then. */
START_TEST(who_buys_more)
{
    const struct mbr_audience_config config = FULL;
    double of[5];
    score("a c/ab de/b a/a", &config, 1, of);
    NEAR(of[0], sqrt(2) * (1 + 2 * 2.0 / 3 + 3 * 0.75 + 2 * 0.5 + 1.0 / 3));
    NEAR(of[1], sqrt(2) * (1 + 2 * 1.0 / 3 + 3 * 0.5));
}
END_TEST

START_TEST(own_purchases_fade)
{
    const struct mbr_audience_config config = {.decay = 0.9, .neighbours = 1};
    double of[5];
    score("ab a a c", &config, 0, of);
    NEAR(of[0], sqrt(4.0 / 3) * (1 + 0.9 + 0.81));
    NEAR(of[1], sqrt(4.0 / 3) * 0.81);
    NEAR(of[2], 0);
}
END_TEST

/* Three baskets within two days, where members usually come every ten: (3 + 1) / (2 / 10 + 2) in an
   interval, unless a quarter of one is known to be expected. Where they come daily that is 1. */
START_TEST(who_comes_often)
{
    struct mbr_audience_config config = {.decay = 1, .neighbours = 1, .interval = 10};
    double of[5];
    score("a a a c", &config, 0, of);
    NEAR(of[0], sqrt(4 / 2.2) * 3);
    score_visits("a a a c", &config, 0, 0.25, of);
    NEAR(of[0], 1.5);
    config.interval = 0;
    score("a a a c", &config, 0, of);
    NEAR(of[0], 3);
}
END_TEST

/* Nobody has a history in an empty shop; who has none elsewhere gets what is popular. */
START_TEST(nothing_known)
{
    const struct mbr_audience_config config = FULL;
    double of[5];
    score("", &config, 0, of);
    for (int i = 0; i < 5; i++)
        ck_assert(of[i] == 0);
    score("a c//b a", &config, 1, of);
    NEAR(of[0], 3 * 0.5 + 0.5);
    NEAR(of[2], 0.5);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("audience");
    tcase_add_test(tests, what_adds_up);
    tcase_add_test(tests, who_buys_more);
    tcase_add_test(tests, own_purchases_fade);
    tcase_add_test(tests, who_comes_often);
    tcase_add_test(tests, nothing_known);
    return run_tests("audience", tests);
}
