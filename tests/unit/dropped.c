#include <check.h>
#include <stdlib.h>

#include "main.h"
#include "mbr/dropped.h"

static const char *const paths[] = {"dropped", "currency", "as_of"};

/* The line with the edit made, to be freed. */
static char *edited(const char *line, bool orders, bool events)
{
    struct mbr_err err;
    struct mbr_buf value = {0}, out = {0};
    struct mbr_ask *ask = mbr_ask_new(paths, 3, false, &err);
    ck_assert_msg(mbr_ask_scan(ask, mbr_span(line), &err) == 0, "%s", err.text);
    struct mbr_edit edit =
        mbr_dropped_edit(&value, &ask->slot[0], &ask->slot[1], &ask->slot[2], orders, events);
    mbr_edit(&out, mbr_span(line), &edit, 1);
    mbr_put_char(&out, '\0');
    mbr_buf_free(&value);
    mbr_ask_free(ask);
    return out.p;
}

static void check_edit(const char *line, bool orders, bool events, const char *want)
{
    char *got = edited(line, orders, events);
    ck_assert_str_eq(got, want);
    free(got);
}

START_TEST(edits)
{
    check_edit("{\"as_of\":\"x\",\"a\":1}", true, false,
               "{\"as_of\":\"x\",\"dropped\":[\"orders\"],\"a\":1}");
    check_edit(
        "{\"as_of\":\"x\",\"currency\":\"EUR\",\"a\":1}", true, true,
        "{\"as_of\":\"x\",\"currency\":\"EUR\",\"dropped\":[\"orders\",\"events\"],\"a\":1}");
    check_edit("{\"as_of\":\"x\",\"dropped\":[\"orders\"]}", false, true,
               "{\"as_of\":\"x\",\"dropped\":[\"orders\",\"events\"]}");
    check_edit("{\"as_of\":\"x\",\"dropped\":[\"events\"]}", true, false,
               "{\"as_of\":\"x\",\"dropped\":[\"orders\",\"events\"]}");
    check_edit("{\"as_of\":\"x\",\"dropped\":[\"events\",\"\\u006frders\"]}", false, true,
               "{\"as_of\":\"x\",\"dropped\":[\"orders\",\"events\"]}");
}
END_TEST

/* What is no list of names lists none. */
START_TEST(lists)
{
    static const struct {
        const char *line;
        bool orders;
    } cases[] = {{"{\"dropped\":[\"orders\"]}", true},
                 {"{\"dropped\":[\"ord\\u0065rs\",7]}", true},
                 {"{\"dropped\":[\"events\"]}", false},
                 {"{\"dropped\":[[\"orders\"]]}", false},
                 {"{\"dropped\":\"orders\"}", false},
                 {"{\"dropped\":{\"orders\":1}}", false},
                 {"{}", false}};
    struct mbr_err err;
    struct mbr_ask *ask = mbr_ask_new(paths, 3, false, &err);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(mbr_ask_scan(ask, mbr_span(cases[i].line), &err), 0);
        ck_assert_msg(mbr_dropped_has(&ask->slot[0], "orders") == cases[i].orders, "%s",
                      cases[i].line);
    }
    mbr_ask_free(ask);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("dropped");
    tcase_add_test(tests, edits);
    tcase_add_test(tests, lists);
    return run_tests("dropped", tests);
}
