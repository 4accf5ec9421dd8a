#include "mbr/order.h"

#include <stdlib.h>

#include "main.h"

static struct mbr_json value_of(const char *raw)
{
    enum mbr_json_kind kind = MBR_JSON_NUMBER;
    if (!*raw)
        kind = MBR_JSON_ABSENT;
    else if (*raw == '"')
        kind = MBR_JSON_STRING;
    else if (*raw == 't' || *raw == 'f')
        kind = *raw == 't' ? MBR_JSON_TRUE : MBR_JSON_FALSE;
    else if (*raw == 'n' || *raw == '[')
        kind = *raw == 'n' ? MBR_JSON_NULL : MBR_JSON_ARRAY;
    return (struct mbr_json){.raw = mbr_span(raw), .kind = kind, .plain = !strchr(raw, '\\')};
}

/* How the keys of two pairs of values compare: -1, 0, 1. */
static int compare(const char *const a[2], const char *const b[2], bool first, bool second)
{
    struct mbr_buf scratch = {0}, x = {0}, y = {0};
    for (int i = 0; i < 2; i++) {
        struct mbr_json of_a = value_of(a[i]), of_b = value_of(b[i]);
        ck_assert_int_eq(mbr_put_order(&x, &of_a, i ? second : first, &scratch), 0);
        ck_assert_int_eq(mbr_put_order(&y, &of_b, i ? second : first, &scratch), 0);
    }
    int order = mbr_span_compare(mbr_buf_span(&x), mbr_buf_span(&y));
    mbr_buf_free(&scratch);
    mbr_buf_free(&x);
    mbr_buf_free(&y);
    return (order > 0) - (order < 0);
}

/* Each is less than the next. */
static const char *const ascending[] = {"-1e999",
                                        "-1e300",
                                        "-2",
                                        "-1.5",
                                        "-1e-300",
                                        "0",
                                        "1e-300",
                                        "0.5",
                                        "1",
                                        "2",
                                        "10",
                                        "1e300",
                                        "1e999",
                                        "\"\"",
                                        "\"\\u0001\"",
                                        "\"10\"",
                                        "\"2\"",
                                        "\"a\"",
                                        "\"a \"",
                                        "\"ab\"",
                                        "\"b\"",
                                        "\"\\u00e9\"",
                                        "\"\\uD83D\\uDE00\"",
                                        "false",
                                        "true"};
#define COUNT (sizeof ascending / sizeof *ascending)

START_TEST(values)
{
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t k = 0; k < COUNT; k++) {
            const char *const a[2] = {ascending[i], "1"}, *const b[2] = {ascending[k], "1"};
            int order = (i > k) - (i < k);
            ck_assert_int_eq(compare(a, b, false, false), order);
            ck_assert_int_eq(compare(a, b, true, false), -order);
        }
    }
}
END_TEST

START_TEST(same_values)
{
    const char *const a[2] = {"0", "1e1"}, *const b[2] = {"-0.0", "10.00"};
    ck_assert_int_eq(compare(a, b, false, true), 0);
    const char *const c[2] = {"\"a\"", "null"}, *const d[2] = {"\"\\u0061\"", "[1]"};
    ck_assert_int_eq(compare(c, d, true, false), 0);
}
END_TEST

START_TEST(what_has_no_place_is_last)
{
    for (size_t i = 0; i < COUNT; i++) {
        const char *const a[2] = {ascending[i], "1"}, *const b[2] = {"", "1"};
        ck_assert_int_eq(compare(a, b, false, false), -1);
        ck_assert_int_eq(compare(a, b, true, false), -1);
    }
}
END_TEST

START_TEST(second_value)
{
    const char *const a[2] = {"\"a\"", "2"}, *const b[2] = {"\"a\"", "10"},
                      *const c[2] = {"\"ab\"", "1"};
    ck_assert_int_eq(compare(a, b, false, false), -1);
    ck_assert_int_eq(compare(a, b, false, true), 1);
    ck_assert_int_eq(compare(a, c, false, true), -1);
    ck_assert_int_eq(compare(a, c, true, false), 1);
}
END_TEST

START_TEST(refused)
{
    struct mbr_buf key = {0}, scratch = {0};
    struct mbr_json value = value_of("\"a\\u0000\"");
    mbr_put_char(&key, 'k');
    ck_assert_int_eq(mbr_put_order(&key, &value, false, &scratch), -1);
    ck_assert_uint_eq(key.n, 1);
    mbr_buf_free(&key);
    mbr_buf_free(&scratch);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("order");
    tcase_add_test(tests, values);
    tcase_add_test(tests, same_values);
    tcase_add_test(tests, what_has_no_place_is_last);
    tcase_add_test(tests, second_value);
    tcase_add_test(tests, refused);
    return run_tests("order", tests);
}
