#include "mbr/season.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "main.h"
#include "mbr/date.h"
#include "mbr/mem.h"
#include "mbr/variate.h"

#define FESTIVAL 315 /* 11 November in a leap year, from 0 */
#define CHRISTMAS 359

/* The season of mbr-synth(1), its mean made 1 over four years. */
static struct mbr_season synth_season(void)
{
    static const double month[12] = {.90, .80, .95,  .98,  1.02, 1.04,
                                     .92, .90, 1.00, 1.04, 1.15, 1.30};
    static const double weekday[7] = {.88, .86, .90, .94, 1.12, 1.26, 1.04};
    struct mbr_season season = mbr_season_none;
    memcpy(season.month, month, sizeof month);
    memcpy(season.weekday, weekday, sizeof weekday);
    season.day[FESTIVAL] = 6;
    season.day[FESTIVAL - 1] = season.day[FESTIVAL + 1] = .55;
    for (int i = CHRISTMAS; i < 366; i++)
        season.day[i] = .55;
    double sum = 0;
    for (int32_t i = 0; i < 1461 * 7; i++)
        sum += mbr_season_index(&season, i) / (1461 * 7);
    for (int i = 0; i < 12; i++)
        season.month[i] /= sum;
    return season;
}

/* A shop's purchases: Poisson, from a mean that is `level` a day, the season, and as much noise of
   its own as `noise` says (a gamma variate of that variance); in weeks of promotion, 15 of a
   hundred, it is `promotion` times that. */
struct shop {
    int32_t first, days;
    double level, noise, promotion;
    double *bought, *expected;
};

static void open_shop(struct shop *shop, const struct mbr_season *season, uint64_t seed)
{
    struct mbr_rand rand;
    mbr_rand_seed(&rand, seed);
    shop->bought = mbr_calloc((size_t)shop->days, sizeof *shop->bought);
    shop->expected = mbr_calloc((size_t)shop->days, sizeof *shop->expected);
    bool promotion = false;
    for (int32_t i = 0; i < shop->days; i++) {
        double mean = shop->level * mbr_season_index(season, shop->first + i);
        if (i % 7 == 0)
            promotion = mbr_rand_uniform(&rand) < .15;
        if (shop->noise > 0)
            mean *= mbr_variate_gamma(&rand, 1 / shop->noise) * shop->noise;
        if (promotion && shop->promotion > 0)
            mean *= shop->promotion;
        shop->expected[i] = shop->level;
        shop->bought[i] = mean > 400 ? round(mean + sqrt(mean) * mbr_variate_normal(&rand))
                                     : mbr_variate_poisson(&rand, mean);
    }
}

static struct mbr_season learn(struct shop *shop, const struct mbr_season *truth, uint64_t seed)
{
    struct mbr_season season;
    open_shop(shop, truth, seed);
    mbr_season_learn(&season, shop->first, shop->bought, shop->expected, shop->days);
    free(shop->bought);
    free(shop->expected);
    return season;
}

static int singles(const struct mbr_season *season)
{
    int count = 0;
    for (int i = 0; i < 366; i++)
        count += season->day[i] != 1;
    return count;
}

/* Root of the mean square of the logarithm of what is learnt by what is true, over ten years. */
static double error_of(const struct mbr_season *season, const struct mbr_season *truth)
{
    double sum = 0;
    for (int32_t i = 0; i < 3652; i++) {
        double far = log(mbr_season_index(season, i) / mbr_season_index(truth, i));
        sum += far * far / 3652;
    }
    return sqrt(sum);
}

/* A month of three years is 90 days, whose noise is sqrt(.0025 / 90) = .5 per cent; a weekday is
   156, .4 per cent; a single day is 3, 2.9 per cent. */
START_TEST(large_shop)
{
    struct mbr_season truth = synth_season(), season;
    struct shop shop = {.days = 1096, .level = 2000, .noise = .0025};
    shop.first = mbr_day_from_civil(2021, 3, 1);
    season = learn(&shop, &truth, 1);
    ck_assert(season.learnt);
    for (int i = 0; i < 12; i++)
        ck_assert_double_eq_tol(season.month[i] / truth.month[i], 1, .02);
    for (int i = 0; i < 7; i++)
        ck_assert_double_eq_tol(season.weekday[i] / truth.weekday[i], 1, .015);
    ck_assert_double_eq_tol(season.day[FESTIVAL] / 6, 1, .1);
    ck_assert_double_eq_tol(season.day[FESTIVAL - 1] / .55, 1, .1);
    ck_assert_double_eq_tol(season.day[FESTIVAL + 1] / .55, 1, .1);
    for (int i = CHRISTMAS; i < 366; i++)
        ck_assert_double_eq_tol(season.day[i] / .55, 1, .1);
    ck_assert_int_le(singles(&season), 10 + 1);
    double mean = 0;
    for (int32_t i = 0; i < 1461 * 7; i++)
        mean += mbr_season_index(&season, i) / (1461 * 7);
    ck_assert_double_eq_tol(mean, 1, 1e-9);
}
END_TEST

/* 13 months and 5,000 orders: 400 a month (5 per cent), 700 a weekday (4 per cent), 13 a day. What
   is learnt is nearer to the truth than nothing is, which is 21 per cent away. */
START_TEST(small_shop)
{
    struct mbr_season truth = synth_season();
    struct shop shop = {.days = 396, .level = 5000. / 396};
    shop.first = mbr_day_from_civil(2022, 1, 5);
    double none = error_of(&mbr_season_none, &truth);
    for (uint64_t seed = 0; seed < 40; seed++) {
        struct mbr_season season = learn(&shop, &truth, seed);
        ck_assert_double_lt(error_of(&season, &truth), .67 * none);
        ck_assert_double_eq_tol(season.day[FESTIVAL] / 6, 1, .45);
        ck_assert_int_le(singles(&season), 10 + 1);
    }
}
END_TEST

/* Where there is no season, a shop in twenty seems to have one of months, and one of weekdays, and
   one in a hundred a single day. */
static void check_none(struct shop *shop, double most, int learnt_most)
{
    double errors = 0;
    int learnt = 0;
    for (uint64_t seed = 0; seed < 60; seed++) {
        struct mbr_season season = learn(shop, &mbr_season_none, seed);
        learnt += season.learnt;
        errors += error_of(&season, &mbr_season_none) / 60;
        ck_assert(season.learnt || memcmp(&season, &mbr_season_none, sizeof season) == 0);
    }
    ck_assert_int_le(learnt, learnt_most);
    ck_assert_double_le(errors, most);
}

START_TEST(no_season)
{
    struct shop small = {.first = 19000, .days = 396, .level = 12};
    struct shop large = {.first = 19000, .days = 1200, .level = 300, .noise = .02};
    check_none(&small, .01, 16);
    check_none(&large, .003, 16);
}
END_TEST

/* Promotions are noise, for months too: a few days at most are taken for the year's. */
START_TEST(promotions)
{
    struct mbr_season truth = synth_season();
    int many = 0, learnt = 0;
    for (uint64_t seed = 0; seed < 30; seed++) {
        struct shop shop = {.first = 19000, .days = 800, .level = 1000, .promotion = 1.5};
        struct mbr_season season = learn(&shop, &mbr_season_none, seed);
        many += singles(&season);
        learnt += season.learnt;
        season = learn(&shop, &truth, seed);
        ck_assert_double_eq_tol(season.day[FESTIVAL] / 6, 1, .4);
    }
    ck_assert_int_le(many, 30);
    ck_assert_int_le(learnt, 8);
}
END_TEST

/* One year's event is no season where other years show that day without it; in all of them, it
   is. */
START_TEST(each_year)
{
    struct shop shop = {.first = mbr_day_from_civil(2020, 1, 1), .days = 1096, .level = 200};
    struct mbr_season season;
    open_shop(&shop, &mbr_season_none, 3);
    int32_t event = mbr_day_from_civil(2021, 6, 18) - shop.first;
    shop.bought[event] *= 5;
    mbr_season_learn(&season, shop.first, shop.bought, shop.expected, shop.days);
    ck_assert(season.day[169] == 1);
    shop.bought[event - 366 + 1] *= 5;
    shop.bought[event + 365] *= 5;
    mbr_season_learn(&season, shop.first, shop.bought, shop.expected, shop.days);
    ck_assert_int_eq(event - 366 + 1, 169);
    ck_assert_double_eq_tol(season.day[169], 5, .5);
    free(shop.bought);
    free(shop.expected);
}
END_TEST

START_TEST(too_little)
{
    struct mbr_season truth = synth_season();
    struct shop shop = {.first = 19000, .days = 395, .level = 1000};
    struct mbr_season season = learn(&shop, &truth, 1);
    ck_assert(memcmp(&season, &mbr_season_none, sizeof season) == 0);
    shop.days = 396;
    season = learn(&shop, &truth, 1);
    ck_assert(season.learnt);
    shop.level = 0;
    season = learn(&shop, &truth, 1);
    ck_assert(!season.learnt);
    mbr_season_learn(&season, 0, NULL, NULL, 0);
    ck_assert(!season.learnt);
}
END_TEST

/* Closed on Sundays and at Christmas: the clock hardly moves, and never stands. */
START_TEST(closed_days)
{
    struct mbr_season truth = mbr_season_none;
    truth.weekday[6] = 0;
    truth.day[CHRISTMAS] = 0;
    struct shop shop = {.first = 19000, .days = 800, .level = 100};
    struct mbr_season season = learn(&shop, &truth, 1);
    ck_assert_double_gt(season.weekday[6], 0);
    ck_assert_double_lt(season.weekday[6], .01);
    ck_assert_double_gt(season.day[CHRISTMAS], 0);
    ck_assert_double_lt(season.day[CHRISTMAS], .05);
}
END_TEST

/* 29 February 2024 was a Thursday, 1 March a Friday. */
START_TEST(indices)
{
    struct mbr_season season = mbr_season_none;
    season.weekday[3] = 2;
    season.month[1] = 3;
    season.day[59] = 5;
    season.day[60] = 7;
    ck_assert(mbr_season_index(&season, mbr_day_from_civil(2024, 2, 29)) == 30);
    ck_assert(mbr_season_index(&season, mbr_day_from_civil(2024, 3, 1)) == 7);
    ck_assert(mbr_season_index(&season, mbr_day_from_civil(2023, 3, 1)) == 7);
    ck_assert(mbr_season_index(&season, mbr_day_from_civil(1969, 12, 31)) == 1);
    ck_assert(mbr_season_index(&season, mbr_day_from_civil(1969, 2, 27)) == 6);
}
END_TEST

START_TEST(clock_of_a_season)
{
    struct mbr_season season = mbr_season_none;
    struct mbr_clock clock;
    int32_t first = mbr_day_from_civil(2024, 1, 1);
    season.month[0] = .5;
    season.day[0] = 4;
    mbr_clock_init(&clock, &season, first, 400);
    ck_assert(mbr_clock_between(&clock, first - 1, first) == 2);
    ck_assert(mbr_clock_between(&clock, first, first) == 0);
    ck_assert(mbr_clock_between(&clock, first, first + 30) == 15);
    ck_assert(mbr_clock_between(&clock, first - 1, first + 31) == 18);
    ck_assert(mbr_clock_between(&clock, first + 31, first + 399) ==
              365 - 31 + 1 + .5 * 31 + 1.5 + 2);
    ck_assert(mbr_clock_between(&clock, first - 9, first - 5) == 0);
    mbr_clock_free(&clock);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("season");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, large_shop);
    tcase_add_test(tests, small_shop);
    tcase_add_test(tests, no_season);
    tcase_add_test(tests, promotions);
    tcase_add_test(tests, each_year);
    tcase_add_test(tests, too_little);
    tcase_add_test(tests, closed_days);
    tcase_add_test(tests, indices);
    tcase_add_test(tests, clock_of_a_season);
    return run_tests("season", tests);
}
