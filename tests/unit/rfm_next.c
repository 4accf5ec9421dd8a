#include "mbr/rfm_next.h"

#include <check.h>

#include "main.h"
#include "mbr/decimal.h"
#include "mbr/rfm_doc.h"

#define ONE MBR_DECIMAL_ONE

/* Cuts as a person would give them: r at most 30, 90, 180 and 365 days, f from 2, 3, 5 and 10, m
   from 100, 200, 500 and 1000. */
static struct mbr_rfm_model plain_model(void)
{
    struct mbr_rfm_model model = {.members = 100};
    struct mbr_err err;
    const char *cuts = "r=30,90,180,365:f=2,3,5,10:m=100,200,500,1000";
    ck_assert_int_eq(mbr_rfm_cuts_parse(cuts, &model, &err), 0);
    return model;
}

static struct mbr_rfm_scheme eleven(void)
{
    struct mbr_rfm_scheme scheme;
    ck_assert_int_eq(mbr_rfm_scheme_find("eleven", &scheme), 0);
    return scheme;
}

/* Of a member who bought so many times, for so much in all, the last time so many days ago. */
static void judge(const struct mbr_rfm_model *model, int64_t days, int64_t orders, int64_t spend,
                  struct mbr_rfm_verdict *verdict)
{
    const struct mbr_rfm_scheme scheme = eleven();
    struct mbr_rfm_naming naming = {0};
    struct mbr_rfm_point point = {.bought = orders > 0,
                                  .value = {orders ? -days : 0, orders, spend},
                                  .orders = orders,
                                  .spend = spend};
    if (model->mean && orders)
        ck_assert(mbr_decimal_divide(spend, orders * ONE, &point.value[MBR_RFM_M]));
    mbr_rfm_naming_init(&naming, model, &scheme);
    mbr_rfm_judge(&naming, &point, true, verdict);
    mbr_rfm_naming_free(&naming);
}

static const struct promise {
    int64_t days, orders, spend; /* theirs; spend in whole money */
    const char *segment, *next;  /* "": none */
    int64_t needs, brings;
} promises[] = {
    /* An order raises f from 1 to 2, and the mean of 2 and 1 is 2. */
    {400, 1, 10, "lost", "potential_loyalist", 1, 0},
    {10, 1, 70, "recent", "potential_loyalist", 1, 0},
    /* f from 4 to 5, m 4 stays: a mean of 5. */
    {400, 9, 600, "cant_lose", "champions", 1, 0},
    /* f and m have to make 7. f 3 and m 4: 1 order for 400, as much as 13 of theirs; f 4 and m 3: 2
       orders for 100, as much as 4; f 5 and m 2: 7 orders. */
    {10, 3, 100, "potential_loyalist", "champions", 2, 100},
    /* f 3 and m 4: 1 order for 360, 6 of theirs; f 4 and m 3: 3 for 60; f 5 and m 2: 8. */
    {10, 2, 140, "potential_loyalist", "champions", 3, 60},
    /* All came back, so an order of theirs is worth nothing: the least spend, f 5 and m 2. */
    {400, 1, 0, "lost", "potential_loyalist", 1, 0},
    {10, 4, 0, "potential_loyalist", "champions", 6, 100},
    {10, 12, 990, "champions", "", 0, 0},
    {0, 0, -15, "", "recent", 1, 0},
};

START_TEST(the_nearest_is_promised)
{
    const struct promise *promise = &promises[_i];
    const struct mbr_rfm_model model = plain_model();
    const struct mbr_rfm_scheme scheme = eleven();
    struct mbr_rfm_verdict v;
    judge(&model, promise->days, promise->orders, promise->spend * ONE, &v);
    ck_assert_str_eq(v.point.bought ? scheme.segment[scheme.rule[v.rule].segment].key : "",
                     promise->segment);
    ck_assert_int_eq(v.next.rule == MBR_RFM_NO_RULE, *promise->next == '\0');
    if (*promise->next == '\0')
        return;
    ck_assert_str_eq(scheme.segment[scheme.rule[v.next.rule].segment].key, promise->next);
    ck_assert_int_eq(v.next.orders, promise->needs);
    ck_assert_int_eq(v.next.spend, promise->brings * ONE);
}
END_TEST

/* The mean of all orders has to rise to the cut: f 4 and m 3 are 5 orders of 200 on average, f 5
   and m 2 10 orders of 100, both 760 more. With f 5 and m 3 a purchase is all that is missing. */
START_TEST(means_are_formed_anew)
{
    struct mbr_rfm_model model = plain_model();
    struct mbr_rfm_verdict v;
    model.mean = true;
    judge(&model, 10, 4, 240 * ONE, &v);
    ck_assert_int_eq(v.next.orders, 1);
    ck_assert_int_eq(v.next.spend, 760 * ONE);
    judge(&model, 60, 9, 2000 * ONE, &v);
    ck_assert_int_eq(v.next.orders, 1);
    ck_assert_int_eq(v.next.spend, 0);
    judge(&model, 10, 9, 2000 * ONE, &v);
    ck_assert_int_eq(v.next.rule, MBR_RFM_NO_RULE);
}
END_TEST

START_TEST(nobody_fitted_no_way)
{
    struct mbr_rfm_model model = {.bins = 5};
    struct mbr_rfm_verdict v;
    judge(&model, 0, 0, 0, &v);
    ck_assert_int_eq(v.next.rule, MBR_RFM_NO_RULE);
}
END_TEST

/* Numbers at the ends of their range are no way, and no overflow. */
START_TEST(what_does_not_fit_is_no_way)
{
    struct mbr_rfm_model model = plain_model();
    struct mbr_rfm_verdict v;
    model.scale[MBR_RFM_F].lowest[4] = INT64_MAX;
    model.scale[MBR_RFM_M].lowest[4] = INT64_MAX;
    for (int mean = 0; mean < 2; mean++) {
        model.mean = mean;
        judge(&model, 400, 1, INT64_MIN + 1, &v);
        judge(&model, 10, 4, INT64_MAX, &v);
        judge(&model, 10, INT64_MAX / ONE, -1, &v);
    }
}
END_TEST

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 16;
}

/* The three keys by which ways are compared, of a way that leads to something better. */
struct rank {
    int64_t effort, spend, orders;
};

static int compare_ranks(const struct rank *a, const struct rank *b)
{
    if (a->effort != b->effort)
        return a->effort < b->effort ? -1 : 1;
    if (a->spend != b->spend)
        return a->spend < b->spend ? -1 : 1;
    return (a->orders > b->orders) - (a->orders < b->orders);
}

static size_t segment_of(const struct mbr_rfm_model *model, int64_t orders, int64_t spend)
{
    const struct mbr_rfm_scheme scheme = eleven();
    struct mbr_rfm_naming naming = {0};
    const struct mbr_rfm_point point = {.bought = true, .value = {0, orders, spend}};
    int score[MBR_RFM_SCALES];
    mbr_rfm_naming_init(&naming, model, &scheme);
    int rule = mbr_rfm_name(&naming, &point, score);
    mbr_rfm_naming_free(&naming);
    return scheme.rule[rule].segment;
}

/* Every way of up to 12 orders and 12 of money is gone: none that leads to something better is
   nearer than the one that was found. Money is counted in its smallest unit here. */
START_TEST(no_way_is_nearer)
{
    const struct mbr_rfm_scheme scheme = eleven();
    uint32_t state = 3;
    for (int round = 0; round < 60; round++) {
        struct mbr_rfm_model model = plain_model();
        struct mbr_rfm_verdict v;
        for (int s = 1; s < 5; s++)
            model.scale[MBR_RFM_M].lowest[s] =
                model.scale[MBR_RFM_M].lowest[s - 1] + 1 + next_random(&state) % 3;
        int64_t orders = 1 + next_random(&state) % 5, spend = next_random(&state) % 8;
        judge(&model, next_random(&state) % 400, orders, spend, &v);
        struct rank best = {INT64_MAX, INT64_MAX, INT64_MAX};
        for (int64_t n = 1; n <= 12; n++) {
            for (int64_t x = 0; x <= 12; x++) {
                int64_t usual = (2 * spend + orders) / (2 * orders), bring = INT64_MAX;
                for (int64_t k = 0; usual > 0 && bring == INT64_MAX; k++)
                    bring = k * usual >= x ? k : bring;
                const struct rank rank = {x == 0 || bring < n ? n : bring, x, n};
                if (segment_of(&model, orders + n, spend + x) < scheme.rule[v.rule].segment &&
                    compare_ranks(&rank, &best) < 0)
                    best = rank;
            }
        }
        ck_assert_int_eq(v.next.rule == MBR_RFM_NO_RULE, best.orders == INT64_MAX);
        if (v.next.rule != MBR_RFM_NO_RULE) {
            ck_assert_int_eq(v.next.orders, best.orders);
            ck_assert_int_eq(v.next.spend, best.spend);
        }
    }
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

int main(void)
{
    TCase *tests = tcase_create("rfm_next");
    tcase_add_loop_test(tests, the_nearest_is_promised, 0, COUNT(promises));
    tcase_add_test(tests, means_are_formed_anew);
    tcase_add_test(tests, nobody_fitted_no_way);
    tcase_add_test(tests, what_does_not_fit_is_no_way);
    tcase_add_test(tests, no_way_is_nearer);
    return run_tests("rfm_next", tests);
}
