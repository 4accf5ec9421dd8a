#include "mbr/sniff.h"

#include <check.h>

static struct mbr_sniff sniff;
static struct mbr_err err;

static const char *find(const char *text)
{
    ck_assert_int_eq(mbr_sniff(&sniff, mbr_span(text), true, 0, &err), 0);
    return mbr_separator_name(sniff.dialect.separator);
}

START_TEST(separators)
{
    ck_assert_str_eq(find("a,b\n1,2\n"), "comma");
    ck_assert_str_eq(find("a\tb\n1,5\t2,5\n"), "tab");
    ck_assert_str_eq(find("a;b;c\n1,5;2,5;x\n1;2,5;3\n"), "semicolon");
    ck_assert_str_eq(find("a|b\n1|2\n"), "pipe");
    ck_assert_str_eq(find(" id  date n\r\n 001 19970101  1\r\n"), "blanks");
    ck_assert_str_eq(find("name,n\n\"a;b;c\",1\n\"d;e\",2\n"), "comma");
    ck_assert_str_eq(find("text words,n\none two three,1\nfour,2\n"), "comma");
    ck_assert_str_eq(find("single\n1\n2\n"), "comma");
    ck_assert_uint_eq(sniff.fields, 1);
    ck_assert_int_eq(mbr_separator_byte("pipe"), '|');
    ck_assert_int_eq(mbr_separator_byte("dots"), 0);
}
END_TEST

START_TEST(headers)
{
    find("id,amount,\n1,2,\n");
    ck_assert(sniff.header);
    find("00004 0001 19970101  2   29.33\r\n");
    ck_assert(!sniff.header);
    find("anna,2024-01-01\nbert,2024-01-02\n");
    ck_assert(!sniff.header);
    find("订单编号,买家会员名\n1,2\n");
    ck_assert(sniff.header);
    find("Tax 1 Name,Tax 1 Value\nx,2\n");
    ck_assert(sniff.header);
    find("");
    ck_assert(!sniff.header);
}
END_TEST

/* Databases write tabs without quoting; with a comma a quote at the beginning always counts, as it
   may stand behind what is looked at. */
START_TEST(quotes)
{
    find("a,b\n1,\"x\"\n");
    ck_assert(sniff.dialect.quotes && sniff.quoted);
    find("a,b\n1,2\n");
    ck_assert(sniff.dialect.quotes && !sniff.quoted);
    find("a\tb\n1\t\"x\n2\ty\n");
    ck_assert(!sniff.dialect.quotes && !sniff.quoted);
    find("a\tb\n1\t\"x\ty\"\n");
    ck_assert(sniff.dialect.quotes && sniff.quoted);
}
END_TEST

START_TEST(line_ends)
{
    find("a,b\n1,2\n");
    ck_assert_str_eq(sniff.line_end, "LF");
    find("a,b\r\n1,2\r\n");
    ck_assert_str_eq(sniff.line_end, "CRLF");
    find("a,b\r1,2\r");
    ck_assert_str_eq(sniff.line_end, "CR");
    find("a,b\r\n1,2\n");
    ck_assert_str_eq(sniff.line_end, "mixed line ends");
}
END_TEST

START_TEST(what_is_no_such_text)
{
    ck_assert_int_eq(mbr_sniff(&sniff,
                               (struct mbr_span){"\xff\xfe"
                                                 "a\0",
                                                 4},
                               true, 0, &err),
                     -1);
    ck_assert_ptr_nonnull(strstr(err.text, "UTF-16"));
    ck_assert_int_eq(mbr_sniff(&sniff, (struct mbr_span){"PK\0\1", 4}, true, 0, &err), -1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sniff");
    TCase *tests = tcase_create("sniff");
    tcase_add_test(tests, separators);
    tcase_add_test(tests, headers);
    tcase_add_test(tests, quotes);
    tcase_add_test(tests, line_ends);
    tcase_add_test(tests, what_is_no_such_text);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
