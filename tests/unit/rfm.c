#include "mbr/rfm.h"

#include <check.h>

#include "main.h"

static void fit_values(struct mbr_rfm_model *model, int bins, const int64_t *value, size_t count)
{
    struct mbr_rfm_fit fit = {0};
    *model = (struct mbr_rfm_model){.bins = bins};
    for (size_t i = 0; i < count; i++) {
        const struct mbr_rfm_point point = {.bought = true,
                                            .value = {-value[i], value[i], value[i]}};
        mbr_rfm_fit_add(&fit, &point);
    }
    mbr_rfm_fit_finish(&fit, model);
}

static int score_of(const struct mbr_rfm_model *model, int scale, int64_t value)
{
    return mbr_rfm_score(&model->scale[scale], model->bins, value);
}

/* Without ties the scores are those of SQL's NTILE, where the members divide evenly. */
START_TEST(without_ties_a_fifth_each)
{
    const int64_t value[] = {7, 1, 9, 3, 5, 2, 10, 4, 8, 6};
    struct mbr_rfm_model model;
    fit_values(&model, 5, value, 10);
    ck_assert_int_eq(model.members, 10);
    for (int v = 1; v <= 10; v++) {
        ck_assert_int_eq(score_of(&model, MBR_RFM_F, v), (v + 1) / 2);
        ck_assert_int_eq(score_of(&model, MBR_RFM_R, -v), 6 - (v + 1) / 2);
    }
    for (int s = 0; s < 5; s++) {
        ck_assert_int_eq(model.scale[MBR_RFM_M].members[s], 2);
        ck_assert_int_eq(model.scale[MBR_RFM_M].lowest[s], 2 * s + 1);
        ck_assert_int_eq(model.scale[MBR_RFM_R].lowest[s], -(10 - 2 * s));
    }
}
END_TEST

/* Seven of ten bought once. Cuts at quantile + 1, as R's package rfm makes them, leave such a shop
   the scores 1, 4 and 5. The middle of the tie's rank is 0.35, those of the others are 0.75, 0.85
   and 0.95: 2, 4, 5, 5. */
START_TEST(one_time_buyers_share_the_middle)
{
    const int64_t value[] = {1, 1, 2, 1, 1, 3, 1, 1, 4, 1};
    const bool has[] = {false, true, false, true, true};
    const int64_t members[] = {0, 7, 0, 1, 2};
    struct mbr_rfm_model model;
    fit_values(&model, 5, value, 10);
    const struct mbr_rfm_scale *f = &model.scale[MBR_RFM_F];
    ck_assert_int_eq(score_of(&model, MBR_RFM_F, 1), 2);
    ck_assert_int_eq(score_of(&model, MBR_RFM_F, 2), 4);
    ck_assert_int_eq(score_of(&model, MBR_RFM_F, 3), 5);
    ck_assert_int_eq(score_of(&model, MBR_RFM_F, 4), 5);
    for (int s = 0; s < 5; s++) {
        ck_assert_int_eq(f->has[s], has[s]);
        ck_assert_int_eq(f->members[s], members[s]);
    }
    ck_assert_int_eq(f->tie_value, 1);
    ck_assert_int_eq(f->tie_members, 7);
}
END_TEST

/* The middle of all is the middle score; of an even number of bins the upper one. */
START_TEST(all_alike_are_in_the_middle)
{
    const int64_t value[] = {5, 5, 5};
    const int middle[] = {2, 2, 3, 3, 4, 4};
    struct mbr_rfm_model model;
    for (int bins = 2; bins <= 7; bins++) {
        fit_values(&model, bins, value, 3);
        ck_assert_int_eq(score_of(&model, MBR_RFM_M, 5), middle[bins - 2]);
        ck_assert_int_eq(score_of(&model, MBR_RFM_R, -5), middle[bins - 2]);
    }
}
END_TEST

/* Exactly on a border is above it: of 1 1 2 3 3 the 2 has the middle 5/10, of two bins the upper.
 */
START_TEST(borders_belong_above)
{
    const int64_t value[] = {3, 1, 2, 3, 1};
    struct mbr_rfm_model model;
    fit_values(&model, 2, value, 5);
    ck_assert_int_eq(score_of(&model, MBR_RFM_F, 1), 1);
    ck_assert_int_eq(score_of(&model, MBR_RFM_F, 2), 2);
    ck_assert_int_eq(score_of(&model, MBR_RFM_F, 3), 2);
}
END_TEST

/* 10 20 30 40 50: the cuts are the values themselves. */
START_TEST(values_between_go_by_the_cut)
{
    const int64_t value[] = {50, 40, 30, 20, 10};
    struct mbr_rfm_model model;
    fit_values(&model, 5, value, 5);
    ck_assert_int_eq(score_of(&model, MBR_RFM_M, 29), 2);
    ck_assert_int_eq(score_of(&model, MBR_RFM_M, 30), 3);
    ck_assert_int_eq(score_of(&model, MBR_RFM_M, 31), 3);
    ck_assert_int_eq(score_of(&model, MBR_RFM_M, INT64_MAX), 5);
    ck_assert_int_eq(score_of(&model, MBR_RFM_M, INT64_MIN), 1);
    ck_assert_int_eq(score_of(&model, MBR_RFM_R, -30), 3);
    ck_assert_int_eq(score_of(&model, MBR_RFM_R, -31), 2);
    ck_assert_int_eq(score_of(&model, MBR_RFM_R, 0), 5);
}
END_TEST

/* Spends far apart and below zero are put in order too. */
START_TEST(negative_and_huge_values)
{
    const int64_t value[] = {INT64_MAX, -1, INT64_MIN + 1, 0, 1};
    struct mbr_rfm_model model;
    fit_values(&model, 5, value, 5);
    ck_assert_int_eq(score_of(&model, MBR_RFM_M, INT64_MIN + 1), 1);
    ck_assert_int_eq(score_of(&model, MBR_RFM_M, -1), 2);
    ck_assert_int_eq(score_of(&model, MBR_RFM_M, 0), 3);
    ck_assert_int_eq(score_of(&model, MBR_RFM_M, 1), 4);
    ck_assert_int_eq(score_of(&model, MBR_RFM_M, INT64_MAX), 5);
}
END_TEST

START_TEST(nobody_to_fit)
{
    struct mbr_rfm_model model;
    fit_values(&model, 5, NULL, 0);
    ck_assert_int_eq(model.members, 0);
    ck_assert_int_eq(score_of(&model, MBR_RFM_F, 3), 1);
}
END_TEST

/* Given cuts stay; the members are counted on them, and the other scales are fitted. */
START_TEST(given_cuts_stay)
{
    struct mbr_rfm_model model = {.bins = 3};
    struct mbr_rfm_scale *f = &model.scale[MBR_RFM_F];
    struct mbr_rfm_fit fit = {0};
    f->given = f->has[1] = f->has[2] = true;
    f->lowest[1] = 10;
    f->lowest[2] = 20;
    for (int v = 1; v <= 12; v++)
        mbr_rfm_fit_add(&fit, &(struct mbr_rfm_point){.bought = true, .value = {-v, v, v}});
    mbr_rfm_fit_add(&fit, &(struct mbr_rfm_point){.value = {0, 0, -5}});
    mbr_rfm_fit_finish(&fit, &model);
    ck_assert_int_eq(f->lowest[1], 10);
    ck_assert_int_eq(f->members[0], 9);
    ck_assert_int_eq(f->members[1], 3);
    ck_assert_int_eq(f->members[2], 0);
    ck_assert_int_eq(model.scale[MBR_RFM_M].members[0], 4);
}
END_TEST

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 16;
}

/* The rule as it is written, by counting. */
static int counted_score(const int64_t *value, size_t count, int bins, int64_t of)
{
    size_t below = 0, same = 0;
    for (size_t i = 0; i < count; i++) {
        below += value[i] < of;
        same += value[i] == of;
    }
    return 1 + (int)((size_t)bins * (2 * below + same) / (2 * count));
}

START_TEST(agrees_with_counting)
{
    uint32_t state = 7;
    int64_t value[300];
    struct mbr_rfm_model model;
    for (int round = 0; round < 200; round++) {
        size_t count = 1 + next_random(&state) % 300;
        uint32_t spread = 1 + next_random(&state) % 400;
        int bins = 2 + (int)(next_random(&state) % (MBR_RFM_BINS_MAX - 1));
        for (size_t i = 0; i < count; i++) {
            int64_t v = next_random(&state) % spread;
            value[i] = round % 2 ? v * 123456789 - 1000000 : v;
        }
        fit_values(&model, bins, value, count);
        for (size_t i = 0; i < count; i++)
            ck_assert_int_eq(score_of(&model, MBR_RFM_F, value[i]),
                             counted_score(value, count, bins, value[i]));
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("rfm");
    tcase_add_test(tests, without_ties_a_fifth_each);
    tcase_add_test(tests, one_time_buyers_share_the_middle);
    tcase_add_test(tests, all_alike_are_in_the_middle);
    tcase_add_test(tests, borders_belong_above);
    tcase_add_test(tests, values_between_go_by_the_cut);
    tcase_add_test(tests, negative_and_huge_values);
    tcase_add_test(tests, nobody_to_fit);
    tcase_add_test(tests, given_cuts_stay);
    tcase_add_test(tests, agrees_with_counting);
    return run_tests("rfm", tests);
}
