#include "mbr/cells.h"

#include "mbr/number.h"
#include "mbr/places.h"
#include "mbr/text.h"

void mbr_cells_free(struct mbr_cells *cells)
{
    mbr_buf_free(&cells->content);
    mbr_buf_free(&cells->clean);
}

/* Cells that begin like this are formulas, or become one after the white space is trimmed: the list
   is OWASP's, "CSV Injection". */
static bool is_formula(struct mbr_span text)
{
    double value;
    return text.n && memchr("=+-@\t\r\n", text.p[0], 7) && mbr_double_parse(text, &value) < 0;
}

/* Puts the text with what `replacement` gives for a byte (NULL: the byte itself). */
static void put_replaced(struct mbr_buf *buf, struct mbr_span text,
                         const char *(*replacement)(struct mbr_span text, size_t i))
{
    size_t from = 0;
    for (size_t i = 0; i < text.n; i++) {
        const char *other = replacement(text, i);
        if (!other)
            continue;
        mbr_put(buf, text.p + from, i - from);
        mbr_put_text(buf, other);
        from = i + 1;
    }
    if (from < text.n)
        mbr_put(buf, text.p + from, text.n - from);
}

static const char *csv_replacement(struct mbr_span text, size_t i)
{
    return text.p[i] == '"' ? "\"\"" : NULL;
}

static const char *tsv_replacement(struct mbr_span text, size_t i)
{
    switch (text.p[i]) {
    case '\t':
        return "\\t";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\\':
        return "\\\\";
    default:
        return NULL;
    }
}

static const char *html_replacement(struct mbr_span text, size_t i)
{
    switch (text.p[i]) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    default:
        return NULL;
    }
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* An underscore inside a word is no mark-up, and names are full of them. */
static const char *markdown_replacement(struct mbr_span text, size_t i)
{
    bool inside = i > 0 && i + 1 < text.n && is_word(text.p[i - 1]) && is_word(text.p[i + 1]);
    switch (text.p[i]) {
    case '|':
        return "\\|";
    case '\\':
        return "\\\\";
    case '`':
        return "\\`";
    case '*':
        return "\\*";
    case '[':
        return "\\[";
    case '<':
        return "\\<";
    case '~':
        return "\\~";
    case '_':
        return inside ? NULL : "\\_";
    default:
        return NULL;
    }
}

static bool needs_quotes(struct mbr_span text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == ',' || text.p[i] == '"' || text.p[i] == '\n' || text.p[i] == '\r')
            return true;
    return false;
}

static void put_csv(struct mbr_buf *buf, struct mbr_span text, bool defused)
{
    bool quoted = needs_quotes(text);
    if (quoted)
        mbr_put_char(buf, '"');
    if (defused)
        mbr_put_char(buf, '\'');
    if (quoted)
        put_replaced(buf, text, csv_replacement);
    else
        mbr_put_span(buf, text);
    if (quoted)
        mbr_put_char(buf, '"');
}

/* Escaped before it is made visible, or the backslashes of the latter would be escaped again. */
static void put_tsv(struct mbr_buf *buf, struct mbr_span text, bool defused,
                    struct mbr_cells *cells)
{
    cells->clean.n = 0;
    if (defused)
        mbr_put_char(buf, '\'');
    put_replaced(cells->visible ? &cells->clean : buf, text, tsv_replacement);
    mbr_put_visible(buf, mbr_buf_span(&cells->clean));
}

static struct mbr_span visible(struct mbr_span text, struct mbr_cells *cells)
{
    cells->clean.n = 0;
    mbr_put_visible(&cells->clean, text);
    return mbr_buf_span(&cells->clean);
}

void mbr_put_cell_text(struct mbr_buf *buf, struct mbr_span text, struct mbr_cells *cells)
{
    bool defused = cells->safe && is_formula(text);
    switch (cells->format) {
    case MBR_CELLS_TEXT:
        mbr_put_visible(buf, text);
        break;
    case MBR_CELLS_CSV:
        put_csv(buf, cells->visible ? visible(text, cells) : text, defused);
        break;
    case MBR_CELLS_TSV:
        put_tsv(buf, text, defused, cells);
        break;
    case MBR_CELLS_MARKDOWN:
        put_replaced(buf, visible(text, cells), markdown_replacement);
        break;
    case MBR_CELLS_HTML:
        put_replaced(buf, visible(text, cells), html_replacement);
        break;
    }
}

/* A value's JSON without the white space between its tokens. */
static void put_compact(struct mbr_buf *buf, struct mbr_span raw)
{
    bool inside = false;
    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.p[i];
        if (!inside && (c == ' ' || c == '\t' || c == '\n' || c == '\r'))
            continue;
        mbr_put_char(buf, c);
        if (inside && c == '\\')
            mbr_put_char(buf, raw.p[++i]);
        else if (c == '"')
            inside = !inside;
    }
}

int mbr_put_cell(struct mbr_buf *buf, const struct mbr_json *cell, struct mbr_cells *cells)
{
    struct mbr_span text;
    switch (cell->kind) {
    case MBR_JSON_ABSENT:
    case MBR_JSON_NULL:
        break;
    case MBR_JSON_FALSE:
    case MBR_JSON_TRUE:
        mbr_put_span(buf, cell->raw);
        break;
    case MBR_JSON_NUMBER:
        if (cells->rounded && mbr_places_any(cell->raw))
            mbr_put_places(buf, cell->raw, cells->places);
        else
            mbr_put_span(buf, cell->raw);
        break;
    case MBR_JSON_STRING:
        cells->content.n = 0;
        if (mbr_json_text(cell, &cells->content, &text) < 0)
            return -1;
        mbr_put_cell_text(buf, text, cells);
        break;
    case MBR_JSON_ARRAY:
    case MBR_JSON_OBJECT:
        cells->content.n = 0;
        put_compact(&cells->content, cell->raw);
        mbr_put_cell_text(buf, mbr_buf_span(&cells->content), cells);
        break;
    }
    return 0;
}

int mbr_cell_refuse(struct mbr_err *err, const char *name, const struct mbr_json *cell)
{
    struct mbr_span inside = {cell->raw.p + 1, cell->raw.n - 2};
    return mbr_err_value(err, name, "a NUL character cannot be shown", inside);
}

/* In memory only, and read back by the same process: so the struct itself, then the spelling. */
int mbr_cell_pack(struct mbr_buf *buf, const struct mbr_json *cell)
{
    if (cell->kind == MBR_JSON_STRING && !cell->plain) {
        struct mbr_span text;
        struct mbr_buf scratch = {0};
        int bad = mbr_json_text(cell, &scratch, &text);
        mbr_buf_free(&scratch);
        if (bad)
            return -1;
    }
    mbr_put(buf, (const char *)cell, sizeof *cell);
    mbr_put_span(buf, cell->raw);
    return 0;
}

void mbr_cell_unpack(struct mbr_span *packed, struct mbr_json *cell)
{
    memcpy(cell, packed->p, sizeof *cell);
    cell->raw.p = packed->p + sizeof *cell;
    cell->key = NULL;
    packed->p += sizeof *cell + cell->raw.n;
    packed->n -= sizeof *cell + cell->raw.n;
}
