#include "mbr/kin.h"

#include <check.h>
#include <math.h>

#include "main.h"
#include "shop.h"

static const struct mbr_decay counts = {.within = 1, .between = 1};

struct fixture {
    struct mbr_baskets shop;
    struct mbr_split split;
    struct mbr_tastes tastes;
    struct mbr_kin kin;
    struct mbr_kin_scratch scratch;
};

/* All members of the shop, which is ready, are in the index. */
static void setup(struct fixture *f, const struct mbr_kin_config *config)
{
    uint32_t count;
    mbr_split_init(&f->split, &f->shop, false);
    uint32_t *who = mbr_tastes_draw(&f->split, false, 0, 0, &count);
    mbr_tastes_fit(&f->tastes, &counts, &f->split, who, count);
    mbr_kin_init(&f->kin, config, &f->tastes);
    f->scratch = (struct mbr_kin_scratch){0};
    free(who);
}

static void teardown(struct fixture *f)
{
    mbr_kin_scratch_free(&f->scratch);
    mbr_kin_free(&f->kin);
    mbr_tastes_free(&f->tastes);
    mbr_split_free(&f->split);
    shop_free(&f->shop);
}

static size_t find(struct fixture *f, uint32_t member, size_t k)
{
    struct mbr_past past = mbr_past_of(&f->split, member);
    mbr_kin_own(&f->kin, &counts, &past, &f->scratch);
    return mbr_kin_find(&f->kin, &f->scratch, k, member, MBR_NO_FOLD);
}

static void expect(const struct fixture *f, size_t i, uint32_t taste, double likeness)
{
    ck_assert_uint_eq(f->scratch.near[i].taste, taste);
    ck_assert_double_eq_tol(f->scratch.near[i].likeness, likeness, 1e-6);
}

/* Of u = (1, 1, 0) the cosine with (2, 0, 0) is 2 / (sqrt 2 * 2), with (1, 1, 0) 1, with (0, 0, 1)
   0: that one is no relative. The fourth and fifth are alike. */
START_TEST(by_cosine)
{
    struct fixture f;
    shop_init(&f.shop, 3, "ab/a a/ab/c/bc/bc");
    setup(&f, &(struct mbr_kin_config){.measure = MBR_KIN_COSINE});
    ck_assert_uint_eq(find(&f, 0, 10), 4);
    expect(&f, 0, 2, 1);
    expect(&f, 1, 1, sqrt(0.5));
    expect(&f, 2, 4, 0.5);
    expect(&f, 3, 5, 0.5);
    ck_assert_uint_eq(find(&f, 0, 3), 3);
    expect(&f, 2, 4, 0.5);
    ck_assert_uint_eq(find(&f, 0, 0), 0);
    teardown(&f);
}
END_TEST

/* Squares of distances from (1, 1, 0): 2 to (2, 0, 0), 3 to (0, 0, 1), 6 to (0, 2, 2). */
START_TEST(by_distance)
{
    struct fixture f;
    shop_init(&f.shop, 3, "ab/a a/c/bc bc");
    setup(&f, &(struct mbr_kin_config){.measure = MBR_KIN_EUCLID});
    ck_assert_uint_eq(find(&f, 0, 10), 3);
    expect(&f, 0, 1, -2);
    expect(&f, 1, 2, -3);
    expect(&f, 2, 3, -6);
    teardown(&f);
}
END_TEST

/* (1, 1) and (2, 0): u.v = 2, |u|^2 = 2, |v|^2 = 4; with a = 1/4 that is 2 / (2^.25 * 4^.75), and
   with a shrink of 1 the denominator is one more. */
START_TEST(by_asymmetric_cosine)
{
    struct fixture f;
    shop_init(&f.shop, 2, "ab/a a");
    setup(&f, &(struct mbr_kin_config){.measure = MBR_KIN_ASYMMETRIC, .asymmetry = 0.25});
    ck_assert_uint_eq(find(&f, 0, 1), 1);
    expect(&f, 0, 1, 0.5946035575);
    f.kin.config.shrink = 1;
    ck_assert_uint_eq(find(&f, 0, 1), 1);
    expect(&f, 0, 1, 2 / (3.363585661 + 1));
    teardown(&f);
}
END_TEST

START_TEST(nobody_of_the_fold)
{
    const uint8_t fold[] = {3, 1, 3, 1};
    struct fixture f;
    shop_init(&f.shop, 1, "a/a/a/a");
    setup(&f, &(struct mbr_kin_config){.measure = MBR_KIN_COSINE});
    f.kin.fold = fold;
    find(&f, 0, 4);
    ck_assert_uint_eq(mbr_kin_find(&f.kin, &f.scratch, 4, MBR_NOBODY, 3), 2);
    expect(&f, 0, 1, 1);
    expect(&f, 1, 3, 1);
    ck_assert_uint_eq(mbr_kin_find(&f.kin, &f.scratch, 4, 1, 3), 1);
    ck_assert_uint_eq(mbr_kin_find(&f.kin, &f.scratch, 4, MBR_NOBODY, MBR_NO_FOLD), 4);
    teardown(&f);
}
END_TEST

/* Counts of a, b … of one member, from the baskets themselves. */
static void count(const struct fixture *f, uint32_t member, double *of)
{
    struct mbr_past past = mbr_past_of(&f->split, member);
    memset(of, 0, f->shop.items * sizeof *of);
    for (size_t e = past.entry[0]; e < past.entry[past.baskets]; e++)
        of[past.item[e]]++;
}

static double likeness(enum mbr_kin_measure measure, const double *u, const double *v, uint32_t n)
{
    double dot = 0, uu = 0, vv = 0, distance = 0;
    for (uint32_t i = 0; i < n; i++) {
        dot += u[i] * v[i];
        uu += u[i] * u[i];
        vv += v[i] * v[i];
        distance += (u[i] - v[i]) * (u[i] - v[i]);
    }
    return measure == MBR_KIN_EUCLID ? -distance : dot / sqrt(uu * vv);
}

/* In a shop of 40 items most have something in common, in one of 1500 few. */
START_TEST(agrees_with_comparing_all)
{
    static const uint32_t items[] = {40, 1500};
    static const enum mbr_kin_measure measure[] = {MBR_KIN_COSINE, MBR_KIN_EUCLID};
    double u[1500], v[1500], like[300];
    int sparse = 0;
    for (int round = 0; round < 60; round++) {
        struct fixture f;
        uint32_t n = items[round / 2 % 2];
        size_t k = 1 + (size_t)round * 3;
        shop_random(&f.shop, 300, n, (uint64_t)round);
        setup(&f, &(struct mbr_kin_config){.measure = measure[round % 2]});
        count(&f, 7, u);
        for (uint32_t m = 0; m < 300; m++) {
            count(&f, m, v);
            like[m] = m == 7 ? -HUGE_VAL : likeness(measure[round % 2], u, v, n);
        }
        size_t found = find(&f, 7, k);
        sparse += f.scratch.few;
        ck_assert(found == k || (round % 2 == 0 && found < k));
        for (size_t i = 0; i < found; i++) {
            size_t before = 0;
            expect(&f, i, f.scratch.near[i].taste, like[f.scratch.near[i].taste]);
            for (uint32_t m = 0; m < 300; m++)
                before += like[m] > like[f.scratch.near[i].taste] + 1e-5;
            ck_assert_uint_le(before, i);
        }
        teardown(&f);
    }
    ck_assert_int_ge(sparse, 10);
    ck_assert_int_le(sparse, 20);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("kin");
    tcase_add_test(tests, by_cosine);
    tcase_add_test(tests, by_distance);
    tcase_add_test(tests, by_asymmetric_cosine);
    tcase_add_test(tests, nobody_of_the_fold);
    tcase_add_test(tests, agrees_with_comparing_all);
    return run_tests("kin", tests);
}
