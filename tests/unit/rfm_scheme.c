#include "mbr/rfm_scheme.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "main.h"
#include "mbr/rfm_doc.h"

/* A model on whose scales value s scores s, and with as many members of each score. */
static struct mbr_rfm_model even_model(int bins)
{
    struct mbr_rfm_model model = {.bins = bins, .members = bins};
    for (int i = 0; i < MBR_RFM_SCALES; i++) {
        for (int s = 1; s <= bins; s++) {
            model.scale[i].has[s - 1] = true;
            model.scale[i].lowest[s - 1] = s;
            model.scale[i].members[s - 1] = 1;
        }
    }
    return model;
}

static struct mbr_rfm_scheme scheme_of(const char *name)
{
    struct mbr_rfm_scheme scheme;
    ck_assert_int_eq(mbr_rfm_scheme_find(name, &scheme), 0);
    return scheme;
}

/* The segment of scores r, f and m. */
static const char *name(const struct mbr_rfm_model *model, const struct mbr_rfm_scheme *scheme,
                        int r, int f, int m)
{
    const struct mbr_rfm_point point = {.bought = true, .value = {r, f, m}};
    struct mbr_rfm_naming naming = {0};
    int score[MBR_RFM_SCALES];
    mbr_rfm_naming_init(&naming, model, scheme);
    int rule = mbr_rfm_name(&naming, &point, score);
    mbr_rfm_naming_free(&naming);
    ck_assert(score[MBR_RFM_R] == r && score[MBR_RFM_F] == f && score[MBR_RFM_M] == m);
    return scheme->segment[scheme->rule[rule].segment].key;
}

/* The table of mbr-rfm(1): rows r = 5 to 1, columns the mean of f and m from 1 to 5. */
static const char *const eleven[5][5] = {
    {"recent", "potential_loyalist", "potential_loyalist", "champions", "champions"},
    {"promising", "potential_loyalist", "potential_loyalist", "loyal", "champions"},
    {"about_to_sleep", "about_to_sleep", "needs_attention", "loyal", "loyal"},
    {"hibernating", "hibernating", "at_risk", "at_risk", "at_risk"},
    {"lost", "hibernating", "at_risk", "cant_lose", "cant_lose"},
};

START_TEST(eleven_is_the_table)
{
    const struct mbr_rfm_scheme scheme = scheme_of("eleven");
    const struct mbr_rfm_model model = even_model(5);
    for (int r = 1; r <= 5; r++) {
        for (int f = 1; f <= 5; f++) {
            for (int m = 1; m <= 5; m++) {
                int mean = f + m == 2 ? 1 : f + m <= 4 ? 2 : f + m <= 6 ? 3 : f + m <= 8 ? 4 : 5;
                ck_assert_str_eq(name(&model, &scheme, r, f, m), eleven[5 - r][mean - 1]);
            }
        }
    }
}
END_TEST

/* R, F, M high or low: the eight types as Chinese textbooks list them. */
START_TEST(eight_is_high_and_low)
{
    static const char *const types[] = {
        "general_retain",  "important_retain",  "general_keep",  "important_keep",
        "general_develop", "important_develop", "general_value", "important_value",
    };
    const struct mbr_rfm_scheme scheme = scheme_of("eight");
    const struct mbr_rfm_model model = even_model(5);
    for (int i = 0; i < 8; i++) {
        ck_assert_str_eq(name(&model, &scheme, i & 4 ? 4 : 3, i & 2 ? 5 : 1, i & 1 ? 4 : 2),
                         types[i]);
    }
}
END_TEST

/* 1 1 1 1 5 has the mean 1.8, so 2 is high; 1 5 5 5 5 the mean 4.2, so 4 is low. */
START_TEST(high_is_above_the_mean_of_the_members)
{
    const struct mbr_rfm_scheme scheme = scheme_of("eight");
    struct mbr_rfm_model model = even_model(5);
    memcpy(model.scale[MBR_RFM_F].members, (int64_t[]){4, 0, 0, 0, 1}, 5 * sizeof(int64_t));
    memcpy(model.scale[MBR_RFM_M].members, (int64_t[]){1, 0, 0, 0, 4}, 5 * sizeof(int64_t));
    ck_assert_str_eq(name(&model, &scheme, 5, 2, 4), "general_value");
}
END_TEST

/* The middle of bin s of n, (2s - 1) / 2n, in fifths. */
START_TEST(other_bins_are_carried)
{
    const int of_ten[] = {1, 1, 2, 2, 3, 3, 4, 4, 5, 5};
    const int of_four[] = {1, 2, 4, 5}; /* 0.125 0.375 0.625 0.875 */
    const int of_three[] = {1, 3, 5};   /* 0.167 0.5 0.833 */
    for (int s = 1; s <= 10; s++)
        ck_assert_int_eq(mbr_rfm_carry(s, 10, 5), of_ten[s - 1]);
    for (int s = 1; s <= 4; s++)
        ck_assert_int_eq(mbr_rfm_carry(s, 4, 5), of_four[s - 1]);
    for (int s = 1; s <= 3; s++)
        ck_assert_int_eq(mbr_rfm_carry(s, 3, 5), of_three[s - 1]);
    ck_assert_int_eq(mbr_rfm_carry(1, 2, 5), 2);
    ck_assert_int_eq(mbr_rfm_carry(2, 2, 5), 4);
    for (int s = 1; s <= 20; s++)
        ck_assert_int_eq(mbr_rfm_carry(s, 20, 20), s);
}
END_TEST

START_TEST(built_in_schemes_are_whole)
{
    for (int bins = 2; bins <= MBR_RFM_BINS_MAX; bins++) {
        for (int i = 0; i < 2; i++) {
            const struct mbr_rfm_scheme scheme = scheme_of(i ? "eight" : "eleven");
            struct mbr_rfm_flaws flaws;
            struct mbr_err err;
            ck_assert_int_eq(mbr_rfm_scheme_check(&scheme, bins, &flaws, &err), 0);
            for (size_t j = 0; j < flaws.count; j++)
                ck_assert_int_eq(flaws.flaw[j].kind, MBR_RFM_UNREACHED);
            if (bins >= 5 || i)
                ck_assert_uint_eq(flaws.count, 0);
            free(flaws.flaw);
        }
    }
}
END_TEST

static bool is_empty(const struct mbr_rfm_empty *empty, int scale, const char *names)
{
    const struct mbr_rfm_scheme scheme = scheme_of("eleven");
    for (size_t i = 0; i < scheme.segments; i++) {
        if (empty->segment[scale][i] != (strstr(names, scheme.segment[i].key) != NULL))
            return false;
    }
    return true;
}

/* By the table: without f 1 there is no mean of 1, and recent, promising and lost stay empty;
   without r 1 too, cant_lose as well, and lost for that. Cuts given by hand take nothing away. */
START_TEST(segments_that_stay_empty)
{
    const struct mbr_rfm_scheme scheme = scheme_of("eleven");
    struct mbr_rfm_model model = even_model(5);
    struct mbr_rfm_naming naming = {0};
    model.scale[MBR_RFM_F].members[0] = model.scale[MBR_RFM_M].members[0] = 0;
    mbr_rfm_naming_init(&naming, &model, &scheme);
    ck_assert(is_empty(&naming.empty, MBR_RFM_R, ""));
    ck_assert(is_empty(&naming.empty, MBR_RFM_F, "recent promising lost"));
    ck_assert(is_empty(&naming.empty, MBR_RFM_M, ""));
    mbr_rfm_naming_free(&naming);
    model.scale[MBR_RFM_R].members[0] = 0;
    mbr_rfm_naming_init(&naming, &model, &scheme);
    ck_assert(is_empty(&naming.empty, MBR_RFM_R, "cant_lose lost"));
    ck_assert(is_empty(&naming.empty, MBR_RFM_F, "recent promising"));
    mbr_rfm_naming_free(&naming);
    model.scale[MBR_RFM_R].given = model.scale[MBR_RFM_F].given = true;
    mbr_rfm_naming_init(&naming, &model, &scheme);
    ck_assert(is_empty(&naming.empty, MBR_RFM_R, "") && is_empty(&naming.empty, MBR_RFM_F, ""));
    ck_assert(is_empty(&naming.empty, MBR_RFM_M, "recent promising lost"));
    mbr_rfm_naming_free(&naming);
}
END_TEST

/* r 1 to 2 is a, r 2 to 3 is b, r 2 is c: r 4 and 5 are holes, r 2 is shared, c gets nothing. */
START_TEST(flaws_are_found)
{
    static const struct mbr_rfm_segment segments[] = {
        {"a", "a", "a"}, {"b", "b", "b"}, {"c", "c", "c"}};
    static const struct mbr_rfm_rule rules[] = {
        {0, {1, 1, 1, 1}, {2, 5, 5, 5}, {MBR_RFM_ANY}},
        {1, {2, 1, 1, 1}, {3, 5, 5, 5}, {MBR_RFM_ANY}},
        {2, {2, 1, 1, 1}, {2, 5, 5, 5}, {MBR_RFM_ANY}},
    };
    const struct mbr_rfm_scheme scheme = {
        .name = "flawed", .bins = 5, .segment = segments, .segments = 3, .rule = rules, .rules = 3};
    struct mbr_rfm_flaws flaws;
    struct mbr_err err;
    size_t kinds[3] = {0};
    ck_assert_int_eq(mbr_rfm_scheme_check(&scheme, 5, &flaws, &err), -1);
    ck_assert_str_eq(err.text,
                     "scheme flawed: 50 of 125 scores have no segment, r 4 f 1 m 1 first");
    for (size_t i = 0; i < flaws.count; i++) {
        const struct mbr_rfm_flaw *flaw = &flaws.flaw[i];
        kinds[flaw->kind]++;
        ck_assert(flaw->kind != MBR_RFM_HOLE || flaw->score[MBR_RFM_R] >= 4);
        ck_assert(flaw->kind != MBR_RFM_OVERLAP || flaw->score[MBR_RFM_R] == 2);
    }
    ck_assert_uint_eq(kinds[MBR_RFM_HOLE], 50);
    ck_assert_uint_eq(kinds[MBR_RFM_OVERLAP], 50);
    ck_assert_uint_eq(kinds[MBR_RFM_UNREACHED], 1);
    ck_assert_uint_eq(flaws.flaw[flaws.count - 1].segment, 2);
    free(flaws.flaw);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("rfm_scheme");
    tcase_add_test(tests, eleven_is_the_table);
    tcase_add_test(tests, eight_is_high_and_low);
    tcase_add_test(tests, high_is_above_the_mean_of_the_members);
    tcase_add_test(tests, other_bins_are_carried);
    tcase_add_test(tests, built_in_schemes_are_whole);
    tcase_add_test(tests, segments_that_stay_empty);
    tcase_add_test(tests, flaws_are_found);
    return run_tests("rfm_scheme", tests);
}
