/* What is asked for is found: paths, duplicates, escaped keys, and the rest (each way of the
   scanner). */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "main.h"
#include "mbr/json.h"
#include "mbr/rand.h"

#define COUNT(array) (sizeof array / sizeof *array)

static struct mbr_err err;

static const char *const paths[] = {"type",
                                    "buy",
                                    "buy.spend",
                                    "attr.'shoe-size'",
                                    "'it''s'",
                                    "a.b.c.d",
                                    "''",
                                    "'a.b'",
                                    "x.'one key longer than any block'",
                                    "名"};

static void check_slot(const struct mbr_ask *ask, size_t i, const char *raw)
{
    ck_assert_msg(mbr_span_is(ask->slot[i].raw, raw), "%s: %.*s", paths[i], (int)ask->slot[i].raw.n,
                  ask->slot[i].raw.p);
    ck_assert((ask->slot[i].kind == MBR_JSON_ABSENT) == (*raw == '\0'));
}

/* The raw values found for the paths above, "" where absent; "!" and a text for an error. */
static const struct {
    const char *line, *found[COUNT(paths)];
} lines[] = {
    {"{}", {"", "", "", "", "", "", "", "", "", ""}},
    {"{\"type\":\"view\"}", {"\"view\"", "", "", "", "", "", "", "", "", ""}},
    {"{\"buy\":{\"orders\":34,\"spend\":19.90}}",
     {"", "{\"orders\":34,\"spend\":19.90}", "19.90", "", "", "", "", "", "", ""}},
    {"{\"buy\": { \"spend\" : 1 } }", {"", "{ \"spend\" : 1 }", "1", "", "", "", "", "", "", ""}},
    {"{\"buy\":[{\"spend\":1}]}", {"", "[{\"spend\":1}]", "", "", "", "", "", "", "", ""}},
    {"{\"buy\":\"spend\"}", {"", "\"spend\"", "", "", "", "", "", "", "", ""}},
    {"{\"other\":{\"buy\":{\"spend\":1},\"type\":2}}", {"", "", "", "", "", "", "", "", "", ""}},
    {"{\"attr\":{\"shoe-size\":42},\"it's\":null,\"\":0,\"a.b\":1}",
     {"", "", "", "42", "null", "", "0", "1", "", ""}},
    {"{\"a\":{\"b\":{\"c\":{\"d\":[]}}}}", {"", "", "", "", "", "[]", "", "", "", ""}},
    {"{\"a\":{\"b\":{\"c\":{\"d\":1},\"x\":1},\"x\":1},\"x\":{}}",
     {"", "", "", "", "", "1", "", "", "", ""}},
    {"{\"a\":{\"b\":[{\"c\":{\"d\":1}}]}}", {"", "", "", "", "", "", "", "", "", ""}},
    {"{\"x\":{\"one key longer than any block\":true},\"名\":\"x\"}",
     {"", "", "", "", "", "", "", "", "true", "\"x\""}},
    /* keys are compared unescaped */
    {"{\"\\u0074ype\":1,\"b\\u0075y\":{\"s\\u0070end\":2},\"\\u540d\":3}",
     {"1", "{\"s\\u0070end\":2}", "2", "", "", "", "", "", "", "3"}},
    {"{\"type\\u0000\":1,\"typ\":2,\"typee\":3,\"Type\":4}",
     {"", "", "", "", "", "", "", "", "", ""}},
    /* what is asked for must not stand twice, whatever its spelling */
    {"{\"type\":1,\"type\":1}", {"!type: stands twice"}},
    {"{\"type\":1,\"x\":2,\"ty\\u0070e\":1}", {"!type: stands twice"}},
    {"{\"buy\":{\"spend\":1,\"spend\":2}}", {"!buy.spend: stands twice"}},
    {"{\"buy\":{},\"buy\":{\"spend\":2}}", {"!buy: stands twice"}},
    {"{\"attr\":{},\"attr\":{}}", {"!attr: stands twice"}},
    {"{\"attr\":1,\"attr\":2}", {"!attr: stands twice"}},
    {"{\"attr\":{\"shoe-size\":1,\"shoe-size\":1}}", {"!attr.'shoe-size': stands twice"}},
    /* and else it may */
    {"{\"n\":1,\"n\":2,\"attr\":{\"n\":1,\"n\":2},\"m\":{\"type\":1,\"type\":2}}",
     {"", "", "", "", "", "", "", "", "", ""}},
};

/* One ask for all lines, to and fro, so that nothing of a line may linger in the next, and the
   guesses of the next key are wrong as often as right. */
START_TEST(finds)
{
    mbr_json_force_portable(_i % 2);
    struct mbr_ask *ask = mbr_ask_new(paths, COUNT(paths), _i / 2, &err);
    ck_assert_ptr_nonnull(ask);
    for (size_t round = 0; round < 3 * COUNT(lines); round++) {
        size_t at = round * (1 + round % 5) % COUNT(lines);
        int got = mbr_ask_scan(ask, mbr_span(lines[at].line), &err);
        const char *first = lines[at].found[0];
        ck_assert_msg(got == (*first == '!' ? -1 : 0), "%s: %s", lines[at].line, err.text);
        if (got < 0)
            ck_assert_str_eq(err.text, first + 1);
        for (size_t i = 0; i < COUNT(paths); i++)
            check_slot(ask, i, got < 0 ? "" : lines[at].found[i]);
    }
    mbr_ask_free(ask);
}
END_TEST

START_TEST(says_what_it_found)
{
    static const struct {
        const char *raw;
        enum mbr_json_kind kind;
        bool plain;
    } values[] = {
        {"null", MBR_JSON_NULL, false},
        {"false", MBR_JSON_FALSE, false},
        {"true", MBR_JSON_TRUE, false},
        {"-1.50", MBR_JSON_NUMBER, false},
        {"1e999", MBR_JSON_NUMBER, false},
        {"\"\"", MBR_JSON_STRING, true},
        {"\"漢\"", MBR_JSON_STRING, true},
        {"\"\\n\"", MBR_JSON_STRING, false},
        {"[\"\\n\"]", MBR_JSON_ARRAY, false},
        {"{\"a\":1}", MBR_JSON_OBJECT, false},
        {"\"a longer one, \\\"escaped\\\"\"", MBR_JSON_STRING, false},
    };
    mbr_json_force_portable(_i);
    struct mbr_ask *ask = mbr_ask_new(paths, COUNT(paths), true, &err);
    for (size_t i = 0; i < COUNT(values); i++) {
        char line[128];
        snprintf(line, sizeof line, "{\"x\\n\":\"\\n\",\"type\" : %s ,\"y\":%s}", values[i].raw,
                 values[i].raw);
        ck_assert_int_eq(mbr_ask_scan(ask, mbr_span(line), &err), 0);
        const struct mbr_json *found[] = {&ask->slot[0], &ask->rest[1].value};
        for (size_t k = 0; k < 2; k++) {
            ck_assert(mbr_span_is(found[k]->raw, values[i].raw));
            ck_assert_int_eq(found[k]->kind, values[i].kind);
            ck_assert_int_eq(found[k]->plain, values[i].plain);
        }
        ck_assert_ptr_eq(ask->slot[0].key, strstr(line, "\"type\""));
        ck_assert_ptr_eq(ask->rest[1].value.key, ask->rest[1].key.p);
    }
    mbr_ask_free(ask);
}
END_TEST

START_TEST(lists_the_rest)
{
    static const char line[] =
        "{\"z\":1,\"type\":2,\"buy\":{\"more\":1},\"attr\":{},\"a\":{\"b\":3},\"z\":[4],"
        "\"\\u007a\":5,\"x\":6,\"a key as long as you like it\":{}}";
    static const char *const keys[] = {"\"z\"", "\"z\"", "\"\\u007a\"",
                                       "\"a key as long as you like it\""};
    static const char *const values[] = {"1", "[4]", "5", "{}"};
    mbr_json_force_portable(_i);
    struct mbr_ask *ask = mbr_ask_new(paths, COUNT(paths), true, &err);
    for (size_t round = 0; round < 2; round++) {
        ck_assert_int_eq(mbr_ask_scan(ask, mbr_span(line), &err), 0);
        ck_assert_uint_eq(ask->rests, COUNT(keys));
        for (size_t i = 0; i < COUNT(keys); i++) {
            ck_assert(mbr_span_is(ask->rest[i].key, keys[i]));
            ck_assert(mbr_span_is(ask->rest[i].value.raw, values[i]));
        }
    }
    ck_assert_int_eq(mbr_ask_scan(ask, mbr_span("{\"type\":1}"), &err), 0);
    ck_assert_uint_eq(ask->rests, 0);
    mbr_ask_free(ask);
}
END_TEST

START_TEST(asks_for_nothing)
{
    struct mbr_ask *ask = mbr_ask_new(NULL, 0, true, &err);
    ck_assert_int_eq(mbr_ask_scan(ask, mbr_span("{\"a\":1,\"\":2}"), &err), 0);
    ck_assert_uint_eq(ask->rests, 2);
    ck_assert_int_eq(mbr_ask_scan(ask, mbr_span("{\"a\":1,}"), &err), -1);
    mbr_ask_free(ask);
    mbr_ask_free(NULL);
}
END_TEST

/* As many names as are allowed, so that their hashes meet. */
START_TEST(asks_for_many)
{
    char names[301][8], line[8192];
    const char *many[301];
    size_t n = 1;
    for (size_t i = 0; i < 301; i++) {
        snprintf(names[i], sizeof names[i], "n%03zu", i * 37 % 301);
        many[i] = names[i];
    }
    ck_assert_ptr_null(mbr_ask_new(many, 301, false, &err));
    ck_assert_str_eq(err.text, "more than 300 fields are asked for");
    struct mbr_ask *ask = mbr_ask_new(many, 300, false, &err);
    line[0] = '{';
    for (size_t i = 0; i < 301; i++)
        n += (size_t)snprintf(line + n, sizeof line - n, "\"n%03zu\":%zu%c", i, i,
                              i < 300 ? ',' : '}');
    ck_assert_int_eq(mbr_ask_scan(ask, mbr_span(line), &err), 0);
    for (size_t i = 0; i < 300; i++) {
        char value[8];
        snprintf(value, sizeof value, "%zu", i * 37 % 301);
        ck_assert(mbr_span_is(ask->slot[i].raw, value));
    }
    mbr_ask_free(ask);
}
END_TEST

#define NAMES 70

/* A line of some of the names, in order but for a few, and of values of any length. */
static size_t make_line(char *to, uint64_t *state)
{
    size_t n = 1;
    to[0] = '{';
    for (size_t i = 0; i < NAMES; i++) {
        uint64_t chance = mbr_rand_split(state);
        size_t name = chance % 64 ? i : chance / 64 % NAMES;
        if (chance / 65536 % 4 == 0)
            continue;
        n += (size_t)sprintf(to + n, "%s\"%s%zu\":", n > 1 ? chance / 262144 % 8 ? "," : " , " : "",
                             name % 9 ? "n" : "a name too long to be spelled", name);
        size_t kind = chance / 4194304 % 8, length = chance / 33554432 % 24;
        n += (size_t)sprintf(to + n, kind ? "\"%.*s\"" : "[\"%.*s\",1]", (int)length,
                             "a value of any length it likes");
    }
    to[n] = '}';
    return n + 1;
}

static void ck_found_alike(const struct mbr_ask *a, const struct mbr_ask *b)
{
    for (size_t i = 0; i < NAMES; i++) {
        ck_assert_ptr_eq(a->slot[i].raw.p, b->slot[i].raw.p);
        ck_assert_uint_eq(a->slot[i].raw.n, b->slot[i].raw.n);
        ck_assert_ptr_eq(a->slot[i].key, b->slot[i].key);
        ck_assert_int_eq(a->slot[i].kind, b->slot[i].kind);
        ck_assert_int_eq(a->slot[i].plain, b->slot[i].plain);
    }
    ck_assert_uint_eq(a->rests, b->rests);
    for (size_t i = 0; i < a->rests; i++) {
        ck_assert(mbr_span_equal(a->rest[i].key, b->rest[i].key));
        ck_assert_ptr_eq(a->rest[i].value.raw.p, b->rest[i].value.raw.p);
        ck_assert_uint_eq(a->rest[i].value.raw.n, b->rest[i].value.raw.n);
    }
}

/* What an ask has found before only makes it quicker: it finds, and refuses, what a new one does.
   Every third line has a byte of it spoilt, and all end where their memory does. */
START_TEST(guesses_change_nothing)
{
    static char names[NAMES][40], line[NAMES * 80];
    const char *many[NAMES];
    uint64_t state = 1;
    mbr_json_force_portable(_i);
    for (size_t i = 0; i < NAMES; i++) {
        snprintf(names[i], sizeof names[i], i % 9 ? "n%zu" : "'a name too long to be spelled%zu'",
                 i);
        many[i] = names[i];
    }
    struct mbr_ask *old = mbr_ask_new(many, NAMES, true, &err);
    for (size_t round = 0; round < 3000; round++) {
        static const char spoiling[] = "\"\\,:{}[]0-.e \xff";
        size_t n = make_line(line, &state);
        if (round % 3 == 0)
            line[mbr_rand_split(&state) % n] =
                spoiling[mbr_rand_split(&state) % (sizeof spoiling - 1)];
        char *copy = mbr_alloc(n);
        memcpy(copy, line, n);
        struct mbr_span text = {copy, n};
        struct mbr_err other;
        struct mbr_ask *new = mbr_ask_new(many, NAMES, true, &err);
        int got = mbr_ask_scan(new, text, &err);
        ck_assert_int_eq(mbr_ask_scan(old, text, &other), got);
        if (got < 0)
            ck_assert_str_eq(other.text, err.text);
        ck_found_alike(old, new);
        mbr_ask_free(new);
        free(copy);
    }
    mbr_ask_free(old);
}
END_TEST

START_TEST(refuses_paths)
{
    static const char *const bad[] = {"",    ".",         "a.",  ".a",   "a..b",
                                      "a b", "shoe-size", "'a",  "a'b'", "'a'b",
                                      "'",   "a.'",       "'''", "a[0]", "a.\xff"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        ck_assert_msg(!mbr_ask_new(&bad[i], 1, false, &err), "%s", bad[i]);
        ck_assert_int_eq(strncmp(err.text, "not a path of fields: \"", 23), 0);
    }
    static const char *const twice[][2] = {{"a.b", "a.b"}, {"buy", "'buy'"}, {"''''", "''''"}};
    for (size_t i = 0; i < COUNT(twice); i++) {
        ck_assert_ptr_null(mbr_ask_new(twice[i], 2, false, &err));
        ck_assert_int_eq(strncmp(err.text, "a field that is asked for twice: ", 33), 0);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("json_path");
    tcase_add_loop_test(tests, finds, 0, 4);
    tcase_add_loop_test(tests, says_what_it_found, 0, 2);
    tcase_add_loop_test(tests, lists_the_rest, 0, 2);
    tcase_add_test(tests, asks_for_nothing);
    tcase_add_test(tests, asks_for_many);
    tcase_add_loop_test(tests, guesses_change_nothing, 0, 2);
    tcase_add_test(tests, refuses_paths);
    return run_tests("json_path", tests);
}
