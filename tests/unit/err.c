#include <check.h>
#include <stdio.h>

#include "main.h"
#include "mbr/err.h"
#include "mbr/json.h"

static struct mbr_err err;

START_TEST(texts)
{
    ck_assert_int_eq(mbr_err_set(&err, "%s: %d", "qty", 5), -1);
    ck_assert_str_eq(err.text, "qty: 5");
    ck_assert_int_eq(mbr_err_within(&err, "lines"), -1);
    ck_assert_str_eq(err.text, "lines: qty: 5");
    ck_assert_int_eq(mbr_err_value(&err, "at", "not a date", mbr_span("2024-13-01")), -1);
    ck_assert_str_eq(err.text, "at: not a date: \"2024-13-01\"");
    ck_assert_int_eq(mbr_err_value(&err, NULL, "empty", (struct mbr_span){NULL, 0}), -1);
    ck_assert_str_eq(err.text, "empty: \"\"");
}
END_TEST

/* C0, DEL, C1 and what is no UTF-8; é and an emoji stand as they are. */
START_TEST(controls_are_escaped)
{
    mbr_err_value(&err, NULL, "bad", (struct mbr_span){"a\"b\\c\n\x1b[0m\x7f\0z", 13});
    ck_assert_str_eq(err.text, "bad: \"a\\\"b\\\\c\\x0a\\x1b[0m\\x7f\\x00z\"");
    mbr_err_value(&err, NULL, "bad", mbr_span("\xc2\x9b|é😀|\xff|\xc3|\xed\xa0\x80|\xe2\x82"));
    ck_assert_str_eq(err.text, "bad: \"\\xc2\\x9b|é😀|\\xff|\\xc3|\\xed\\xa0\\x80|\\xe2\\x82\"");
}
END_TEST

/* Some 60 bytes are shown, and always whole characters. */
START_TEST(long_values_are_cut)
{
    char value[200], expected[400];
    memset(value, 'x', sizeof value);
    mbr_err_value(&err, NULL, "long", (struct mbr_span){value, 60});
    snprintf(expected, sizeof expected, "long: \"%.60s\"", value);
    ck_assert_str_eq(err.text, expected);
    mbr_err_value(&err, NULL, "long", (struct mbr_span){value, 61});
    snprintf(expected, sizeof expected, "long: \"%.60s…\"", value);
    ck_assert_str_eq(err.text, expected);
    for (size_t from = 56; from < 60; from++) {
        memset(value, 'x', sizeof value);
        memcpy(value + from, "\xf0\x9f\x98\x80", 4);
        mbr_err_value(&err, NULL, "long", (struct mbr_span){value, sizeof value});
        ck_assert_ptr_nonnull(strstr(err.text, "x😀"));
        ck_assert(mbr_utf8_valid(err.text, strlen(err.text)));
    }
}
END_TEST

/* A text that is full ends with a whole character. */
START_TEST(full_texts)
{
    char field[480];
    for (size_t n = 460; n < 480; n++) {
        memset(field, 'f', n);
        field[n] = '\0';
        mbr_err_set(&err, "%s: 漢字漢字漢字漢字", field);
        ck_assert(mbr_utf8_valid(err.text, strlen(err.text)));
        ck_assert_uint_ge(strlen(err.text), sizeof err.text - 3);
    }
}
END_TEST

START_TEST(never_too_long)
{
    char value[300], field[2000];
    memset(value, '\x01', sizeof value);
    memset(field, 'f', sizeof field);
    field[sizeof field - 1] = '\0';
    mbr_err_value(&err, field, "what", (struct mbr_span){value, sizeof value});
    ck_assert_uint_eq(strlen(err.text), sizeof err.text - 1);
    for (int i = 0; i < 50; i++)
        mbr_err_within(&err, "a rather long name of a field");
    ck_assert_uint_eq(strlen(err.text), sizeof err.text - 1);
}
END_TEST

/* A tool that must not show the data says how long a value is, wherever the text has come to. */
START_TEST(hidden_values)
{
    static const struct mbr_span phone = {"13812341234", 11};
    mbr_err_value(&err, "phone", "not a phone", phone);
    mbr_err_within(&err, "ids");
    mbr_err_before(&err, "%s:%d: ", "a.ndjson", 7);
    ck_assert_str_eq(err.text, "a.ndjson:7: ids: phone: not a phone: \"13812341234\"");
    mbr_err_hide(&err);
    ck_assert_str_eq(err.text, "a.ndjson:7: ids: phone: not a phone: (11 bytes)");
    mbr_err_hide(&err);
    ck_assert_str_eq(err.text, "a.ndjson:7: ids: phone: not a phone: (11 bytes)");
    mbr_err_json(&err, NULL, "not a string", (struct mbr_span){"7", 1});
    mbr_err_hide(&err);
    ck_assert_str_eq(err.text, "not a string: (1 byte)");
    mbr_err_set(&err, "missing");
    mbr_err_hide(&err);
    ck_assert_str_eq(err.text, "missing");
}
END_TEST

/* A field so long that the value is cut off: then there is nothing left to hide. */
START_TEST(hidden_behind_the_end)
{
    char field[600];
    memset(field, 'f', sizeof field - 1);
    field[sizeof field - 1] = '\0';
    mbr_err_value(&err, field, "what", (struct mbr_span){"13812341234", 11});
    mbr_err_hide(&err);
    ck_assert_ptr_null(strstr(err.text, "138"));
    field[460] = '\0';
    mbr_err_value(&err, field, "what", (struct mbr_span){"13812341234", 11});
    mbr_err_hide(&err);
    ck_assert_ptr_null(strstr(err.text, "138"));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("err");
    tcase_add_test(tests, texts);
    tcase_add_test(tests, controls_are_escaped);
    tcase_add_test(tests, long_values_are_cut);
    tcase_add_test(tests, full_texts);
    tcase_add_test(tests, never_too_long);
    tcase_add_test(tests, hidden_values);
    tcase_add_test(tests, hidden_behind_the_end);
    return run_tests("err", tests);
}
