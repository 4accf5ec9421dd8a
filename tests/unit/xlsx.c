#include "main.h"
#include "xlsx_open.h"

#define STYLES(formats, styles)                                                                    \
    "<styleSheet " MAIN "><numFmts>" formats "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/>"       \
    "</cellStyleXfs><cellXfs>" styles "</cellXfs></styleSheet>"

START_TEST(cells_stand_where_they_say)
{
    ck_assert_str_eq(rows(SHEET("<row r=\"2\" spans=\"1:3\"><c r=\"B2\"><v>1</v></c>"
                                "<c r=\"D2\"><v>2</v></c><c r=\"E2\" s=\"7\"/></row>"
                                "<row r=\"5\"><c r=\"A5\"><v>3</v></c></row><row r=\"9\"/>")),
                     "\n,1,,2\n\n\n3\n");
    /* Without places, one behind the other. */
    ck_assert_str_eq(rows(SHEET("<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/>"
                                "<row><c r=\"AB3\"><v>3</v></c><c><v>4</v></c></row>"
                                "<row><c r=\"A6\"><v>6</v></c></row>")),
                     "1,,2\n\n,,,,,,,,,,,,,,,,,,,,,,,,,,,3,4\n\n\n6\n");
    ck_assert_str_eq(rows(SHEET("")), "");
    ck_assert_str_eq(rows(SHEET("<row r=\"7\"><c r=\"A7\" t=\"str\"><v></v></c></row>")), "");
    ck_assert_str_eq(rows("<x:worksheet xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\">"
                          "<x:dimension ref=\"A1:XFD9\"/><x:sheetData><x:row x:r=\"1\">"
                          "<x:c><x:v> 1 </x:v></x:c></x:row></x:sheetData><x:c><x:v>9</x:v></x:c>"
                          "<x:row><x:c><x:v>9</x:v></x:c></x:row>"
                          "</x:worksheet>"),
                     "1\n");
    finish();
}
END_TEST

START_TEST(far_rows_and_columns)
{
    rows(SHEET("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
               "<row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>"));
    ck_assert_uint_eq(text.n, 1 + 1048575 + 16383 + 2);
    ck_assert_int_eq(text.p[0], '1');
    ck_assert_int_eq(text.p[1048575], '\n');
    ck_assert_int_eq(text.p[1048576], ',');
    ck_assert_str_eq(text.p + text.n - 3, ",2\n");
    finish();
}
END_TEST

START_TEST(text_is_shared)
{
    /* Shared, with runs and how they are pronounced; ends are trimmed but where preserved. */
    struct workbook of = {
        .sheet = mbr_span(SHEET("<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c>"
                                "<c t=\"s\"><v>2</v></c><c t=\"s\"><v>3</v></c>"
                                "<c t=\"s\"><v>4</v></c><c t=\"s\"><v>0</v></c></row>")),
        .strings = mbr_span("<sst " MAIN "><si><t>0012</t></si>"
                            "<si><r><rPr><b/></rPr><t> a</t></r><r><t xml:space=\"preserve\"> b "
                            "</t></r><rPh sb=\"0\" eb=\"1\"><t>ka</t></rPh></si><si><t/></si>"
                            "<si><t xml:space=\"preserve\"> x,&#10;\"y\"</t></si>"
                            "<si><t>\xe4\xb8\xad&#x4e2d;</t><phoneticPr fontId=\"1\"/></si></sst>"),
    };
    ck_assert_str_eq(text_of(&of), "0012,a b ,,\" x, \"\"y\"\"\",\xe4\xb8\xad\xe4\xb8\xad,0012\n");
    finish();
}
END_TEST

START_TEST(text_stands_in_the_cell_too)
{
    ck_assert_str_eq(rows(SHEET("<row><c t=\"inlineStr\"><is><t> 1,5 </t></is></c>"
                                "<c t=\"inlineStr\"><is><r><t>a</t></r><r><t>b</t></r></is></c>"
                                "<c t=\"str\"><f>A1&amp;\"x\"</f><v>1E5</v></c>"
                                "<c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>"
                                "<c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c>"
                                "<c t=\"s\"><v/></c><c><v>abc</v></c></row>")),
                     "\"1,5\",ab,1E5,#DIV/0!,TRUE,FALSE,,abc\n");
    ck_assert_str_eq(rows(SHEET("<row><c t=\"str\"><v>a_x000D_\nb_x005F_x000D_c_x4E2D_&#9;"
                                "_x0001__xD800__x12_</v></c></row>")),
                     "a b_x000D_c\xe4\xb8\xad\t _xD800__x12_\n");
    finish();
}
END_TEST

/* As Excel writes doubles, and what it shows of them in a wide column. */
static const struct {
    const char *spelled, *shown;
} numbers[] = {
    {"1.50", "1.5"},
    {"100", "100"},
    {"-5.0", "-5"},
    {"0.30000000000000004", "0.3"},
    {"4.9999999999999996E-2", "0.05"},
    {"1234567.8900000001", "1234567.89"},
    {"13800138000", "13800138000"},
    {"1.3800138E+10", "13800138000"},
    {"999999999999999", "999999999999999"},
    {"9.99999999999999E+14", "999999999999999"},
    {"123456789012345678", "123456789012345678"},
    {"1.23456789012346E+17", "1.23456789012346E+17"},
    {"1E+400", "1E+400"},
    {"1e-7", "1e-7"},
    {"+7", "7"},
    {".5", "0.5"},
    {"1.2.3", "1.2.3"},
    {"1E", "1E"},
    {"-", "-"},
};

START_TEST(numbers_have_fifteen_digits)
{
    char xml[400], wanted[64];
    snprintf(xml, sizeof xml, SHEET("<row><c><v>%s</v></c></row>"), numbers[_i].spelled);
    snprintf(wanted, sizeof wanted, "%s\n", numbers[_i].shown);
    ck_assert_str_eq(rows(xml), wanted);
    finish();
}
END_TEST

/* Days: ECMA-376-1, 18.17.4.1, has 1 for 1900-01-01 and 2958465 for 9999-12-31, and 0 and 2957003
   for the first and the last day of the other calendar. Formats: 18.8.30, 18.8.31. */
static const struct {
    const char *format, *value, *shown;
    bool since_1904;
} dates[] = {
    {"yyyy\\-mm\\-dd", "1", "1900-01-01", false},
    {"yyyy\\-mm\\-dd", "59", "1900-02-28", false},
    {"yyyy\\-mm\\-dd", "60", "1900-02-29", false},
    {"yyyy\\-mm\\-dd", "61", "1900-03-01", false},
    {"yyyy\\-mm\\-dd", "0", "1900-01-00", false},
    {"yyyy\\-mm\\-dd", "2958465", "9999-12-31", false},
    {"yyyy\\-mm\\-dd", "2958466", "2958466", false},
    {"yyyy\\-mm\\-dd", "-1", "-1", false},
    {"yyyy\\-mm\\-dd", "0", "1904-01-01", true},
    {"yyyy\\-mm\\-dd", "2957003", "9999-12-31", true},
    {"yyyy\\-mm\\-dd", "2957004", "2957004", true},
    {"yyyy&quot;\xe5\xb9\xb4&quot;m&quot;\xe6\x9c\x88&quot;", "45000", "2023-03-15", false},
    {"[$-804]aaaa", "45000", "2023-03-15", false},
    {"[$-F800]dddd\\,\\ mmmm\\ dd", "45000.25", "2023-03-15T06:00:00", false},
    {"mmm", "45000", "2023-03-15", false},
    {"m/d/yy h:mm", "45000", "2023-03-15T00:00:00", false},
    {"m/d/yy h:mm;@", "4.5000433993055558E4", "2023-03-15T10:24:57", false},
    {"yyyy/m/d", "45000.9999999", "2023-03-16", false},
    {"h:mm AM/PM", "0.75", "18:00:00", false},
    {"[Red][&lt;1]mm:ss.0", "1E-2", "00:14:24", false},
    {"[h]:mm", "1.5", "36:00:00", false},
    {"General", "45000", "45000", false},
    {"0.00E+00", "45000", "45000", false},
    {"#,##0\\ &quot;days&quot;", "45000", "45000", false},
    {"[Red]#,##0_d;yyyy", "45000", "45000", false},
    {"_(* #,##0.00_);_(@_)", "45000", "45000", false},
    {"@", "45000", "45000", false},
};

START_TEST(dates_go_by_their_format)
{
    char sheet[400], styles[800], wanted[64];
    struct workbook of = {0};
    snprintf(sheet, sizeof sheet, SHEET("<row><c s=\"1\"><v>%s</v></c><c><v>45000</v></c></row>"),
             dates[_i].value);
    snprintf(styles, sizeof styles,
             STYLES("<numFmt numFmtId=\"164\" formatCode=\"%s\"/>",
                    "<xf numFmtId=\"0\"/><xf numFmtId=\"164\"/>"),
             dates[_i].format);
    of.sheet = mbr_span(sheet);
    of.styles = mbr_span(styles);
    if (dates[_i].since_1904)
        of.book = mbr_span(BOOK("date1904=\"1\"", "<sheet name=\"a\" r:id=\"rId1\"/>"));
    snprintf(wanted, sizeof wanted, "%s,45000\n", dates[_i].shown);
    ck_assert_str_eq(text_of(&of), wanted);
    finish();
}
END_TEST

START_TEST(dates_of_formats_that_are_built_in)
{
    struct workbook of = {
        .sheet = mbr_span(SHEET("<row><c s=\"0\"><v>1.5</v></c><c s=\"1\"><v>1.5</v></c>"
                                "<c s=\"2\"><v>1.5</v></c><c s=\"3\"><v>1.5</v></c>"
                                "<c s=\"4\"><v>2</v></c><c s=\"5\"><v>2</v></c>"
                                "<c s=\"6\"><v>2</v></c><c s=\"9\"><v>2</v></c></row>")),
        .styles = mbr_span(STYLES("<numFmt numFmtId=\"57\" formatCode=\"0\"/>",
                                  "<xf numFmtId=\"2\"/><xf numFmtId=\"14\"/><xf numFmtId=\"46\"/>"
                                  "<xf numFmtId=\"49\"/><xf numFmtId=\"31\"/><xf numFmtId=\"22\"/>"
                                  "<xf numFmtId=\"57\"/>")),
    };
    ck_assert_str_eq(text_of(&of), "1.5,1900-01-01T12:00:00,36:00:00,1.5,1900-01-02,"
                                   "1900-01-02T00:00:00,2,2\n");
    ck_assert_str_eq(
        rows(SHEET("<row><c t=\"d\"><v>2024-02-29T01:02:03.999Z</v></c>"
                   "<c t=\"d\"><v>2024-02-29</v></c><c t=\"d\"><v>soon</v></c></row>")),
        "2024-02-29T01:02:03,2024-02-29,soon\n");
    finish();
}
END_TEST

START_TEST(sheets_are_found_through_relations)
{
    static const char sheet[] = SHEET("<row><c><v>5</v></c></row>");
    /* Anywhere, in any order, with paths of every kind; a chart is no sheet of cells. */
    const struct zip_part parts[] = {
        {"far\\Two.xml", mbr_span(sheet)},
        {"w/one.xml", mbr_span(SHEET(""))},
        {"W/_rels/Book.xml.rels",
         mbr_span("<Relationships><Relationship Id=\"x\" Type=\"a/worksheet\" "
                  "Target=\"../far/./two.xml\"/><Relationship Id=\"y\" Type=\"a/worksheet\" "
                  "Target=\"/w/one.xml\"/><Relationship Id=\"z\" Type=\"a/chartsheet\" "
                  "Target=\"chart.xml\"/></Relationships>")},
        {"w/book.xml", mbr_span(BOOK("", "<sheet name=\"B&amp;&#10;2\" r:id=\"x\"/>"
                                         "<sheet name=\"c\" r:id=\"z\"/>"
                                         "<sheet name=\"A\" state=\"veryHidden\" r:id=\"y\"/>"))},
        {"_rels/.rels",
         mbr_span("<Relationships><Relationship Id=\"a\" Target=\"w/book.xml\" Type=\""
                  "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument\"/>"
                  "</Relationships>")},
    };
    struct mbr_buf bytes = {0};
    size_t count;
    put_zip(&bytes, parts, 5, ZIP_DEFLATED | ZIP_DESCRIPTORS);
    ck_assert_ptr_nonnull(open_bytes(mbr_buf_span(&bytes)));
    mbr_buf_free(&bytes);
    const struct mbr_xlsx_sheet *sheets = mbr_xlsx_sheets(book, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(sheets[0].name, "B& 2");
    ck_assert(!sheets[0].hidden);
    ck_assert_str_eq(sheets[1].name, "A");
    ck_assert(sheets[1].hidden);
    ck_assert_int_eq(read_sheet(1, 10), 0);
    ck_assert_str_eq(text.p, "");
    ck_assert_int_eq(read_sheet(0, 10), 0);
    ck_assert_str_eq(text.p, "5\n");
    finish();
}
END_TEST

START_TEST(formulas_without_values_are_counted)
{
    rows(SHEET("<row><c><f>1+1</f></c><c><f>1+1</f><v></v></c><c><f>1</f><v>2</v></c>"
               "<c t=\"str\"><f>\"\"</f><v></v></c><c/></row>"));
    ck_assert_str_eq(text.p, ",,2\n");
    ck_assert_uint_eq(mbr_xlsx_unvalued(book), 2);
    ck_assert_int_eq(mbr_xlsx_sheet(book, 0, &err), 0);
    ck_assert_uint_eq(mbr_xlsx_unvalued(book), 0);
    finish();
}
END_TEST

START_TEST(utf_16_is_read)
{
    static const char sheet[] = SHEET("<row><c t=\"str\"><v>\x7f</v></c></row>");
    struct mbr_buf wide = {0};
    struct workbook of = {0};
    mbr_put(&wide, "\xff\xfe", 2);
    for (size_t i = 0; i < sizeof sheet - 1; i++)
        put_le(&wide, sheet[i] == '\x7f' ? 0x4e2d : (unsigned char)sheet[i], 2);
    of.sheet = mbr_buf_span(&wide);
    ck_assert_str_eq(text_of(&of), "\xe4\xb8\xad\n");
    mbr_buf_free(&wide);
    finish();
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("xlsx");
    tcase_add_test(tests, cells_stand_where_they_say);
    tcase_add_test(tests, far_rows_and_columns);
    tcase_add_test(tests, text_is_shared);
    tcase_add_test(tests, text_stands_in_the_cell_too);
    tcase_add_loop_test(tests, numbers_have_fifteen_digits, 0, sizeof numbers / sizeof numbers[0]);
    tcase_add_loop_test(tests, dates_go_by_their_format, 0, sizeof dates / sizeof dates[0]);
    tcase_add_test(tests, dates_of_formats_that_are_built_in);
    tcase_add_test(tests, sheets_are_found_through_relations);
    tcase_add_test(tests, formulas_without_values_are_counted);
    tcase_add_test(tests, utf_16_is_read);
    return run_tests("xlsx", tests);
}
