#include "mbr/path.h"

#include <check.h>

#include "main.h"

START_TEST(keys_one_after_another)
{
    const char *path = "attr.'shoe-size'.'it''s'.高_1";
    static const char *const keys[] = {"attr", "shoe-size", "it's", "高_1"};
    struct mbr_buf key = {0};
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(mbr_path_key(&path, &key), 0);
        ck_assert(mbr_span_is(mbr_buf_span(&key), keys[i]));
        ck_assert_int_eq(*path, i < 3 ? '.' : '\0');
        path += i < 3;
    }
    mbr_buf_free(&key);
}
END_TEST

START_TEST(what_is_no_key)
{
    static const char *const bad[] = {"", ".a", "a b", "shoe-size", "'open", "'a'b", "a'b'"};
    struct mbr_buf key = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *path = bad[i];
        ck_assert_msg(mbr_path_key(&path, &key) == -1, "%s", bad[i]);
        ck_assert_ptr_eq(path, bad[i]);
    }
    mbr_buf_free(&key);
}
END_TEST

START_TEST(the_same_however_quoted)
{
    ck_assert(mbr_path_same("attr.city", "attr.'city'"));
    ck_assert(mbr_path_same("'attr'.'a''b'", "attr.'a''b'"));
    ck_assert(!mbr_path_same("attr.city", "attr"));
    ck_assert(!mbr_path_same("attr", "attr.city"));
    ck_assert(!mbr_path_same("attr.city", "'attr.city'"));
    ck_assert(!mbr_path_same("a.b", "a.c"));
    ck_assert(!mbr_path_same("a.", "a."));
    ck_assert(mbr_path_begins("buy.spend", "buy"));
    ck_assert(mbr_path_begins("'buy'", "buy"));
    ck_assert(!mbr_path_begins("buys.spend", "buy"));
    ck_assert(!mbr_path_begins("'buy.spend'", "buy"));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("path");
    tcase_add_test(tests, keys_one_after_another);
    tcase_add_test(tests, what_is_no_key);
    tcase_add_test(tests, the_same_however_quoted);
    return run_tests("path", tests);
}
