/* Walks over arrays and objects (loop 0: SIMD, 1: portable). */

#include <check.h>
#include <sys/mman.h>
#include <unistd.h>

#include "main.h"
#include "mbr/json.h"

#define COUNT(array) (sizeof array / sizeof *array)

static struct mbr_json whole(const char *text)
{
    return (struct mbr_json){mbr_span(text), NULL, *text == '[' ? MBR_JSON_ARRAY : MBR_JSON_OBJECT,
                             false};
}

START_TEST(walks_arrays)
{
    static const struct {
        const char *text, *elements[8];
    } arrays[] = {
        {"[]", {NULL}},
        {"[ \t]", {NULL}},
        {"[1]", {"1"}},
        {"[ 1 , -2.5e3,null,true , false ]", {"1", "-2.5e3", "null", "true", "false"}},
        {"[\"]\",\"\\\"]\",\"\\\\\",[\"]\"],{\"]\":\"}\"}]",
         {"\"]\"", "\"\\\"]\"", "\"\\\\\"", "[\"]\"]", "{\"]\":\"}\"}"}},
        {"[[[]],[{}], {\"a\":[[1,2],[3]]} ,[]]", {"[[]]", "[{}]", "{\"a\":[[1,2],[3]]}", "[]"}},
        {"[\"a string that is longer than a block of sixteen bytes, \\\"and then some ]\",1]",
         {"\"a string that is longer than a block of sixteen bytes, \\\"and then some ]\"", "1"}},
    };
    mbr_json_force_portable(_i);
    for (size_t i = 0; i < COUNT(arrays); i++) {
        struct mbr_json value = whole(arrays[i].text), element;
        struct mbr_json_walk walk = mbr_json_walk(&value);
        size_t count = 0;
        for (; mbr_json_next(&walk, &element); count++) {
            const char *expected = arrays[i].elements[count];
            ck_assert_ptr_nonnull(expected);
            ck_assert_msg(mbr_span_is(element.raw, expected), "%s: %.*s", expected,
                          (int)element.raw.n, element.raw.p);
            ck_assert_ptr_null(element.key);
            ck_assert_int_eq(element.plain, *expected == '"' && !strchr(expected, '\\'));
        }
        ck_assert_ptr_null(arrays[i].elements[count]);
        ck_assert(!mbr_json_next(&walk, &element));
    }
}
END_TEST

START_TEST(walks_objects)
{
    static const char text[] = "{\"a\":1,\"b\" : {\"a\":[\"}\"]} , \"a\\n\":\"x\",\"a\":\"\\\\\" }";
    static const char *const keys[] = {"\"a\"", "\"b\"", "\"a\\n\"", "\"a\""};
    static const char *const values[] = {"1", "{\"a\":[\"}\"]}", "\"x\"", "\"\\\\\""};
    static const enum mbr_json_kind kinds[] = {MBR_JSON_NUMBER, MBR_JSON_OBJECT, MBR_JSON_STRING,
                                               MBR_JSON_STRING};
    mbr_json_force_portable(_i);
    struct mbr_json value = whole(text);
    struct mbr_json_walk walk = mbr_json_walk(&value);
    struct mbr_json_pair pair;
    for (size_t i = 0; i < COUNT(keys); i++) {
        ck_assert(mbr_json_next_pair(&walk, &pair));
        ck_assert(mbr_span_is(pair.key, keys[i]));
        ck_assert(mbr_span_is(pair.value.raw, values[i]));
        ck_assert_int_eq(pair.value.kind, kinds[i]);
        ck_assert_int_eq(pair.value.plain, i == 2);
        ck_assert_ptr_eq(pair.value.key, pair.key.p);
    }
    ck_assert(!mbr_json_next_pair(&walk, &pair));
}
END_TEST

START_TEST(walks_nothing_else)
{
    static const enum mbr_json_kind kinds[] = {MBR_JSON_ABSENT, MBR_JSON_NULL,   MBR_JSON_FALSE,
                                               MBR_JSON_TRUE,   MBR_JSON_NUMBER, MBR_JSON_STRING};
    mbr_json_force_portable(_i);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct mbr_json value = {.raw = {"\"ab\"", 4}, .kind = kinds[i]}, element;
        struct mbr_json_walk walk = mbr_json_walk(&value);
        struct mbr_json_pair pair;
        ck_assert(!mbr_json_next(&walk, &element));
        ck_assert(!mbr_json_next_pair(&walk, &pair));
    }
}
END_TEST

/* Escapes and brackets at every place of a block: runs of backslashes of every length, moved on by
   one byte at a time, with an unreadable page behind the value. */
START_TEST(walks_across_blocks)
{
    mbr_json_force_portable(_i);
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(pages, MAP_FAILED);
    ck_assert_int_eq(mprotect(pages + page, page, PROT_NONE), 0);
    struct mbr_buf text = {0};
    for (size_t pad = 0; pad < 140; pad++)
        for (size_t pairs = 0; pairs < 70; pairs += 1 + pad % 7) {
            text.n = 0;
            mbr_put_text(&text, "[{\"k\":\"");
            for (size_t i = 0; i < pad; i++)
                mbr_put_char(&text, "x[}"[i % 3]);
            for (size_t i = 0; i < pairs; i++)
                mbr_put_text(&text, "\\\\");
            mbr_put_text(&text, pairs % 2 ? "\\\"]}\",\"l\":[{}]}" : "\",\"l\":[[1]]}");
            size_t first = text.n - 1;
            mbr_put_text(&text, ",[2]]");
            char *place = pages + page - text.n;
            memcpy(place, text.p, text.n);
            struct mbr_json value = {{place, text.n}, NULL, MBR_JSON_ARRAY, false}, element;
            struct mbr_json_walk walk = mbr_json_walk(&value);
            ck_assert(mbr_json_next(&walk, &element));
            ck_assert_uint_eq(element.raw.n, first);
            ck_assert(mbr_json_next(&walk, &element));
            ck_assert(mbr_span_is(element.raw, "[2]"));
            ck_assert(!mbr_json_next(&walk, &element));
        }
    mbr_buf_free(&text);
    munmap(pages, 2 * page);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("json_walk");
    tcase_add_loop_test(tests, walks_arrays, 0, 2);
    tcase_add_loop_test(tests, walks_objects, 0, 2);
    tcase_add_loop_test(tests, walks_nothing_else, 0, 2);
    tcase_add_loop_test(tests, walks_across_blocks, 0, 2);
    return run_tests("json_walk", tests);
}
