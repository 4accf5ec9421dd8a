#include <check.h>

#include "main.h"
#include "mbr/expr.h"

static struct mbr_buf shown;

static const char *caret(const char *source, size_t from, size_t n, const char *before)
{
    shown.n = 0;
    mbr_put_caret(&shown, mbr_span(source), (struct mbr_expr_place){from, n}, before);
    mbr_put_char(&shown, '\0');
    return shown.p;
}

/* Columns as in text.h: 2 for East Asian letters and emoji, 0 for a combining mark. */
START_TEST(carets)
{
    ck_assert_str_eq(caret("a + b", 4, 1, "  "), "  a + b\n      ^\n");
    ck_assert_str_eq(caret("one\ntwo x\nthree", 8, 1, "> "), "> two x\n>     ^\n");
    ck_assert_str_eq(caret("one\r\ntwo", 1, 9, ""), "one\n ^~\n"); /* to the end of the line */
    ck_assert_str_eq(caret("\ta\tb", 3, 1, ""), "\ta\tb\n\t \t^\n");
    ck_assert_str_eq(caret("上海 = e\xCC\x81 = x", 15, 1, ""),
                     "上海 = e\xCC\x81 = x\n           ^\n");
    ck_assert_str_eq(caret("a 上海", 2, 6, ""), "a 上海\n  ^~~~\n");
    ck_assert_str_eq(caret("ab", 2, 0, ""), "ab\n  ^\n");
    ck_assert_str_eq(caret("ab\n", 2, 1, ""), "ab\n  ^\n");
    ck_assert_str_eq(caret("ab", 99, 99, ""), "ab\n  ^\n");
    ck_assert_str_eq(caret("", 0, 0, ""), "\n^\n");
    ck_assert_str_eq(caret("\x1B[1m x", 5, 1, ""), "\\u001b[1m x\n          ^\n");
}
END_TEST

START_TEST(carets_of_long_lines)
{
    char source[5000];
    memset(source, 'a', sizeof source);
    shown.n = 0;
    mbr_put_caret(&shown, (struct mbr_span){source, sizeof source},
                  (struct mbr_expr_place){3000, 100}, "");
    mbr_put_char(&shown, '\0');
    const char *mark = strchr(shown.p, '^');
    ck_assert_ptr_nonnull(mark);
    ck_assert_uint_eq((size_t)(mark - strchr(shown.p, '\n')), 122); /* behind "…" and 120 */
    ck_assert_uint_eq(strspn(mark + 1, "~"), 59);
    ck_assert_int_eq(strncmp(shown.p, "…aaa", 6), 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("expr_caret");
    tcase_add_test(tests, carets);
    tcase_add_test(tests, carets_of_long_lines);
    return run_tests("expr_caret", tests);
}
