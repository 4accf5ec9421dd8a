#include "mbr/top.h"

#include <check.h>
#include <string.h>

#include "main.h"

static struct mbr_json key_of(const char *raw)
{
    enum mbr_json_kind kind = MBR_JSON_NUMBER;
    if (raw[0] == '"')
        kind = MBR_JSON_STRING;
    else if (raw[0] == 't')
        kind = MBR_JSON_TRUE;
    else if (raw[0] == 'n')
        kind = MBR_JSON_NULL;
    return (struct mbr_json){.raw = mbr_span(raw), .kind = kind, .plain = !strchr(raw, '\\')};
}

static char order[400];

/* Rows are named a, b, c … after their place; returns the names in the order of their keys. */
static const char *sorted(size_t limit, bool ascending, const char *const *keys, size_t count)
{
    struct mbr_top *top = mbr_top_new(limit, ascending);
    for (size_t i = 0; i < count; i++) {
        struct mbr_json key = key_of(keys[i]);
        struct mbr_buf *row;
        ck_assert_int_eq(mbr_top_offer(top, &key, &row), 0);
        if (row)
            mbr_put_char(row, (char)('a' + i));
    }
    size_t n = mbr_top_sort(top);
    for (size_t i = 0; i < n; i++) {
        struct mbr_span row = mbr_top_row(top, i);
        ck_assert_uint_eq(row.n, 1);
        order[i] = row.p[0];
    }
    order[n] = '\0';
    mbr_top_free(top);
    return order;
}

static const char *const mixed[] = {"2",    "10",  "null", "\"2\"", "\"10\"",
                                    "true", "1e1", "-3",   "2.0",   "1e999"};

START_TEST(by_value)
{
    ck_assert_str_eq(sorted(0, true, mixed, 10), "haibgjedfc");
    ck_assert_str_eq(sorted(0, false, mixed, 10), "fdejbgaihc");
}
END_TEST

START_TEST(the_first_few)
{
    ck_assert_str_eq(sorted(3, true, mixed, 10), "hai");
    ck_assert_str_eq(sorted(3, false, mixed, 10), "fde");
    ck_assert_str_eq(sorted(1, true, mixed, 10), "h");
    ck_assert_str_eq(sorted(20, false, mixed, 10), "fdejbgaihc");
    ck_assert_str_eq(sorted(3, false, mixed, 0), "");
}
END_TEST

/* The first N are the beginning of all, whatever N: for keys with many ties. */
START_TEST(cut_is_prefix)
{
    static const char *const few[] = {"1", "2", "3", "\"x\"", "null"};
    const char *keys[60];
    char all[61];
    unsigned state = 7;
    for (size_t i = 0; i < 60; i++) {
        state = state * 1103515245 + 12345;
        keys[i] = few[(state >> 16) % 5];
    }
    for (int ascending = 0; ascending < 2; ascending++) {
        memcpy(all, sorted(0, ascending, keys, 60), sizeof all);
        for (size_t limit = 1; limit <= 60; limit++) {
            ck_assert_uint_eq(strlen(sorted(limit, ascending, keys, 60)), limit);
            ck_assert_int_eq(memcmp(order, all, limit), 0);
        }
    }
}
END_TEST

START_TEST(nul_in_a_key)
{
    struct mbr_top *top = mbr_top_new(1, true);
    struct mbr_json key = key_of("\"\\u0000\"");
    struct mbr_buf *row;
    ck_assert_int_eq(mbr_top_offer(top, &key, &row), -1);
    ck_assert_uint_eq(mbr_top_sort(top), 0);
    mbr_top_free(top);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("top");
    tcase_add_test(tests, by_value);
    tcase_add_test(tests, the_first_few);
    tcase_add_test(tests, cut_is_prefix);
    tcase_add_test(tests, nul_in_a_key);
    return run_tests("top", tests);
}
