#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../lib/model/import_row.h"
#include "main.h"

/* The columns of the table that rows are read from. */
static const char *const columns[] = {"day",  "who",    "receipt", "article",
                                      "text", "pieces", "each",    "town"};
#define COLUMNS (sizeof columns / sizeof columns[0])

static struct mbr_import_plan plan;
static struct mbr_import_facts facts;
static struct mbr_import_row row;
static struct mbr_csv_record record;
static struct mbr_err err;

static void set_up(void)
{
    struct mbr_span headers[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++)
        headers[i] = mbr_span(columns[i]);
    ck_assert_int_eq(mbr_import_titles(&plan.titles, headers, COLUMNS, &err), 0);
    struct mbr_layout *layout = mbr_layout_parse(
        "p",
        mbr_span("{\"version\":1,\"map\":{\"attr.town\":\"town\",\"price\":\"each\",\"qty\":6,"
                 "\"name\":\"text\",\"item\":\"article\",\"order\":\"receipt\","
                 "\"member\":\"who\",\"at\":\"day\"},\"ids\":{\"member\":\"integer\"},"
                 "\"returns\":{\"order\":\"^C\"},\"services\":{\"item\":\"^POST$\"},"
                 "\"notes\":{\"name\":\"^[a-z?]\"}}"),
        &err);
    ck_assert_int_eq(mbr_import_plan_make(&plan, layout, &err), 0);
    for (size_t i = 0; i < plan.attrs.count; i++)
        plan.attrs.field[i]->attr = mbr_import_attr_number(&facts, plan.attrs.field[i]->name);
}

static void tear_down(void)
{
    mbr_import_plan_free(&plan);
    mbr_import_facts_free(&facts);
    mbr_import_row_free(&row);
    mbr_csv_record_free(&record);
}

static int read_row(const char *text)
{
    static const struct mbr_csv_dialect comma = {.separator = ',', .quotes = true};
    ck_assert_uint_gt(mbr_csv_split(&record, &comma, mbr_span(text), true), 0);
    row.record = &record;
    return mbr_import_read(&plan, &row);
}

/* The lines that a row becomes. */
static const char *written(const char *text)
{
    static struct mbr_buf out;
    out.n = 0;
    ck_assert_msg(read_row(text) == 0, "%s: %s", row.flaw.column, row.flaw.what);
    ck_assert_int_eq(mbr_import_write_facts(&plan, &row, &facts, &out), 0);
    mbr_import_write_event(&plan, &row, &out);
    mbr_put_char(&out, '\0');
    return out.p;
}

/* "column: why", or only why. */
static const char *flaw(const char *text)
{
    static char said[200];
    ck_assert_int_eq(read_row(text), -1);
    snprintf(said, sizeof said, "%s%s%s", row.flaw.column ? row.flaw.column : "",
             row.flaw.column ? ": " : "", row.flaw.what);
    return said;
}

START_TEST(events_items_and_attrs)
{
    ck_assert_str_eq(written("2011-01-02 08:26:00,17850.0,536365,85123A,LANTERN,6,2.50,Leeds"),
                     "{\"type\":\"item\",\"item\":\"85123A\",\"at\":\"2011-01-02T08:26:00\","
                     "\"name\":\"LANTERN\",\"price\":2.5}\n"
                     "{\"type\":\"attr\",\"at\":\"2011-01-02T08:26:00\",\"member\":\"17850\","
                     "\"town\":\"Leeds\"}\n"
                     "{\"type\":\"purchase\",\"at\":\"2011-01-02T08:26:00\",\"member\":\"17850\","
                     "\"order\":\"536365\",\"item\":\"85123A\",\"qty\":6,\"price\":2.5}");
    ck_assert_str_eq(written("2011-01-03,17850, 536366 ,85123A,damaged,1,2.55,Leeds"),
                     "{\"type\":\"purchase\",\"at\":\"2011-01-03\",\"member\":\"17850\","
                     "\"order\":\"536366\",\"item\":\"85123A\",\"qty\":1,\"price\":2.55}");
    ck_assert_str_eq(written("2011-01-04,,C1,85123A,\"LANTERN, 5\"\" HIGH\",-1,3,York"),
                     "{\"type\":\"item\",\"item\":\"85123A\",\"at\":\"2011-01-04\","
                     "\"name\":\"LANTERN, 5\\\" HIGH\"}\n"
                     "{\"type\":\"return\",\"at\":\"2011-01-04\",\"order\":\"C1\","
                     "\"item\":\"85123A\",\"qty\":1,\"price\":3}");
    ck_assert_str_eq(written("2011-01-05,1,C2,POST,?,1,4,"),
                     "{\"type\":\"item\",\"item\":\"POST\",\"at\":\"2011-01-05\",\"price\":4,"
                     "\"service\":true}\n"
                     "{\"type\":\"return\",\"at\":\"2011-01-05\",\"member\":\"1\","
                     "\"order\":\"C2\",\"item\":\"POST\",\"qty\":1,\"price\":4}");
}
END_TEST

START_TEST(flaws)
{
    ck_assert_str_eq(flaw("2011-01-02,1,2,3,x,1,-11062.06,"), "each: negative");
    ck_assert_str_eq(flaw("2011-01-02,1,2,3,x,0.0,1,"), "pieces: zero");
    ck_assert_str_eq(flaw("2011-01-02,1,2,3,x,one,1,"), "pieces: not a number");
    ck_assert_str_eq(flaw("2011-01-02,1,2,3,x,1,1.00001,"), "each: more than four decimal places");
    ck_assert_str_eq(flaw("2011-01-32,1,2,3,x,1,1,"), "day: not a date");
    ck_assert_str_eq(flaw(",1,2,3,x,1,1,"), "day: missing");
    ck_assert_str_eq(flaw("2011-01-02,1,2,3,x,1,,"), "each: missing");
    ck_assert_str_eq(flaw("2011-01-02,1,2,3,x,10,92233720368548,"),
                     "each: too large for its quantity");
    ck_assert_str_eq(flaw("2011-01-02,1.5,2,3,x,1,1,"), "who: not a whole number");
    ck_assert_str_eq(flaw("2011-01-02,6.9E+18,2,3,x,1,1,"), "who: id in scientific notation");
    ck_assert_str_eq(flaw("2011-01-02,1,6.91793E+18,3,x,1,1,"),
                     "receipt: id in scientific notation");
    ck_assert_str_eq(flaw("2011-01-02,1,2,3,x,1,1"), "7 fields instead of 8");
    ck_assert_str_eq(flaw("2011-01-02,1,2,3,x,1,1,,,y"), "10 fields instead of 8");
    ck_assert_str_eq(flaw("2011-01-02"), "1 field instead of 8");
    ck_assert_str_eq(flaw("2011-01-02,1,2,3,\xff,1,1,"), "not UTF-8");
    ck_assert_str_eq(flaw("2011-01-02,1,2,3,\"x"), "quote is never closed");
    ck_assert_int_eq(read_row("2011-01-02,1,2,3,x,1,1,,,"), 0);
    ck_assert_int_eq(read_row("2011-01-02,1,2,3,x,10,92233720368547,"), 0);
    ck_assert_int_eq(read_row("2011-01-02,1,12E5,3,x,1,1,"), 0);
    ck_assert_uint_eq(facts.items.count, 0);
}
END_TEST

START_TEST(titles)
{
    struct mbr_import_plan other = {0};
    struct mbr_span headers[] = {mbr_span("分销员"), mbr_span(" a "), mbr_span("分销员"),
                                 mbr_span("")};
    const struct mbr_names *names = &other.titles;
    ck_assert_int_eq(mbr_import_titles(&other.titles, headers, 4, &err), 0);
    ck_assert_str_eq(names->name[1], "a");
    ck_assert_str_eq(names->name[2], "分销员_2");
    ck_assert_str_eq(names->name[3], "column 4");
    ck_assert_uint_eq(mbr_import_column(names, "2"), 1);
    ck_assert_uint_eq(mbr_import_column(names, "5"), MBR_IMPORT_NO_COLUMN);
    ck_assert_uint_eq(mbr_import_column(names, "0"), MBR_IMPORT_NO_COLUMN);
    ck_assert_uint_eq(mbr_import_column(names, "b"), MBR_IMPORT_NO_COLUMN);
    mbr_import_plan_free(&other);
    struct mbr_span *many = mbr_calloc(4097, sizeof *many);
    for (size_t i = 0; i < 4097; i++)
        many[i] = mbr_span("a");
    ck_assert_int_eq(mbr_import_titles(&other.titles, many, 4097, &err), -1);
    ck_assert_int_eq(mbr_import_titles(&other.titles, many, 4096, &err), 0);
    ck_assert_str_eq(names->name[4095], "a_4096");
    free(many);
    mbr_import_plan_free(&other);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("import");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, events_items_and_attrs);
    tcase_add_test(tests, flaws);
    tcase_add_test(tests, titles);
    return run_tests("import", tests);
}
