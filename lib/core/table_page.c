#include "table_page.h"

#include "mbr/text.h"

#define GAP 2
#define LEAST_WIDTH 10
#define BOLD "\033[1m"
#define NORMAL "\033[0m"

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* The room of a column when none is to be wider than `level` that can be cut. */
static size_t room(const struct mbr_page_column *column, size_t level)
{
    return smaller(column->width, larger(level, column->numbers_width));
}

static size_t table_width(const struct mbr_page *page, size_t level)
{
    size_t sum = 0;
    for (size_t i = 0; i < page->columns; i++) {
        if (page->column[i].shown)
            sum += room(&page->column[i], level) + (sum ? GAP : 0);
    }
    return sum;
}

/* The highest level, from `least` on, at which the table fits. */
static size_t fitting_level(const struct mbr_page *page, size_t least, size_t width)
{
    size_t low = least, high = larger(least, width);
    while (low < high) {
        size_t middle = low + (high - low + 1) / 2;
        if (table_width(page, middle) <= width)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static void leave_out(struct mbr_page *page, size_t width, size_t least)
{
    size_t left = 0;
    for (size_t i = 0; i < page->columns; i++)
        left += page->column[i].shown;
    for (size_t i = page->columns; i-- > 0 && left > 1 && table_width(page, least) > width;) {
        if (!page->column[i].shown)
            continue;
        page->column[i].shown = false;
        page->column[i].crowded = true;
        left--;
    }
}

static void shorten_heads(struct mbr_page *page)
{
    for (size_t i = 0; i < page->columns; i++) {
        struct mbr_page_column *column = &page->column[i];
        column->head = column->brief;
        column->width = larger(column->cells_width, column->head.width);
    }
}

void mbr_page_fit(struct mbr_page *page, size_t width)
{
    if (table_width(page, SIZE_MAX) <= width)
        return;
    shorten_heads(page);
    size_t least = smaller(LEAST_WIDTH, width);
    leave_out(page, width, least);
    if (table_width(page, SIZE_MAX) <= width)
        return;
    size_t level = fitting_level(page, least, width);
    size_t used = table_width(page, level);
    for (size_t i = 0; i < page->columns; i++) {
        struct mbr_page_column *column = &page->column[i];
        size_t wide = room(column, level);
        if (column->shown && wide == level && wide < column->width && used < width) {
            wide++;
            used++;
        }
        column->width = wide;
    }
}

static void put_times(struct mbr_buf *buf, char c, size_t n)
{
    if (n == 0)
        return;
    memset(mbr_buf_room(buf, n), c, n);
    buf->n += n;
}

/* One line of the text table. Blanks are put only before something, so that none end a line. */
static int put_text_line(const struct mbr_page *page, const struct mbr_page_cell *row, bool bold,
                         struct mbr_out *out, struct mbr_err *err)
{
    struct mbr_buf *buf = &out->buf;
    size_t blanks = 0;
    if (bold)
        mbr_put_text(buf, BOLD);
    for (size_t i = 0; i < page->columns; i++) {
        const struct mbr_page_column *column = &page->column[i];
        const struct mbr_page_cell *cell = row ? &row[i] : &column->head;
        if (!column->shown)
            continue;
        if (cell->text.n) {
            size_t wide = smaller(cell->width, column->width);
            size_t before = column->numeric ? column->width - wide : 0;
            put_times(buf, ' ', blanks + before);
            blanks = column->width - before - mbr_put_cut(buf, cell->text, column->width);
        } else {
            blanks += column->width;
        }
        blanks += GAP;
    }
    if (bold)
        mbr_put_text(buf, NORMAL);
    return mbr_out_end(out, err);
}

int mbr_page_text(const struct mbr_page *page, struct mbr_out *out, struct mbr_err *err)
{
    if (page->titled) {
        mbr_put_span(&out->buf, page->title.text);
        if (mbr_out_end(out, err) < 0)
            return -1;
    }
    if (put_text_line(page, NULL, page->bold, out, err) < 0)
        return -1;
    for (size_t i = 0; i < page->rows; i++) {
        if (put_text_line(page, page->row[i], false, out, err) < 0)
            return -1;
    }
    return 0;
}

/* GitHub Flavored Markdown wants three dashes at least. */
static size_t markdown_width(const struct mbr_page_column *column)
{
    return larger(column->width, column->numeric ? 4 : 3);
}

static int put_markdown_line(const struct mbr_page *page, const struct mbr_page_cell *row,
                             struct mbr_out *out, struct mbr_err *err)
{
    struct mbr_buf *buf = &out->buf;
    mbr_put_char(buf, '|');
    for (size_t i = 0; i < page->columns; i++) {
        const struct mbr_page_column *column = &page->column[i];
        const struct mbr_page_cell *cell = row ? &row[i] : &column->head;
        size_t blanks = markdown_width(column) - cell->width;
        if (!column->shown)
            continue;
        put_times(buf, ' ', 1 + (column->numeric ? blanks : 0));
        mbr_put_span(buf, cell->text);
        put_times(buf, ' ', 1 + (column->numeric ? 0 : blanks));
        mbr_put_char(buf, '|');
    }
    return mbr_out_end(out, err);
}

static int put_markdown_rule(const struct mbr_page *page, struct mbr_out *out, struct mbr_err *err)
{
    mbr_put_char(&out->buf, '|');
    for (size_t i = 0; i < page->columns; i++) {
        const struct mbr_page_column *column = &page->column[i];
        size_t width = markdown_width(column);
        if (!column->shown)
            continue;
        mbr_put_char(&out->buf, ' ');
        put_times(&out->buf, '-', width - column->numeric);
        mbr_put_text(&out->buf, column->numeric ? ": |" : " |");
    }
    return mbr_out_end(out, err);
}

int mbr_page_markdown(const struct mbr_page *page, struct mbr_out *out, struct mbr_err *err)
{
    if (page->titled) {
        mbr_put_text(&out->buf, "### ");
        mbr_put_span(&out->buf, page->title.text);
        mbr_put_char(&out->buf, '\n');
        if (mbr_out_end(out, err) < 0)
            return -1;
    }
    if (put_markdown_line(page, NULL, out, err) < 0 || put_markdown_rule(page, out, err) < 0)
        return -1;
    for (size_t i = 0; i < page->rows; i++) {
        if (put_markdown_line(page, page->row[i], out, err) < 0)
            return -1;
    }
    return 0;
}

static int put_html_line(const struct mbr_page *page, const struct mbr_page_cell *row,
                         struct mbr_out *out, struct mbr_err *err)
{
    const char *element = row ? "td" : "th";
    mbr_put_text(&out->buf, "<tr>");
    for (size_t i = 0; i < page->columns; i++) {
        const struct mbr_page_column *column = &page->column[i];
        const struct mbr_page_cell *cell = row ? &row[i] : &column->head;
        if (!column->shown)
            continue;
        mbr_put_format(&out->buf, "<%s%s>", element, column->numeric ? " class=\"num\"" : "");
        mbr_put_span(&out->buf, cell->text);
        mbr_put_format(&out->buf, "</%s>", element);
    }
    mbr_put_text(&out->buf, "</tr>");
    return mbr_out_end(out, err);
}

int mbr_page_html(const struct mbr_page *page, struct mbr_out *out, struct mbr_err *err)
{
    mbr_put_text(&out->buf, "<table>\n");
    if (page->titled) {
        mbr_put_text(&out->buf, "<caption>");
        mbr_put_span(&out->buf, page->title.text);
        mbr_put_text(&out->buf, "</caption>\n");
    }
    mbr_put_text(&out->buf, "<thead>\n");
    if (put_html_line(page, NULL, out, err) < 0)
        return -1;
    mbr_put_text(&out->buf, "</thead>\n<tbody>\n");
    for (size_t i = 0; i < page->rows; i++) {
        if (put_html_line(page, page->row[i], out, err) < 0)
            return -1;
    }
    mbr_put_text(&out->buf, "</tbody>\n</table>");
    return mbr_out_end(out, err);
}
