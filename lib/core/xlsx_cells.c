#include "xlsx_cells.h"

#include "mbr/number.h"

#define ROWS_MOST 1048576
#define COLUMNS_MOST 16384
#define ENOUGH ((size_t)256 << 10) /* bytes of out */

enum cell_type { NUMERIC, SHARED, TEXT, BOOLEAN, ISO_DATE };

static void put_place(struct mbr_buf *buf, uint32_t row, uint32_t column)
{
    char letters[8];
    size_t n = sizeof letters;
    for (; column; column = (column - 1) / 26)
        letters[--n] = (char)('A' + (column - 1) % 26);
    mbr_put(buf, letters + n, sizeof letters - n);
    mbr_put_int(buf, row);
    mbr_put_char(buf, '\0');
}

/* -1, with the cell before the text of err. */
static int within_cell(const struct mbr_xlsx_cells *cells, struct mbr_err *err)
{
    struct mbr_buf place = {0};
    put_place(&place, cells->row, cells->column);
    mbr_err_within(err, place.p);
    mbr_buf_free(&place);
    return -1;
}

static int begin_row(struct mbr_xlsx_cells *cells, const char **attributes, struct mbr_err *err)
{
    const char *r = mbr_xlsx_attribute(attributes, "r");
    int64_t row = (int64_t)cells->row + 1;
    if (r && (mbr_int_parse(mbr_span(r), &row) < 0 || row < 1 || row > ROWS_MOST))
        return mbr_err_value(err, "row", "not a number from 1 to 1048576", mbr_span(r));
    if (row > ROWS_MOST)
        return mbr_err_set(err, "more than %d rows", ROWS_MOST);
    if (row <= cells->row)
        return mbr_err_set(err, "row %d: stands behind row %u", (int)row, cells->row);
    cells->row = (uint32_t)row;
    cells->row_told = r != NULL;
    cells->column = 0;
    return 0;
}

/* "C7", in letters and digits. */
static bool read_place(const char *text, uint32_t *row, uint32_t *column)
{
    uint32_t letters = 0;
    int64_t number;
    for (; (*text | 0x20) >= 'a' && (*text | 0x20) <= 'z' && letters <= COLUMNS_MOST; text++)
        letters = letters * 26 + (uint32_t)((*text | 0x20) - 'a') + 1;
    if (letters == 0 || letters > COLUMNS_MOST || *text < '1' || *text > '9' ||
        mbr_int_parse(mbr_span(text), &number) < 0 || number > ROWS_MOST)
        return false;
    *row = (uint32_t)number;
    *column = letters;
    return true;
}

/* A cell without a place stands behind the one before it. */
static int place_cell(struct mbr_xlsx_cells *cells, const char *place, struct mbr_err *err)
{
    uint32_t row = cells->row, column = cells->column + 1;
    if (place && !read_place(place, &row, &column))
        return mbr_err_value(err, NULL, "not a cell's place, A1 to XFD1048576", mbr_span(place));
    if (column > COLUMNS_MOST)
        return mbr_err_set(err, "row %u: more than %d columns", cells->row, COLUMNS_MOST);
    if (place && column <= cells->column)
        return mbr_err_value(err, NULL, "a cell that stands behind one to its right",
                             mbr_span(place));
    if (row < cells->row || (row > cells->row && cells->row_told))
        return mbr_err_set(err, "%s: stands in row %u", place, cells->row);
    cells->row = row;
    cells->row_told = true;
    cells->column = column;
    return 0;
}

static enum cell_type type_of(const char *t)
{
    if (!t || strcmp(t, "n") == 0)
        return NUMERIC;
    if (strcmp(t, "s") == 0)
        return SHARED;
    if (strcmp(t, "b") == 0)
        return BOOLEAN;
    return strcmp(t, "d") == 0 ? ISO_DATE : TEXT;
}

static int begin_cell(struct mbr_xlsx_cells *cells, const char **attributes, struct mbr_err *err)
{
    const char *style = mbr_xlsx_attribute(attributes, "s");
    int64_t number = 0;
    if (place_cell(cells, mbr_xlsx_attribute(attributes, "r"), err) < 0)
        return -1;
    if (style && mbr_int_parse(mbr_span(style), &number) < 0) {
        mbr_err_value(err, NULL, "not a style's number", mbr_span(style));
        return within_cell(cells, err);
    }
    bool known = number >= 0 && (uint64_t)number < cells->styles->count;
    cells->kind = known ? cells->styles->kind[number] : MBR_XLSX_NUMBER;
    cells->type = type_of(mbr_xlsx_attribute(attributes, "t"));
    cells->has_value = cells->has_formula = false;
    cells->runs = (struct mbr_xlsx_runs){0};
    cells->xml.text.n = 0;
    return 0;
}

static int begin(void *of, struct mbr_xlsx_xml *xml, enum mbr_xlsx_tag tag,
                 enum mbr_xlsx_tag within, const char **attributes)
{
    struct mbr_xlsx_cells *cells = of;
    if (tag == MBR_TAG_ROW && within == MBR_TAG_SHEET_DATA)
        return begin_row(cells, attributes, xml->err);
    if (tag == MBR_TAG_C && within == MBR_TAG_ROW && mbr_xlsx_above(xml, 2) == MBR_TAG_SHEET_DATA)
        return begin_cell(cells, attributes, xml->err);
    if (tag == MBR_TAG_F && within == MBR_TAG_C)
        cells->has_formula = true;
    bool in_run = within == MBR_TAG_R && mbr_xlsx_above(xml, 2) == MBR_TAG_IS;
    if ((tag == MBR_TAG_V && within == MBR_TAG_C) ||
        (tag == MBR_TAG_T && (within == MBR_TAG_IS || in_run))) {
        mbr_xlsx_runs_add(&cells->runs, attributes);
        cells->has_value = xml->gathers = true;
    }
    return 0;
}

static int put_shared(struct mbr_xlsx_cells *cells, struct mbr_span text, struct mbr_err *err)
{
    int64_t number;
    text = mbr_xlsx_trim(text, true, true);
    if (text.n == 0)
        return 0;
    if (mbr_int_parse(text, &number) < 0 || number < 0 ||
        (uint64_t)number >= cells->strings->count) {
        struct mbr_buf what = {0};
        mbr_put_format(&what, "not the number of one of %llu shared texts",
                       (unsigned long long)cells->strings->count);
        mbr_put_char(&what, '\0');
        mbr_err_value(err, NULL, what.p, text);
        mbr_buf_free(&what);
        return within_cell(cells, err);
    }
    return mbr_xlsx_strings_put(cells->strings, (uint64_t)number, &cells->out, err);
}

static int put_value(struct mbr_xlsx_cells *cells, struct mbr_err *err)
{
    struct mbr_span text = mbr_buf_span(&cells->xml.text);
    struct mbr_span trimmed = mbr_xlsx_trim(text, true, true);
    switch (cells->type) {
    case SHARED:
        return put_shared(cells, text, err);
    case BOOLEAN:
        if (trimmed.n)
            mbr_put_text(&cells->out, mbr_span_is(trimmed, "0") || mbr_span_is(trimmed, "false")
                                          ? "FALSE"
                                          : "TRUE");
        break;
    case ISO_DATE:
        mbr_put_xlsx_iso(&cells->out, text);
        break;
    case NUMERIC:
        mbr_put_xlsx_number(&cells->out, text, (enum mbr_xlsx_kind)cells->kind, cells->since_1904);
        break;
    default:
        mbr_put_xlsx_text(&cells->out, mbr_xlsx_runs_trim(&cells->runs, text));
        break;
    }
    return 0;
}

/* Line ends and commas come before a cell that has something, so none are at the end of a row or of
   the sheet. There are not more line ends in all than rows, so they need no measure. */
static int put_cell(struct mbr_xlsx_cells *cells, struct mbr_err *err)
{
    struct mbr_buf *out = &cells->out;
    size_t before = out->n, from;
    size_t lines = cells->row - cells->line;
    size_t commas = cells->column - (lines ? 1 : cells->written);
    memset(mbr_buf_room(out, lines + commas), '\n', lines);
    memset(out->p + out->n + lines, ',', commas);
    from = out->n += lines + commas;
    if (put_value(cells, err) < 0)
        return -1;
    if (out->n == from) {
        out->n = before;
        return 0;
    }
    cells->line = cells->row;
    cells->written = cells->column;
    if (out->n >= ENOUGH)
        mbr_xlsx_xml_pause(&cells->xml);
    return 0;
}

static int end(void *of, struct mbr_xlsx_xml *xml, enum mbr_xlsx_tag tag, enum mbr_xlsx_tag within)
{
    struct mbr_xlsx_cells *cells = of;
    if (tag == MBR_TAG_V || tag == MBR_TAG_T)
        xml->gathers = false;
    if (tag != MBR_TAG_C || within != MBR_TAG_ROW || mbr_xlsx_above(xml, 1) != MBR_TAG_SHEET_DATA)
        return 0;
    bool is_empty = xml->text.n == 0 && cells->type != TEXT;
    if (cells->has_formula && (is_empty || !cells->has_value))
        cells->unvalued++;
    return cells->has_value ? put_cell(cells, xml->err) : 0;
}

int mbr_xlsx_cells_open(struct mbr_xlsx_cells *cells, const struct mbr_zip *zip,
                        const struct mbr_zip_entry *entry, struct mbr_err *err)
{
    cells->xml = (struct mbr_xlsx_xml){.begin = begin, .end = end, .of = cells};
    cells->line = cells->written = 1;
    return mbr_xlsx_xml_open(&cells->xml, zip, entry, MBR_XLSX_LARGE, err);
}

int mbr_xlsx_cells_step(struct mbr_xlsx_cells *cells, struct mbr_err *err)
{
    return mbr_xlsx_xml_step(&cells->xml, err);
}

void mbr_xlsx_cells_close(struct mbr_xlsx_cells *cells)
{
    mbr_xlsx_xml_close(&cells->xml);
    mbr_buf_free(&cells->out);
    *cells = (struct mbr_xlsx_cells){0};
}
