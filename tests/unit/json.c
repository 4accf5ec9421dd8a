/* What the scanner accepts and refuses, each way of it (loop 0: SIMD, 1: portable). The grammar is
   RFC 8259; the forms of UTF-8 are table 3-7 of the Unicode standard. */

#include <check.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "main.h"
#include "mbr/json.h"

static struct mbr_err err;

static int scan(struct mbr_span line)
{
    static const char *const paths[] = {"a", "b.c"};
    struct mbr_ask *ask = mbr_ask_new(paths, 2, true, &err);
    err.text[0] = '\0';
    int got = mbr_ask_scan(ask, line, &err);
    mbr_ask_free(ask);
    return got;
}

/* The value as it stands: where it is kept, where it is looked for in vain, where it is skipped. */
static void judge(const char *value, size_t n, bool good)
{
    static const char *const frames[] = {"{\"a\":%}", "{\"b\":%}", "{\"skipped\":%}", "{\"a\":[%]}",
                                         "{\"x\":{\"y\":[0,{\"z\":%}]},\"a\":1}"};
    struct mbr_buf line = {0};
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
        const char *gap = strchr(frames[i], '%');
        line.n = 0;
        mbr_put(&line, frames[i], (size_t)(gap - frames[i]));
        mbr_put(&line, value, n);
        mbr_put_text(&line, gap + 1);
        int got = scan(mbr_buf_span(&line));
        ck_assert_msg((got == 0) == good, "%.*s: %s", (int)line.n, line.p, err.text);
    }
    mbr_buf_free(&line);
}

static const char *const accepted[] = {
    "null", "true", "false", "0", "-0", "7", "-7", "10", "1234567890123456789012345678901234567890",
    "0.0", "19.90", "-0.5", "1e1", "1E1", "1e+1", "1e-1", "1.5e400", "0e0", "0.000000000000000000",
    "\"\"", "\"a\"", "\"exactly 16 bytes\"", "\"seventeen bytes..\"", "\" \"", "\"\x7f\"", "\"/\"",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0000\"", "\"\\uabCD\"", "\"\\ud834\\udd1e\"",
    "\"\\uFFFF\"", "\"\\\\u12\"", "\"fifteen bytes, \\\"then one more\"",
    /* first and last character of each length */
    "\"\xc2\x80\"", "\"\xdf\xbf\"", "\"\xe0\xa0\x80\"", "\"\xed\x9f\xbf\"", "\"\xee\x80\x80\"",
    "\"\xef\xbf\xbf\"", "\"\xf0\x90\x80\x80\"", "\"\xf4\x8f\xbf\xbf\"", "\"\xef\xbb\xbf\"", "{}",
    "[]", "[[]]", "[{}]", "[1,2]", "{\"x\":{\"x\":1,\"x\":2}}", " 1 ", "\t[ ]\r", "{ }",
    "[ 1 , \"x\" , { \"y\" : null } ]", "\n{\n\"y\"\n:\n1\n}\n"};

START_TEST(accepts)
{
    mbr_json_force_portable(_i);
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++)
        judge(accepted[i], strlen(accepted[i]), true);
}
END_TEST

static const char *const refused[] = {
    "nul", "nulL", "nullx", "True", "tru", "fals", "NaN", "Infinity", "-Infinity", "undefined",
    "+1", "-", "--1", "-a", "00", "01", "-01", "1.", ".5", "-.5", "1.e1", "1e", "1e+", "1ee1",
    "1.2.3", "0x10", "1_000", "1,", ",1", "1 2", "'a'", "a", "\"", "\"a", "a\"", "\"\\\"", "\"\\",
    "\"\\x41\"", "\"\\a\"", "\"\\U0041\"", "\"\\u\"", "\"\\u12\"", "\"\\u123\"", "\"\\u123g\"",
    "\"\\ud800\"", "\"\\udbff\"", "\"\\udc00\"", "\"\\udfff\"", "\"\\ud834\\ud834\"",
    "\"\\ud834 \\udd1e\"", "\"\\ud834\\n\"", "\"\\udd1e\\ud834\"", "\"\\ud834\\u0041\"", "\"\t\"",
    "\"\n\"", "\"\x01\"", "\"\x1f\"", "\"seventeen bytes...\x1f\"",
    /* a tail alone, cut short, overlong, surrogate, beyond U+10FFFF, never used */
    "\"\x80\"", "\"\xbf\"", "\"\xc3\"", "\"\xe2\x82\"", "\"\xf0\x9f\x98\"", "\"\xc0\x80\"",
    "\"\xc1\xbf\"", "\"\xe0\x9f\xbf\"", "\"\xed\xa0\x80\"", "\"\xed\xbf\xbf\"",
    "\"\xf0\x8f\xbf\xbf\"", "\"\xf4\x90\x80\x80\"", "\"\xf5\x80\x80\x80\"", "\"\xff\"",
    "\"\xe2\x28\xa1\"", "\"\xc3\xc3\xa9\"", "\xc3\xa9",
    "\xef\xbb\xbf"
    "1",
    "\xc2\xa0"
    "1",
    "\f1", "\v1", "/**/1", "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "[1}", "{]", "{\"x\"}",
    "{\"x\":}", "{\"x\" 1}", "{\"x\":1,}", "{,\"x\":1}", "{x:1}", "{1:1}", "{null:1}",
    "{\"x\":1 \"y\":2}", "{\"x\"::1}", "{\"x\":1;\"y\":2}", "[[]", "[]]", "{\"x\":[}", "{\"x\":1]",
    "[1 2]", "[\"a\" \"b\"]"};

START_TEST(refuses)
{
    mbr_json_force_portable(_i);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        judge(refused[i], strlen(refused[i]), false);
    judge("\0", 1, false);
    judge("1\0", 2, false);
    judge("\"\0\"", 3, false);
    judge("true\0", 5, false);
}
END_TEST

static const struct {
    const char *line, *text;
} errors[] = {
    {"{}", ""},
    {" \t{ } \r", ""},
    {"", "not a JSON object: an empty line"},
    {"  ", "not a JSON object: an empty line"},
    {"[1]", "not a JSON object: \"[1]\""},
    {"order,item", "not a JSON object: \"order,item\""},
    {"\xef\xbb\xbf{}", "not a JSON object: \"\xef\xbb\xbf{}\""},
    {"\xff", "not a JSON object"},
    {"{\"a\":1 \"b\":2}", "not JSON: a comma or '}' is missing at byte 8"},
    {" {\"x\":[1 2]}", "not JSON: a comma or ']' is missing at byte 10"},
    {"{\"a\" 1}", "not JSON: a colon is missing at byte 6"},
    {"{a:1}", "not JSON: a key in double quotes is missing at byte 2"},
    {"{\"a\":1,\"b\":2,\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\":3}",
     "not JSON: a key in double quotes is missing at byte 14"},
    {"{\"a\":}", "not JSON: a value is missing at byte 6"},
    {"{\"a\":01}", "not JSON: a number begins with a needless 0 at byte 6"},
    {"{\"a\":1.}", "not JSON: a digit is missing at byte 8"},
    {"{\"a\":\"b}", "not JSON: a string has no end at byte 6"},
    {"{\"a\":\"\xff\"}", "not JSON: a byte that is not UTF-8 at byte 7"},
    {"{\"a\":\"\t\"}", "not JSON: a control character in a string at byte 7"},
    {"{\"a\":\"\\x\"}", "not JSON: an escape that JSON does not have at byte 7"},
    {"{\"a\":\"\\u00\"}", "not JSON: \\u without four hexadecimal digits at byte 7"},
    {"{\"a\":\"\\ud800\"}", "not JSON: half of a surrogate pair at byte 7"},
    {"{} {}", "not JSON: something follows the object at byte 4"},
    {"{\"a\":1}}", "not JSON: something follows the object at byte 8"},
    {"{\"a\":1}x", "not JSON: something follows the object at byte 8"},
    {"{\"a\":1", "not JSON: the line ends before its object does at byte 7"},
    {"{\"a\":{\"x\":1}", "not JSON: the line ends before its object does at byte 13"},
    {"{\"a\":{\"x\":1}}  ]", "not JSON: something follows the object at byte 16"},
    {"{\"a\":[1,", "not JSON: the line ends before its object does at byte 9"},
    {"{\"a\":1,\"a\":2}", "a: stands twice"},
    {"{\"a\":1,\"a\":2", "a: stands twice"},
};

START_TEST(says_why)
{
    mbr_json_force_portable(_i);
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        int got = scan(mbr_span(errors[i].line));
        ck_assert_str_eq(err.text, errors[i].text);
        ck_assert_int_eq(got, *errors[i].text ? -1 : 0);
    }
}
END_TEST

/* `depth` levels in all, the object included, of arrays, or of objects under the key given. */
static int scan_nested(const char *key, size_t depth)
{
    struct mbr_buf line = {0};
    for (size_t i = 0; i < depth; i++) {
        bool object = i == 0 || key;
        mbr_put_text(&line, object ? "{\"" : "[");
        if (object)
            mbr_put_format(&line, "%s\":", key ? key : "a");
    }
    mbr_put_char(&line, '1');
    for (size_t i = depth; i > 0; i--)
        mbr_put_char(&line, i == 1 || key ? '}' : ']');
    int got = scan(mbr_buf_span(&line));
    mbr_buf_free(&line);
    return got;
}

START_TEST(limits_nesting)
{
    static const char *const keys[] = {NULL, "a", "b", "skipped"};
    mbr_json_force_portable(_i);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        ck_assert_int_eq(scan_nested(keys[i], 2048), 0);
        ck_assert_int_eq(scan_nested(keys[i], 2049), -1);
        ck_assert_ptr_nonnull(strstr(err.text, "more than 2048 levels of nesting at byte "));
        ck_assert_int_eq(scan_nested(keys[i], 100000), -1);
    }
}
END_TEST

#define LONG ((size_t)64 << 20)

START_TEST(takes_long_strings)
{
    mbr_json_force_portable(_i);
    char *line = mbr_alloc(LONG);
    memset(line, 'x', LONG);
    memcpy(line, "{\"a\":\"", 6);
    memcpy(line + LONG - 2, "\"}", 2);
    ck_assert_int_eq(scan((struct mbr_span){line, LONG}), 0);
    line[LONG - 3] = '\n';
    ck_assert_int_eq(scan((struct mbr_span){line, LONG}), -1);
    ck_assert_str_eq(err.text, "not JSON: a control character in a string at byte 67108862");
    ck_assert_int_eq(scan((struct mbr_span){line, LONG - 3}), -1);
    ck_assert_str_eq(err.text, "not JSON: a string has no end at byte 6");
    free(line);
}
END_TEST

/* Every beginning of a line, with an unreadable page right behind it. */
START_TEST(reads_no_byte_beyond)
{
    static const char whole[] = "{\"b\":{\"c\":\"漢字 and some more\",\"d\":[12345,true,null]},"
                                "\"a\":\"\\ud834\\udd1e\",\"quantity\":-12.5e10, \"e\":{}}";
    mbr_json_force_portable(_i);
    size_t page = (size_t)sysconf(_SC_PAGESIZE), n = sizeof whole - 1;
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(pages, MAP_FAILED);
    ck_assert_int_eq(mprotect(pages + page, page, PROT_NONE), 0);
    for (size_t cut = 0; cut <= n; cut++) {
        char *line = pages + page - cut;
        memcpy(line, whole, cut);
        ck_assert_int_eq(scan((struct mbr_span){line, cut}), cut == n ? 0 : -1);
        if (cut == 0)
            continue;
        line[cut - 1] = '}';
        scan((struct mbr_span){line, cut});
    }
    munmap(pages, 2 * page);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("json");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, accepts, 0, 2);
    tcase_add_loop_test(tests, refuses, 0, 2);
    tcase_add_loop_test(tests, says_why, 0, 2);
    tcase_add_loop_test(tests, limits_nesting, 0, 2);
    tcase_add_loop_test(tests, takes_long_strings, 0, 2);
    tcase_add_loop_test(tests, reads_no_byte_beyond, 0, 2);
    return run_tests("json", tests);
}
