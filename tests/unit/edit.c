#include <check.h>
#include <jansson.h>

#include "main.h"
#include "mbr/edit.h"
#include "mbr/rand.h"

#define FIELDS 6

static const char *const names[FIELDS] = {"a", "b", "c", "d", "e", "f"};
static struct mbr_err err;

/* Edits as text: "b=9" replaces or adds (at the end, or behind "x" in "b=9>x"), "b" takes out. */
static void check(const char *line, const char *edits, const char *expected)
{
    struct mbr_ask *ask = mbr_ask_new(names, FIELDS, true, &err);
    struct mbr_edit edit[FIELDS];
    struct mbr_buf buf = {0};
    size_t count = 0;
    ck_assert_int_eq(mbr_ask_scan(ask, mbr_span(line), &err), 0);
    for (const char *p = edits; *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        const char *value = memchr(p, '=', n), *after = memchr(p, '>', n);
        edit[count] = (struct mbr_edit){.field = &ask->slot[*p - 'a'], .name = names[*p - 'a']};
        if (value)
            edit[count].value =
                (struct mbr_span){value + 1, (size_t)((after ? after : p + n) - value - 1)};
        if (after)
            edit[count].after = &ask->slot[after[1] - 'a'];
        count++;
        p += n;
    }
    mbr_edit(&buf, mbr_span(line), edit, count);
    ck_assert_msg(mbr_span_is(mbr_buf_span(&buf), expected), "%s with %s: %.*s", line, edits,
                  (int)buf.n, buf.p);
    mbr_buf_free(&buf);
    mbr_ask_free(ask);
}

START_TEST(worked_by_hand)
{
    static const char line[] = "{\"a\":1.50,\"b\":[1, 2],\"x\":null}";
    check(line, "", line);
    check(line, "b=9", "{\"a\":1.50,\"b\":9,\"x\":null}");
    check(line, "c=9", "{\"a\":1.50,\"b\":[1, 2],\"x\":null,\"c\":9}");
    check(line, "c=9>a", "{\"a\":1.50,\"c\":9,\"b\":[1, 2],\"x\":null}");
    check(line, "c=9>b d=8>b", "{\"a\":1.50,\"b\":[1, 2],\"c\":9,\"d\":8,\"x\":null}");
    check(line, "a", "{\"b\":[1, 2],\"x\":null}");
    check(line, "b", "{\"a\":1.50,\"x\":null}");
    check(line, "b a", "{\"x\":null}");
    check(line, "c", line);
    check(line, "b c=9", "{\"a\":1.50,\"x\":null,\"c\":9}");
    check("{}", "a=1", "{\"a\":1}");
    check("{}", "a=1 b=2", "{\"a\":1,\"b\":2}");
    check(" { } ", "a=1", " { \"a\":1} ");
    check("{\"a\":1}", "a", "{}");
    check("{\"a\":1}", "a b=2", "{\"b\":2}");
    check("{\"a\":1,\"b\":2}", "a b", "{}");
    check("{\"a\":1,\"b\":2}", "a b c=3", "{\"c\":3}");
    check("{\"x\":0 , \"b\" : 2 }", "b", "{\"x\":0 }");
}
END_TEST

/* A place that is taken out itself, and the same field twice. */
START_TEST(edits_that_meet)
{
    static const char line[] = "{\"a\":1,\"b\":2,\"x\":3}";
    check(line, "b c=9>b", "{\"a\":1,\"c\":9,\"x\":3}");
    check(line, "a c=9>a", "{\"c\":9,\"b\":2,\"x\":3}");
    check(line, "a b c=9>a d=8>b", "{\"c\":9,\"d\":8,\"x\":3}");
    check("{\"a\":1}", "a c=9>a", "{\"c\":9}");
    check("{\"x\":1,\"a\":1}", "a c=9>a", "{\"x\":1,\"c\":9}");
    check("{\"a\":1,\"b\":2}", "a b c=9>b", "{\"c\":9}");
    check(line, "b b", "{\"a\":1,\"x\":3}");
    check(line, "a a b b", "{\"x\":3}");
    check(line, "b=7 b=8", "{\"a\":1,\"b\":7,\"x\":3}");
    check(line, "c=9>b b=7", "{\"a\":1,\"b\":7,\"c\":9,\"x\":3}");
}
END_TEST

/* A field within a field that goes too. */
START_TEST(edits_within_each_other)
{
    static const char *const paths[] = {"buy", "buy.spend"};
    static const char line[] = "{\"buy\":{\"spend\":1,\"orders\":2},\"x\":3}";
    struct mbr_ask *ask = mbr_ask_new(paths, 2, false, &err);
    struct mbr_buf buf = {0};
    ck_assert_int_eq(mbr_ask_scan(ask, mbr_span(line), &err), 0);
    struct mbr_edit edits[] = {{.field = &ask->slot[1]}, {.field = &ask->slot[0]}};
    mbr_edit(&buf, mbr_span(line), edits, 2);
    ck_assert(mbr_span_is(mbr_buf_span(&buf), "{\"x\":3}"));
    buf.n = 0;
    mbr_edit(&buf, mbr_span(line), edits, 1);
    ck_assert(mbr_span_is(mbr_buf_span(&buf), "{\"buy\":{\"orders\":2},\"x\":3}"));
    mbr_buf_free(&buf);
    mbr_ask_free(ask);
}
END_TEST

static void put_blanks(struct mbr_buf *buf, struct mbr_rand *rand)
{
    static const char *const blanks[] = {"", "", "", " ", "\t", " \r ", "  "};
    mbr_put_text(buf, blanks[mbr_rand_below(rand, 7)]);
}

/* A random object of some of the names and of others, in random order. */
static json_t *random_line(struct mbr_rand *rand, struct mbr_buf *buf)
{
    static const char *const values[] = {"1.50", "\"}\"", "[1, {\"a\" :2}]", "{ }",
                                         "null", "1e40",  "\"\\u0061\\\"\"", "{\"b\":1,\"b\":2}"};
    static const char *const others[] = {"x", "", "a b", "\\u0079"};
    buf->n = 0;
    mbr_put_char(buf, '{');
    for (size_t i = mbr_rand_below(rand, 3), any = 0; i < FIELDS; i++) {
        if (mbr_rand_below(rand, 3) == 0)
            continue;
        const char *value = values[mbr_rand_below(rand, 8)];
        mbr_put_text(buf, any++ ? "," : "");
        put_blanks(buf, rand);
        mbr_put_format(buf, "\"%s\"", i < 4 && mbr_rand_below(rand, 4) == 0 ? others[i] : names[i]);
        put_blanks(buf, rand);
        mbr_put_char(buf, ':');
        put_blanks(buf, rand);
        mbr_put_text(buf, strcmp(value, "1e40") == 0 ? "1e40" : value);
        put_blanks(buf, rand);
    }
    put_blanks(buf, rand);
    mbr_put_char(buf, '}');
    return json_loadb(buf->p, buf->n, 0, NULL);
}

/* What jansson makes of the same edits; and what no edit names has kept its bytes. */
START_TEST(random_edits)
{
    struct mbr_ask *ask = mbr_ask_new(names, FIELDS, true, &err);
    struct mbr_buf line = {0}, buf = {0};
    struct mbr_rand rand;
    mbr_rand_seed(&rand, 8);
    for (int round = 0; round < 100000; round++) {
        struct mbr_edit edits[FIELDS];
        size_t count = 0;
        json_t *tree = random_line(&rand, &line);
        ck_assert_int_eq(mbr_ask_scan(ask, mbr_buf_span(&line), &err), 0);
        for (size_t i = 0; i < FIELDS; i++) {
            uint32_t what = mbr_rand_below(&rand, 3);
            const struct mbr_json *after = &ask->slot[mbr_rand_below(&rand, FIELDS)];
            if (what == 0)
                continue;
            edits[count] = (struct mbr_edit){.field = &ask->slot[i], .name = names[i]};
            if (after->kind != MBR_JSON_ABSENT && mbr_rand_below(&rand, 2))
                edits[count].after = after;
            if (what == 1)
                edits[count].value = mbr_span("[true]");
            count++;
            if (what == 1)
                json_object_set_new(tree, names[i], json_pack("[b]", 1));
            else
                json_object_del(tree, names[i]);
        }
        buf.n = 0;
        mbr_put_text(&buf, "before");
        mbr_edit(&buf, mbr_buf_span(&line), edits, count);
        ck_assert_mem_eq(buf.p, "before", 6);
        json_t *back = json_loadb(buf.p + 6, buf.n - 6, 0, NULL);
        ck_assert_msg(back && json_equal(back, tree), "%.*s: %.*s", (int)line.n, line.p, (int)buf.n,
                      buf.p);
        for (size_t i = 0; i < ask->rests; i++) {
            const struct mbr_json_pair *kept = &ask->rest[i];
            size_t n = (size_t)(kept->value.raw.p + kept->value.raw.n - kept->key.p);
            ck_assert_ptr_nonnull(memmem(buf.p, buf.n, kept->key.p, n));
        }
        json_decref(tree);
        json_decref(back);
    }
    mbr_buf_free(&line);
    mbr_buf_free(&buf);
    mbr_ask_free(ask);
}
END_TEST

/* Fields added and taken out again give the line back, whatever its spacing. */
START_TEST(added_and_taken_out)
{
    struct mbr_ask *ask = mbr_ask_new(names, FIELDS, true, &err);
    struct mbr_buf line = {0}, one = {0}, two = {0};
    struct mbr_rand rand;
    mbr_rand_seed(&rand, 9);
    for (int round = 0; round < 20000; round++) {
        struct mbr_edit edits[FIELDS];
        size_t count = 0, added[FIELDS];
        json_decref(random_line(&rand, &line));
        mbr_ask_scan(ask, mbr_buf_span(&line), &err);
        for (size_t i = 0; i < FIELDS; i++) {
            if (ask->slot[i].kind != MBR_JSON_ABSENT || mbr_rand_below(&rand, 2))
                continue;
            edits[count] = (struct mbr_edit){.name = names[i], .value = mbr_span("1")};
            added[count++] = i;
        }
        one.n = two.n = 0;
        mbr_edit(&one, mbr_buf_span(&line), edits, count);
        ck_assert_int_eq(mbr_ask_scan(ask, mbr_buf_span(&one), &err), 0);
        for (size_t i = 0; i < count; i++)
            edits[i] = (struct mbr_edit){.field = &ask->slot[added[i]]};
        mbr_edit(&two, mbr_buf_span(&one), edits, count);
        ck_assert_msg(mbr_span_equal(mbr_buf_span(&two), mbr_buf_span(&line)), "%.*s: %.*s",
                      (int)line.n, line.p, (int)two.n, two.p);
    }
    mbr_buf_free(&line);
    mbr_buf_free(&one);
    mbr_buf_free(&two);
    mbr_ask_free(ask);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("edit");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, worked_by_hand);
    tcase_add_test(tests, edits_that_meet);
    tcase_add_test(tests, edits_within_each_other);
    tcase_add_test(tests, random_edits);
    tcase_add_test(tests, added_and_taken_out);
    return run_tests("edit", tests);
}
