#include "mbr/clv_base.h"

#include <check.h>
#include <math.h>

#include "clv_data.h"
#include "main.h"

static const struct mbr_clv_time calendar = {NULL, 7};
static struct mbr_clv_base base;
static struct mbr_clv_cases cases;

static void set_up(void)
{
    base = (struct mbr_clv_base){0};
    cases = (struct mbr_clv_cases){0};
}

static void tear_down(void)
{
    mbr_clv_base_free(&base);
    mbr_clv_cases_free(&cases);
}

static struct mbr_clv_whom everybody(int32_t until)
{
    return (struct mbr_clv_whom){.until = until, .from = INT32_MIN, .to = INT32_MAX};
}

/* Bought on the days 10, 20 and 40; of the first something came back on 25, of the second on 30. */
static const struct mbr_occasion shopper[] = {
    {10, MBR_OCCASION_BOUGHT, 5}, {20, MBR_OCCASION_BOUGHT, 9}, {25, 0, -2}, {30, 1, -4},
    {40, MBR_OCCASION_BOUGHT, 1},
};

static const struct {
    int32_t until;
    uint32_t x;
    int32_t last;
    double first_spend, spend;
} known[] = {
    {10, 0, 10, 5, 0}, {19, 0, 10, 5, 0}, {20, 1, 20, 5, 9}, {25, 1, 20, 3, 9},
    {30, 1, 20, 3, 5}, {39, 1, 20, 3, 5}, {40, 2, 40, 3, 6}, {99, 2, 40, 3, 6},
};

START_TEST(what_was_known_on_a_day)
{
    struct mbr_clv_history history;
    ck_assert(mbr_clv_history(shopper, 5, known[_i].until, &history));
    ck_assert_int_eq(history.first, 10);
    ck_assert_int_eq(history.last, known[_i].last);
    ck_assert_uint_eq(history.x, known[_i].x);
    ck_assert(history.first_spend == known[_i].first_spend);
    ck_assert(history.spend == known[_i].spend);
}
END_TEST

START_TEST(nothing_was_known)
{
    struct mbr_clv_history history;
    ck_assert(!mbr_clv_history(shopper, 5, 9, &history));
    ck_assert(!mbr_clv_history(shopper, 0, 99, &history));
}
END_TEST

START_TEST(bought_between_days)
{
    ck_assert_uint_eq(mbr_clv_bought(shopper, 5, 0, 99), 3);
    ck_assert_uint_eq(mbr_clv_bought(shopper, 5, 10, 40), 2);
    ck_assert_uint_eq(mbr_clv_bought(shopper, 5, 10, 39), 1);
    ck_assert_uint_eq(mbr_clv_bought(shopper, 5, 20, 30), 0);
    ck_assert_uint_eq(mbr_clv_bought(shopper, 5, 40, 99), 0);
}
END_TEST

/* A return before the first purchase moves no bound. */
START_TEST(days_of_the_base)
{
    ADD_DAYS(&base, 0, 30, 50);
    ADD_DAYS(&base, 0, 20);
    mbr_clv_base_add(&base, &(struct mbr_occasions){0}, 0);
    ck_assert_int_eq(base.first, 20);
    ck_assert_int_eq(base.last, 50);
    ck_assert_uint_eq(base.members, 3);
    ck_assert_uint_eq(base.occasions, 3);
    ck_assert_uint_eq(base.member[2].count, 0);
}
END_TEST

/* In weeks: bought after 10 / 7 and 30 / 7 weeks, watched for 35 / 7; the waits are 10 / 7 and
   20 / 7. */
START_TEST(cases_of_models)
{
    struct mbr_clv_history history;
    struct mbr_btyd_case one;
    mbr_clv_history(shopper, 5, 45, &history);
    mbr_clv_case(&mbr_paretonbd, &calendar, shopper, 5, 45, &history, &one);
    ck_assert(one.x == 2 && one.tx == 30 / 7. && one.T == 5 && one.weight == 1 && one.logs == 0);
    mbr_clv_case(&mbr_bgcnbdk, &calendar, shopper, 5, 45, &history, &one);
    ck_assert_double_eq_tol(one.logs, log(200 / 49.), 1e-15);
    mbr_clv_history(shopper, 5, 10, &history);
    mbr_clv_case(&mbr_bgnbd, &calendar, shopper, 5, 10, &history, &one);
    ck_assert(one.x == 0 && one.tx == 0 && one.T == 0);
}
END_TEST

/* Periods of 7 days from the day after the first purchase on: 1 to 7, 8 to 14, 15 to 21. The one
   that is not over does not count, nor does a second purchase within one. */
static const struct {
    int32_t until;
    double x, tx, T;
} discrete[] = {{0, 0, 0, 0},  {6, 0, 0, 0},  {7, 1, 1, 1},  {13, 1, 1, 1},
                {14, 2, 2, 2}, {20, 2, 2, 2}, {21, 3, 3, 3}, {70, 3, 3, 10}};

START_TEST(discrete_cases)
{
    const struct mbr_occasion o[] = {bought(0, 1), bought(1, 1), bought(7, 1), bought(8, 1),
                                     bought(20, 1)};
    struct mbr_clv_history history;
    struct mbr_btyd_case one;
    mbr_clv_history(o, 5, discrete[_i].until, &history);
    mbr_clv_case(&mbr_bgbb, &calendar, o, 5, discrete[_i].until, &history, &one);
    ck_assert(one.x == discrete[_i].x && one.tx == discrete[_i].tx && one.T == discrete[_i].T);
}
END_TEST

/* 0, 2 and 5 are alike up to day 70, though 5 bought again later; so are 1 and 3. */
static void fill_base(void)
{
    ADD_DAYS(&base, 0, 0, 14);
    ADD_DAYS(&base, 1, 7);
    ADD_DAYS(&base, 0, 0, 14);
    ADD_DAYS(&base, 1, 7);
    ADD_DAYS(&base, 1, 80, 90);
    ADD_DAYS(&base, 1, 0, 14, 77);
    mbr_clv_base_add(&base, &(struct mbr_occasions){0}, 0);
}

static void check_case(size_t i, double x, double tx, double T, double weight)
{
    const struct mbr_btyd_case *one = &cases.all[i];
    ck_assert(one->x == x && one->tx == tx && one->T == T && one->weight == weight);
}

START_TEST(members_who_are_alike)
{
    const struct mbr_clv_whom whom = everybody(70);
    fill_base();
    mbr_clv_cases_make(&cases, &base, &mbr_bgcnbdk, &calendar, &whom);
    ck_assert_uint_eq(cases.count, 2);
    ck_assert_uint_eq(cases.groups, 1);
    ck_assert_ptr_null(cases.group[0].z);
    check_case(0, 0, 0, 9, 2);
    check_case(1, 1, 2, 10, 3);
    ck_assert_double_eq_tol(cases.all[1].logs, 3 * log(2), 1e-15);
    ck_assert_uint_eq(cases.members, 5);
    ck_assert_uint_eq(cases.repeaters, 3);
    ck_assert(cases.purchases == 3 && cases.weeks == 48);
    const uint32_t of[] = {1, 0, 1, 0, MBR_CLV_NONE, 1, MBR_CLV_NONE};
    for (size_t i = 0; i < 7; i++)
        ck_assert_uint_eq(cases.of[i], of[i]);
}
END_TEST

START_TEST(groups_stay_apart)
{
    const double z[] = {0, 1};
    struct mbr_clv_whom whom = everybody(70);
    whom.z = z;
    whom.covariates = 1;
    whom.groups = 2;
    fill_base();
    mbr_clv_cases_make(&cases, &base, &mbr_paretonbd, &calendar, &whom);
    ck_assert_uint_eq(cases.count, 3);
    ck_assert_uint_eq(cases.group[0].count, 1);
    ck_assert_uint_eq(cases.group[1].count, 2);
    ck_assert(cases.group[1].z[0] == 1);
    check_case(0, 1, 2, 10, 2);
    check_case(1, 0, 0, 9, 2);
    check_case(2, 1, 2, 10, 1);
    ck_assert_uint_eq(cases.whose[0], 0);
    ck_assert_uint_eq(cases.whose[2], 1);
    ck_assert_uint_eq(cases.of[5], 2);
}
END_TEST

START_TEST(only_a_cohort)
{
    struct mbr_clv_whom whom = everybody(90);
    fill_base();
    whom.from = 1;
    whom.to = 79;
    mbr_clv_cases_make(&cases, &base, &mbr_bgnbd, &calendar, &whom);
    ck_assert_uint_eq(cases.members, 2);
    ck_assert_uint_eq(cases.of[0], MBR_CLV_NONE);
    ck_assert_uint_eq(cases.of[1], 0);
    ck_assert_uint_eq(cases.of[4], MBR_CLV_NONE);
}
END_TEST

/* Of 10 members 3, as evenly as whole numbers allow; of 3 all. */
START_TEST(thinned_evenly)
{
    struct mbr_clv_whom whom = everybody(70);
    for (int i = 0; i < 10; i++)
        ADD_DAYS(&base, 0, 0);
    whom.most = 3;
    mbr_clv_cases_make(&cases, &base, &mbr_bgnbd, &calendar, &whom);
    ck_assert_uint_eq(cases.members, 3);
    for (uint32_t i = 0; i < 10; i++)
        ck_assert_uint_eq(cases.of[i], i == 3 || i == 6 || i == 9 ? 0 : MBR_CLV_NONE);
    mbr_clv_cases_free(&cases);
    whom.most = 10;
    mbr_clv_cases_make(&cases, &base, &mbr_bgnbd, &calendar, &whom);
    ck_assert_uint_eq(cases.members, 10);
}
END_TEST

/* Different days, the same periods: 0 and 1 are alike, and 2 and 3 though one bought twice. */
START_TEST(discrete_cases_are_put_together)
{
    const struct mbr_clv_whom whom = everybody(35);
    ADD_DAYS(&base, 0, 3, 12);
    ADD_DAYS(&base, 0, 5, 18);
    ADD_DAYS(&base, 0, 0, 1);
    ADD_DAYS(&base, 0, 0, 1, 3);
    ADD_DAYS(&base, 0, 40);
    ADD_DAYS(&base, 0, 21);
    mbr_clv_cases_make(&cases, &base, &mbr_bgbb, &calendar, &whom);
    ck_assert_uint_eq(cases.count, 3);
    check_case(0, 0, 0, 2, 1);
    check_case(1, 1, 2, 4, 2);
    check_case(2, 1, 1, 5, 2);
    const uint32_t of[] = {1, 1, 2, 2, MBR_CLV_NONE, 0};
    for (size_t i = 0; i < 6; i++)
        ck_assert_uint_eq(cases.of[i], of[i]);
    ck_assert_uint_eq(cases.group[0].count, 3);
}
END_TEST

START_TEST(discrete_cases_by_group)
{
    const double z[] = {0, 1};
    struct mbr_clv_whom whom = everybody(35);
    whom.z = z;
    whom.covariates = 1;
    whom.groups = 2;
    ADD_DAYS(&base, 1, 3, 12);
    ADD_DAYS(&base, 0, 5, 18);
    ADD_DAYS(&base, 1, 5, 18);
    mbr_clv_cases_make(&cases, &base, &mbr_bgbb, &calendar, &whom);
    ck_assert_uint_eq(cases.count, 2);
    check_case(0, 1, 2, 4, 1);
    check_case(1, 1, 2, 4, 2);
    ck_assert_uint_eq(cases.of[0], 1);
    ck_assert_uint_eq(cases.of[1], 0);
    ck_assert_uint_eq(cases.of[2], 1);
    ck_assert_uint_eq(cases.whose[1], 1);
    ck_assert_ptr_eq(cases.group[1].cases, &cases.all[1]);
}
END_TEST

static void add_spender(double first, double repeat, double returned)
{
    struct mbr_occasions list = {0};
    add_occasion(&list, bought(0, first));
    add_occasion(&list, bought(10, repeat));
    add_occasion(&list, (struct mbr_occasion){20, 1, returned});
    mbr_clv_base_add(&base, &list, 0);
    free(list.all);
}

/* Means are of repeats, less what was returned of them; who has none left is counted. */
START_TEST(what_repeats_were_worth)
{
    const struct mbr_clv_whom whom = everybody(70);
    size_t count, left_out;
    add_spender(5, 8, -2);
    add_spender(5, 8, -8);
    add_spender(5, 8, -9);
    ADD_DAYS(&base, 0, 0);
    ADD_DAYS(&base, 0, 0, 1, 2);
    struct mbr_gammagamma_case *all = mbr_clv_spends(&base, &whom, &count, &left_out);
    ck_assert_uint_eq(count, 2);
    ck_assert_uint_eq(left_out, 2);
    ck_assert(all[0].x == 1 && all[0].mean == 6 && all[0].weight == 1);
    ck_assert(all[1].x == 2 && all[1].mean == 10);
    free(all);
}
END_TEST

/* January runs at half the pace, its weekends included: 31 days are 15.5 of the clock's. Before the
   table the clock stands at 0, beyond it days are mean ones. */
START_TEST(weeks_of_the_clock)
{
    struct mbr_season season = mbr_season_none;
    struct mbr_clock clock;
    season.learnt = true;
    season.month[0] = .5;
    mbr_clock_init(&clock, &season, 0, 59);
    const struct mbr_clv_time time = {&clock, 7};
    ck_assert_double_eq_tol(mbr_clv_weeks(&time, -1, 30), 15.5 / 7, 1e-12);
    ck_assert_double_eq_tol(mbr_clv_weeks(&time, 30, 58), 4, 1e-12);
    ck_assert_double_eq_tol(mbr_clv_weeks(&time, -100, -1), 0, 1e-12);
    ck_assert_double_eq_tol(mbr_clv_weeks(&time, 51, 72), 3, 1e-12);
    ck_assert_double_eq_tol(mbr_clv_weeks(&time, 100, 121), 3, 1e-12);
    mbr_clock_free(&clock);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

int main(void)
{
    TCase *tests = tcase_create("clv_base");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, what_was_known_on_a_day, 0, COUNT(known));
    tcase_add_test(tests, nothing_was_known);
    tcase_add_test(tests, bought_between_days);
    tcase_add_test(tests, days_of_the_base);
    tcase_add_test(tests, cases_of_models);
    tcase_add_loop_test(tests, discrete_cases, 0, COUNT(discrete));
    tcase_add_test(tests, members_who_are_alike);
    tcase_add_test(tests, groups_stay_apart);
    tcase_add_test(tests, only_a_cohort);
    tcase_add_test(tests, thinned_evenly);
    tcase_add_test(tests, discrete_cases_are_put_together);
    tcase_add_test(tests, discrete_cases_by_group);
    tcase_add_test(tests, what_repeats_were_worth);
    tcase_add_test(tests, weeks_of_the_clock);
    return run_tests("clv_base", tests);
}
