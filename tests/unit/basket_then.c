#include "mbr/basket_then.h"

#include <check.h>
#include <stdlib.h>

#include "main.h"

enum { A, B, C };

/* Three members, all known to day 200:
     0: A on day 10, B and C on day 20, A and B on day 90;
     1: A on day 100, B on day 100 (another order), B on day 160;
     2: B on day 5, A on day 30, and A, B on day 190. */
static size_t basket[] = {0, 3, 6, 9};
static size_t entry[] = {0, 1, 3, 5, 6, 7, 8, 9, 10, 12};
static int32_t day[] = {10, 20, 90, 100, 100, 160, 5, 30, 190};
static uint32_t item[] = {A, B, C, A, B, A, B, B, B, A, A, B};
static const int32_t as_of[] = {200, 200, 200};
static const struct mbr_baskets baskets = {3, 3, basket, entry, day, item};

static const struct mbr_basket_pair *pair_of(const struct mbr_basket_pairs *pairs, uint32_t first,
                                             uint32_t then)
{
    for (size_t i = 0; i < pairs->count; i++)
        if (pairs->pair[i].first == first && pairs->pair[i].then == then)
            return &pairs->pair[i];
    return NULL;
}

static struct mbr_basket_pairs find(int32_t days, int32_t months, uint32_t least, double confidence)
{
    const struct mbr_basket_then_terms terms = {.within = {days, months},
                                                .as_of = as_of,
                                                .least = least,
                                                .confidence = confidence,
                                                .most = 100};
    struct mbr_basket_pairs pairs = {0};
    struct mbr_err err;
    ck_assert_int_eq(mbr_basket_then_find(&pairs, &baskets, &terms, &err), 0);
    return pairs;
}

/* Trials within 60 days: of A three (days 10, 100, 30), of B three (20, 100, 5), of C one (20), all
   over by day 200. A is followed by B for members 0 (10 days) and 1 (60 days, its last one), not 2;
   by C for 0. B is followed by A for 2 (25 days), not for 0 (70 days) nor 1. C by none. */
START_TEST(by_hand)
{
    struct mbr_basket_pairs pairs = find(60, 0, 1, 0);
    const struct mbr_basket_pair *pair = pair_of(&pairs, A, B);
    ck_assert_uint_eq(pairs.count, 3);
    ck_assert_uint_eq(pairs.trials, 7);
    ck_assert_uint_eq(pairs.unfinished, 0);
    ck_assert_uint_eq(pair->counts.a, 3);
    ck_assert_uint_eq(pair->counts.both, 2);
    ck_assert_uint_eq(pair->days, 10 + 60);
    /* B follows trials of A and C alone: two of the four. */
    ck_assert_uint_eq(pair->counts.n, 4);
    ck_assert_uint_eq(pair->counts.b, 2);
    pair = pair_of(&pairs, B, A);
    ck_assert_uint_eq(pair->counts.a, 3);
    ck_assert_uint_eq(pair->counts.both, 1);
    ck_assert_uint_eq(pair->counts.n, 4);
    ck_assert_uint_eq(pair->days, 25);
    pair = pair_of(&pairs, A, C);
    ck_assert_uint_eq(pair->counts.both, 1);
    ck_assert_uint_eq(pair->counts.n, 6);
    free(pairs.pair);
}
END_TEST

/* With 59 days, member 1's B comes a day late. */
START_TEST(the_last_day_counts)
{
    struct mbr_basket_pairs pairs = find(59, 0, 1, 0);
    ck_assert_uint_eq(pair_of(&pairs, A, B)->counts.both, 1);
    free(pairs.pair);
}
END_TEST

/* With 101 days, those of day 100 are over on day 201: they count neither for A nor for B, though B
   has followed. Then A: 10 and 30; B: 20 and 5; C: 20. */
START_TEST(what_is_not_over_is_left_out)
{
    struct mbr_basket_pairs pairs = find(101, 0, 1, 0);
    ck_assert_uint_eq(pairs.unfinished, 2);
    ck_assert_uint_eq(pairs.trials, 5);
    ck_assert_uint_eq(pair_of(&pairs, A, B)->counts.a, 2);
    ck_assert_uint_eq(pair_of(&pairs, A, B)->counts.both, 1);
    ck_assert_uint_eq(pair_of(&pairs, B, A)->counts.both, 2);
    ck_assert_uint_eq(pair_of(&pairs, C, A)->counts.both, 1);
    free(pairs.pair);
}
END_TEST

/* Day 100 is 1970-04-11: two months later is 1970-06-11, 61 days. */
START_TEST(months)
{
    struct mbr_basket_pairs pairs = find(0, 2, 2, 0);
    ck_assert_uint_eq(pairs.count, 1);
    ck_assert_uint_eq(pair_of(&pairs, A, B)->counts.both, 2);
    free(pairs.pair);
    pairs = find(0, 2, 1, 0.5);
    ck_assert_uint_eq(pairs.count, 1);
    free(pairs.pair);
}
END_TEST

START_TEST(too_many)
{
    const struct mbr_basket_then_terms terms = {
        .within = {60, 0}, .as_of = as_of, .least = 1, .most = 1};
    struct mbr_basket_pairs pairs = {0};
    struct mbr_err err;
    ck_assert_int_eq(mbr_basket_then_find(&pairs, &baskets, &terms, &err), -1);
    ck_assert_str_eq(err.text, "more than 1 pairs have this support and confidence");
    free(pairs.pair);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("basket_then");
    tcase_add_test(tests, by_hand);
    tcase_add_test(tests, the_last_day_counts);
    tcase_add_test(tests, what_is_not_over_is_left_out);
    tcase_add_test(tests, months);
    tcase_add_test(tests, too_many);
    return run_tests("basket_then", tests);
}
