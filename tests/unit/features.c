#include "mbr/features.h"

#include <check.h>
#include <math.h>

#include "main.h"
#include "shop.h"

#define NEAR(a, b) ck_assert_double_eq_tol((double)(a), b, 1e-5)

struct fixture {
    struct mbr_baskets shop;
    struct mbr_split split;
    struct mbr_features features;
    struct mbr_rows rows;
};

static void setup(struct fixture *f, const struct mbr_features_config *config)
{
    mbr_split_init(&f->split, &f->shop, true);
    mbr_features_fit(&f->features, config, &f->split);
    f->rows = (struct mbr_rows){0};
}

static void make(struct fixture *f, uint32_t member, uint8_t fold)
{
    struct mbr_past past = mbr_past_of(&f->split, member);
    mbr_rows_make(&f->rows, &f->features, &past, fold);
}

static void teardown(struct fixture *f)
{
    mbr_rows_free(&f->rows);
    mbr_features_free(&f->features);
    mbr_split_free(&f->split);
    shop_free(&f->shop);
}

/* The first member bought a, then ab, then c; next came ad. Of the history a is in two baskets of
   three, last 2 and first 3 baskets ago, so its interval is 1 basket and it is 2 intervals late; b
   was bought once. e was bought by the second member next, whose history is a: likeness 2 / sqrt 6
   of counts (2, 1, 1) and (1). The one next basket that counts for the first member is theirs. */
START_TEST(rows_of_one_member)
{
    const struct mbr_features_config config = MBR_FEATURES_USUAL;
    struct fixture f;
    shop_init(&f.shop, 5, "a ab c ad/a e");
    setup(&f, &config);
    uint8_t other = mbr_features_fold(&f.features, 1);
    ck_assert_uint_ne(other, mbr_features_fold(&f.features, 0));
    make(&f, 0, mbr_features_fold(&f.features, 0));
    ck_assert_uint_eq(f.rows.own, 3);
    ck_assert_uint_eq(f.rows.fresh, 1);
    const uint32_t item[] = {2, 0, 1, 4};
    ck_assert_mem_eq(f.rows.item, item, sizeof item);
    const float *a = f.rows.own_row + MBR_FEATURES_OWN, *b = a + MBR_FEATURES_OWN;
    NEAR(a[0], log(3));
    NEAR(a[1], log(2));
    NEAR(a[2], log(3));
    NEAR(a[3], log(3));
    NEAR(a[4], log(3));
    NEAR(a[5], log(4 / 3.0));
    NEAR(a[6], log(0.5 / 2)); /* in none of one next basket, with half a one added */
    NEAR(a[7], log(3.5 / 3)); /* in three baskets of two members' histories */
    NEAR(a[9], 0.9 + 0.81);
    NEAR(a[10], log(1 + 3e-3)); /* the only neighbour has it once */
    NEAR(a[11], log(3e-3));     /* and did not buy it next */
    NEAR(a[13], 2 / 3.0);
    NEAR(a[14], 1);
    NEAR(a[15], 2);
    NEAR(a[16], log(3)); /* bought on day 1, asked about on day 3 */
    NEAR(a[17], 1);
    NEAR(a[18], 2);
    NEAR(a[28], log(2));
    NEAR(a[32], 1 / 4.0);
    NEAR(a[33], 2 / sqrt(6));
    ck_assert(isnan(b[14]) && isnan(b[15]) && isnan(b[17]) && isnan(b[18]));
    NEAR(b[1], log(2));
    const float *e = f.rows.fresh_row;
    NEAR(e[0], log(1.5 / 2));
    NEAR(e[3], log(1 + 3e-3));
    NEAR(e[7], log(4 / 3.0));
    teardown(&f);
}
END_TEST

/* Two shops alike but for the next baskets of the members of one fold: the rows that those are
   learned from must not tell, those of the others do. */
START_TEST(rows_do_not_know_the_answer)
{
    const struct mbr_features_config config = {
        .wide = 60, .narrow = 20, .candidates = 30, .most = 0, .seed = 4};
    struct fixture f, g;
    uint32_t told = 0, others = 0;
    shop_random(&f.shop, 300, 60, 9);
    shop_random(&g.shop, 300, 60, 9);
    setup(&f, &config);
    uint8_t fold = mbr_features_fold(&f.features, 0);
    for (uint32_t m = 0; m < 300; m++) {
        size_t end = g.shop.basket[m + 1];
        if (mbr_features_fold(&f.features, m) == fold && f.split.next[m] < end)
            for (size_t e = g.shop.entry[end - 1]; e < g.shop.entry[end]; e++)
                g.shop.item[e] = 59 - (uint32_t)(g.shop.entry[end] - 1 - e);
    }
    setup(&g, &config);
    for (uint32_t m = 0; m < 300; m++) {
        uint8_t own = mbr_features_fold(&f.features, m);
        make(&f, m, own);
        make(&g, m, own);
        size_t size = f.rows.own * MBR_FEATURES_OWN * sizeof(float);
        bool same = f.rows.own == g.rows.own && f.rows.fresh == g.rows.fresh &&
                    !memcmp(f.rows.own_row, g.rows.own_row, size);
        size = f.rows.fresh * MBR_FEATURES_NEW * sizeof(float);
        same = same && !memcmp(f.rows.fresh_row, g.rows.fresh_row, size);
        if (own == fold)
            ck_assert(same);
        told += own != fold && !same;
        others += own != fold;
    }
    ck_assert_uint_gt(told, others / 2);
    teardown(&f);
    teardown(&g);
}
END_TEST

/* Counts over the other folds, by counting. */
START_TEST(counts_outside_of_the_fold)
{
    const struct mbr_features_config config = MBR_FEATURES_USUAL;
    struct fixture f;
    shop_random(&f.shop, 200, 10, 3);
    setup(&f, &config);
    for (uint8_t fold = 0; fold <= MBR_FEATURE_FOLDS; fold++) {
        uint32_t next[10] = {0}, known = 0;
        for (uint32_t m = 0; m < 200; m++) {
            if (!mbr_split_knows(&f.split, m) || mbr_features_fold(&f.features, m) == fold)
                continue;
            size_t b = f.split.next[m];
            for (size_t e = f.shop.entry[b]; e < f.shop.entry[b + 1]; e++)
                next[f.shop.item[e]]++;
            known++;
        }
        ck_assert_uint_eq(f.features.known[fold], known);
        for (uint32_t i = 0; i < 10; i++)
            ck_assert_uint_eq(f.features.item[fold * 10 + i].next, next[i]);
    }
    teardown(&f);
}
END_TEST

START_TEST(nothing_is_known)
{
    const struct mbr_features_config config = MBR_FEATURES_USUAL;
    struct fixture f;
    shop_init(&f.shop, 2, "/a");
    setup(&f, &config);
    make(&f, 0, MBR_NO_FOLD);
    ck_assert_uint_eq(f.rows.own + f.rows.fresh, 0);
    make(&f, 1, MBR_NO_FOLD);
    ck_assert_uint_eq(f.rows.own, 1);
    ck_assert_uint_eq(f.rows.fresh, 0);
    teardown(&f);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("features");
    tcase_add_test(tests, rows_of_one_member);
    tcase_add_test(tests, rows_do_not_know_the_answer);
    tcase_add_test(tests, counts_outside_of_the_fold);
    tcase_add_test(tests, nothing_is_known);
    return run_tests("features", tests);
}
