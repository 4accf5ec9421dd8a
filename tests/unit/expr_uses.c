/* Fields that become known while a record is evaluated. */

#include "../../lib/rules/expr_uses.h"

#include <check.h>

#include "main.h"
#include "mbr/date.h"

static struct mbr_err err;

static int add(struct mbr_expr_set *set, const char *source)
{
    struct mbr_expr_place place;
    int number = mbr_expr_add(set, mbr_span(source), MBR_EXPR_WANT_ANY, &place, &err);
    ck_assert_msg(number >= 0, "%s: %s", source, err.text);
    return number;
}

static size_t slot_of(const struct mbr_expr_set *set, const char *path)
{
    size_t count, i = 0;
    const char *const *paths = mbr_expr_paths(set, &count);
    while (i < count && strcmp(paths[i], path) != 0)
        i++;
    ck_assert_uint_lt(i, count);
    return i;
}

struct seen {
    const struct mbr_expr_set *set;
    struct mbr_buf text;
};

static void see(void *self, size_t path, struct mbr_expr_place place)
{
    struct seen *seen = self;
    size_t count;
    mbr_put_format(&seen->text, "%s %d+%d, ", mbr_expr_paths(seen->set, &count)[path],
                   (int)place.at, (int)place.n);
}

static void check_uses(struct mbr_expr_set *set, const char *source, const char *expected)
{
    struct seen seen = {.set = set};
    mbr_expr_uses(set, add(set, source), see, &seen);
    mbr_put_char(&seen.text, '\0');
    ck_assert_str_eq(seen.text.p, expected);
    mbr_buf_free(&seen.text);
}

START_TEST(what_is_named)
{
    struct mbr_expr_set *set = mbr_expr_set_new(NULL, 0);
    check_uses(set, "1 + 2", "");
    check_uses(set, "a.b > 1 and not (c in [1, d] or c)", "a.b 0+3, c 17+1, d 26+1, c 32+1, ");
    check_uses(set, "max(a.b, length(e), f) > 1", "a.b 4+3, e 16+1, f 20+1, ");
    /* Of a history function its own place is told: the second time it is the first one's. */
    check_uses(set, "count(line, qty > member.g, a.b .. today) > 0", "g 0+41, a.b 0+41, ");
    check_uses(set, "h or count(line, qty > member.g, a.b .. today) > 0",
               "h 0+1, g 5+41, a.b 5+41, ");
    mbr_expr_set_free(set);
}
END_TEST

/* The lines are of 1, 5 and 9. What is counted behind the first expression must not have been
   counted with it, when the limit was not known. */
START_TEST(counted_when_the_limit_is_known)
{
    struct mbr_expr_set *set = mbr_expr_set_new(NULL, 0);
    int all = add(set, "count(line, qty > 0)");
    int above = add(set, "count(line, qty > member.limit)");
    int within = add(set, "count(line, count(line, qty > member.limit) == 1 and qty < 6)");
    struct mbr_expr_value value;
    size_t limit = slot_of(set, "limit"), count;
    mbr_expr_turn(set, limit, 1);
    const char *const *paths = mbr_expr_paths(set, &count);
    struct mbr_ask *ask = mbr_ask_new(paths, count, false, &err);
    struct mbr_expr_run *run = mbr_expr_run_new(set, NULL, &err);
    const char *line =
        "{\"type\":\"member\",\"orders\":[{\"at\":\"2024-05-01\",\"lines\":["
        "{\"qty\":1,\"amount\":1},{\"qty\":5,\"amount\":1},{\"qty\":9,\"amount\":1}]}]}";
    for (int i = 5; i < 7; i++) {
        ck_assert_int_eq(mbr_ask_scan(ask, mbr_span(line), &err), 0);
        mbr_expr_record(run, ask->slot, MBR_DAY_NONE);
        ck_assert_msg(mbr_expr_value(run, all, &value, &err) == 0, "%s", err.text);
        ck_assert_int_eq(value.decimal, 30000);
        ask->slot[limit] =
            (struct mbr_json){.raw = {i == 5 ? "4" : "8", 1}, .kind = MBR_JSON_NUMBER};
        ck_assert_int_eq(mbr_expr_value(run, within, &value, &err), 0);
        ck_assert_int_eq(value.decimal, i == 5 ? 0 : 20000);
        ck_assert_int_eq(mbr_expr_value(run, above, &value, &err), 0);
        ck_assert_int_eq(value.decimal, i == 5 ? 20000 : 10000);
    }
    mbr_expr_run_free(run);
    mbr_ask_free(ask);
    mbr_expr_set_free(set);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("expr_uses");
    tcase_add_test(tests, what_is_named);
    tcase_add_test(tests, counted_when_the_limit_is_known);
    return run_tests("expr_uses", tests);
}
