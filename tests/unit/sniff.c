#include "mbr/sniff.h"

#include <check.h>

#include "main.h"

static struct mbr_sniff sniff;

static const char *find(const char *text)
{
    mbr_sniff(&sniff, mbr_span(text), true, 0);
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
    ck_assert_str_eq(find("\"a\"b\n\"c\"d\n1,2\n"), "comma");
    ck_assert_uint_eq(sniff.fields, 2);
    ck_assert_str_eq(find(" \n\t\na b\n"), "blanks");
    ck_assert_uint_eq(sniff.fields, 2);
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

/* The beginnings are those of the formats' specifications: RFC 1952 (gzip), RFC 8878 (zstd), the
   .xz and .zip file formats, Unicode 15, 2.13 (byte order marks). */
START_TEST(other_data)
{
    static const struct {
        const char *head;
        size_t n;
        const char *what, *filter;
    } files[] = {
        {"\x1f\x8b\x08", 3, "gzip data", "zcat FILE"},
        {"\x28\xb5\x2f\xfd", 4, "zstd data", "zstdcat FILE"},
        {"\xfd\x37zXZ\0\0", 7, "xz data", "xzcat FILE"},
        {"a\0,\0b\0", 6, "UTF-16 text, to be read with --encoding UTF-16LE", NULL},
        {"\0a\0,\0b", 6, "UTF-16 text, to be read with --encoding UTF-16BE", NULL},
        {"\0\1\2\0", 4, "binary data, not text", NULL},
        {"a,b,c,d,e,f\0", 12, "binary data, not text", NULL},
    };
    const char *filter;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct mbr_span head = {files[i].head, files[i].n};
        ck_assert_pstr_eq(mbr_sniff_data(head, &filter), files[i].what);
        ck_assert_pstr_eq(filter, files[i].filter);
    }
    static const char *const texts[] = {"", "a,b\n", "{a},b\n", "{\"a\",b\n", "[1],x\n", "PK,x\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        ck_assert_ptr_null(mbr_sniff_data(mbr_span(texts[i]), &filter));
}
END_TEST

START_TEST(json)
{
    static const char *const is[] = {" {\"type\":\"item\"}", "{ \"a\" : 1}\n", "[\n {\"a\":1}]",
                                     "\n[{}]", "[ ]\n"};
    static const char *const no[] = {"",        "{",   "{a},b\n", "{\"a\",b\n",
                                     "[1],x\n", "[]x", "a,b\n",   "{\"a\n\":1}"};
    for (size_t i = 0; i < sizeof is / sizeof is[0]; i++)
        ck_assert(mbr_sniff_json(mbr_span(is[i])));
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        ck_assert(!mbr_sniff_json(mbr_span(no[i])));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("sniff");
    tcase_add_test(tests, separators);
    tcase_add_test(tests, headers);
    tcase_add_test(tests, quotes);
    tcase_add_test(tests, line_ends);
    tcase_add_test(tests, other_data);
    tcase_add_test(tests, json);
    return run_tests("sniff", tests);
}
