#include "mbr/table.h"

#include <check.h>
#include <string.h>

#include "main.h"

#define MOST_CELLS 8

static struct mbr_out out;
static struct mbr_err err;

/* A cell as its JSON spells it; NULL is absent. */
static struct mbr_json cell(const char *raw)
{
    static const enum mbr_json_kind kinds[] = {
        ['"'] = MBR_JSON_STRING, ['['] = MBR_JSON_ARRAY, ['{'] = MBR_JSON_OBJECT,
        ['t'] = MBR_JSON_TRUE,   ['f'] = MBR_JSON_FALSE, ['n'] = MBR_JSON_NULL};
    if (!raw)
        return (struct mbr_json){.kind = MBR_JSON_ABSENT};
    size_t first = (unsigned char)raw[0];
    enum mbr_json_kind kind = first < sizeof kinds / sizeof *kinds ? kinds[first] : 0;
    return (struct mbr_json){.raw = mbr_span(raw),
                             .kind = kind ? kind : MBR_JSON_NUMBER,
                             .plain = kind == MBR_JSON_STRING && !strchr(raw, '\\')};
}

static int add(struct mbr_table *table, const char *const *row, size_t columns)
{
    struct mbr_json cells[MOST_CELLS];
    for (size_t i = 0; i < columns; i++)
        cells[i] = cell(row[i]);
    return mbr_table_add(table, cells, &out, &err);
}

/* The table of a header and rows, `columns` of each. */
static const char *table_of(struct mbr_table_style style, size_t columns, const char *const *names,
                            size_t rows, const char *const *cells)
{
    struct mbr_table *table = mbr_table_new(&style, names, columns);
    out.buf.n = 0;
    for (size_t i = 0; i < rows; i++)
        ck_assert_int_eq(add(table, cells + i * columns, columns), 0);
    ck_assert_int_eq(mbr_table_end(table, NULL, &out, &err), 0);
    mbr_table_free(table);
    mbr_put_char(&out.buf, '\0');
    return out.buf.p;
}

static const char *one_cell(struct mbr_table_style style, const char *raw)
{
    static char text[200];
    const char *name = "h";
    const char *all = table_of(style, 1, &name, 1, &raw);
    const char *line = strchr(all, '\n') + 1;
    size_t n = strcspn(line, style.format == MBR_CELLS_CSV ? "" : "\n");
    ck_assert_uint_lt(n, sizeof text);
    memcpy(text, line, n);
    text[n] = '\0';
    return text;
}

/* The examples of RFC 4180, section 2, rules 5 to 7. */
START_TEST(csv_quotes)
{
    struct mbr_table_style csv = {.format = MBR_CELLS_CSV};
    static const char *const names[] = {"a", "b", "c"};
    static const char *const rows[] = {"\"aaa\"", "\"b \\r\\nbb\"", "\"ccc\"",
                                       "\"zzz\"", "\"yyy\"",        "\"xxx\"",
                                       "\"aaa\"", "\"b\\\"bb\"",    "\"c,c\""};
    ck_assert_str_eq(table_of(csv, 3, names, 3, rows),
                     "a,b,c\r\naaa,\"b \r\nbb\",ccc\r\n"
                     "zzz,yyy,xxx\r\naaa,\"b\"\"bb\",\"c,c\"\r\n");
    ck_assert_str_eq(one_cell(csv, NULL), "\"\"\r\n");
    ck_assert_str_eq(one_cell(csv, "19.90"), "19.90\r\n");
    ck_assert_str_eq(one_cell(csv, "[1, {\"a b\" : null}]"), "\"[1,{\"\"a b\"\":null}]\"\r\n");
    csv.bom = true;
    ck_assert_str_eq(table_of(csv, 1, names, 0, NULL), "\xEF\xBB\xBF"
                                                       "a\r\n");
}
END_TEST

/* The characters of OWASP's page on CSV injection: = + - @, tab, carriage return. */
START_TEST(formulas_are_defused)
{
    struct mbr_table_style csv = {.format = MBR_CELLS_CSV, .safe = true};
    ck_assert_str_eq(one_cell(csv, "\"=1+1\""), "'=1+1\r\n");
    ck_assert_str_eq(one_cell(csv, "\"+cmd|' /C calc'!A0\""), "'+cmd|' /C calc'!A0\r\n");
    ck_assert_str_eq(one_cell(csv, "\"-2+3\""), "'-2+3\r\n");
    ck_assert_str_eq(one_cell(csv, "\"@SUM(A1,A2)\""), "\"'@SUM(A1,A2)\"\r\n");
    ck_assert_str_eq(one_cell(csv, "\"\\t=1\""), "'\t=1\r\n");
    ck_assert_str_eq(one_cell(csv, "\"\\r=1\""), "\"'\r=1\"\r\n");
    ck_assert_str_eq(one_cell(csv, "-27.5"), "-27.5\r\n");
    ck_assert_str_eq(one_cell(csv, "\"-27.5\""), "-27.5\r\n");
    ck_assert_str_eq(one_cell(csv, "\"a=b\""), "a=b\r\n");
    csv.safe = false;
    ck_assert_str_eq(one_cell(csv, "\"=1+1\""), "=1+1\r\n");
}
END_TEST

START_TEST(other_spellings)
{
    struct mbr_table_style tsv = {.format = MBR_CELLS_TSV}, html = {.format = MBR_CELLS_HTML};
    ck_assert_str_eq(one_cell(tsv, "\"a\\tb\\nc\\\\d\\re\""), "a\\tb\\nc\\\\d\\re");
    tsv.visible = true;
    ck_assert_str_eq(one_cell(tsv, "\"a\\tb\\u001b[m\""), "a\\tb\\u001b[m");
    static const char *const names[] = {"<h>", "n"}, *const row[] = {"\"a&b<i>\\\"\"", "1"};
    ck_assert_str_eq(table_of(html, 2, names, 1, row),
                     "<table>\n<thead>\n<tr><th>&lt;h&gt;</th><th class=\"num\">n</th></tr>\n"
                     "</thead>\n<tbody>\n<tr><td>a&amp;b&lt;i&gt;&quot;</td>"
                     "<td class=\"num\">1</td></tr>\n</tbody>\n</table>\n");
}
END_TEST

/* GitHub Flavored Markdown, 4.10 Tables: a pipe in a cell is escaped, three dashes at least, a
   colon at the right aligns right. */
START_TEST(markdown)
{
    struct mbr_table_style style = {.format = MBR_CELLS_MARKDOWN};
    static const char *const names[] = {"f|oo", "n"};
    static const char *const rows[] = {"\"b `|` az\"", "1", "\"a_b *c*\"", "-2.50"};
    ck_assert_str_eq(table_of(style, 2, names, 2, rows), "| f\\|oo       |     n |\n"
                                                         "| ----------- | ----: |\n"
                                                         "| b \\`\\|\\` az |     1 |\n"
                                                         "| a_b \\*c\\*   | -2.50 |\n");
}
END_TEST

START_TEST(numeric_columns)
{
    static const char *const names[] = {"id", "n", "mixed"};
    static const char *const rows[] = {"\"7\"",    "10",    "1",    "\"100\"", NULL,
                                       "\"none\"", "\"8\"", "2.50", "true"};
    ck_assert_str_eq(table_of((struct mbr_table_style){0}, 3, names, 3, rows), "id      n  mixed\n"
                                                                               "7      10  1\n"
                                                                               "100        none\n"
                                                                               "8    2.50  true\n");
}
END_TEST

/* To two places, half away from zero; whole numbers only where others have a fraction. */
START_TEST(rounded)
{
    static const char *const names[] = {"spend", "orders", "mixed"};
    static const char *const rows[] = {"840.5",  "12",  "0.125", "96", "3",     "7",
                                       "-2.675", "100", "true",  NULL, "1e400", "\"1.999\""};
    struct mbr_table_style style = {.rounded = true, .places = 2};
    ck_assert_str_eq(table_of(style, 3, names, 4, rows), " spend  orders  mixed\n"
                                                         "840.50      12  0.13\n"
                                                         " 96.00       3  7.00\n"
                                                         " -2.68     100  true\n"
                                                         "         1e400  1.999\n");
    style.format = MBR_CELLS_CSV;
    ck_assert_str_eq(table_of(style, 3, names, 4, rows), "spend,orders,mixed\r\n"
                                                         "840.50,12,0.13\r\n96,3,7\r\n"
                                                         "-2.68,100,true\r\n,1e400,1.999\r\n");
    style = (struct mbr_table_style){.format = MBR_CELLS_MARKDOWN, .rounded = true};
    ck_assert_str_eq(table_of(style, 2, names, 1, rows), "| spend | orders |\n"
                                                         "| ----: | -----: |\n"
                                                         "|   841 |     12 |\n");
}
END_TEST

START_TEST(wide_letters)
{
    static const char *const names[] = {"姓名", "n"};
    static const char *const rows[] = {"\"王小明\"",         "1", "\"Zoë\"", "22",
                                       "\"👩\xE2\x80\x8D💻\"", "3"};
    ck_assert_str_eq(table_of((struct mbr_table_style){.bold = true}, 2, names, 3, rows),
                     "\033[1m姓名     n\033[0m\n"
                     "王小明   1\n"
                     "Zoë     22\n"
                     "👩\xE2\x80\x8D💻       3\n");
}
END_TEST

static const char *const wide_names[] = {"rfm.segment", "buy.spend", "name"};
static const char *const wide_row[] = {"\"about_to_sleep_soon\"", "5288.63",
                                       "\"a rather long name\""};

static const char *within(size_t width)
{
    return table_of((struct mbr_table_style){.width = width}, 3, wide_names, 1, wide_row);
}

/* 19 + 2 + 9 + 2 + 18 cells with the names in full, 48 with short ones. Then the two texts share
   what is left, to 10 each; the number keeps its 7. */
START_TEST(too_wide)
{
    ck_assert_str_eq(within(50), "rfm.segment          buy.spend  name\n"
                                 "about_to_sleep_soon    5288.63  a rather long name\n");
    ck_assert_str_eq(within(49), "segment                spend  name\n"
                                 "about_to_sleep_soon  5288.63  a rather long name\n");
    ck_assert_str_eq(within(40), "segment            spend  name\n"
                                 "about_to_sleep…  5288.63  a rather long…\n");
    ck_assert_str_eq(within(31), "segment       spend  name\n"
                                 "about_to_…  5288.63  a rather …\n");
    ck_assert_str_eq(within(30), "segment                spend\n"
                                 "about_to_sleep_soon  5288.63\n");
    ck_assert_str_eq(within(5), "segm…\nabou…\n");
}
END_TEST

/* The head of the numeric column loses a letter of two cells to the ellipsis of one. */
START_TEST(wide_head_cut)
{
    static const char *const names[] = {"累计消费总金额", "b"}, *const row[] = {"5", "\"x\""};
    ck_assert_str_eq(table_of((struct mbr_table_style){.width = 13}, 2, names, 1, row),
                     "累计消费…   b\n"
                     "         5  x\n");
}
END_TEST

START_TEST(no_room_is_said)
{
    struct mbr_table_style style = {.width = 12};
    struct mbr_table *table = mbr_table_new(&style, wide_names, 3);
    struct mbr_buf names = {0};
    ck_assert_int_eq(add(table, wide_row, 3), 0);
    ck_assert_int_eq(mbr_table_end(table, NULL, &out, &err), 0);
    ck_assert_uint_eq(mbr_table_unshown(table, &names), 2);
    ck_assert(mbr_span_is(mbr_buf_span(&names), "buy.spend, name"));
    mbr_buf_free(&names);
    mbr_table_free(table);
}
END_TEST

START_TEST(sparse)
{
    static const char *const names[] = {"a", "b"}, *const row[] = {NULL, "\"x\""};
    struct mbr_table_style style = {.sparse = true};
    ck_assert_str_eq(table_of(style, 2, names, 1, row), "b\nx\n");
    static const char *const none[] = {NULL, "null"};
    ck_assert_str_eq(table_of(style, 2, names, 1, none), "a  b\n\n");
    style.sparse = false;
    ck_assert_str_eq(table_of(style, 2, names, 1, row), "a  b\n   x\n");
}
END_TEST

START_TEST(what_cannot_be_shown)
{
    static const char *const names[] = {"a", "b"}, *const bad[] = {"1", "\"x\\u0000\""},
                             *const good[] = {"1", "2"};
    for (int format = MBR_CELLS_TEXT; format <= MBR_CELLS_HTML; format++) {
        struct mbr_table_style style = {.format = (enum mbr_cells_format)format};
        struct mbr_table *table = mbr_table_new(&style, names, 2);
        out.buf.n = 0;
        ck_assert_int_eq(add(table, good, 2), 0);
        ck_assert_int_eq(add(table, bad, 2), -1);
        ck_assert_str_eq(err.text, "b: a NUL character cannot be shown: \"x\\\\u0000\"");
        ck_assert_int_eq(add(table, good, 2), 0);
        ck_assert_int_eq(mbr_table_end(table, NULL, &out, &err), 0);
        mbr_table_free(table);
        mbr_put_char(&out.buf, '\0');
        ck_assert_ptr_null(strchr(out.buf.p, 'x'));
        out.whole = 0;
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("table");
    tcase_add_test(tests, csv_quotes);
    tcase_add_test(tests, formulas_are_defused);
    tcase_add_test(tests, other_spellings);
    tcase_add_test(tests, markdown);
    tcase_add_test(tests, numeric_columns);
    tcase_add_test(tests, rounded);
    tcase_add_test(tests, wide_letters);
    tcase_add_test(tests, too_wide);
    tcase_add_test(tests, wide_head_cut);
    tcase_add_test(tests, no_room_is_said);
    tcase_add_test(tests, sparse);
    tcase_add_test(tests, what_cannot_be_shown);
    int status = run_tests("table", tests);
    mbr_buf_free(&out.buf);
    return status;
}
