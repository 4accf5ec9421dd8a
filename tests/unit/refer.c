#include "mbr/refer.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "main.h"
#include "mbr/mem.h"
#include "mbr/rand.h"

#define NONE MBR_REFER_NONE
#define COUNT(array) (sizeof(array) / sizeof *(array))

static void check_counts(const struct mbr_refer *refer, size_t kept, size_t own, size_t late,
                         size_t cyclic)
{
    ck_assert_uint_eq(refer->kept, kept);
    ck_assert_uint_eq(refer->own, own);
    ck_assert_uint_eq(refer->late, late);
    ck_assert_uint_eq(refer->cyclic, cyclic);
}

/* What is handed out is the share of the values of all who were brought, each once. */
static void check_sum(const struct mbr_refer *refer, const double *own, double share,
                      const double *gained)
{
    double brought = 0, handed = 0, size = 0;
    for (uint32_t i = 0; i < refer->members; i++) {
        if (refer->referrer[i] != NONE)
            brought += own[i];
        handed += gained[i];
        size += fabs(own[i]);
    }
    ck_assert_double_eq_tol(handed, share * brought, 1e-11 * size);
}

/* 0 brought 1, 1 brought 2 and 3, 3 brought 4; 5 is alone. By hand, with s = 1/2 and d = 1/4: the
   128 of 4 give 3 their 3/4 of 64, 1 their 3/16, and 0 the rest, 1/16. */
START_TEST(a_tree)
{
    static const struct mbr_refer_edge edges[] = {{4, 3, 4}, {2, 1, 2}, {3, 1, 3}, {1, 0, 1}};
    static const double own[] = {1000, 16, -64, 32, 128, 2000};
    static const double expected[] = {8 - 8 + 4 + 4, -24 + 12 + 12, 0, 48, 0, 0};
    static const uint32_t referrer[] = {NONE, 0, 1, 1, 3, NONE}, brought[] = {1, 2, 0, 1, 0, 0};
    struct mbr_refer refer;
    double gained[6];
    mbr_refer_init(&refer, 6, edges, COUNT(edges));
    check_counts(&refer, 4, 0, 0, 0);
    mbr_refer_share(&refer, own, 0.5, 0.25, gained);
    for (int i = 0; i < 6; i++) {
        ck_assert_uint_eq(refer.referrer[i], referrer[i]);
        ck_assert_uint_eq(refer.brought[i], brought[i]);
        ck_assert_double_eq_tol(gained[i], expected[i], 1e-14);
    }
    check_sum(&refer, own, 0.5, gained);
    mbr_refer_free(&refer);
}
END_TEST

/* d = 0: the referrer alone; d = 1: the topmost alone. */
START_TEST(ends_of_the_decay)
{
    static const struct mbr_refer_edge edges[] = {{1, 0, 1}, {2, 1, 2}};
    static const double own[] = {1, 10, 100};
    struct mbr_refer refer;
    double gained[3];
    mbr_refer_init(&refer, 3, edges, COUNT(edges));
    mbr_refer_share(&refer, own, 1, 0, gained);
    ck_assert(gained[0] == 10 && gained[1] == 100 && gained[2] == 0);
    mbr_refer_share(&refer, own, 1, 1, gained);
    ck_assert(gained[0] == 110 && gained[1] == 0 && gained[2] == 0);
    mbr_refer_share(&refer, own, 0, 0.5, gained);
    ck_assert(gained[0] == 0 && gained[1] == 0 && gained[2] == 0);
    mbr_refer_free(&refer);
}
END_TEST

/* The first counts: by time, then by number; each given order of the references is the same. */
START_TEST(who_counts)
{
    static const struct mbr_refer_edge edges[] = {
        {-5, 3, 0}, {-5, 2, 0}, {-6, 4, 1}, {-5, 1, 1}, {7, 2, 0}, {-7, 1, 1}, {INT64_MIN, 0, 5}};
    struct mbr_refer refer;
    for (size_t turn = 0; turn < COUNT(edges); turn++) {
        struct mbr_refer_edge turned[COUNT(edges)];
        for (size_t i = 0; i < COUNT(edges); i++)
            turned[i] = edges[(i + turn) % COUNT(edges)];
        mbr_refer_init(&refer, 6, turned, COUNT(turned));
        check_counts(&refer, 3, 2, 2, 0);
        ck_assert_uint_eq(refer.referrer[0], 2);
        ck_assert_uint_eq(refer.referrer[1], 4);
        ck_assert_uint_eq(refer.referrer[5], 0);
        mbr_refer_free(&refer);
    }
}
END_TEST

/* 0 > 1 > 2 > 0: the latest is left out, and then another may bring 0. Two who name each other at
   once: the smaller number's holds. */
START_TEST(cycles)
{
    static const struct mbr_refer_edge edges[] = {{1, 0, 1}, {2, 1, 2}, {3, 2, 0}, {4, 3, 0},
                                                  {5, 2, 3}, {9, 5, 4}, {9, 4, 5}};
    static const uint32_t referrer[] = {3, 0, 1, NONE, NONE, 4};
    static const double own[] = {1, 2, 4, 8, 16, 32};
    struct mbr_refer refer;
    double gained[6];
    mbr_refer_init(&refer, 6, edges, COUNT(edges));
    check_counts(&refer, 4, 0, 0, 3);
    for (int i = 0; i < 6; i++)
        ck_assert_uint_eq(refer.referrer[i], referrer[i]);
    mbr_refer_share(&refer, own, 0.3, 0.5, gained);
    check_sum(&refer, own, 0.3, gained);
    mbr_refer_free(&refer);
}
END_TEST

START_TEST(nobody)
{
    struct mbr_refer refer;
    double gained[2] = {7, 7};
    mbr_refer_init(&refer, 0, NULL, 0);
    mbr_refer_share(&refer, NULL, 0.5, 0.5, NULL);
    mbr_refer_free(&refer);
    mbr_refer_init(&refer, 2, NULL, 0);
    check_counts(&refer, 0, 0, 0, 0);
    mbr_refer_share(&refer, (const double[]){3, 4}, 0.5, 0.5, gained);
    ck_assert(gained[0] == 0 && gained[1] == 0);
    mbr_refer_free(&refer);
}
END_TEST

/* Each value walks up by itself, as the header says. */
static void share_by_walking(const struct mbr_refer *refer, const double *own, double share,
                             double decay, double *gained)
{
    for (uint32_t i = 0; i < refer->members; i++)
        gained[i] = 0;
    for (uint32_t i = 0; i < refer->members; i++) {
        double left = share * own[i];
        for (uint32_t at = refer->referrer[i]; at != NONE; at = refer->referrer[at]) {
            double part = refer->referrer[at] == NONE ? left : left * (1 - decay);
            gained[at] += part;
            left -= part;
        }
    }
}

START_TEST(random_references)
{
    struct mbr_rand rand;
    mbr_rand_seed(&rand, 11);
    size_t cyclic = 0;
    for (int round = 0; round < 300; round++) {
        enum { MEMBERS = 30, EDGES = 60 };
        struct mbr_refer_edge edges[EDGES];
        struct mbr_refer refer;
        double own[MEMBERS], gained[MEMBERS], walked[MEMBERS], decay = mbr_rand_uniform(&rand);
        for (int i = 0; i < EDGES; i++)
            edges[i] = (struct mbr_refer_edge){.when = mbr_rand_below(&rand, 20),
                                               .from = mbr_rand_below(&rand, MEMBERS),
                                               .to = mbr_rand_below(&rand, MEMBERS)};
        for (int i = 0; i < MEMBERS; i++)
            own[i] = 100 * mbr_rand_uniform(&rand) - 30;
        mbr_refer_init(&refer, MEMBERS, edges, EDGES);
        ck_assert_uint_eq(refer.kept + refer.own + refer.late + refer.cyclic, EDGES);
        cyclic += refer.cyclic;
        mbr_refer_share(&refer, own, 0.4, decay, gained);
        share_by_walking(&refer, own, 0.4, decay, walked);
        for (int i = 0; i < MEMBERS; i++)
            ck_assert_double_eq_tol(gained[i], walked[i], 1e-11);
        check_sum(&refer, own, 0.4, gained);
        mbr_refer_free(&refer);
    }
    ck_assert_uint_gt(cyclic, 0);
}
END_TEST

/* In a chain of a million, all worth 1, everyone far from the end gains s (1 - d) (1 + d + d^2 …),
   which is s; the topmost s (1 + d + d^2 …). Told forwards or backwards, and closed to a ring. */
START_TEST(a_long_chain)
{
    enum { N = 1000000 };
    struct mbr_refer_edge *edges = mbr_alloc(N * sizeof *edges);
    double *own = mbr_alloc(N * sizeof *own), *gained = mbr_alloc(N * sizeof *gained);
    struct mbr_refer refer;
    for (uint32_t i = 0; i < N; i++) {
        int64_t when = i + 1 == N ? N : _i ? -(int64_t)i : (int64_t)i;
        edges[i] = (struct mbr_refer_edge){.when = when, .from = i, .to = (i + 1) % N};
        own[i] = 1;
    }
    mbr_refer_init(&refer, N, edges, N);
    check_counts(&refer, N - 1, 0, 0, 1);
    mbr_refer_share(&refer, own, 0.3, 0.9, gained);
    ck_assert_double_eq_tol(gained[0], 0.3 / (1 - 0.9), 1e-14);
    ck_assert_double_eq_tol(gained[1], 0.3, 1e-15);
    ck_assert_double_eq_tol(gained[N / 2], 0.3, 1e-15);
    ck_assert_double_eq_tol(gained[N - 2], 0.3 * (1 - 0.9), 1e-15);
    ck_assert_double_eq(gained[N - 1], 0);
    check_sum(&refer, own, 0.3, gained);
    mbr_refer_free(&refer);
    free(gained);
    free(own);
    free(edges);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("refer");
    tcase_add_test(tests, a_tree);
    tcase_add_test(tests, ends_of_the_decay);
    tcase_add_test(tests, who_counts);
    tcase_add_test(tests, cycles);
    tcase_add_test(tests, nobody);
    tcase_add_test(tests, random_references);
    tcase_add_loop_test(tests, a_long_chain, 0, 2);
    return run_tests("refer", tests);
}
