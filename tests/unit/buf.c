#include <check.h>
#include <inttypes.h>
#include <jansson.h>

#include "main.h"
#include "mbr/buf.h"

static void check_is(const struct mbr_buf *buf, const char *text)
{
    ck_assert_msg(mbr_span_is(mbr_buf_span(buf), text), "%.*s", (int)buf->n, buf->p);
}

START_TEST(grows_and_keeps)
{
    struct mbr_buf buf = {0};
    mbr_put(&buf, NULL, 0);
    ck_assert_ptr_nonnull(mbr_buf_room(&buf, 0));
    ck_assert_uint_eq(buf.n, 0);
    for (int i = 0; i < 100000; i++)
        mbr_put_int(&buf, i % 10);
    ck_assert_uint_eq(buf.n, 100000);
    for (size_t i = 0; i < buf.n; i++)
        ck_assert_int_eq(buf.p[i], '0' + (int)(i % 10));
    mbr_put_format(&buf, "%05d|%s", 42, "x");
    ck_assert_mem_eq(buf.p + 100000, "00042|x", 7);
    ck_assert_uint_eq(buf.n, 100007);
    mbr_buf_free(&buf);
    ck_assert_ptr_null(buf.p);
}
END_TEST

START_TEST(whole_numbers)
{
    static const int64_t values[] = {0, 1, -1, 9, 10, -10, 1234567890, INT64_MAX, INT64_MIN};
    struct mbr_buf buf = {0};
    char text[32];
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        buf.n = 0;
        mbr_put_int(&buf, values[i]);
        snprintf(text, sizeof text, "%" PRId64, values[i]);
        check_is(&buf, text);
    }
    mbr_buf_free(&buf);
}
END_TEST

START_TEST(counts)
{
    struct mbr_buf buf = {0};
    mbr_put_count(&buf, 0, "row");
    mbr_put_count(&buf, 1, " row");
    mbr_put_count(&buf, UINT64_MAX, " row");
    check_is(&buf, "0 rows1  row18446744073709551615  rows");
    mbr_buf_free(&buf);
}
END_TEST

START_TEST(objects_and_arrays)
{
    struct mbr_buf buf = {0};
    mbr_put_char(&buf, '{');
    mbr_put_key(&buf, "a");
    mbr_put_int(&buf, 1);
    mbr_put_key(&buf, "b");
    mbr_put_char(&buf, '[');
    mbr_put_comma(&buf);
    mbr_put_int(&buf, 2);
    mbr_put_comma(&buf);
    mbr_put_int(&buf, 3);
    mbr_put_char(&buf, ']');
    mbr_put_key_span(&buf, (struct mbr_span){"c\"", 2});
    mbr_put_char(&buf, '{');
    mbr_put_key(&buf, "d");
    mbr_put_string(&buf, (struct mbr_span){NULL, 0});
    mbr_put_text(&buf, "}}");
    check_is(&buf, "{\"a\":1,\"b\":[2,3],\"c\\\"\":{\"d\":\"\"}}");
    mbr_buf_free(&buf);
}
END_TEST

/* RFC 8259, 7: quote, backslash and U+0000 to U+001F must be escaped, and nothing else need be. */
START_TEST(escapes)
{
    struct mbr_buf buf = {0};
    mbr_put_string(&buf, mbr_span("a\"b\\c/d\b\f\n\r\t\x01\x1f\x7fé😀"));
    check_is(&buf, "\"a\\\"b\\\\c/d\\b\\f\\n\\r\\t\\u0001\\u001f\x7fé😀\"");
    buf.n = 0;
    mbr_put_string(&buf, (struct mbr_span){"\0\v", 2});
    check_is(&buf, "\"\\u0000\\u000b\"");
    mbr_buf_free(&buf);
}
END_TEST

/* Every character below U+0080 reads back through jansson. */
START_TEST(strings_read_back)
{
    for (int c = 0; c < 128; c++) {
        const char text[3] = {'<', (char)c, '>'};
        struct mbr_buf buf = {0};
        mbr_put_string(&buf, (struct mbr_span){text, 3});
        json_t *value = json_loadb(buf.p, buf.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
        ck_assert_ptr_nonnull(value);
        ck_assert_uint_eq(json_string_length(value), 3);
        ck_assert_mem_eq(json_string_value(value), text, 3);
        json_decref(value);
        mbr_buf_free(&buf);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("buf");
    tcase_add_test(tests, grows_and_keeps);
    tcase_add_test(tests, whole_numbers);
    tcase_add_test(tests, counts);
    tcase_add_test(tests, objects_and_arrays);
    tcase_add_test(tests, escapes);
    tcase_add_test(tests, strings_read_back);
    return run_tests("buf", tests);
}
