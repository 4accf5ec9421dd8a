/* Expressions about one item and one member at a time. */

#include <check.h>

#include "main.h"
#include "mbr/expr.h"

static struct mbr_err err;
static struct mbr_expr_place place;
static struct mbr_catalogue catalogue;
static struct mbr_expr_set *set;
static struct mbr_expr_run *run;
static struct mbr_ask *ask;

static const char *const items[] = {
    "{\"type\":\"item\",\"item\":\"A\",\"category\":\"coffee\",\"price\":6}",
    "{\"type\":\"item\",\"item\":\"B\",\"category\":\"tea\",\"price\":2,\"shelf life\":30}",
};
static const char member[] = "{\"type\":\"member\",\"member\":\"m\",\"price\":3,\"orders\":[{"
                             "\"at\":\"2024-01-02\",\"lines\":"
                             "[{\"item\":\"B\",\"amount\":2},{\"item\":\"C\",\"amount\":9}]}]}";

static void begin(const char *source)
{
    size_t paths;
    set = mbr_expr_set_new(NULL, 0);
    mbr_expr_set_about_item(set);
    ck_assert_msg(mbr_expr_add(set, mbr_span(source), MBR_EXPR_WANT_TRUTH, &place, &err) == 0,
                  "%s: %s", source, err.text);
    const char *const *path = mbr_expr_paths(set, &paths);
    ask = mbr_ask_new(path, paths, false, &err);
    ck_assert_int_eq(mbr_ask_scan(ask, mbr_span(member), &err), 0);
    run = mbr_expr_run_new(set, &catalogue, &err);
    mbr_expr_record(run, ask->slot, 0);
}

static void finish(void)
{
    mbr_expr_run_free(run);
    mbr_ask_free(ask);
    mbr_expr_set_free(set);
}

/* One digit for A, one for B, one for an item that is not in the catalogue. */
static void check(const char *source, const char *expected)
{
    const uint32_t about[] = {0, 1, MBR_MAP_NONE};
    begin(source);
    for (size_t i = 0; i < 3; i++) {
        mbr_expr_item(run, about[i]);
        ck_assert_msg(mbr_expr_holds(run, 0, &err) == expected[i] - '0', "%s: item %zu", source, i);
    }
    finish();
}

START_TEST(facts)
{
    for (size_t i = 0; i < 2; i++)
        ck_assert_int_eq(mbr_catalogue_add(&catalogue, mbr_span(items[i]), &err), 0);
    check("item.category == 'coffee'", "100");
    check("not item.category == 'coffee'", "011");
    check("item.price <= 2 * member.price", "110");
    check("item.price < price", "010");
    check("item == 'B'", "010");
    check("item.'shelf life' > 7", "010");
    check("item.category", "110");
    check("member", "111");
    check("count(purchase, item.category == 'tea') == 1 and item.price > 3", "100");
    check("count(line, item.price < 3) == 1", "111");
    mbr_catalogue_free(&catalogue);
}
END_TEST

START_TEST(errors)
{
    set = mbr_expr_set_new(NULL, 0);
    mbr_expr_set_about_item(set);
    ck_assert_int_eq(mbr_expr_add(set, mbr_span("count(purchase, item.since .. today) > 0"),
                                  MBR_EXPR_WANT_TRUTH, &place, &err),
                     -1);
    ck_assert_str_eq(err.text, "a window cannot depend on the item");
    ck_assert_uint_eq(place.at, 16);
    mbr_expr_set_free(set);
    begin("item.price > 1");
    mbr_expr_item(run, 0);
    ck_assert_int_eq(mbr_expr_holds(run, 0, &err), -1);
    ck_assert_str_eq(err.text, "items: 'price' is asked for, but the stream has shown no item");
    finish();
}
END_TEST

/* Without it the names are the record's, as in every other tool. */
START_TEST(not_about_items)
{
    struct mbr_expr_value value;
    set = mbr_expr_set_new(NULL, 0);
    ck_assert_int_eq(mbr_expr_add(set, mbr_span("item.price"), MBR_EXPR_WANT_ANY, &place, &err), 0);
    ck_assert(!mbr_expr_needs_items(set));
    ask = mbr_ask_new((const char *[]){"item.price"}, 1, false, &err);
    ck_assert_int_eq(mbr_ask_scan(ask, mbr_span("{\"item\":{\"price\":7}}"), &err), 0);
    run = mbr_expr_run_new(set, NULL, &err);
    mbr_expr_record(run, ask->slot, 0);
    ck_assert_int_eq(mbr_expr_value(run, 0, &value, &err), 0);
    ck_assert_int_eq(value.kind, MBR_EXPR_DECIMAL);
    ck_assert_int_eq(value.decimal, 70000);
    finish();
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("about");
    tcase_add_test(tests, facts);
    tcase_add_test(tests, errors);
    tcase_add_test(tests, not_about_items);
    return run_tests("expr_about", tests);
}
