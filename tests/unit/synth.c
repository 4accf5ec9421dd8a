#include "mbr/synth.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "main.h"

#define MEMBERS 20000
#define DAYS 730
#define DAY_2023 19358

static const struct mbr_synth_config usual = {
    .members = MEMBERS, .start = DAY_2023, .days = DAYS, .seed = 1};

static struct mbr_synth *shop_of(uint32_t members, bool all)
{
    struct mbr_synth_config config = usual;
    config.members = members;
    config.all = all;
    return mbr_synth_new(&config);
}

static bool is_sale(const struct mbr_synth_event *event)
{
    return event && (event->kind == MBR_SYNTH_PURCHASE || event->kind == MBR_SYNTH_RETURN);
}

START_TEST(time_goes_on)
{
    struct mbr_synth *shop = shop_of(500, true);
    const struct mbr_synth_event *event;
    int64_t before = 0;
    uint64_t seen[MBR_SYNTH_KINDS] = {0};
    while ((event = mbr_synth_next(shop)) != NULL) {
        int64_t at = mbr_synth_day(shop) * INT64_C(86400) + event->second;
        ck_assert(event->second >= 0 && event->second < 86400);
        ck_assert_int_ge(at, before);
        before = at;
        seen[event->kind]++;
    }
    ck_assert_int_lt(before, (DAY_2023 + DAYS) * INT64_C(86400));
    for (int kind = 0; kind < MBR_SYNTH_KINDS; kind++)
        ck_assert_uint_gt(seen[kind], 0);
    ck_assert_uint_eq(seen[MBR_SYNTH_JOIN], 500);
    ck_assert_uint_eq(mbr_synth_members(shop), 500);
    mbr_synth_free(shop);
}
END_TEST

/* Whether other events are asked for too or not: the same orders and returns, gifts aside. */
START_TEST(orders_are_the_same)
{
    struct mbr_synth *few = shop_of(500, false), *all = shop_of(500, true);
    const struct mbr_synth_event *a, *b;
    while ((a = mbr_synth_next(few)) != NULL) {
        do
            b = mbr_synth_next(all);
        while (b && !is_sale(b));
        ck_assert_ptr_nonnull(b);
        ck_assert(a->kind == b->kind && a->second == b->second && a->member == b->member);
        ck_assert(a->order == b->order && a->lines <= b->lines && a->campaign == b->campaign);
        for (uint32_t i = 0; i < b->lines; i++) {
            const struct mbr_synth_line *line = &mbr_synth_lines(all, b)[i];
            ck_assert_int_eq(line->gift, i >= a->lines);
            if (line->gift)
                continue;
            const struct mbr_synth_line *same = &mbr_synth_lines(few, a)[i];
            ck_assert(line->item == same->item && line->qty == same->qty);
            ck_assert(line->price == same->price && line->list == same->list);
            ck_assert_uint_gt(line->qty, 0);
            ck_assert_uint_le(line->price, line->list);
        }
    }
    mbr_synth_free(few);
    mbr_synth_free(all);
}
END_TEST

/* Pareto/NBD: the mean number of orders in the time t after joining is
   r b / (a (s - 1)) (1 - (b / (b + t))^(s - 1)) with rates gamma (r, a) and drop-out gamma (s, b):
   Schmittlein, Morrison and Colombo, "Counting your customers", Management Science 33 (1987),
   eq. 17. Nine members in ten have one order more, at joining. */
static double expected_orders(double t)
{
    const double r = 0.8, a = 70, s = 1.2, b = 500;
    return 0.9 + r * b / (a * (s - 1)) * (1 - pow(b / (b + t), s - 1));
}

/* The sum over 20,000 members has a standard deviation of about 1.7 per cent: theirs is some 8
   orders, at a mean of 4. The season lets the clock run up to half a month apart from the days. */
START_TEST(orders_as_in_theory)
{
    struct mbr_synth *shop = shop_of(MEMBERS, false);
    const struct mbr_synth_event *event;
    double orders = 0, expected = 0;
    while ((event = mbr_synth_next(shop)) != NULL) {
        if (event->kind != MBR_SYNTH_PURCHASE || event->who == MBR_SYNTH_NOBODY)
            continue;
        const struct mbr_synth_member *member = mbr_synth_member(shop, event->who);
        int32_t day = mbr_synth_day(shop) - DAY_2023;
        ck_assert_int_ge(day, (int32_t)member->joined);
        ck_assert_double_le(day, member->left);
        orders++;
    }
    for (uint32_t i = 0; i < MEMBERS; i++)
        expected += expected_orders(DAYS - mbr_synth_member(shop, i)->joined);
    ck_assert_double_eq_tol(orders / expected, 1, 0.05);
    mbr_synth_free(shop);
}
END_TEST

/* Gamma: mean shape / days, variance shape / days^2; inverse gamma with shape 4: mean 220, variance
   half of its square. Four standard deviations of the mean. */
START_TEST(hidden_parameters)
{
    struct mbr_synth *shop = shop_of(MEMBERS, false);
    double rate = 0, dropout = 0, spend = 0, joined = 0;
    while (mbr_synth_next(shop))
        ;
    for (uint32_t i = 0; i < MEMBERS; i++) {
        const struct mbr_synth_member *member = mbr_synth_member(shop, i);
        rate += member->rate / MEMBERS;
        dropout += member->dropout / MEMBERS;
        spend += member->spend / 100 / MEMBERS;
        ck_assert_double_ge(member->joined, joined);
        joined = member->joined;
        ck_assert_double_gt(member->left, joined);
    }
    ck_assert_double_lt(joined, DAYS);
    ck_assert_double_eq_tol(rate, 0.8 / 70, 4 * sqrt(0.8) / 70 / sqrt(MEMBERS));
    ck_assert_double_eq_tol(dropout, 1.2 / 500, 4 * sqrt(1.2) / 500 / sqrt(MEMBERS));
    ck_assert_double_eq_tol(spend, 220, 4 * 220 * sqrt(0.5) / sqrt(MEMBERS));
    mbr_synth_free(shop);
}
END_TEST

struct bought {
    uint16_t item, qty;
    bool back;
};

/* A return names an order and a good in it, not more than was bought, and only once. */
START_TEST(returns_fit_orders)
{
    struct mbr_synth *shop = shop_of(1000, false);
    struct bought(*order)[64] = calloc(20000, sizeof *order);
    const struct mbr_synth_event *event;
    uint64_t lines = 0, back = 0;
    while ((event = mbr_synth_next(shop)) != NULL) {
        const struct mbr_synth_line *line = mbr_synth_lines(shop, event);
        ck_assert_uint_lt(event->order, 20000);
        ck_assert_uint_le(event->lines, 64);
        struct bought *of = order[event->order];
        if (event->kind == MBR_SYNTH_PURCHASE) {
            for (uint32_t i = 0; i < event->lines; i++)
                of[i] = (struct bought){line[i].item, line[i].qty, false};
            lines += event->lines;
            continue;
        }
        uint32_t i = 0;
        while (i < 64 && (of[i].qty == 0 || of[i].item != line->item))
            i++;
        ck_assert_uint_lt(i, 64);
        ck_assert(!of[i].back && line->qty <= of[i].qty);
        of[i].back = true;
        back++;
    }
    ck_assert_double_eq_tol((double)back / (double)lines, 0.035, 0.01);
    free(order);
    mbr_synth_free(shop);
}
END_TEST

/* 2023-11-11 is a Saturday, and six times as busy as the one a week before. */
START_TEST(festival_is_busy)
{
    struct mbr_synth *shop = shop_of(MEMBERS, false);
    const struct mbr_synth_event *event;
    double saturday = 0, festival = 0;
    while ((event = mbr_synth_next(shop)) != NULL) {
        int32_t day = mbr_synth_day(shop) - DAY_2023;
        saturday += event->kind == MBR_SYNTH_PURCHASE && day == 307;
        festival += event->kind == MBR_SYNTH_PURCHASE && day == 314;
    }
    ck_assert_double_gt(saturday, 50);
    ck_assert_double_eq_tol(festival / saturday, 6, 4 * 6 / sqrt(saturday));
    mbr_synth_free(shop);
}
END_TEST

static struct mbr_synth_person person_of(const struct mbr_synth *shop, uint32_t who)
{
    struct mbr_synth_event event = {.who = who, .shows = MBR_SYNTH_SHOWS_PHONE};
    struct mbr_synth_person person;
    mbr_synth_shown(shop, &event, &person);
    return person;
}

START_TEST(people)
{
    struct mbr_synth *shop = shop_of(1000, false);
    while (mbr_synth_next(shop))
        ;
    for (uint32_t i = 1; i < 1000; i++) {
        struct mbr_synth_person one = person_of(shop, i), other = person_of(shop, i - 1);
        ck_assert_uint_ne(one.phone, other.phone);
        ck_assert_uint_ne(one.email, other.email);
        ck_assert_uint_ne(one.device, other.device);
        ck_assert_uint_lt(one.phone, 1000000000);
        int32_t age = DAY_2023 - one.birthday;
        ck_assert(age >= 18 * 365 && age < 70 * 365);
    }
    mbr_synth_free(shop);
}
END_TEST

START_TEST(what_shows)
{
    struct mbr_synth *shop = shop_of(1, false);
    struct mbr_synth_event moved = {.kind = MBR_SYNTH_ATTR, .value = 1}, quiet = {.value = 1};
    struct mbr_synth_person person;
    while (mbr_synth_next(shop))
        ;
    mbr_synth_shown(shop, &moved, &person);
    ck_assert(person.city && !person.family && person.phone == 0);
    mbr_synth_shown(shop, &quiet, &person);
    ck_assert(!person.city && !person.family && person.phone == 0);
    mbr_synth_free(shop);
}
END_TEST

/* The lines of a member have a standard deviation of some 20, at a mean of 10; with 20,000 members
   in the trial and 30,000 in the shop that is 2 per cent of the lines. */
START_TEST(lines_asked_for)
{
    struct mbr_synth_config config = usual;
    const struct mbr_synth_event *event;
    uint64_t lines = 0;
    config.members = mbr_synth_members_for(&config, 300000);
    struct mbr_synth *shop = mbr_synth_new(&config);
    while ((event = mbr_synth_next(shop)) != NULL)
        lines += event->lines;
    ck_assert_double_eq_tol((double)lines, 300000, 15000);
    mbr_synth_free(shop);
}
END_TEST

START_TEST(smallest)
{
    struct mbr_synth_config config = {.members = 0, .days = 1};
    struct mbr_synth *shop = mbr_synth_new(&config);
    ck_assert_ptr_null(mbr_synth_next(shop));
    ck_assert_ptr_null(mbr_synth_next(shop));
    ck_assert_uint_eq(mbr_synth_members(shop), 0);
    mbr_synth_free(shop);
    mbr_synth_free(NULL);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("synth");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, time_goes_on);
    tcase_add_test(tests, orders_are_the_same);
    tcase_add_test(tests, orders_as_in_theory);
    tcase_add_test(tests, hidden_parameters);
    tcase_add_test(tests, returns_fit_orders);
    tcase_add_test(tests, festival_is_busy);
    tcase_add_test(tests, people);
    tcase_add_test(tests, what_shows);
    tcase_add_test(tests, lines_asked_for);
    tcase_add_test(tests, smallest);
    return run_tests("synth", tests);
}
