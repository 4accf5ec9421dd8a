#include "mbr/pattern.h"

#include <check.h>

#include "main.h"

static struct mbr_err err;

static int match(const char *source, const char *flags, const char *text)
{
    err.text[0] = '\0';
    struct mbr_pattern *pattern = mbr_pattern_new(mbr_span(source), flags, &err);
    if (!pattern)
        return -2;
    int got = mbr_pattern_match(pattern, mbr_span(text), &err);
    mbr_pattern_free(pattern);
    return got;
}

START_TEST(matching)
{
    ck_assert_int_eq(match("^C", NULL, "C536379"), 1);
    ck_assert_int_eq(match("^C", NULL, "536379C"), 0);
    ck_assert_int_eq(match("^c", NULL, "C1"), 0);
    ck_assert_int_eq(match("^c", "i", "C1"), 1);
    ck_assert_int_eq(match("^É.$", "i", "éx"), 1);
    ck_assert_int_eq(match("^..$", NULL, "茶杯"), 1);
    ck_assert_int_eq(match("", NULL, ""), 1);
    ck_assert_int_eq(match("a.b", "s", "a\nb"), 1);
}
END_TEST

/* A copy answers alike, also when the first is gone, with the same limits. */
START_TEST(copies)
{
    struct mbr_pattern *first = mbr_pattern_new(mbr_span("^(É+)+$"), "i", &err);
    struct mbr_pattern *copy = mbr_pattern_copy(first, &err);
    mbr_pattern_free(first);
    ck_assert_int_eq(mbr_pattern_match(copy, mbr_span("éÉ"), &err), 1);
    ck_assert_int_eq(mbr_pattern_match(copy, mbr_span("e"), &err), 0);
    ck_assert_int_eq(
        mbr_pattern_match(copy, mbr_span("ééééééééééééééééééééééééééééééééééé!"), &err), -1);
    mbr_pattern_free(copy);
}
END_TEST

START_TEST(bad_patterns)
{
    ck_assert_int_eq(match("a(b", NULL, ""), -2);
    ck_assert_str_eq(err.text, "bad pattern at byte 3: missing closing parenthesis");
    ck_assert_int_eq(match("a", "q", ""), -2);
    ck_assert_int_eq(match("\xff", NULL, ""), -2);
}
END_TEST

/* The textbook case of catastrophic backtracking: 2^n ways to fail. */
START_TEST(limits_are_errors)
{
    ck_assert_int_eq(match("^(a+)+$", NULL, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"), -1);
    ck_assert_ptr_nonnull(strstr(err.text, "match limit"));
    ck_assert_int_eq(match("a", NULL, "\xff"), -1);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("pattern");
    tcase_add_test(tests, matching);
    tcase_add_test(tests, copies);
    tcase_add_test(tests, bad_patterns);
    tcase_add_test(tests, limits_are_errors);
    return run_tests("pattern", tests);
}
