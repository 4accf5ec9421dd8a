/* What is told at the end of expressions that ask in vain. */

#include <check.h>

#include "main.h"
#include "mbr/date.h"
#include "mbr/expr_notes.h"

static struct mbr_err err;
static struct mbr_buf told;

/* Records with ' for ", until they are read. */
static const char ann[] =
    "{'type':'member','attr':{'age':'41','birthday':'soon','city':'Leeds','zip':9,"
    "'likes':['tea','milk']},'tags':{'vip':{'since':'2024-01-01','weight':0.8}},"
    "'orders':[{'at':'2024-01-10','store':'S1','lines':[{'item':'C1','amount':15,'nte':'x'}]}],"
    "'events':[{'type':'view','at':'2024-06-01','item':'C1','rating':'5'},"
    "{'type':'coupon_redeem','at':'2024-06-01'}]}";
static const char bob[] =
    "{'type':'member','attr':{'age':30,'birthday':'1980-01-01','city':'York','likes':'tea'},"
    "'tags':{'vip':{'weight':0.5}},"
    "'orders':[{'at':'2024-02-10','lines':[{'item':'T1','amount':4,'note':{'by':'z'}}]},"
    "{'at':'2024-02-11','return':true,'lines':[{'item':'T1','amount':-4}]}],"
    "'events':[{'type':'cart','at':'2024-06-01','query':'tea'}]}";
static const char *const items[] = {"{'type':'item','item':'C1','name':'Espresso','size':'500'}",
                                    "{'type':'item','item':'T1','name':'Sencha','brnd':'Leaf'}"};

static void put_json(struct mbr_buf *buf, const char *text)
{
    buf->n = 0;
    for (; *text; text++)
        mbr_put_char(buf, (char)(*text == '\'' ? '"' : *text));
}

static struct mbr_catalogue catalogue;

static void fill_catalogue(void)
{
    struct mbr_buf line = {0};
    for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
        put_json(&line, items[i]);
        ck_assert_int_eq(mbr_catalogue_add(&catalogue, mbr_buf_span(&line), &err), 0);
    }
    mbr_buf_free(&line);
}

static void say(void *self, const char *text)
{
    struct mbr_buf *to = self;
    mbr_put_format(to, "%s\n", text);
}

/* Asks the expression of one record in a run of its own. */
static void ask(const struct mbr_expr_set *set, struct mbr_expr_notes *notes, const char *record)
{
    size_t count;
    struct mbr_buf line = {0};
    const char *const *paths = mbr_expr_paths(set, &count);
    struct mbr_ask *asked = mbr_ask_new(paths, count, false, &err);
    struct mbr_expr_run *run = mbr_expr_run_new(set, &catalogue, &err);
    struct mbr_expr_value value;
    ck_assert_ptr_nonnull(asked);
    ck_assert_ptr_nonnull(run);
    mbr_expr_run_note(run, notes);
    put_json(&line, record);
    ck_assert_int_eq(mbr_ask_scan(asked, mbr_buf_span(&line), &err), 0);
    mbr_expr_record(run, asked->slot, mbr_day_from_civil(2024, 6, 30));
    ck_assert_msg(mbr_expr_value(run, 0, &value, &err) == 0, "%s", err.text);
    mbr_expr_notes_items(notes, &catalogue);
    mbr_expr_run_free(run);
    mbr_ask_free(asked);
    mbr_buf_free(&line);
}

/* One thread has seen the first record, another the second; then the other way round. */
static const char *notes_of(const char *source, bool swap)
{
    struct mbr_expr_place place;
    struct mbr_expr_set *set = mbr_expr_set_new(NULL, 0);
    struct mbr_expr_notes *all = mbr_expr_notes_new();
    ck_assert_msg(mbr_expr_add(set, mbr_span(source), MBR_EXPR_WANT_ANY, &place, &err) == 0,
                  "%s: %s", source, err.text);
    for (int i = 0; i < 2; i++) {
        struct mbr_expr_notes *notes = mbr_expr_notes_new();
        ask(set, notes, (i == 0) == swap ? bob : ann);
        mbr_expr_notes_add(all, notes);
        mbr_expr_notes_free(notes);
    }
    told.n = 0;
    mbr_expr_notes_tell(all, say, &told);
    mbr_expr_notes_free(all);
    mbr_expr_set_free(set);
    if (told.n)
        told.n--;
    mbr_put_char(&told, '\0');
    return told.p;
}

struct row {
    const char *source, *expected;
};

static void hold_to(const struct row *rows, size_t count)
{
    fill_catalogue();
    for (size_t i = 0; i < count; i++)
        for (int swap = 0; swap < 2; swap++) {
            const char *got = notes_of(rows[i].source, swap);
            ck_assert_msg(strcmp(got, rows[i].expected) == 0, "%s: %s", rows[i].source, got);
        }
    mbr_catalogue_free(&catalogue);
    mbr_buf_free(&told);
}

#define HOLD(rows) hold_to(rows, sizeof(rows) / sizeof *(rows))

START_TEST(types)
{
    static const struct row rows[] = {
        {"count(veiw)", "no event of type veiw was met; did you mean view?"},
        {"count(coupon_reedem)",
         "no event of type coupon_reedem was met; did you mean coupon_redeem?"},
        {"count(cart) + count(view)", ""},
        {"count(lines)", "no event of type lines was met; did you mean line?"},
        {"count(purchase) + count(login)", "no event of type login was met"},
        {"attr.city == 'York' and count(login) > 0",
         "no event of type login was met in the 1 of 2 records where it is asked for"},
        {"attr.city == 'Hull' and count(login) > 0", ""},
    };
    HOLD(rows);
}
END_TEST

START_TEST(fields)
{
    static const struct row rows[] = {
        {"sum(amonut, purchase)", "no purchase has amonut; did you mean amount?"},
        {"count(view, itm == 'X')", "no event of type view has itm; did you mean item?"},
        {"count(view, query == 'tea')", "no event of type view has query"},
        {"count(cart, query == 'tea')", ""},
        {"count(view, item == C1)", "no event of type view has C1; a text stands in quotes: 'C1'"},
        {"count(line, store == 'S1')", ""},
        {"count(line, channel == 'app')", "no purchase has channel"},
        {"count(return, store == 'S1')", "no return has store"},
        {"count(line, nots == 'x')", "no purchase has nots; did you mean note?"},
        {"count(line, note.by == 'x')", ""},
        {"count(line, pref.colour == 'x')",
         "no purchase has pref.colour; a field of the record is member.pref.colour"},
        {"count(line, gift or qty > 1 or price > 1)", ""},
        {"count(line, category == 'tea')", "no item has category"},
        {"count(line, brand == 'Leaf')", "no item has brand; did you mean brnd?"},
        {"count(line, name == 'x')", ""},
        {"count(login, itm == 'X')", "no event of type login was met"},
    };
    HOLD(rows);
}
END_TEST

START_TEST(kinds)
{
    static const struct row rows[] = {
        {"attr.age > 40", "attr.age is a text in 1 of 2 records where it meets a number; "
                          "number(attr.age) reads it"},
        {"40 < attr.age", "attr.age is a text in 1 of 2 records where it meets a number; "
                          "number(attr.age) reads it"},
        {"attr.age + 1", "attr.age is a text in 1 of 2 records where it meets a number; "
                         "number(attr.age) reads it"},
        {"number(attr.age) + 1", ""},
        {"attr.age == '41'", "attr.age is a number in 1 of 2 records where it meets a text"},
        {"attr.zip ~ /9/", "attr.zip is a number in the one record where it meets a text"},
        {"attr.birthday < today",
         "attr.birthday is a text that is no day in 1 of 2 records: it counts as absent there"},
        {"age(attr.city)",
         "attr.city is a text that is no day in all 2 records: it counts as absent there"},
        {"attr.city == 'York'", ""},
        {"tags.vip > 0.5", "tags.vip is an object in all 2 records; did you mean tags.vip.weight?"},
        {"tags.vip == 'x'", "tags.vip is an object in all 2 records; did you mean tags.vip.since?"},
        {"tags.vip and has(tags.vip)", ""},
        {"attr.likes == 'tea'", ""},
        {"lower(attr.likes) == 'tea'", "attr.likes is a list in 1 of 2 records"},
        {"count(view, rating > 3)", "rating is a text in all events of type view where it meets a "
                                    "number; number(rating) reads it"},
        {"count(line, size > 100)",
         "size is a text in all items where it meets a number; number(size) reads it"},
        {"count(line, member.attr.age > 40)",
         "attr.age is a text in 1 of 2 records where it meets a number; number(attr.age) reads it"},
    };
    HOLD(rows);
}
END_TEST

START_TEST(without_a_record)
{
    struct mbr_expr_notes *notes = mbr_expr_notes_new(), *others = mbr_expr_notes_new();
    mbr_expr_notes_add(notes, others);
    mbr_expr_notes_tell(notes, say, &told);
    ck_assert_uint_eq(told.n, 0);
    ck_assert(!mbr_put_expr_quoted(&told, notes, 0));
    mbr_expr_notes_free(notes);
    mbr_expr_notes_free(others);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("expr_notes");
    tcase_add_test(tests, types);
    tcase_add_test(tests, fields);
    tcase_add_test(tests, kinds);
    tcase_add_test(tests, without_a_record);
    return run_tests("expr_notes", tests);
}
