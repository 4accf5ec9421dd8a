#include "main.h"
#include "xlsx_open.h"

/* Many rows: the text does not depend on the pieces, nor on how the zip is written. */
START_TEST(large_sheets_come_in_pieces)
{
    struct mbr_buf sheet = {0}, wanted = {0}, strings = {0};
    mbr_put_text(&sheet, "<worksheet><sheetData>");
    mbr_put_text(&strings, "<sst>");
    for (int i = 1; i <= 20000; i++) {
        mbr_put_format(&strings, "<si><t>text %d</t></si>", i);
        mbr_put_format(&sheet,
                       "<row r=\"%d\"><c r=\"A%d\"><v>%d</v></c><c r=\"C%d\" t=\"s\"><v>%d</v></c>"
                       "</row>",
                       2 * i, 2 * i, i, 2 * i, 20000 - i);
        mbr_put_format(&wanted, "\n%d,,text %d\n", i, 20001 - i);
    }
    mbr_put_text(&sheet, "</sheetData></worksheet>");
    mbr_put_text(&strings, "</sst>");
    struct workbook of = {
        .sheet = mbr_buf_span(&sheet),
        .strings = mbr_buf_span(&strings),
        .how = (unsigned)_i,
    };
    ck_assert_ptr_nonnull(open_parts(&of));
    for (size_t piece = 7; piece < 100000; piece *= 50) {
        ck_assert_int_eq(read_sheet(0, piece), 0);
        ck_assert(mbr_span_equal(mbr_buf_span(&text), mbr_buf_span(&wanted)));
    }
    mbr_buf_free(&sheet);
    mbr_buf_free(&strings);
    mbr_buf_free(&wanted);
    finish();
}
END_TEST

/* A text of 30,000 bytes in each of many cells: more than may wait. */
START_TEST(long_texts_do_not_pile_up)
{
    struct mbr_buf sheet = {0}, strings = {0};
    mbr_put_text(&strings, "<sst><si><t>");
    for (int i = 0; i < 30000; i++)
        mbr_put_char(&strings, 'x');
    mbr_put_text(&strings, "</t></si></sst>");
    mbr_put_text(&sheet, "<worksheet><sheetData><row>");
    for (int i = 0; i < 1000; i++)
        mbr_put_text(&sheet, "<c t=\"s\"><v>0</v></c>");
    mbr_put_text(&sheet, "</row></sheetData></worksheet>");
    struct workbook of = {.sheet = mbr_buf_span(&sheet), .strings = mbr_buf_span(&strings)};
    ck_assert_ptr_nonnull(open_parts(&of));
    ck_assert_int_eq(mbr_xlsx_sheet(book, 0, &err), 0);
    char *piece = mbr_alloc((size_t)1 << 20);
    uint64_t all = 0;
    int64_t n, most = 0;
    while ((n = mbr_xlsx_read(book, piece, (size_t)1 << 20, &err)) > 0) {
        all += (uint64_t)n;
        most = n > most ? n : most;
    }
    ck_assert_int_eq(n, 0);
    ck_assert_uint_eq(all, 1000 * 30001);
    ck_assert_int_lt(most, 300000);
    free(piece);
    mbr_buf_free(&sheet);
    mbr_buf_free(&strings);
    finish();
}
END_TEST

/* 70 texts of a million bytes: more than is held in memory. */
START_TEST(shared_texts_beyond_memory_are_kept)
{
    const size_t size = 1000000;
    struct mbr_buf strings = {0};
    mbr_put_text(&strings, "<sst>");
    for (int i = 0; i < 70; i++) {
        mbr_put_text(&strings, "<si><t>");
        memset(mbr_buf_room(&strings, size), 'a' + i % 26, size);
        strings.n += size;
        mbr_put_text(&strings, "</t></si>");
    }
    mbr_put_text(&strings, "</sst>");
    struct workbook of = {
        .sheet = mbr_span(SHEET("<row><c t=\"s\"><v>69</v></c><c t=\"s\"><v>0</v></c>"
                                "<c t=\"s\"><v>67</v></c></row>")),
        .strings = mbr_buf_span(&strings),
    };
    static const char *const letters[] = {"r", "a", "p"};
    ck_assert_ptr_nonnull(open_parts(&of));
    mbr_buf_free(&strings);
    ck_assert_int_eq(read_sheet(0, 65536), 0);
    ck_assert_uint_eq(text.n, 3 * (size + 1));
    for (size_t i = 0; i < 3; i++)
        ck_assert_uint_eq(strspn(text.p + i * (size + 1), letters[i]), size);
    finish();
}
END_TEST

static const struct {
    const char *rows, *says;
} wrong[] = {
    {"<row r=\"2\"/><row r=\"2\"/>", "row 2: stands behind row 2"},
    {"<row r=\"0\"/>", "row: not a number from 1 to 1048576: \"0\""},
    {"<row r=\"1048577\"/>", "row: not a number from 1 to 1048576: \"1048577\""},
    {"<row r=\"1048576\"/><row/>", "more than 1048576 rows"},
    {"<row><c r=\"B1\"/><c r=\"A1\"/></row>", "a cell that stands behind one to its right: \"A1\""},
    {"<row r=\"1\"><c r=\"A2\"/></row>", "A2: stands in row 1"},
    {"<row r=\"3\"><c r=\"A2\"/></row>", "A2: stands in row 3"},
    {"<row><c r=\"XFE1\"/></row>", "not a cell's place, A1 to XFD1048576: \"XFE1\""},
    {"<row><c r=\"1\"/></row>", "not a cell's place, A1 to XFD1048576: \"1\""},
    {"<row><c r=\"A99999999999\"/></row>",
     "not a cell's place, A1 to XFD1048576: \"A99999999999\""},
    {"<row><c r=\"XFD1\"/><c/></row>", "row 1: more than 16384 columns"},
    {"<row><c s=\"x\"/></row>", "A1: not a style's number: \"x\""},
    {"<row r=\"7\"><c r=\"AB7\" t=\"s\"><v>0</v></c></row>",
     "AB7: not the number of one of 0 shared texts: \"0\""},
    {"<row><c t=\"s\"><v>-1</v></c></row>", "A1: not the number of one of 0 shared texts: \"-1\""},
    {"<row><c></row>", "xl/worksheets/sheet1.xml: XML: mismatched tag at byte 98"},
    {"<row><c t=\"str\"><v>&b;</v></c></row>",
     "xl/worksheets/sheet1.xml: XML: undefined entity at byte 107"},
};

START_TEST(wrong_sheets_are_refused)
{
    char xml[400];
    snprintf(xml, sizeof xml, SHEET("%s"), wrong[_i].rows);
    ck_assert_str_eq(rows(xml), wrong[_i].says);
    finish();
}
END_TEST

START_TEST(bombs_of_xml_are_refused)
{
    struct mbr_buf deep = {0};
    ck_assert_str_eq(rows("<!DOCTYPE a [<!ENTITY b \"b\">]><worksheet/>"),
                     "xl/worksheets/sheet1.xml: a document type (DTD), which no workbook has");
    for (int i = 0; i < 100; i++)
        mbr_put_text(&deep, "<a>");
    mbr_put_char(&deep, '\0');
    ck_assert_str_eq(rows(deep.p),
                     "xl/worksheets/sheet1.xml: more than 64 elements within each other");
    deep.n = 0;
    mbr_put_text(&deep, "<worksheet><sheetData><row><c t=\"str\"><v>");
    for (int i = 0; i < 1048577; i++)
        mbr_put_char(&deep, 'a');
    mbr_put_char(&deep, '\0');
    ck_assert_str_eq(rows(deep.p), "xl/worksheets/sheet1.xml: a text of more than 1048576 bytes");
    deep.n = 0;
    mbr_put_text(&deep, "<worksheet a=\"");
    for (int i = 0; i < 17000000; i++)
        mbr_put_char(&deep, 'a');
    mbr_put_char(&deep, '\0');
    ck_assert_str_eq(rows(deep.p),
                     "xl/worksheets/sheet1.xml: XML: a tag of more than 8388608 bytes");
    mbr_buf_free(&deep);
    finish();
}
END_TEST

/* A row for each of 16,384 commas: from some 50 KB packed they would become gigabytes. */
START_TEST(bombs_of_commas_are_refused)
{
    struct mbr_buf sheet = {0};
    mbr_put_text(&sheet, "<worksheet><sheetData>");
    for (int i = 1; i <= 200000; i++)
        mbr_put_format(&sheet, "<row><c r=\"XFD%d\"><v>1</v></c></row>", i);
    mbr_put_text(&sheet, "</sheetData></worksheet>");
    struct workbook of = {.sheet = mbr_buf_span(&sheet), .how = ZIP_DEFLATED};
    ck_assert_ptr_nonnull(open_parts(&of));
    mbr_buf_free(&sheet);
    ck_assert_int_eq(mbr_xlsx_sheet(book, 0, &err), 0);
    char *piece = mbr_alloc((size_t)1 << 20);
    int64_t n;
    while ((n = mbr_xlsx_read(book, piece, (size_t)1 << 20, &err)) > 0)
        continue;
    free(piece);
    ck_assert_int_eq(n, -1);
    ck_assert_ptr_nonnull(strstr(err.text, ": a bomb"));
    ck_assert_int_eq(mbr_xlsx_read(book, err.text, 1, &err), 0);
    finish();
}
END_TEST

static const char *why_not(const struct zip_part *parts, size_t count, unsigned how)
{
    struct mbr_buf bytes = {0};
    put_zip(&bytes, parts, count, how);
    struct mbr_xlsx *opened = open_bytes(mbr_buf_span(&bytes));
    mbr_buf_free(&bytes);
    return opened ? "opened" : err.text;
}

START_TEST(other_files_are_named)
{
    const struct mbr_span root = mbr_span("<Relationships><Relationship Id=\"a\" "
                                          "Type=\"t/officeDocument\" Target=\"xl/workbook.bin\"/>"
                                          "</Relationships>");
    const struct zip_part binary[] = {{"xl/workbook.bin", {"\0", 1}}, {"_rels/.rels", root}};
    const struct zip_part open_document[] = {{"content.xml", {"<a/>", 4}}};
    const struct zip_part document[] = {{"xl/workbook.xml", {"<document/>", 11}}};
    const struct zip_part none[] = {{"xl/workbook.xml", {"<workbook/>", 11}}};
    const struct zip_part twice[] = {
        {"xl/worksheets/a.xml", {"<a/>", 4}},
        {"xl/workbook.xml", mbr_span(BOOK("", "<sheet name=\"S\" r:id=\"x\"/>"
                                              "<sheet name=\"T\" r:id=\"x\"/>"))},
        {"xl/_rels/workbook.xml.rels",
         mbr_span("<Relationships><Relationship Id=\"x\" Type=\"/worksheet\" "
                  "Target=\"worksheets/a.xml\"/></Relationships>")}};
    const struct zip_part lost[] = {
        {"xl/workbook.xml", mbr_span(BOOK("", "<sheet name=\"S\" r:id=\"x\"/>"))}};
    ck_assert_str_eq(why_not(binary, 2, 0), "a binary workbook (.xlsb): to be saved as .xlsx");
    ck_assert_str_eq(why_not(open_document, 1, 0),
                     "an OpenDocument file (.ods): to be saved as .xlsx");
    ck_assert_str_eq(why_not(document, 0, 0), "a zip file, but no .xlsx workbook");
    ck_assert_str_eq(why_not(document, 1, 0), "an Office document, but no workbook");
    ck_assert_str_eq(why_not(none, 1, 0), "a workbook without any sheet of cells");
    ck_assert_str_eq(why_not(lost, 1, 0),
                     "xl/workbook.xml: a sheet that is not in the file: \"S\"");
    ck_assert_str_eq(why_not(twice, 3, 0), "xl/workbook.xml: two sheets that are one: \"T\"");
    ck_assert_str_eq(why_not(none, 1, ZIP_ENCRYPTED),
                     "zip: encrypted: to be saved without a password: \"xl/workbook.xml\"");
    finish();
}
END_TEST

/* [MS-CFB]: sectors of 512 bytes, the directory in the second; its names in UTF-16. */
START_TEST(old_and_locked_workbooks_are_named)
{
    char ole[2048] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    static const char name[] = "EncryptedPackage";
    ole[30] = 9;
    ole[48] = 1;
    ck_assert_ptr_null(open_bytes((struct mbr_span){ole, sizeof ole}));
    ck_assert_str_eq(err.text, "an .xls workbook: to be saved as .xlsx");
    for (size_t i = 0; i < sizeof name; i++)
        ole[1024 + 128 + 2 * i] = name[i];
    ck_assert_ptr_null(open_bytes((struct mbr_span){ole, sizeof ole}));
    ck_assert_str_eq(err.text, "a workbook with a password: to be saved as .xlsx without it");
    ck_assert_ptr_null(open_bytes(mbr_span("id,name\n")));
    ck_assert_str_eq(err.text, "not an .xlsx workbook");
    ck_assert_ptr_null(open_bytes(mbr_span("")));
    ck_assert_ptr_null(open_bytes(mbr_span("PK\3\4")));
    ck_assert_str_eq(err.text, "zip: no directory at the end: the file is cut short");
    finish();
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("xlsx_refuse");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, large_sheets_come_in_pieces, 0, 8);
    tcase_add_test(tests, long_texts_do_not_pile_up);
    tcase_add_test(tests, shared_texts_beyond_memory_are_kept);
    tcase_add_loop_test(tests, wrong_sheets_are_refused, 0, sizeof wrong / sizeof wrong[0]);
    tcase_add_test(tests, bombs_of_xml_are_refused);
    tcase_add_test(tests, bombs_of_commas_are_refused);
    tcase_add_test(tests, other_files_are_named);
    tcase_add_test(tests, old_and_locked_workbooks_are_named);
    return run_tests("xlsx_refuse", tests);
}
