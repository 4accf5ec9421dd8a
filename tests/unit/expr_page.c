/* The examples of mbr-expr(7): the section EXPRESSIONS shows records, then what expressions are for
   the member among them. */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "main.h"
#include "mbr/date.h"
#include "mbr/expr.h"
#include "mbr/value.h"

#define PAGE "man/mbr-expr.7"
#define LEAST 50 /* examples; fewer means that they were not found */

static struct mbr_err err;
static struct mbr_catalogue items;
static struct mbr_buf member;

/* The characters that mdoc spells with a backslash. */
static void put_plain(struct mbr_buf *buf, const char *text)
{
    static const struct {
        const char *spelled, *meant;
    } escapes[] = {{"\\(dq", "\""}, {"\\e", "\\"}, {"\\(ti", "~"},
                   {"\\(ha", "^"},  {"\\-", "-"},  {"\\&", ""}};
    while (*text && *text != '\n') {
        size_t i = 0, count = sizeof escapes / sizeof *escapes;
        while (i < count && strncmp(text, escapes[i].spelled, strlen(escapes[i].spelled)) != 0)
            i++;
        if (i < count) {
            mbr_put_text(buf, escapes[i].meant);
            text += strlen(escapes[i].spelled);
        } else {
            mbr_put_char(buf, *text++);
        }
    }
}

static void take_record(const char *line)
{
    struct mbr_buf plain = {0};
    put_plain(&plain, line);
    if (strncmp(line, "{\"type\":\"item\"", 14) == 0)
        ck_assert_msg(mbr_catalogue_add(&items, mbr_buf_span(&plain), &err) == 0, "%s", err.text);
    else
        mbr_put_span(&member, mbr_buf_span(&plain));
    mbr_buf_free(&plain);
}

static void evaluate(struct mbr_span source, struct mbr_buf *to)
{
    static const char *const own[] = {"as_of"};
    struct mbr_expr_set *set = mbr_expr_set_new(own, 1);
    struct mbr_expr_place place;
    struct mbr_expr_value value;
    int32_t as_of = MBR_DAY_NONE;
    size_t count;
    if (mbr_expr_add(set, source, MBR_EXPR_WANT_ANY, &place, &err) < 0)
        ck_abort_msg("%.*s: %s", (int)source.n, source.p, err.text);
    const char *const *paths = mbr_expr_paths(set, &count);
    struct mbr_ask *ask = mbr_ask_new(paths, count, false, &err);
    ck_assert_msg(ask && mbr_ask_scan(ask, mbr_buf_span(&member), &err) == 0, "%s", err.text);
    ck_assert_int_eq(mbr_value_day(&ask->slot[0], "as_of", &as_of, &err), 0);
    struct mbr_expr_run *run = mbr_expr_run_new(set, &items, &err);
    ck_assert_ptr_nonnull(run);
    mbr_expr_record(run, ask->slot, as_of);
    ck_assert_msg(mbr_expr_value(run, 0, &value, &err) == 0, "%s", err.text);
    mbr_put_expr_value(to, &value);
    mbr_expr_run_free(run);
    mbr_ask_free(ask);
    mbr_expr_set_free(set);
}

static void check_example(const char *line, const char *arrow)
{
    struct mbr_buf source = {0}, expected = {0}, got = {0};
    char *left = mbr_memdup(line, (size_t)(arrow - line));
    put_plain(&source, left);
    put_plain(&expected, arrow + strlen("\\(-> "));
    evaluate(mbr_buf_span(&source), &got);
    ck_assert_msg(mbr_span_equal(mbr_buf_span(&got), mbr_buf_span(&expected)),
                  "%s is %.*s, not %.*s", left, (int)got.n, got.p, (int)expected.n, expected.p);
    free(left);
    mbr_buf_free(&source);
    mbr_buf_free(&expected);
    mbr_buf_free(&got);
}

START_TEST(examples)
{
    char *line = NULL;
    size_t cap = 0, checked = 0;
    bool section = false, literal = false;
    FILE *page = fopen(PAGE, "r");
    ck_assert_msg(page, PAGE " is read from the top of the tree");
    while (getline(&line, &cap, page) >= 0) {
        if (strncmp(line, ".Sh ", 4) == 0)
            section = strcmp(line, ".Sh EXPRESSIONS\n") == 0;
        else if (line[0] == '.')
            literal = strncmp(line, ".Bd", 3) == 0;
        if (!section || !literal || line[0] == '.')
            continue;
        const char *arrow = strstr(line, "\\(-> ");
        if (arrow)
            check_example(line, arrow);
        else if (checked == 0)
            take_record(line);
        checked += arrow != NULL;
    }
    fclose(page);
    free(line);
    ck_assert_uint_ge(checked, LEAST);
    mbr_catalogue_free(&items);
    mbr_buf_free(&member);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("expr_page");
    tcase_add_test(tests, examples);
    return run_tests("expr_page", tests);
}
