#include "mbr/basket_sets.h"

#include <check.h>
#include <stdlib.h>

#include "main.h"
#include "mbr/mem.h"
#include "mbr/rand.h"

#define MOST_BASKETS 60
#define MOST_ITEMS 10

/* Baskets as bits, of a member each. */
struct shop {
    uint32_t basket[MOST_BASKETS];
    size_t count;
    uint32_t items;
};

static struct mbr_baskets lay_out(const struct shop *shop)
{
    struct mbr_baskets baskets = {
        .members = 1,
        .items = shop->items,
        .basket = mbr_calloc(2, sizeof *baskets.basket),
        .entry = mbr_calloc(shop->count + 1, sizeof *baskets.entry),
        .day = mbr_calloc(shop->count, sizeof *baskets.day),
        .item = mbr_calloc(shop->count * MOST_ITEMS, sizeof *baskets.item),
    };
    size_t n = 0;
    for (size_t i = 0; i < shop->count; i++) {
        for (uint32_t item = 0; item < shop->items; item++)
            if (shop->basket[i] >> item & 1)
                baskets.item[n++] = item;
        baskets.entry[i + 1] = n;
    }
    baskets.basket[1] = shop->count;
    return baskets;
}

static void free_baskets(struct mbr_baskets *baskets)
{
    free(baskets->basket);
    free(baskets->entry);
    free(baskets->day);
    free(baskets->item);
}

static uint32_t count_of(const struct shop *shop, uint32_t set)
{
    uint32_t count = 0;
    for (size_t i = 0; i < shop->count; i++)
        count += (shop->basket[i] & set) == set;
    return count;
}

static uint32_t bits_of(const struct mbr_basket_sets *sets, size_t number)
{
    uint32_t ranks[MBR_BASKET_LONGEST], bits = 0;
    mbr_basket_set_ranks(sets, number, ranks);
    for (size_t i = 0; i < sets->set[number].length; i++)
        bits |= (uint32_t)1 << sets->item[ranks[i]];
    return bits;
}

static int find(struct mbr_basket_sets *sets, const struct shop *shop, uint32_t least,
                uint32_t longest, size_t most, struct mbr_err *err)
{
    const struct mbr_basket_terms terms = {least, longest, most};
    struct mbr_baskets baskets = lay_out(shop);
    int failed = mbr_basket_sets_find(sets, &baskets, &terms, err);
    free_baskets(&baskets);
    return failed;
}

/* Han and Kamber, "Data Mining", example 6.3: nine transactions of I1 to I5, of which 2 make a set
   frequent. {I1,I2,I3} and {I1,I2,I5} are the longest, and {I1,I5} is with I2 always. */
static const struct shop nine = {
    .basket = {0x13, 0x0a, 0x06, 0x0b, 0x05, 0x06, 0x05, 0x17, 0x07}, .count = 9, .items = 5};

START_TEST(nine_transactions)
{
    static const uint32_t expected[][2] = {{0x01, 6}, {0x02, 7}, {0x04, 6}, {0x08, 2}, {0x10, 2},
                                           {0x03, 4}, {0x05, 4}, {0x11, 2}, {0x06, 4}, {0x0a, 2},
                                           {0x12, 2}, {0x07, 2}, {0x13, 2}};
    struct mbr_basket_sets sets;
    struct mbr_err err;
    size_t closed = 0, maximal = 0;
    ck_assert_int_eq(find(&sets, &nine, 2, 10, 100, &err), 0);
    ck_assert_uint_eq(sets.count, 14);
    for (size_t i = 0; i < 13; i++) {
        size_t met = 0;
        for (size_t k = 1; k < sets.count; k++)
            if (bits_of(&sets, k) == expected[i][0]) {
                ck_assert_uint_eq(sets.set[k].count, expected[i][1]);
                met++;
            }
        ck_assert_uint_eq(met, 1);
    }
    mbr_basket_sets_mark(&sets);
    for (size_t k = 1; k < sets.count; k++) {
        closed += sets.set[k].closed;
        maximal += sets.set[k].maximal;
    }
    /* Not closed: I4 is always with I2, I5 with both others, and so are {I1,I5} and {I2,I5}. */
    ck_assert_uint_eq(closed, 9);
    /* {I2,I4}, {I1,I2,I3} and {I1,I2,I5}. */
    ck_assert_uint_eq(maximal, 3);
    mbr_basket_sets_free(&sets);
}
END_TEST

/* Whether an item more leaves the set frequent; and as frequent. */
static void look_around(const struct shop *shop, uint32_t bits, uint32_t least, bool *maximal,
                        bool *closed)
{
    uint32_t count = count_of(shop, bits);
    *maximal = *closed = true;
    for (uint32_t item = 0; item < shop->items; item++) {
        uint32_t more = bits | (uint32_t)1 << item;
        if (more == bits)
            continue;
        *maximal &= count_of(shop, more) < least;
        *closed &= count_of(shop, more) < count;
    }
}

/* Against counting every subset of the items in every basket. */
START_TEST(random_baskets)
{
    struct mbr_rand random;
    mbr_rand_seed(&random, 7);
    for (int round = 0; round < 200; round++) {
        struct shop shop = {.items = 1 + mbr_rand_below(&random, MOST_ITEMS),
                            .count = 1 + mbr_rand_below(&random, MOST_BASKETS)};
        uint32_t least = 1 + mbr_rand_below(&random, 6), frequent = 0;
        struct mbr_basket_sets sets;
        struct mbr_err err;
        for (size_t i = 0; i < shop.count; i++)
            for (uint32_t item = 0; item < shop.items; item++)
                shop.basket[i] |= (uint32_t)(mbr_rand_below(&random, 10) < 3 + item / 3) << item;
        for (uint32_t bits = 1; bits < (uint32_t)1 << shop.items; bits++)
            frequent += count_of(&shop, bits) >= least;
        ck_assert_int_eq(find(&sets, &shop, least, 30, 2000, &err), 0);
        mbr_basket_sets_mark(&sets);
        ck_assert_uint_eq(sets.count - 1, frequent);
        for (size_t k = 1; k < sets.count; k++) {
            uint32_t bits = bits_of(&sets, k), ranks[MBR_BASKET_LONGEST];
            bool maximal, closed;
            look_around(&shop, bits, least, &maximal, &closed);
            mbr_basket_set_ranks(&sets, k, ranks);
            ck_assert_uint_eq(sets.set[k].count, count_of(&shop, bits));
            ck_assert_int_eq(sets.set[k].maximal, maximal);
            ck_assert_int_eq(sets.set[k].closed, closed);
            ck_assert_uint_eq(mbr_basket_set_number(&sets, ranks, sets.set[k].length), k);
        }
        mbr_basket_sets_free(&sets);
    }
}
END_TEST

START_TEST(limits)
{
    struct mbr_basket_sets sets;
    struct mbr_err err;
    ck_assert_int_eq(find(&sets, &nine, 2, 2, 11, &err), 0);
    ck_assert_uint_eq(sets.count, 12);
    mbr_basket_sets_free(&sets);
    ck_assert_int_eq(find(&sets, &nine, 2, 2, 10, &err), -1);
    ck_assert_str_eq(err.text, "more than 10 sets of items are frequent");
    mbr_basket_sets_free(&sets);
    ck_assert_int_eq(find(&sets, &nine, 10, 2, 10, &err), 0);
    ck_assert_uint_eq(sets.count, 1);
    mbr_basket_sets_free(&sets);
    const struct shop none = {.items = 0};
    ck_assert_int_eq(find(&sets, &none, 1, 2, 10, &err), 0);
    ck_assert_uint_eq(sets.count, 1);
    mbr_basket_sets_free(&sets);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("basket_sets");
    tcase_add_test(tests, nine_transactions);
    tcase_add_test(tests, random_baskets);
    tcase_add_test(tests, limits);
    return run_tests("basket_sets", tests);
}
