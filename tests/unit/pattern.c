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

/* Again and again in one text; a group that took no part is empty. */
START_TEST(groups)
{
    struct mbr_span text = mbr_span("2 x A, 1 x B; C"), found;
    struct mbr_pattern *pattern =
        mbr_pattern_new(mbr_span("(?:(?<qty>[0-9]+) x )?(?<item>[A-Z])"), NULL, &err);
    ck_assert_ptr_nonnull(pattern);
    ck_assert_str_eq(mbr_pattern_name(pattern, 0), "item");
    ck_assert_str_eq(mbr_pattern_name(pattern, 1), "qty");
    ck_assert_ptr_null(mbr_pattern_name(pattern, 2));
    ck_assert_int_eq(mbr_pattern_find(pattern, text, 0, &found, &err), 1);
    ck_assert(mbr_span_is(found, "2 x A"));
    ck_assert(mbr_span_is(mbr_pattern_group(pattern, 0, text), "A"));
    ck_assert(mbr_span_is(mbr_pattern_group(pattern, 1, text), "2"));
    ck_assert_int_eq(mbr_pattern_find(pattern, text, 5, &found, &err), 1);
    ck_assert(mbr_span_is(found, "1 x B"));
    ck_assert_int_eq(mbr_pattern_find(pattern, text, 12, &found, &err), 1);
    ck_assert(mbr_span_is(mbr_pattern_group(pattern, 0, text), "C"));
    ck_assert_uint_eq(mbr_pattern_group(pattern, 1, text).n, 0);
    ck_assert_int_eq(mbr_pattern_find(pattern, text, text.n, &found, &err), 0);
    mbr_pattern_free(pattern);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("pattern");
    tcase_add_test(tests, matching);
    tcase_add_test(tests, copies);
    tcase_add_test(tests, groups);
    tcase_add_test(tests, bad_patterns);
    tcase_add_test(tests, limits_are_errors);
    return run_tests("pattern", tests);
}
