#include <check.h>
#include <stdio.h>

#include "main.h"
#include "mbr/expr.h"

static struct mbr_err err;
static struct mbr_expr_place place;
static struct mbr_buf said;

static const char *const own[] = {"type", "as_of"};

struct wrong {
    const char *source;
    size_t at, n;
    const char *text;
};

static void refuse(const struct wrong *rows, size_t count, enum mbr_expr_want want)
{
    for (size_t i = 0; i < count; i++) {
        struct mbr_expr_set *set = mbr_expr_set_new(own, 2);
        int expr = mbr_expr_add(set, mbr_span(rows[i].source), want, &place, &err);
        size_t paths;
        ck_assert_msg(expr == -1, "%s is taken", rows[i].source);
        ck_assert_msg(strcmp(err.text, rows[i].text) == 0, "%s: %s", rows[i].source, err.text);
        ck_assert_msg(place.at == rows[i].at && place.n == rows[i].n, "%s: %zu, %zu",
                      rows[i].source, place.at, place.n);
        (void)mbr_expr_paths(set, &paths);
        ck_assert_uint_eq(paths, 2);
        ck_assert(!mbr_expr_needs_history(set) && !mbr_expr_needs_items(set));
        mbr_expr_set_free(set);
    }
}

#define REFUSE(rows, want) refuse(rows, sizeof(rows) / sizeof *(rows), want)

START_TEST(clashes)
{
    static const struct wrong rows[] = {
        {"buy.spend > 'a'", 12, 3,
         "a number and a text do not compare; a number stands without quotes"},
        {"buy.spend == member", 13, 6, "a number and a text do not compare"},
        {"buy.last > '2024-01-01'", 11, 12,
         "a day and a text do not compare; a day stands without quotes"},
        {"today - buy.last > 90", 19, 2,
         "a duration and a number do not compare; a number of days is written 90d"},
        {"today - 90 < buy.last", 8, 2,
         "a day and a number do not subtract; a number of days is written 90d"},
        {"buy.last * 2", 11, 1, "a day and a number do not multiply"},
        {"90d * 2 > 1d", 6, 1, "a duration and a number do not multiply"},
        {"today + buy.last > 1d", 8, 8, "a day and a day do not add up"},
        {"member + 'x' == 'y'", 9, 3, "a text and a text do not add up"},
        {"-member == 1", 1, 6, "a number is missing behind -"},
        {"buy.spend / 0 > 1", 12, 1, "a division by 0"},
        {"buy.spend / (1 - 1) > 1", 13, 5, "a division by 0"},
        {"true < attr.vip", 7, 8, "conditions have no order; use == or !="},
        {"buy.spend in [1, 'a', 2]", 17, 3,
         "a number and a text do not compare; a number stands without quotes"},
        {"buy.spend in 2024-01-01 .. 2024-12-31", 13, 10, "a number and a day do not compare"},
        {"buy.spend in 1 .. 2024-12-31", 18, 10,
         "a number and a day do not compare; a number of days is written 90d"},
        {"buy.spend in 2 .. 1", 18, 1, "the range ends before it begins"},
        {"buy.last in 2024-12-31 .. 2024-01-01", 26, 10, "the range ends before it begins"},
        {"buy.last ~ /2024/", 0, 8, "~ needs a text; this is a day"},
        {"attr.city ~ /a(b/i", 12, 6, "bad pattern at byte 3: missing closing parenthesis"},
        {"buy.orders + 1", 0, 14, "a number is no condition; compare it, as in … > 0"},
        {"buy.spend > 1 and 'a'", 18, 3, "a text is no condition; compare it, as in … > 0"},
        {"not month(buy.last)", 4, 15, "a number is no condition; compare it, as in … > 0"},
        {"attr.a - attr.b", 0, 15, "a value is no condition; compare it, as in … > 0"},
        {"month(buy.spend) == 1", 6, 9, "a day is missing; this is a number"},
        {"lower(buy.last) == 'a'", 6, 8, "a text is missing; this is a day"},
        {"lower() == 'a'", 0, 7, "lower needs a value in its parentheses"},
        {"month(buy.last, 2) == 1", 16, 1, "month takes no more than 1"},
        {"min(buy.spend) > 1", 0, 14, "min needs two values or more"},
        {"has(buy.spend > 1)", 4, 13, "has asks for a field"},
        {"number(buy.last) > 1", 7, 8, "a number is missing; this is a day"},
        {"days_since(buy.last) > 90d", 23, 3, "days_since gives a number: 90"},
        {"2w < days_until(buy.last)", 0, 2, "days_until gives a number: 14"},
        {"days_since(buy.last) in 1d .. 30d", 24, 2, "days_since gives a number: 1"},
        {"days_since(buy.last) < 3m", 23, 2, "days_since gives a number of days"},
        {"age(attr.birthday) >= 30y", 22, 3, "age gives a number: 30"},
        {"weekday(today) == Monday", 18, 6, "weekdays are numbers; Monday is 1"},
        {"'sun' == weekday(attr.x)", 0, 5, "weekdays are numbers; sun is 7"},
        {"weekday(today) in [6, Sunday]", 22, 6, "weekdays are numbers; Sunday is 7"},
        {"month(today) in May .. Sept", 16, 3, "months are numbers; May is 5"},
    };
    REFUSE(rows, MBR_EXPR_WANT_TRUTH);
    static const struct wrong numbers_wanted[] = {
        {"buy.last", 0, 8, "a number is missing; this is a day"},
        {"buy.spend > 1", 0, 13, "a number is missing; this is a condition"},
    };
    REFUSE(numbers_wanted, MBR_EXPR_WANT_NUMBER);
}
END_TEST

START_TEST(misspelt)
{
    static const struct wrong rows[] = {
        {"cuont(purchase) > 1", 0, 5, "no function cuont; did you mean count?"},
        {"daysince(buy.last) > 1", 0, 8, "no function daysince; did you mean days_since?"},
        {"sqrt(2) > 1", 0, 4, "no function sqrt"},
        {"buy.spnd > 1", 0, 8, "no field buy.spnd; did you mean buy.spend?"},
        {"buy.cheese > 1", 0, 10, "no field buy.cheese"},
        {"bu.spend > 1", 0, 8, "no field bu.spend; did you mean buy.spend?"},
        {"todya - 90d < buy.last", 0, 5, "no field todya; did you mean today?"},
        {"count(purchas) > 1", 6, 7, "no type purchas; did you mean purchase?"},
        {"count(purchase, catgory == 'a') > 1", 16, 7, "no field catgory; did you mean category?"},
        {"count(purchase, member.buy.spnd > 1) > 1", 16, 15,
         "no field buy.spnd; did you mean buy.spend?"},
        {"count(purchase, item.a.b == 1) > 1", 16, 8, "items have no fields within fields"},
    };
    REFUSE(rows, MBR_EXPR_WANT_TRUTH);
}
END_TEST

START_TEST(functions_of_other_languages)
{
    static const struct wrong rows[] = {
        {"COUNT(purchase) > 1", 0, 5, "no function COUNT; did you mean count?"},
        {"len(attr.city) > 1", 0, 3, "no function len; did you mean length?"},
        {"Upper(attr.city) == 'A'", 0, 5, "no function Upper; did you mean lower?"},
        {"IF(a, b)", 0, 2, "there is no if; and, or and not put conditions together"},
    };
    REFUSE(rows, MBR_EXPR_WANT_TRUTH);
}
END_TEST

/* Of lines and events such fields are not asked for, as they never have them. */
START_TEST(fields_of_members)
{
    static const struct wrong rows[] = {
        {"count(purchase, attr.city == 'Leeds') > 0", 16, 9,
         "within a condition attr.city is a field of the line; did you mean member.attr.city?"},
        {"count(purchase, tags.vip) > 0", 16, 8,
         "within a condition tags.vip is a field of the line; did you mean member.tags.vip?"},
        {"count(view, at > buy.first) > 0", 17, 9,
         "within a condition buy.first is a field of the event; did you mean member.buy.first?"},
        {"count(view, at > as_of) > 0", 17, 5,
         "within a condition as_of is a field of the event; did you mean member.as_of?"},
        {"sum(points.balance, points_earn) > 0", 4, 14,
         "within a condition points.balance is a field of the event; did you mean "
         "member.points.balance?"},
        {"count(purchase, ids.phone == '1') > 0", 16, 9,
         "within a condition ids.phone is a field of the line; did you mean member.ids.phone?"},
    };
    REFUSE(rows, MBR_EXPR_WANT_TRUTH);
}
END_TEST

START_TEST(calls_over_history)
{
    static const struct wrong rows[] = {
        {"count() > 1", 0, 7,
         "count needs what it looks at: purchase, line, order, return or a type of event"},
        {"sum(amount) > 1", 0, 11,
         "sum needs what it looks at: purchase, line, order, return or a type of event"},
        {"count(purchase, 3) > 1", 16, 1, "a window of 3 days is written 3d"},
        {"count(purchase, 1.5) > 1", 16, 3, "a window or a condition is missing"},
        {"max(item, order) > 1", 4, 4, "a number is missing; this is a text"},
        {"count(purchase, 'tea') > 1", 16, 5, "a window or a condition is missing"},
        {"count(purchase, qty) > 1 and count(purchase, qty + 1) > 1", 45, 7,
         "a number is no condition; compare it, as in … > 0"},
        {"count(purchase, 90d, 30d) > 1", 21, 3, "a second window"},
        {"count(purchase, qty > 1, qty < 5) > 1", 25, 7, "a second condition; join them with and"},
        {"count(purchase, 0d) > 1", 16, 2, "a window without days"},
        {"count(purchase, -90d) > 1", 16, 4, "a window without days"},
        {"count(purchase, 1 .. 2) > 1", 16, 1, "a day is missing; this is a number"},
        {"count(purchase, today .. 5) > 1", 25, 1,
         "a day and a number do not compare; a number of days is written 90d"},
        {"sum(item, purchase) > 1", 4, 4, "a number is missing; this is a text"},
        {"max(item, purchase) > 1", 4, 4, "a number or a day is missing"},
        {"count(purchase, amount > 'a') > 1", 25, 3,
         "a number and a text do not compare; a number stands without quotes"},
        {"not count(purchase)", 4, 15, "a number is no condition; compare it, as in … > 0"},
        {"count(purchase)", 0, 15, "a number is no condition; compare it, as in … > 0"},
        {"last(view) > 5", 13, 1,
         "a day and a number do not compare; a number of days is written "
         "90d"},
    };
    REFUSE(rows, MBR_EXPR_WANT_TRUTH);
}
END_TEST

static void asks_for(const char *source, const char *expected, bool history, bool items)
{
    struct mbr_expr_set *set = mbr_expr_set_new(own, 2);
    size_t count;
    ck_assert_int_eq(mbr_expr_add(set, mbr_span(source), MBR_EXPR_WANT_ANY, &place, &err), 0);
    const char *const *paths = mbr_expr_paths(set, &count);
    said.n = 0;
    for (size_t i = 0; i < count; i++)
        mbr_put_format(&said, "%s%s", i ? " " : "", paths[i]);
    mbr_put_char(&said, '\0');
    ck_assert_str_eq(said.p, expected);
    ck_assert_int_eq(mbr_expr_needs_history(set), history);
    ck_assert_int_eq(mbr_expr_needs_items(set), items);
    mbr_expr_set_free(set);
}

/* Only what is named is asked for, once. */
START_TEST(what_is_asked_for)
{
    asks_for("1 + 1", "type as_of", false, false);
    asks_for("rfm.segment == 'a' or as_of > 2024-01-01", "type as_of rfm.segment", false, false);
    asks_for("attr.'shoe-size' > attr.'shoe-size' - attr.'city'",
             "type as_of attr.'shoe-size' attr.city", false, false);
    asks_for("count(purchase, qty > 1 and member.attr.vip)", "type as_of attr.vip orders dropped",
             true, false);
    asks_for("days_since(last(view))", "type as_of events dropped", true, false);
    asks_for("share(category == 'tea')", "type as_of orders dropped", true, true);
    asks_for("count(purchase, price > item.price)", "type as_of orders dropped", true, true);
    asks_for("count(purchase, min(price, list) < 5)", "type as_of orders dropped", true, false);
    asks_for("count(purchase, buy.first .. buy.first + 30d)", "type as_of buy.first orders dropped",
             true, false);
    asks_for("app.orders > rfm.spend", "type as_of app.orders rfm.spend", false, false);
    asks_for("has(events)", "type as_of events", true, false);
}
END_TEST

START_TEST(too_many_fields)
{
    struct mbr_expr_set *set = mbr_expr_set_new(own, 2);
    char source[32];
    int failed = 0;
    for (int i = 0; i < 300 && !failed; i++) {
        snprintf(source, sizeof source, "field_%d", i);
        failed = mbr_expr_add(set, mbr_span(source), MBR_EXPR_WANT_ANY, &place, &err) < 0;
        ck_assert_int_eq(failed, i == 248);
    }
    ck_assert_str_eq(err.text, "more than 250 fields");
    mbr_expr_set_free(set);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("expr_check");
    tcase_add_test(tests, clashes);
    tcase_add_test(tests, misspelt);
    tcase_add_test(tests, functions_of_other_languages);
    tcase_add_test(tests, fields_of_members);
    tcase_add_test(tests, calls_over_history);
    tcase_add_test(tests, what_is_asked_for);
    tcase_add_test(tests, too_many_fields);
    return run_tests("expr_check", tests);
}
