/* Item records merged: worked by hand. Random ones are merged in fold_laws.c. */

#include <check.h>
#include <stdlib.h>

#include "main.h"
#include "mbr/catalogue.h"

static struct mbr_err err;

/* Lines to lines: the items by id. */
static char *merge(const char *text)
{
    struct mbr_catalogue catalogue = {0};
    struct mbr_buf out = {0};
    for (const char *p = text; *p; p += strcspn(p, "\n") + 1) {
        struct mbr_span line = {p, strcspn(p, "\n")};
        ck_assert_msg(mbr_catalogue_add(&catalogue, line, &err) == 0, "%s", err.text);
    }
    uint32_t *sorted = mbr_map_sorted(&catalogue.ids);
    for (uint32_t i = 0; i < catalogue.ids.count; i++) {
        mbr_catalogue_put(&catalogue, sorted[i], &out);
        mbr_put_char(&out, '\n');
    }
    mbr_put_char(&out, '\0');
    free(sorted);
    mbr_catalogue_free(&catalogue);
    return out.p;
}

static void check(const char *text, const char *expected)
{
    char *once = merge(text), *twice = merge(once);
    ck_assert_str_eq(once, expected);
    ck_assert_str_eq(twice, expected);
    free(once);
    free(twice);
}

#define ITEM "{\"type\":\"item\",\"item\":\"i\""

START_TEST(one_record)
{
    check("", "");
    check(ITEM "}\n", ITEM "}\n");
    check("{\"z\":1.50,\"stock\":12,\"a\":[ 1],\"price\":2.50,\"name\":\"N\",\"at\":\"2024-01-01\","
          "\"item\":\"i\",\"type\":\"item\"}\n",
          ITEM ",\"at\":\"2024-01-01\",\"name\":\"N\",\"price\":2.5,\"stock\":12,\"a\":[ 1],"
               "\"z\":1.50}\n");
    check(" \t" ITEM " , \"name\" :\"N\" } \r\n", ITEM ",\"name\":\"N\"}\n");
    check("{\"type\":\"item\",\"item\":\"\\u0069\",\"n\\u0061me\":\"\\u004e\"}\n",
          ITEM ",\"name\":\"\\u004e\"}\n");
}
END_TEST

START_TEST(sorted_by_id)
{
    check("{\"type\":\"item\",\"item\":\"b\"}\n{\"type\":\"item\",\"item\":\"a b\"}\n"
          "{\"type\":\"item\",\"item\":\"é\"}\n{\"type\":\"item\",\"item\":\"B\"}\n",
          "{\"type\":\"item\",\"item\":\"B\"}\n{\"type\":\"item\",\"item\":\"a b\"}\n"
          "{\"type\":\"item\",\"item\":\"b\"}\n{\"type\":\"item\",\"item\":\"é\"}\n");
}
END_TEST

/* The later wins field by field, an absent field overrides nothing, and what was said earlier keeps
   its time. */
START_TEST(the_later_wins)
{
    static const char merged[] =
        ITEM ",\"at\":\"2024-01-02\",\"name\":\"new\",\"brand\":\"b\",\"price\":3,"
             "\"seen\":{\"brand\":\"2024-01-01\"}}\n";
    check(ITEM ",\"at\":\"2024-01-02\",\"name\":\"new\",\"price\":3.00}\n" ITEM
               ",\"at\":\"2024-01-01\",\"name\":\"old\",\"brand\":\"b\"}\n",
          merged);
    check(ITEM ",\"at\":\"2024-01-01\",\"name\":\"old\",\"brand\":\"b\"}\n" ITEM
               ",\"at\":\"2024-01-02\",\"name\":\"new\",\"price\":3}\n",
          merged);
}
END_TEST

/* A third record, between the two that are merged: seen tells it from a fact of today. */
START_TEST(merged_and_merged_again)
{
    check(ITEM ",\"at\":\"2024-01-03\",\"name\":\"new\",\"brand\":\"b\","
               "\"seen\":{\"brand\":\"2024-01-01\"}}\n" ITEM
               ",\"at\":\"2024-01-02\",\"name\":\"between\",\"brand\":\"c\"}\n",
          ITEM ",\"at\":\"2024-01-03\",\"name\":\"new\",\"brand\":\"c\","
               "\"seen\":{\"brand\":\"2024-01-02\"}}\n");
}
END_TEST

START_TEST(at_the_same_time_the_greater)
{
    check(ITEM ",\"name\":\"a\"}\n" ITEM ",\"name\":\"b\"}\n" ITEM ",\"name\":\"B\"}\n",
          ITEM ",\"name\":\"b\"}\n");
    check(ITEM ",\"at\":\"2024-01-01\",\"name\":\"b\"}\n" ITEM
               ",\"at\":\"2024-01-01\",\"name\":\"a\"}\n",
          ITEM ",\"at\":\"2024-01-01\",\"name\":\"b\"}\n");
}
END_TEST

START_TEST(without_a_time_is_oldest)
{
    check(ITEM ",\"at\":\"0001-01-01\",\"name\":\"a\"}\n" ITEM ",\"name\":\"z\",\"brand\":\"y\"}\n",
          ITEM
          ",\"at\":\"0001-01-01\",\"name\":\"a\",\"brand\":\"y\",\"seen\":{\"brand\":\"\"}}\n");
}
END_TEST

START_TEST(what_is_refused)
{
    static const struct {
        const char *line, *why;
    } bad[] = {
        {"{\"type\":\"item\"}", "item: missing"},
        {"{\"type\":\"item\",\"item\":1}", "item: not a string: 1"},
        {"{\"type\":\"item\",\"item\":\"\"}", "item: empty"},
        {ITEM ",\"at\":\"2024-1-1\"}", "at: not a date: \"2024-1-1\""},
        {ITEM ",\"price\":\"1\"}", "price: not a number: \"1\""},
        {ITEM ",\"price\":-1}", "price: negative: -1"},
        {ITEM ",\"price\":1.23456}", "price: more than four decimal places: 1.23456"},
        {ITEM ",\"name\":1,\"n\\u0061me\":2}", "stands twice: \"name\""},
        {ITEM ",\"seen\":1}", "seen: not an object: 1"},
        {ITEM ",\"seen\":{\"name\":\"\"}}", "seen: no such field: \"name\""},
        {ITEM ",\"name\":1,\"seen\":{\"name\":\"x\"}}", "seen: not a date: \"x\""},
    };
    struct mbr_catalogue catalogue = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_int_eq(mbr_catalogue_add(&catalogue, mbr_span(bad[i].line), &err), -1);
        ck_assert_str_eq(err.text, bad[i].why);
    }
    ck_assert_uint_eq(catalogue.ids.count, 0);
    mbr_catalogue_free(&catalogue);
}
END_TEST

START_TEST(what_is_known)
{
    static const char *const known[] = {ITEM "}", ITEM ",\"name\":\"N\"}",
                                        ITEM ",\"name\":\"M\",\"at\":\"2023-12-31\"}",
                                        "{\"item\":\"\\u0069\",\"price\":2.50,\"type\":\"item\"}"};
    static const char *const other[] = {"{\"type\":\"item\",\"item\":\"j\"}", ITEM ",\"size\":1}",
                                        ITEM ",\"name\":\"O\",\"at\":\"2024-01-01\"}",
                                        ITEM ",\"price\":-1}"};
    struct mbr_catalogue catalogue = {0};
    const char *line = ITEM ",\"at\":\"2024-01-01\",\"name\":\"N\",\"price\":2.5}";
    ck_assert(!mbr_catalogue_knows(&catalogue, mbr_span(line)));
    ck_assert_int_eq(mbr_catalogue_add(&catalogue, mbr_span(line), &err), 0);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        ck_assert_msg(mbr_catalogue_knows(&catalogue, mbr_span(known[i])), "%s", known[i]);
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        ck_assert_msg(!mbr_catalogue_knows(&catalogue, mbr_span(other[i])), "%s", other[i]);
    mbr_catalogue_free(&catalogue);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("catalogue");
    tcase_add_test(tests, one_record);
    tcase_add_test(tests, sorted_by_id);
    tcase_add_test(tests, the_later_wins);
    tcase_add_test(tests, merged_and_merged_again);
    tcase_add_test(tests, at_the_same_time_the_greater);
    tcase_add_test(tests, without_a_time_is_oldest);
    tcase_add_test(tests, what_is_refused);
    tcase_add_test(tests, what_is_known);
    return run_tests("catalogue", tests);
}
