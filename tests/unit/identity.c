#include "mbr/identity.h"

#include <check.h>
#include <string.h>

#include "mbr/rand.h"

#include "main.h"

#define MOST 400
#define NONE MBR_IDENTITY_NONE

/* Kind 0 is a card (priority 1), kind 1 a telephone (2), of which a person has two at most. */
static const struct mbr_identity_kind kinds[] = {{1, 3, 5, false}, {2, 3, 2, false}};

struct scene {
    struct mbr_identity graph;
    struct mbr_tie tie[MOST];
    uint32_t order[MOST], fact[MOST], person[MOST];
    uint8_t kind[MOST], state[MOST];
    bool member[MOST], apart[MOST];
    size_t first[MOST + 1];
};

static void begin(struct scene *s, uint32_t holders, uint32_t values, uint32_t telephones)
{
    *s = (struct scene){0};
    for (uint32_t i = 0; i < MOST; i++) {
        s->order[i] = i;
        s->fact[i] = NONE;
        s->member[i] = true;
        s->kind[i] = i >= values - telephones;
    }
    s->graph = (struct mbr_identity){
        .holders = holders,
        .values = values,
        .kinds = kinds,
        .kind_count = 2,
        .fact_count = 1,
        .most_members = 4,
        .kind = s->kind,
        .order = s->order,
        .member = s->member,
        .apart = s->apart,
        .fact = s->fact,
        .tie = s->tie,
        .state = s->state,
        .person = s->person,
        .first = s->first,
    };
}

static void tie(struct scene *s, uint32_t holder, uint32_t value)
{
    s->tie[s->graph.ties++] = (struct mbr_tie){value, holder};
}

START_TEST(who_holds_the_same_is_the_same)
{
    static struct scene s;
    begin(&s, 5, 3, 3);
    tie(&s, 3, 0);
    tie(&s, 1, 0);
    tie(&s, 1, 1);
    tie(&s, 4, 1);
    tie(&s, 4, 1);
    tie(&s, 2, 2);
    mbr_identity_resolve(&s.graph);
    static const uint32_t persons[] = {0, 1, 2, 1, 1};
    ck_assert_mem_eq(s.person, persons, sizeof persons);
    ck_assert_uint_eq(s.graph.ties, 5);
    ck_assert_uint_eq(s.first[1], 2);
    ck_assert_uint_eq(s.first[3], 5);
    for (int v = 0; v < 3; v++)
        ck_assert_int_eq(s.state[v], MBR_IDENTITY_USED);
}
END_TEST

START_TEST(what_many_hold_joins_nobody)
{
    static struct scene s;
    begin(&s, 6, 2, 2);
    for (uint32_t h = 0; h < 4; h++)
        tie(&s, h, 0);
    for (uint32_t h = 3; h < 6; h++)
        tie(&s, h, 1);
    s.member[5] = false; /* and holds nothing else */
    mbr_identity_resolve(&s.graph);
    static const uint32_t persons[] = {0, 1, 2, 3, 3, 3};
    ck_assert_mem_eq(s.person, persons, sizeof persons);
    ck_assert_int_eq(s.state[0], MBR_IDENTITY_SHARED);
    ck_assert_int_eq(s.state[1], MBR_IDENTITY_USED);
}
END_TEST

START_TEST(a_household_is_told_by_facts)
{
    static struct scene s;
    begin(&s, 5, 2, 2);
    tie(&s, 0, 0);
    tie(&s, 1, 0);
    tie(&s, 2, 1);
    tie(&s, 3, 1);
    s.fact[0] = 7;
    s.fact[1] = 8;
    s.fact[2] = 7; /* the other does not say */
    mbr_identity_resolve(&s.graph);
    ck_assert_int_eq(s.state[0], MBR_IDENTITY_SHARED);
    ck_assert_uint_eq(s.person[1], 1);
    ck_assert_uint_eq(s.person[3], 2);
}
END_TEST

START_TEST(a_crowded_account_is_nobodys)
{
    static struct scene s;
    begin(&s, 3, 4, 3);
    tie(&s, 0, 0); /* its card */
    for (uint32_t v = 1; v < 4; v++)
        tie(&s, 0, v);
    tie(&s, 1, 0);
    tie(&s, 2, 3);
    mbr_identity_resolve(&s.graph);
    ck_assert_uint_eq(s.graph.crowded, 1);
    ck_assert_uint_eq(s.graph.crowded_ties, 3);
    ck_assert_uint_eq(s.person[1], 0);
    ck_assert_uint_eq(s.person[2], 2);
    ck_assert_int_eq(s.state[1], MBR_IDENTITY_FREE);
}
END_TEST

/* Two persons of two telephones each: the card comes first and joins what it can; of two values of
   a kind the first in order does. */
START_TEST(a_limit_keeps_the_better_value)
{
    static struct scene s;
    begin(&s, 4, 5, 3);
    tie(&s, 0, 2);
    tie(&s, 1, 2);
    tie(&s, 2, 3);
    tie(&s, 2, 4);
    tie(&s, 3, 4);
    tie(&s, 1, 0); /* a card that joins 1 and 3 */
    tie(&s, 3, 0);
    mbr_identity_resolve(&s.graph);
    ck_assert_uint_eq(s.person[3], s.person[1]);
    ck_assert_int_eq(s.state[0], MBR_IDENTITY_USED);
    ck_assert_int_eq(s.state[2], MBR_IDENTITY_USED);
    ck_assert_int_eq(s.state[3], MBR_IDENTITY_USED);
    ck_assert_int_eq(s.state[4], MBR_IDENTITY_CONFLICT); /* the third of that person */
    ck_assert_uint_eq(s.person[2], 2);
}
END_TEST

START_TEST(who_stands_apart)
{
    static struct scene s;
    begin(&s, 4, 2, 2);
    tie(&s, 0, 0);
    tie(&s, 1, 0);
    tie(&s, 1, 1);
    tie(&s, 2, 0);
    tie(&s, 3, 1);
    s.apart[1] = true;
    s.member[3] = false; /* a record without account */
    mbr_identity_resolve(&s.graph);
    static const uint32_t persons[] = {0, 1, 0, 1};
    ck_assert_mem_eq(s.person, persons, sizeof persons);
}
END_TEST

START_TEST(too_many_accounts)
{
    static struct scene s;
    begin(&s, 6, 5, 5);
    for (uint32_t h = 0; h < 5; h++) { /* a chain, of which each link is sound */
        tie(&s, h, h);
        tie(&s, h + 1, h);
        s.kind[h] = 0;
    }
    mbr_identity_resolve(&s.graph);
    uint32_t least[6] = {0};
    for (int h = 0; h < 6; h++)
        least[s.person[h]]++;
    ck_assert_uint_eq(least[0], 4);
    ck_assert_int_eq(s.state[3], MBR_IDENTITY_CONFLICT);
    ck_assert_uint_eq(s.person[5], 4);
}
END_TEST

/* Who has been joined before stays so, whatever their birthdays. */
START_TEST(what_is_certain)
{
    static const struct mbr_identity_kind certain[] = {{0, 1, 1, true}, {1, 3, 5, false}};
    static struct scene s;
    begin(&s, 3, 2, 1);
    s.graph.kinds = certain;
    tie(&s, 0, 0);
    tie(&s, 1, 0);
    tie(&s, 1, 1);
    tie(&s, 2, 1);
    s.fact[0] = 7;
    s.fact[1] = 8;
    s.fact[2] = 9;
    mbr_identity_resolve(&s.graph);
    ck_assert_uint_eq(s.person[1], 0);
    ck_assert_uint_eq(s.person[2], 2);
}
END_TEST

/* One who has two birthdays for certain is joined to nobody who has one of them, whichever of the
   two comes first. */
START_TEST(what_is_certain_may_differ)
{
    static const struct mbr_identity_kind certain[] = {{0, 1, 1, true}, {1, 3, 5, false}};
    static struct scene s;
    for (uint32_t turn = 0; turn < 2; turn++) {
        begin(&s, 4, 2, 1);
        s.graph.kinds = certain;
        tie(&s, 0, 0);
        tie(&s, 1, 0);
        tie(&s, 1, 1);
        tie(&s, 2, 1);
        s.fact[turn] = 7;
        s.fact[1 - turn] = 8;
        s.fact[2] = s.fact[1];
        mbr_identity_resolve(&s.graph);
        ck_assert_uint_eq(s.person[1], 0);
        ck_assert_uint_eq(s.person[2], 2);
        ck_assert_int_eq(s.state[1], MBR_IDENTITY_CONFLICT);
    }
}
END_TEST

/* However the ties are ordered and the holders numbered, the same are joined. */
START_TEST(the_order_does_not_matter)
{
    static struct scene a, b;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint32_t moved[60];
        struct mbr_rand rand;
        mbr_rand_seed(&rand, seed);
        begin(&a, 60, 50, 30);
        for (int i = 0; i < 90; i++)
            tie(&a, mbr_rand_below(&rand, 60), mbr_rand_below(&rand, 50));
        for (uint32_t h = 0; h < 60; h++) {
            a.fact[h] = mbr_rand_below(&rand, 4) ? NONE : mbr_rand_below(&rand, 2);
            a.member[h] = mbr_rand_below(&rand, 3) > 0;
            moved[h] = h;
        }
        for (uint32_t h = 59; h > 0; h--) {
            uint32_t other = mbr_rand_below(&rand, h + 1), kept = moved[h];
            moved[h] = moved[other];
            moved[other] = kept;
        }
        begin(&b, 60, 50, 30);
        for (uint32_t i = 90; i-- > 0;)
            tie(&b, moved[a.tie[i].holder], a.tie[i].value);
        for (uint32_t h = 0; h < 60; h++) {
            b.fact[moved[h]] = a.fact[h];
            b.member[moved[h]] = a.member[h];
        }
        mbr_identity_resolve(&a.graph);
        mbr_identity_resolve(&b.graph);
        ck_assert_mem_eq(a.state, b.state, 50);
        for (uint32_t h = 0; h < 60; h++)
            for (uint32_t k = 0; k < h; k++)
                ck_assert_int_eq(a.person[h] == a.person[k],
                                 b.person[moved[h]] == b.person[moved[k]]);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("identity");
    tcase_add_test(tests, who_holds_the_same_is_the_same);
    tcase_add_test(tests, what_many_hold_joins_nobody);
    tcase_add_test(tests, a_household_is_told_by_facts);
    tcase_add_test(tests, a_crowded_account_is_nobodys);
    tcase_add_test(tests, a_limit_keeps_the_better_value);
    tcase_add_test(tests, who_stands_apart);
    tcase_add_test(tests, too_many_accounts);
    tcase_add_test(tests, what_is_certain);
    tcase_add_test(tests, what_is_certain_may_differ);
    tcase_add_test(tests, the_order_does_not_matter);
    return run_tests("identity", tests);
}
