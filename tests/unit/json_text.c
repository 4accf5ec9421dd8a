/* The content of strings, and UTF-8, held to utf8proc. */

#include <check.h>
#include <stdio.h>
#include <utf8proc.h>

#include "main.h"
#include "mbr/json.h"

#define COUNT(array) (sizeof array / sizeof *array)

static int text_of(const char *raw, size_t n, struct mbr_buf *scratch, struct mbr_span *text)
{
    struct mbr_json value = {{raw, n}, NULL, MBR_JSON_STRING, !memchr(raw, '\\', n)};
    return mbr_json_text(&value, scratch, text);
}

START_TEST(unescapes)
{
    static const char *const pairs[][2] = {
        {"\"\"", ""},
        {"\"plain\"", "plain"},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"},
        {"\"\\u0041\\u00e9\\u00E9\\u4e2d\"", "A\xc3\xa9\xc3\xa9\xe4\xb8\xad"},
        {"\"\\u007f\\u0080\\u07ff\\u0800\\uffff\"", "\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf"},
        /* the G clef of RFC 8259, section 7; then the first and the last pair */
        {"\"\\uD834\\uDD1E\"", "\xf0\x9d\x84\x9e"},
        {"\"\\ud800\\udc00\\udbff\\udfff\"", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"},
        {"\"a\\nb\\nc\"", "a\nb\nc"},
        {"\"\\\\n\"", "\\n"},
        {"\"\\\\\"", "\\"},
        {"\"漢\\u5b57!\"", "漢字!"},
    };
    struct mbr_buf scratch = {0};
    struct mbr_span text;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        ck_assert_int_eq(text_of(pairs[i][0], strlen(pairs[i][0]), &scratch, &text), 0);
        ck_assert_msg(mbr_span_is(text, pairs[i][1]), "%s: %.*s", pairs[i][0], (int)text.n, text.p);
        struct mbr_span key = mbr_span(pairs[i][0]);
        ck_assert_int_eq(mbr_json_key_text(key, &scratch, &text), 0);
        ck_assert(mbr_span_is(text, pairs[i][1]));
    }
    mbr_buf_free(&scratch);
}
END_TEST

START_TEST(copies_only_what_is_escaped)
{
    struct mbr_buf scratch = {0};
    struct mbr_span text;
    static const char raw[] = "\"plain\"";
    ck_assert_int_eq(text_of(raw, strlen(raw), &scratch, &text), 0);
    ck_assert_ptr_eq(text.p, raw + 1);
    ck_assert_int_eq(text_of("\"\\n\"", 4, &scratch, &text), 0);
    ck_assert_ptr_eq(text.p, scratch.p);
    ck_assert_uint_eq(scratch.n, 1);
    mbr_buf_free(&scratch);
}
END_TEST

START_TEST(refuses_nul)
{
    struct mbr_buf scratch = {0};
    struct mbr_span text;
    ck_assert_int_eq(text_of("\"\\u0000\"", 8, &scratch, &text), -1);
    ck_assert_int_eq(text_of("\"ab\\u0000c\"", 11, &scratch, &text), -1);
    ck_assert_int_eq(mbr_json_key_text(mbr_span("\"\\u0000\""), &scratch, &text), -1);
    ck_assert_int_eq(text_of("\"\\\\u0000\"", 9, &scratch, &text), 0);
    ck_assert_int_eq(text_of("\"\\u0001\"", 8, &scratch, &text), 0);
    mbr_buf_free(&scratch);
}
END_TEST

/* Every code point, by its escape and as bytes. */
START_TEST(knows_every_character)
{
    struct mbr_buf scratch = {0};
    struct mbr_span text;
    for (utf8proc_int32_t code = 1; code <= 0x10ffff; code++) {
        utf8proc_uint8_t bytes[4];
        char raw[16];
        if (code >= 0xd800 && code < 0xe000)
            continue;
        size_t n = (size_t)utf8proc_encode_char(code, bytes);
        int above = code - 0x10000;
        int length = above < 0 ? snprintf(raw, sizeof raw, "\"\\u%04x\"", (unsigned)code)
                               : snprintf(raw, sizeof raw, "\"\\u%04x\\u%04X\"",
                                          (unsigned)(0xd800 + above / 0x400),
                                          (unsigned)(0xdc00 + above % 0x400));
        ck_assert(mbr_utf8_valid((const char *)bytes, n));
        bool same = text_of(raw, (size_t)length, &scratch, &text) == 0 &&
                    mbr_span_equal(text, (struct mbr_span){(const char *)bytes, n});
        if (!same)
            ck_abort_msg("U+%04X", (unsigned)code);
    }
    mbr_buf_free(&scratch);
}
END_TEST

static bool valid_elsewhere(const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n;) {
        utf8proc_int32_t code;
        utf8proc_ssize_t length = utf8proc_iterate(bytes + i, (utf8proc_ssize_t)(n - i), &code);
        if (length <= 0)
            return false;
        i += (size_t)length;
    }
    return true;
}

/* Every first two bytes with telling third and fourth ones, whole and cut short, alone and behind
   text that is looked at eight bytes at a time. */
START_TEST(judges_utf8)
{
    static const unsigned char ends[] = {0x00, 'a',  0x7f, 0x80, 0x8f, 0x90,
                                         0x9f, 0xa0, 0xbf, 0xc0, 0xe0, 0xff};
    unsigned char bytes[12];
    memcpy(bytes, "12345678", 8);
    for (size_t i = 0; i < 65536 * COUNT(ends) * COUNT(ends); i++) {
        bytes[8] = (unsigned char)(i >> 8);
        bytes[9] = (unsigned char)i;
        bytes[10] = ends[(i >> 16) % COUNT(ends)];
        bytes[11] = ends[(i >> 16) / COUNT(ends)];
        for (size_t n = 1 + i % 4, from = 0; from <= 8; from += 8)
            if (mbr_utf8_valid((const char *)bytes + from, 8 - from + n) !=
                valid_elsewhere(bytes + 8, n))
                ck_abort_msg("%02x %02x %02x %02x, %zu of them", bytes[8], bytes[9], bytes[10],
                             bytes[11], n);
    }
    ck_assert(mbr_utf8_valid(NULL, 0));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("json_text");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, unescapes);
    tcase_add_test(tests, copies_only_what_is_escaped);
    tcase_add_test(tests, refuses_nul);
    tcase_add_test(tests, knows_every_character);
    tcase_add_test(tests, judges_utf8);
    return run_tests("json_text", tests);
}
