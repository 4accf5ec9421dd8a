#include "mbr/similar.h"

#include <check.h>

#include "main.h"

static double names(const char *a, const char *b)
{
    double alike = mbr_similar_names(mbr_span(a), mbr_span(b));
    ck_assert_double_eq_tol(mbr_similar_names(mbr_span(b), mbr_span(a)), alike, 1e-12);
    return alike;
}

/* Winkler, "Advanced Methods for Record Linkage", 1994, table of string comparators. */
START_TEST(winklers_examples)
{
    ck_assert_double_eq_tol(names("MARTHA", "MARHTA"), 0.961, 5e-4);
    ck_assert_double_eq_tol(names("DWAYNE", "DUANE"), 0.840, 5e-4);
    ck_assert_double_eq_tol(names("DIXON", "DICKSONX"), 0.813, 5e-4);
    ck_assert_double_eq_tol(names("SHACKLEFORD", "SHACKELFORD"), 0.982, 5e-4);
    ck_assert_double_eq_tol(names("JONES", "JOHNSON"), 0.832, 5e-4);
}
END_TEST

START_TEST(characters_and_nothing)
{
    ck_assert_double_eq_tol(names("王秀英", "王秀"), 0.9111111111, 1e-9); /* the same in Python */
    ck_assert_double_eq(names("", ""), 1);
    ck_assert_double_eq(names("a", ""), 0);
    ck_assert_double_eq(names("abc", "xyz"), 0);
    ck_assert_double_eq(names("\xff", "\xff"), 1);
}
END_TEST

/* night and nacht have one pair of four each in common. */
START_TEST(neighbours)
{
    ck_assert_double_eq(mbr_similar_texts(mbr_span("night"), mbr_span("nacht")), 0.25);
    ck_assert_double_eq(mbr_similar_texts(mbr_span("a"), mbr_span("a")), 1);
    ck_assert_double_eq(mbr_similar_texts(mbr_span("a"), mbr_span("b")), 0);
    ck_assert_double_eq(mbr_similar_texts(mbr_span("aaa"), mbr_span("aa")), 2.0 / 3);
    ck_assert(mbr_similar_texts(mbr_span("上海市南京路1号"), mbr_span("南京路1号")) > 0.7);
}
END_TEST

START_TEST(long_ones)
{
    static char a[4000], b[4000];
    memset(a, 'x', sizeof a);
    memset(b, 'x', sizeof b);
    b[3999] = 'y';
    struct mbr_span x = {a, sizeof a}, y = {b, sizeof b};
    ck_assert_double_eq(mbr_similar_names(x, y), 1);
    ck_assert_double_eq(mbr_similar_texts(x, y), 1);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("similar");
    tcase_add_test(tests, winklers_examples);
    tcase_add_test(tests, characters_and_nothing);
    tcase_add_test(tests, neighbours);
    tcase_add_test(tests, long_ones);
    return run_tests("similar", tests);
}
