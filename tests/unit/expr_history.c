/* History functions over one member, whose history is small enough to be counted by hand. */

#include <check.h>
#include <stdlib.h>

#include "main.h"
#include "mbr/date.h"
#include "mbr/expr.h"

static struct mbr_err err;

/* Records with ' for ", until they are read. */
static const char orders[] =
    "'orders':["
    "{'order':'o1','at':'2024-01-10T09:00:00','channel':'app','store':'S1','lines':["
    "{'item':'A','qty':2,'amount':10},{'item':'T','qty':1,'amount':4,'coupon':'C\\u0031'}]},"
    "{'order':'o2','at':'2024-04-02','channel':'web','lines':["
    "{'item':'A','qty':1,'amount':5.5},{'item':'G','qty':1,'amount':3,'gift':true},"
    "{'item':'T','qty':2,'amount':8,'at':'2024-04-03T08:00:00','channel':'app','note':{'by':'x'}}]}"
    ","
    "{'order':'o2','at':'2024-04-05','return':true,'channel':'web','lines':["
    "{'item':'A','qty':-1,'amount':-5.5}]},"
    "{'order':'o3','at':'2024-06-30','store':'S1','lines':[{'item':'B','qty':1,'amount':20}]}]";
static const char events[] =
    "'events':["
    "{'type':'points_earn','at':'2024-05-01','points':50},"
    "{'type':'view','at':'2024-06-01','item':'A','ids':{'phone':'1'}},"
    "{'type':'view','at':'2024-06-20T10:00:00','item':'T','channel':'app'},"
    "{'type':'s\\u0065arch','at':'2024-06-21','query':'tea','price':'low','tags_used':['a','b']},"
    "{'type':'coupon_issue','at':'2024-06-21','until':'2024-07-31'},"
    "{'type':'coupon_issue','at':'2024-06-22','until':'2024-07-15'},"
    "{'type':'coupon_issue','at':'2024-06-22','until':'never'},"
    "{'type':'points_earn','at':'2024-06-22','points':7.25}]";
static const char head[] = "{'type':'member','member':'m','as_of':'2024-06-30','attr':{"
                           "'likes':'tea','joined':'2024-03-01','met':'2024-04-02T23:00:00'}";
static const char *const items[] = {
    "{'type':'item','item':'A','name':'House blend','category':'coffee','price':6,'size':'M'}",
    "{'type':'item','item':'T','name':'Green \\u0022tea\\u0022','category':'tea','shelf life':30}",
    "{'type':'item','item':'G','category':'coffee'}"};

static void put_json(struct mbr_buf *buf, const char *text)
{
    for (; *text; text++)
        mbr_put_char(buf, (char)(*text == '\'' ? '"' : *text));
}

static struct mbr_catalogue catalogue;

static void fill_catalogue(void)
{
    for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
        struct mbr_buf line = {0};
        put_json(&line, items[i]);
        ck_assert_int_eq(mbr_catalogue_add(&catalogue, mbr_buf_span(&line), &err), 0);
        mbr_buf_free(&line);
    }
}

static void empty_catalogue(void)
{
    mbr_catalogue_free(&catalogue);
}

/* A set, and a run of it over records. */
static struct mbr_expr_set *set;
static struct mbr_expr_run *run;
static struct mbr_ask *ask;
static struct mbr_buf record;

static void compile(const char *const *sources, size_t count)
{
    struct mbr_expr_place place;
    size_t paths;
    set = mbr_expr_set_new(NULL, 0);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(mbr_expr_add(set, mbr_span(sources[i]), MBR_EXPR_WANT_ANY, &place, &err) ==
                          (int)i,
                      "%s: %s", sources[i], err.text);
    const char *const *path = mbr_expr_paths(set, &paths);
    ask = mbr_ask_new(path, paths, false, &err);
    ck_assert_msg(ask != NULL, "%s", err.text);
    run = mbr_expr_run_new(set, &catalogue, &err);
    ck_assert_msg(run != NULL, "%s", err.text);
}

static void begin(const char *text, int32_t as_of)
{
    record.n = 0;
    put_json(&record, text);
    ck_assert_msg(mbr_ask_scan(ask, mbr_buf_span(&record), &err) == 0, "%s", err.text);
    mbr_expr_record(run, ask->slot, as_of);
}

static void finish(void)
{
    mbr_expr_run_free(run);
    mbr_ask_free(ask);
    mbr_expr_set_free(set);
    mbr_buf_free(&record);
}

static void member(struct mbr_buf *to, const char *more)
{
    mbr_put_format(to, "%s,%s,%s%s}", head, orders, events, more);
    mbr_put_char(to, '\0');
}

static void check_value(int expr, const char *source, const char *expected)
{
    struct mbr_expr_value value;
    struct mbr_buf text = {0};
    ck_assert_msg(mbr_expr_value(run, expr, &value, &err) == 0, "%s: %s", source, err.text);
    mbr_put_expr_value(&text, &value);
    mbr_put_char(&text, '\0');
    ck_assert_msg(strcmp(text.p, expected) == 0, "%s: %s, not %s", source, text.p, expected);
    mbr_buf_free(&text);
}

struct wanted {
    const char *source, *value;
};

/* All at once, for two records with another between them, so that nothing is carried over. */
static void check_all(const struct wanted *wanted, size_t count)
{
    const char *sources[64];
    struct mbr_buf text = {0};
    int32_t as_of = mbr_day_from_civil(2024, 6, 30);
    for (size_t i = 0; i < count; i++)
        sources[i] = wanted[i].source;
    fill_catalogue();
    compile(sources, count);
    member(&text, "");
    for (int turn = 0; turn < 2; turn++) {
        begin(text.p, as_of);
        for (size_t i = 0; i < count; i++)
            check_value((int)(turn ? count - 1 - i : i), wanted[turn ? count - 1 - i : i].source,
                        wanted[turn ? count - 1 - i : i].value);
        begin("{'type':'member','orders':[{'at':'2024-06-01','lines':[{'item':'A','amount':1}]}],"
              "'events':[{'type':'view','at':'2024-06-02','item':'A'}]}",
              as_of);
        for (size_t i = 0; i < count && !turn; i += 2) {
            struct mbr_expr_value value;
            ck_assert_int_eq(mbr_expr_value(run, (int)i, &value, &err), 0);
        }
    }
    finish();
    empty_catalogue();
    mbr_buf_free(&text);
}

#define CHECK_ALL(wanted) check_all(wanted, sizeof(wanted) / sizeof *(wanted))

/* The lines that are no gifts: 10, 4; 5.5, 8; 20. */
START_TEST(over_orders)
{
    static const struct wanted wanted[] = {
        {"count(purchase)", "3"},
        {"count(line)", "5"},
        {"count(return)", "1"},
        {"count(line, true)", "5"},
        {"count(line, gift)", "1"},
        {"count(line, not gift)", "5"},
        {"count(line, gift or not gift)", "6"},
        {"sum(amount, purchase)", "47.5"},
        {"sum(amount, line)", "47.5"},
        {"sum(amount, return)", "5.5"},
        {"sum(qty, return)", "1"},
        {"sum(qty * 2, purchase)", "14"},
        {"sum(amount, purchase, gift)", "3"},
        {"avg(amount, purchase)", "9.5"},
        {"min(amount, purchase)", "4"},
        {"max(amount, purchase)", "20"},
        {"min(at, purchase)", "\"2024-01-10T09:00:00\""},
        {"first(purchase)", "\"2024-01-10T09:00:00\""},
        {"last(purchase)", "\"2024-06-30\""},
        {"last(return)", "\"2024-04-05\""},
        {"days_since(last(purchase))", "0"},
        {"count(purchase, item in ['A', 'T'])", "2"},
        {"count(line, price > 5)", "2"},
        {"count(return, price == 5.5)", "1"},
        {"count(line, coupon == 'C1')", "1"},
        {"count(line, note.by == 'x')", "1"},
        {"count(line, note)", "1"},
        {"count(line, not note)", "4"},
        {"count(line, has(note))", "1"},
        {"count(purchase, order == 'o2')", "1"},
        {"distinct(store, purchase)", "1"},
        {"distinct(item, purchase)", "3"},
        {"distinct(qty, purchase)", "2"},
        {"distinct(channel, purchase)", "2"},
    };
    CHECK_ALL(wanted);
}
END_TEST

/* The orders come to 14, 13.5 and 20; of them lines with A to 10 and 5.5. */
START_TEST(whole_orders)
{
    static const struct wanted wanted[] = {
        {"count(order)", "3"},
        {"count(order, item == 'A')", "2"},
        {"max(amount, order)", "20"},
        {"min(amount, order)", "13.5"},
        {"avg(amount, order) * 3", "47.5"},
        {"sum(amount, order)", "47.5"},
        {"max(qty, order)", "3"},
        {"min(amount, order, item == 'A')", "5.5"},
        {"avg(amount, order, item == 'A')", "7.75"},
        {"min(amount, order, 2024-04-03 .. 2024-06-30)", "8"},
        {"max(amount, order, item == 'none')", "null"},
        {"sum(amount, order, item == 'none')", "0"},
        {"distinct(item, order)", "3"},
        {"first(order)", "\"2024-01-10T09:00:00\""},
        {"count(order, amount > 9)", "2"},
    };
    CHECK_ALL(wanted);
}
END_TEST

/* A line's own channel and time stand for the order's. */
START_TEST(a_line_of_its_own)
{
    static const struct wanted wanted[] = {
        {"count(purchase, channel == 'app')", "2"},
        {"count(line, channel == 'app')", "3"},
        {"count(line, channel == 'web')", "1"},
        {"last(purchase, channel == 'app')", "\"2024-04-03T08:00:00\""},
        {"count(line, hour(at) == 8)", "1"},
        {"count(purchase, 2024-04-03 .. 2024-04-03)", "1"},
    };
    CHECK_ALL(wanted);
}
END_TEST

START_TEST(of_nothing)
{
    static const struct wanted wanted[] = {
        {"count(purchase, item == 'none')", "0"},
        {"sum(amount, purchase, item == 'none')", "0"},
        {"sum(points, cart)", "0"},
        {"avg(amount, purchase, item == 'none')", "null"},
        {"min(amount, purchase, item == 'none')", "null"},
        {"max(amount, purchase, item == 'none')", "null"},
        {"first(purchase, item == 'none')", "null"},
        {"last(cart)", "null"},
        {"distinct(store, purchase, item == 'none')", "null"},
        {"share(item == 'A', 2023-01-01 .. 2023-12-31)", "null"},
        {"share(item == 'none')", "0"},
        {"days_since(last(cart))", "null"},
    };
    CHECK_ALL(wanted);
}
END_TEST

/* 90 days that end with 30 June begin with 2 April (June 30, May 31, April 29); 3 months with 31
   March, what follows the 30th. */
START_TEST(within_windows)
{
    static const struct wanted wanted[] = {
        {"count(purchase, 1d)", "1"},
        {"count(purchase, 89d)", "2"},
        {"count(line, 89d)", "2"},
        {"count(line, 90d)", "3"},
        {"count(purchase, 90d)", "2"},
        {"count(purchase, 13w)", "2"},
        {"count(line, 3m)", "3"},
        {"sum(amount, purchase, 6m)", "47.5"},
        {"sum(amount, purchase, 1y)", "47.5"},
        {"count(purchase, 9999y)", "3"},
        {"count(view, 10d)", "0"},
        {"count(view, 11d)", "1"},
        {"count(purchase, 2024-01-10 .. 2024-04-02)", "2"},
        {"count(purchase, 2024-01-11 .. 2024-04-01)", "0"},
        {"count(purchase, today .. first(purchase))", "0"},
        {"count(line, 2024-04-02 .. 2024-04-02)", "1"},
        {"count(purchase, attr.joined .. today)", "2"},
        {"count(line, attr.met .. today)", "3"},
        {"count(purchase, attr.birthday .. today)", "null"},
        {"count(purchase, attr.likes .. today)", "null"},
    };
    CHECK_ALL(wanted);
}
END_TEST

/* 12 of 47.5; since 2 April, 8 of 33.5. */
START_TEST(shares)
{
    static const struct wanted wanted[] = {
        {"share(category == 'tea')", "0.252631579"},
        {"share(category == 'tea', 90d)", "0.23880597"},
        {"share(90d)", "1"},
        {"share(gift)", "0.0631578947"},
    };
    CHECK_ALL(wanted);
}
END_TEST

START_TEST(item_facts)
{
    static const struct wanted wanted[] = {
        {"count(purchase, category == 'tea')", "2"},
        {"count(line, category == 'coffee')", "2"},
        {"count(line, category == 'coffee' and channel == 'app')", "1"},
        {"count(line, channel == 'app' and lower(category) == 'tea')", "2"},
        {"count(line, category ~ /^t/ and name ~ /\"/)", "2"},
        {"count(line, not category == 'tea')", "3"},
        {"count(line, category != 'tea')", "2"},
        {"count(line, price < item.price)", "2"},
        {"count(line, item.'shelf life' >= 30)", "2"},
        {"count(line, category == member.attr.likes)", "2"},
        {"distinct(category, purchase)", "2"},
        {"sum(item.price * qty, purchase)", "18"},
        {"first(view, category == 'tea')", "\"2024-06-20T10:00:00\""},
    };
    CHECK_ALL(wanted);
}
END_TEST

START_TEST(over_events)
{
    static const struct wanted wanted[] = {
        {"count(view)", "2"},
        {"count(search, query == 'tea')", "1"},
        {"count(search, price == 'low')", "1"},
        {"count(view, channel == 'app')", "1"},
        {"count(view, ids.phone == '1')", "1"},
        {"count(view, ids)", "1"},
        {"count(view, has(ids))", "1"},
        {"count(search, tags_used == 'b')", "1"},
        {"count(search, tags_used != 'b')", "0"},
        {"last(view)", "\"2024-06-20T10:00:00\""},
        {"first(view)", "\"2024-06-01\""},
        {"days_since(last(view))", "10"},
        {"sum(points, points_earn)", "57.25"},
        {"max(points, points_earn, 30d)", "7.25"},
        {"distinct(item, view)", "2"},
        {"min(until, coupon_issue)", "\"2024-07-15\""},
        {"max(until, coupon_issue)", "\"2024-07-31\""},
    };
    CHECK_ALL(wanted);
}
END_TEST

/* Within 90 days of the first: till 9 April. */
START_TEST(of_one_another)
{
    static const struct wanted wanted[] = {
        {"count(purchase, first(purchase) .. first(purchase) + 90d)", "2"},
        {"count(view, at > last(purchase, category == 'tea'))", "2"},
        {"count(line, amount > avg(amount, line))", "2"},
        {"count(purchase, last(return) .. today)", "1"},
        {"count(purchase, last(purchase, at < last(return)) .. today)", "2"},
    };
    CHECK_ALL(wanted);
}
END_TEST

/* A sum that decimals do not hold is a double. */
START_TEST(large_sums)
{
    static const char *const source[] = {"sum(x, view)", "max(x, view)"};
    compile(source, 2);
    begin("{'events':[{'type':'view','at':'2024-06-01','x':900000000000000},"
          "{'type':'view','at':'2024-06-01','x':900000000000000},"
          "{'type':'view','at':'2024-06-01','x':'9'},{'type':'view','at':'2024-06-01'}]}",
          MBR_DAY_NONE);
    check_value(0, source[0], "1.8e15");
    check_value(1, source[1], "900000000000000");
    begin("{'events':[{'type':'view','at':'2024-06-01','x':1e308},"
          "{'type':'view','at':'2024-06-01','x':1e308}]}",
          MBR_DAY_NONE);
    check_value(0, source[0], "null");
    finish();
}
END_TEST

START_TEST(what_is_absent_in_lines)
{
    static const char *const source[] = {"sum(amount, purchase)", "sum(qty, purchase)",
                                         "count(purchase, 1d)", "sum(amount, return)"};
    compile(source, 4);
    begin("{'orders':[{'at':'2024-06-01','lines':[{'price':2.5},{'price':2.5,'qty':3}]},"
          "{'at':'2024-06-01','return':true,'lines':[{'price':2,'qty':-3}]}]}",
          MBR_DAY_NONE);
    check_value(0, source[0], "10");
    check_value(1, source[1], "4");
    check_value(2, source[2], "null");
    check_value(3, source[3], "6");
    begin("{'type':'view'}", MBR_DAY_NONE);
    check_value(0, source[0], "0");
    finish();
}
END_TEST

START_TEST(what_is_refused)
{
    static const char *const source[] = {"sum(amount, purchase)", "count(view)"};
    static const struct {
        const char *record, *why;
        int expr;
    } bad[] = {
        {"{'dropped':['orders']}", "dropped: the orders are needed here: [\"orders\"]", 0},
        {"{'dropped':['events']}", "dropped: the events are needed here: [\"events\"]", 1},
        {"{'orders':{}}", "orders: not a list: {}", 0},
        {"{'orders':null}", "orders: not a list: null", 0},
        {"{'orders':[1]}", "orders: not a JSON object: \"1\"", 0},
        {"{'orders':[{}]}", "orders: at: missing", 0},
        {"{'orders':[{'at':'x'}]}", "orders: at: not a date: \"x\"", 0},
        {"{'orders':[{'at':'2024-01-01','lines':1}]}", "orders: lines: not a list: 1", 0},
        {"{'orders':[{'at':'2024-01-01','lines':[{'at':1}]}]}", "orders: lines: at: not a date: 1",
         0},
        {"{'orders':[{'at':'2024-01-01','lines':[{}]}]}",
         "orders: lines: amount: missing, and no price to form it from", 0},
        {"{'orders':[{'at':'2024-01-01','lines':[{'amount':'1'}]}]}",
         "orders: lines: amount: not a number: \"1\"", 0},
        {"{'orders':[{'at':'2024-01-01','lines':[{'amount':-1}]}]}",
         "orders: lines: amount: negative: -1", 0},
        {"{'orders':[{'at':'2024-01-01','lines':[{'amount':1,'qty':0}]}]}",
         "orders: lines: qty: not above 0: 0", 0},
        {"{'orders':[{'at':'2024-01-01','lines':[{'amount':1,'amount':1}]}]}",
         "orders: lines: amount: stands twice", 0},
        {"{'events':[{'at':'2024-01-01'}]}", "events: type: missing", 1},
        {"{'events':[{'type':'view'}]}", "events: at: missing", 1},
    };
    compile(source, 2);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mbr_expr_value value;
        begin(bad[i].record, MBR_DAY_NONE);
        ck_assert_msg(mbr_expr_value(run, bad[i].expr, &value, &err) == -1, "%s", bad[i].record);
        ck_assert_str_eq(err.text, bad[i].why);
        ck_assert_int_eq(mbr_expr_value(run, 1 - bad[i].expr, &value, &err), 0);
        begin("{'type':'member'}", MBR_DAY_NONE);
        check_value(bad[i].expr, source[bad[i].expr], "0");
    }
    finish();
}
END_TEST

/* Said at the first record, whether or not it has a line with an item. */
START_TEST(without_items)
{
    static const char *const source[] = {"count(purchase, category == 'tea')"};
    struct mbr_expr_value value;
    compile(source, 1);
    begin("{'type':'member'}", MBR_DAY_NONE);
    ck_assert_int_eq(mbr_expr_value(run, 0, &value, &err), -1);
    ck_assert_str_eq(err.text, "items: 'category' is asked for, but the stream has shown no item");
    finish();
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("expr_history");
    tcase_add_test(tests, over_orders);
    tcase_add_test(tests, whole_orders);
    tcase_add_test(tests, a_line_of_its_own);
    tcase_add_test(tests, of_nothing);
    tcase_add_test(tests, within_windows);
    tcase_add_test(tests, shares);
    tcase_add_test(tests, item_facts);
    tcase_add_test(tests, over_events);
    tcase_add_test(tests, of_one_another);
    tcase_add_test(tests, large_sums);
    tcase_add_test(tests, what_is_absent_in_lines);
    tcase_add_test(tests, what_is_refused);
    tcase_add_test(tests, without_items);
    return run_tests("expr_history", tests);
}
