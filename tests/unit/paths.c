#include "mbr/paths.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "main.h"

static struct mbr_paths paths;
static struct mbr_err err;

static void learn(const char *line)
{
    const char *type = "type";
    struct mbr_ask *ask = mbr_ask_new(&type, 1, true, &err);
    ck_assert_int_eq(mbr_ask_scan(ask, mbr_span(line), &err), 0);
    mbr_paths_learn(&paths, ask);
    mbr_ask_free(ask);
}

static const char *meant(const char *path)
{
    static struct mbr_buf text;
    text.n = 0;
    mbr_put_path_meant(&text, &paths, path);
    mbr_put_char(&text, '\0');
    return text.p;
}

static bool has(const char *path)
{
    return mbr_map_find(&paths.found, mbr_span(path)) != MBR_MAP_NONE;
}

START_TEST(paths_are_learnt)
{
    learn("{\"type\":\"member\",\"buy\":{\"spend\":1},\"a\":{\"b\":{\"c\":{\"d\":{\"e\":1}}}},"
          "\"list\":[{\"x\":1}],\"attr\":{\"shoe-size\":42,\"it's\":1,\"\":2,\"\\u0007\":3,"
          "\"\\u0000\":4,\"stra\\u00dfe\":5}}");
    ck_assert(has("buy") && has("buy.spend") && has("list") && has("a.b.c.d"));
    ck_assert(!has("a.b.c.d.e") && !has("list.x") && !has("type"));
    ck_assert(has("attr.'shoe-size'") && has("attr.'it''s'") && has("attr.''"));
    ck_assert(has("attr.straße"));
    ck_assert_uint_eq(paths.found.count, 12);
}
END_TEST

/* What is found can be asked for. */
START_TEST(paths_can_be_asked_for)
{
    learn("{\"type\":\"t\",\"it's\":{\"\":{\"a b\":1}}}");
    for (uint32_t i = 0; i < paths.found.count; i++) {
        struct mbr_span found = mbr_map_key(&paths.found, i);
        char *path = mbr_memdup(found.p, found.n);
        const char *asked = path;
        struct mbr_ask *ask = mbr_ask_new(&asked, 1, false, &err);
        ck_assert_ptr_nonnull(ask);
        ck_assert_int_eq(
            mbr_ask_scan(ask, mbr_span("{\"type\":\"t\",\"it's\":{\"\":{\"a b\":1}}}"), &err), 0);
        ck_assert_int_ne(ask->slot[0].kind, MBR_JSON_ABSENT);
        mbr_ask_free(ask);
        free(path);
    }
    ck_assert_uint_eq(paths.found.count, 3);
}
END_TEST

START_TEST(the_path_meant)
{
    ck_assert_str_eq(meant("buy.spnd"), "");
    learn("{\"type\":\"m\",\"buy\":{\"spend\":1,\"orders\":2},\"rfm\":{\"score\":\"1\"}}");
    ck_assert_str_eq(meant("buy.spnd"), "; did you mean buy.spend?");
    ck_assert_str_eq(meant("spend"), "; did you mean buy.spend?");
    ck_assert_str_eq(meant("rmf"), "; did you mean rfm?");
    ck_assert_str_eq(meant("colour"), "");
}
END_TEST

START_TEST(many_fields)
{
    struct mbr_buf line = {0};
    mbr_put_text(&line, "{\"type\":\"m\"");
    for (int i = 0; i < 2000; i++) {
        char key[16];
        snprintf(key, sizeof key, "k%d", i);
        mbr_put_key(&line, key);
        mbr_put_char(&line, '1');
    }
    mbr_put_text(&line, "}");
    mbr_put_char(&line, '\0');
    learn(line.p);
    mbr_buf_free(&line);
    ck_assert_uint_eq(paths.found.count, 1000);
}
END_TEST

static void free_paths(void)
{
    mbr_paths_free(&paths);
}

int main(void)
{
    TCase *tests = tcase_create("paths");
    tcase_add_checked_fixture(tests, NULL, free_paths);
    tcase_add_test(tests, paths_are_learnt);
    tcase_add_test(tests, paths_can_be_asked_for);
    tcase_add_test(tests, the_path_meant);
    tcase_add_test(tests, many_fields);
    return run_tests("paths", tests);
}
