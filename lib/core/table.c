#include "table_page.h"

#include <stdlib.h>

#include "mbr/places.h"
#include "mbr/text.h"

#define BOM "\xEF\xBB\xBF"

struct mbr_table {
    struct mbr_table_style style;
    struct mbr_cells cells;
    struct mbr_page page;
    char **names;
    struct mbr_buf spelled;
    bool started;
};

static bool is_streamed(const struct mbr_table *table)
{
    return table->style.format == MBR_CELLS_CSV || table->style.format == MBR_CELLS_TSV;
}

static struct mbr_page_cell kept(struct mbr_table *table, bool number)
{
    struct mbr_span text = mbr_buf_span(&table->spelled);
    size_t width = table->style.format == MBR_CELLS_HTML ? 0 : mbr_text_width(text);
    const char *p = text.n ? mbr_arena_dup(&table->page.memory, text.p, text.n) : "";
    table->spelled.n = 0;
    return (struct mbr_page_cell){{p, text.n}, width, number};
}

/* What follows the last point of a path, or the whole name where that is no name or not the only
   one that ends so. */
static const char *last_part(char *const *names, size_t columns, size_t of)
{
    const char *point = strrchr(names[of], '.');
    size_t n = point ? strlen(point) : 0;
    if (n < 2 || strchr(names[of], '\'') || (point[1] >= '0' && point[1] <= '9'))
        return names[of];
    for (size_t i = 0; i < columns; i++) {
        size_t length = strlen(names[i]);
        bool alike = strcmp(names[i], point + 1) == 0 ||
                     (length >= n && strcmp(names[i] + length - n, point) == 0);
        if (i != of && alike)
            return names[of];
    }
    return point + 1;
}

static void set_brief(struct mbr_table *table, size_t i)
{
    const char *part = last_part(table->names, table->page.columns, i);
    mbr_put_cell_text(&table->spelled, mbr_span(part), &table->cells);
    table->page.column[i].brief = kept(table, false);
}

struct mbr_table *mbr_table_new(const struct mbr_table_style *style, const char *const *names,
                                size_t columns)
{
    struct mbr_table *table = mbr_calloc(1, sizeof *table);
    table->style = *style;
    table->cells.format = style->format;
    table->cells.safe = style->safe;
    table->cells.visible = style->visible;
    table->cells.rounded = style->rounded && is_streamed(table);
    table->cells.places = style->places;
    table->page.columns = columns;
    table->page.column = mbr_calloc(columns, sizeof *table->page.column);
    table->names = mbr_calloc(columns, sizeof *table->names);
    for (size_t i = 0; i < columns; i++) {
        table->names[i] = mbr_strdup(names[i]);
        mbr_put_cell_text(&table->spelled, mbr_span(names[i]), &table->cells);
        table->page.column[i].head = kept(table, false);
    }
    for (size_t i = 0; i < columns; i++)
        set_brief(table, i);
    return table;
}

void mbr_table_free(struct mbr_table *table)
{
    if (!table)
        return;
    for (size_t i = 0; i < table->page.columns; i++)
        free(table->names[i]);
    free(table->names);
    free(table->page.column);
    free(table->page.row);
    mbr_arena_free(&table->page.memory);
    mbr_buf_free(&table->spelled);
    mbr_cells_free(&table->cells);
    free(table);
}

static int end_streamed(struct mbr_table *table, struct mbr_out *out, struct mbr_err *err)
{
    if (table->style.format == MBR_CELLS_CSV)
        mbr_put_char(&out->buf, '\r');
    return mbr_out_end(out, err);
}

static int start_streamed(struct mbr_table *table, struct mbr_out *out, struct mbr_err *err)
{
    char separator = table->style.format == MBR_CELLS_CSV ? ',' : '\t';
    table->started = true;
    if (table->style.bom)
        mbr_put_text(&out->buf, BOM);
    for (size_t i = 0; i < table->page.columns; i++) {
        if (i)
            mbr_put_char(&out->buf, separator);
        mbr_put_span(&out->buf, table->page.column[i].head.text);
    }
    return end_streamed(table, out, err);
}

/* A line that is empty would be passed over by many readers, so an only cell that is empty is
   written as quotes. */
static int add_streamed(struct mbr_table *table, const struct mbr_json *row, struct mbr_out *out,
                        struct mbr_err *err)
{
    bool csv = table->style.format == MBR_CELLS_CSV;
    if (!table->started && start_streamed(table, out, err) < 0)
        return -1;
    size_t begin = out->buf.n;
    for (size_t i = 0; i < table->page.columns; i++) {
        if (i)
            mbr_put_char(&out->buf, csv ? ',' : '\t');
        if (mbr_put_cell(&out->buf, &row[i], &table->cells) < 0) {
            mbr_out_unput(out);
            return mbr_cell_refuse(err, table->names[i], &row[i]);
        }
    }
    if (csv && out->buf.n == begin)
        mbr_put_text(&out->buf, "\"\"");
    return end_streamed(table, out, err);
}

static void measure(struct mbr_page *page, const struct mbr_page_cell *row)
{
    for (size_t i = 0; i < page->columns; i++) {
        struct mbr_page_column *column = &page->column[i];
        if (row[i].width > column->cells_width)
            column->cells_width = row[i].width;
        if (row[i].number && row[i].width > column->numbers_width)
            column->numbers_width = row[i].width;
        column->has_number |= row[i].number;
        column->has_other |= !row[i].number && row[i].text.n > 0;
    }
}

/* Once all of a column is known: whole numbers get a point only where others have one. */
static void round_column(struct mbr_table *table, size_t i)
{
    struct mbr_page *page = &table->page;
    bool any = false;
    for (size_t j = 0; j < page->rows && !any; j++)
        any = page->row[j][i].number && mbr_places_any(page->row[j][i].text);
    for (size_t j = 0; j < page->rows && any; j++) {
        struct mbr_page_cell *cell = &page->row[j][i];
        if (!cell->number)
            continue;
        mbr_put_places(&table->spelled, cell->text, table->style.places);
        *cell = kept(table, true);
    }
}

static void lay_out(struct mbr_table *table)
{
    struct mbr_page *page = &table->page;
    for (size_t i = 0; i < page->columns && table->style.rounded; i++)
        round_column(table, i);
    for (size_t j = 0; j < page->rows; j++)
        measure(page, page->row[j]);
}

static int add_kept(struct mbr_table *table, const struct mbr_json *row, struct mbr_err *err)
{
    struct mbr_page *page = &table->page;
    struct mbr_page_cell *cells = mbr_arena_alloc(&page->memory, page->columns * sizeof *cells);
    for (size_t i = 0; i < page->columns; i++) {
        if (mbr_put_cell(&table->spelled, &row[i], &table->cells) < 0)
            return mbr_cell_refuse(err, table->names[i], &row[i]);
        cells[i] = kept(table, row[i].kind == MBR_JSON_NUMBER);
    }
    page->row = mbr_grow(page->row, &page->rows_cap, page->rows + 1, sizeof *page->row);
    page->row[page->rows++] = cells;
    return 0;
}

int mbr_table_add(struct mbr_table *table, const struct mbr_json *row, struct mbr_out *out,
                  struct mbr_err *err)
{
    return is_streamed(table) ? add_streamed(table, row, out, err) : add_kept(table, row, err);
}

static bool has_any(const struct mbr_page *page)
{
    size_t i = 0;
    while (i < page->columns && !page->column[i].has_number && !page->column[i].has_other)
        i++;
    return i < page->columns;
}

int mbr_table_end(struct mbr_table *table, const char *title, struct mbr_out *out,
                  struct mbr_err *err)
{
    struct mbr_page *page = &table->page;
    if (is_streamed(table))
        return table->started ? 0 : start_streamed(table, out, err);
    lay_out(table);
    bool sparse = table->style.sparse && has_any(page);
    for (size_t i = 0; i < page->columns; i++) {
        struct mbr_page_column *column = &page->column[i];
        column->width =
            column->head.width > column->cells_width ? column->head.width : column->cells_width;
        column->shown = !sparse || column->has_number || column->has_other;
        column->numeric = column->has_number && !column->has_other;
    }
    if (title) {
        mbr_put_cell_text(&table->spelled, mbr_span(title), &table->cells);
        page->title = kept(table, false);
        page->titled = true;
    }
    page->bold = table->style.bold;
    if (table->style.format == MBR_CELLS_HTML)
        return mbr_page_html(page, out, err);
    if (table->style.format == MBR_CELLS_MARKDOWN)
        return mbr_page_markdown(page, out, err);
    if (table->style.width)
        mbr_page_fit(page, table->style.width);
    return mbr_page_text(page, out, err);
}

size_t mbr_table_unshown(const struct mbr_table *table, struct mbr_buf *names)
{
    size_t count = 0;
    for (size_t i = 0; i < table->page.columns; i++) {
        if (!table->page.column[i].crowded)
            continue;
        mbr_put_text(names, count++ ? ", " : "");
        mbr_put_visible(names, mbr_span(table->names[i]));
    }
    return count;
}
