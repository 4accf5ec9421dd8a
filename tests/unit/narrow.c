#include "mbr/narrow.h"

#include <check.h>

#include "main.h"

static const char *narrow(const char *text)
{
    static char to[100];
    struct mbr_buf buf = {0};
    mbr_put_narrow(&buf, mbr_span(text));
    memcpy(to, buf.p ? buf.p : "", buf.n);
    to[buf.n] = '\0';
    mbr_buf_free(&buf);
    return to;
}

/* The Unicode Standard, chart FF00: U+FF01 to U+FF5E are ! to ~, in the order of ASCII. */
START_TEST(forms)
{
    ck_assert_str_eq(narrow("１２：３０，（ａＺ）！～　．－"), "12:30,(aZ)!~ .-");
    ck_assert_str_eq(narrow("abc 中文，é￥"), "abc 中文,é￥");
    ck_assert_str_eq(narrow("、。「」〜"), "、。「」〜");
    ck_assert_str_eq(narrow(""), "");
}
END_TEST

START_TEST(has)
{
    ck_assert(mbr_has_wide(mbr_span("a　")));
    ck_assert(mbr_has_wide(mbr_span("！")));
    ck_assert(!mbr_has_wide(mbr_span("中文 abc ￥ é")));
    ck_assert(!mbr_has_wide(mbr_span("")));
    ck_assert(!mbr_has_wide((struct mbr_span){"\xef\xbc\x81", 2}));
}
END_TEST

START_TEST(equal)
{
    ck_assert(mbr_narrow_equal(mbr_span("金额（元）"), mbr_span("金额(元)")));
    ck_assert(mbr_narrow_equal(mbr_span("a"), mbr_span("ａ")));
    ck_assert(!mbr_narrow_equal(mbr_span("a"), mbr_span("A")));
    ck_assert(!mbr_narrow_equal(mbr_span("中"), mbr_span("丮")));
    ck_assert(!mbr_narrow_equal(mbr_span("ab"), mbr_span("a")));
    ck_assert(mbr_narrow_equal(mbr_span(""), mbr_span("")));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("narrow");
    tcase_add_test(tests, forms);
    tcase_add_test(tests, has);
    tcase_add_test(tests, equal);
    return run_tests("narrow", tests);
}
