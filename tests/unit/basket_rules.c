#include "mbr/basket_rules.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "main.h"
#include "mbr/rand.h"

#define BASKETS 40
#define ITEMS 7

/* Baskets as bits. */
struct shop {
    uint32_t basket[BASKETS];
    size_t count;
};

static uint32_t count_of(const struct shop *shop, uint32_t set)
{
    uint32_t count = 0;
    for (size_t i = 0; i < shop->count; i++)
        count += (shop->basket[i] & set) == set;
    return count;
}

static int find(const struct shop *shop, uint32_t least, double confidence, size_t most,
                struct mbr_basket_sets *sets, struct mbr_basket_rules *rules, struct mbr_err *err)
{
    size_t basket[2] = {0, shop->count}, entry[BASKETS + 1] = {0}, n = 0;
    uint32_t item[BASKETS * ITEMS];
    const struct mbr_baskets baskets = {
        .members = 1, .items = ITEMS, .basket = basket, .entry = entry, .item = item};
    const struct mbr_basket_terms terms = {least, ITEMS, 1000};
    for (size_t i = 0; i < shop->count; i++) {
        for (uint32_t k = 0; k < ITEMS; k++)
            if (shop->basket[i] >> k & 1)
                item[n++] = k;
        entry[i + 1] = n;
    }
    ck_assert_int_eq(mbr_basket_sets_find(sets, &baskets, &terms, err), 0);
    return mbr_basket_rules_find(rules, sets, confidence, most, err);
}

static void bits_of(const struct mbr_basket_sets *sets, const struct mbr_basket_rule *rule,
                    uint32_t *a, uint32_t *b)
{
    uint32_t ranks[MBR_BASKET_LONGEST];
    mbr_basket_set_ranks(sets, rule->set, ranks);
    *a = 0;
    *b = (uint32_t)1 << sets->item[ranks[rule->place]];
    for (size_t i = 0; i < sets->set[rule->set].length; i++)
        if (i != rule->place)
            *a |= (uint32_t)1 << sets->item[ranks[i]];
}

/* Han and Kamber, "Data Mining", example 6.4: of the rules with one item on the right that
   {I1,I2,I5} gives in their nine transactions, I1 and I5 => I2 and I2 and I5 => I1 hold always, I1
   and I2 => I5 in 2 of 4. */
START_TEST(nine_transactions)
{
    const struct shop nine = {{0x13, 0x0a, 0x06, 0x0b, 0x05, 0x06, 0x05, 0x17, 0x07}, 9};
    struct mbr_basket_sets sets;
    struct mbr_basket_rules rules = {0};
    struct mbr_err err;
    size_t met = 0;
    ck_assert_int_eq(find(&nine, 2, 0.5, 100, &sets, &rules, &err), 0);
    for (size_t i = 0; i < rules.count; i++) {
        const struct mbr_basket_counts *counts = &rules.rule[i].counts;
        uint32_t a, b;
        bits_of(&sets, &rules.rule[i], &a, &b);
        if ((a | b) != 0x13)
            continue;
        ck_assert_uint_eq(counts->n, 9);
        ck_assert_uint_eq(counts->both, 2);
        ck_assert_uint_eq(counts->a, b == 0x10 ? 4 : 2);
        ck_assert_uint_eq(counts->b, b == 0x10 ? 2 : b == 1 ? 6 : 7);
        /* I5 alone has each of the two always. */
        ck_assert_int_eq(rules.rule[i].redundant, b != 0x10);
        met++;
    }
    ck_assert_uint_eq(met, 3);
    free(rules.rule);
    mbr_basket_sets_free(&sets);
}
END_TEST

static bool is_redundant(const struct shop *shop, uint32_t a, uint32_t b)
{
    double confidence = (double)count_of(shop, a | b) / count_of(shop, a);
    for (uint32_t part = (a - 1) & a; part; part = (part - 1) & a)
        if ((double)count_of(shop, part | b) / count_of(shop, part) >= confidence)
            return true;
    return false;
}

/* Against every pair of a left side and an item. */
START_TEST(random_baskets)
{
    struct mbr_rand random;
    mbr_rand_seed(&random, 11);
    for (int round = 0; round < 100; round++) {
        struct shop shop = {.count = 5 + mbr_rand_below(&random, BASKETS - 4)};
        struct mbr_basket_sets sets;
        struct mbr_basket_rules rules = {0};
        struct mbr_err err;
        size_t expected = 0, redundant = 0;
        for (size_t i = 0; i < shop.count; i++)
            shop.basket[i] = mbr_rand_below(&random, 128) | mbr_rand_below(&random, 128);
        for (uint32_t a = 1; a < 128; a++)
            for (uint32_t b = 1; b < 128; b <<= 1)
                expected += !(a & b) && count_of(&shop, a | b) >= 3 &&
                            (double)count_of(&shop, a | b) / count_of(&shop, a) >= 0.6;
        ck_assert_int_eq(find(&shop, 3, 0.6, 1000, &sets, &rules, &err), 0);
        ck_assert_uint_eq(rules.count, expected);
        for (size_t i = 0; i < rules.count; i++) {
            uint32_t a, b;
            bits_of(&sets, &rules.rule[i], &a, &b);
            ck_assert_uint_eq(rules.rule[i].counts.both, count_of(&shop, a | b));
            ck_assert_uint_eq(rules.rule[i].counts.a, count_of(&shop, a));
            ck_assert_uint_eq(rules.rule[i].counts.b, count_of(&shop, b));
            ck_assert_int_eq(rules.rule[i].redundant, is_redundant(&shop, a, b));
            redundant += rules.rule[i].redundant;
        }
        ck_assert(expected < 20 || (redundant > 0 && redundant < expected));
        free(rules.rule);
        mbr_basket_sets_free(&sets);
    }
}
END_TEST

START_TEST(too_many)
{
    const struct shop one = {{0x7f}, 1};
    struct mbr_basket_sets sets;
    struct mbr_basket_rules rules = {0};
    struct mbr_err err;
    ck_assert_int_eq(find(&one, 1, 1, 20, &sets, &rules, &err), -1);
    ck_assert_str_eq(err.text, "more than 20 rules have this confidence");
    free(rules.rule);
    mbr_basket_sets_free(&sets);
}
END_TEST

/* arules 1.7 of {citrus fruit, root vegetables} => {other vegetables} in Groceries, to its seven
   digits. */
START_TEST(measures)
{
    const struct mbr_basket_counts counts = {9835, 174, 1903, 102};
    const struct mbr_basket_measures m = mbr_basket_measure(&counts);
    const double got[] = {m.support,   m.confidence, m.lift,       m.conviction, m.kulczynski,
                          m.imbalance, m.leverage,   m.hyper_lift, m.p};
    const double expected[] = {.0103711, .5862069,   3.029608, 1.949059,    .3199032,
                               .8754430, .006947868, 2.217391, 9.123466e-31};
    for (size_t i = 0; i < sizeof got / sizeof *got; i++)
        ck_assert_msg(fabs(got[i] / expected[i] - 1) < (i ? 3e-7 : 3e-6), "%zu: %.9g", i, got[i]);
}
END_TEST

/* What everybody has goes with anything, and tells nothing. */
START_TEST(what_everybody_buys)
{
    const struct mbr_basket_counts counts = {100, 10, 100, 10};
    const struct mbr_basket_measures m = mbr_basket_measure(&counts);
    ck_assert(m.confidence == 1 && m.lift == 1 && m.leverage == 0 && m.hyper_lift == 1);
    ck_assert(m.p == 1 && isinf(m.conviction));
    const struct mbr_basket_counts rare = {1000000, 1, 1, 1};
    ck_assert(mbr_basket_measure(&rare).hyper_lift == 1);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("basket_rules");
    tcase_add_test(tests, nine_transactions);
    tcase_add_test(tests, random_baskets);
    tcase_add_test(tests, too_many);
    tcase_add_test(tests, measures);
    tcase_add_test(tests, what_everybody_buys);
    return run_tests("basket_rules", tests);
}
