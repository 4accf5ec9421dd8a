#include "import_gather.h"

#include <stdlib.h>

#include "import_ids.h"
#include "mbr/decimal.h"

void mbr_gathered_free(struct mbr_gathered *gathered)
{
    free(gathered->order);
    free(gathered->line);
    free(gathered->row);
    free(gathered->times);
    mbr_map_free(&gathered->keys);
    mbr_map_free(&gathered->seen);
    mbr_buf_free(&gathered->key);
    mbr_buf_free(&gathered->told);
}

const char *mbr_book_title(const struct mbr_import_book *book, uint32_t row, uint32_t field)
{
    const struct mbr_book_file *file = &book->file[book->row[row].file];
    return field < file->titles ? file->title[field] : NULL;
}

/* Whether two spellings mean the same: 100 and 100.00 are one amount. */
static bool is_same(enum mbr_import_kind kind, struct mbr_span a, struct mbr_span b)
{
    int64_t x, y;
    const char *what;
    bool is_amount = kind == MBR_IMPORT_AMOUNT || kind == MBR_IMPORT_SIGNED;
    if (is_amount && mbr_decimal_parse(a, &x, &what) == 0 && mbr_decimal_parse(b, &y, &what) == 0)
        return x == y;
    return mbr_span_equal(a, b);
}

/* A later file knows better; within one file two different values are a mistake somewhere. */
static int take_of_order(struct mbr_gathered *gathered, const struct mbr_import_book *book,
                         uint32_t field, struct mbr_gathered_value value)
{
    struct mbr_gathered_value *to = &gathered->order[field];
    if (to->text.n && book->row[to->row].file == book->row[value.row].file) {
        if (is_same(book->field[field].kind, to->text, value.text))
            return 0;
        gathered->told.n = 0;
        mbr_put_format(&gathered->told, "another value in its order than %.*s in line %llu",
                       (int)to->text.n, to->text.p, (unsigned long long)book->row[to->row].line);
        mbr_put_char(&gathered->told, '\0');
        gathered->flaw = (struct mbr_import_flaw){
            .column = mbr_book_title(book, value.row, field),
            .what = gathered->told.p,
            .kind = "another value in its order than before",
            .value = value.text,
        };
        gathered->flawed = value.row;
        return -1;
    }
    *to = value;
    return 0;
}

static bool next_value(const char **at, const char *end, uint32_t *field, struct mbr_span *text)
{
    uint32_t head[2];
    if (*at == end)
        return false;
    memcpy(head, *at, sizeof head);
    *field = head[0];
    *text = (struct mbr_span){*at + sizeof head, head[1]};
    *at += sizeof head + head[1];
    return true;
}

static void put_key_of(struct mbr_gathered *gathered, const struct mbr_import_book *book,
                       const struct mbr_gathered_value *values)
{
    static const char *const names[] = {"item", "name"};
    uint32_t spec = mbr_book_field(book, "spec"), field = MBR_BOOK_NONE;
    for (size_t i = 0; i < 2 && field == MBR_BOOK_NONE; i++) {
        uint32_t number = mbr_book_field(book, names[i]);
        if (number != MBR_BOOK_NONE && values[number].text.n)
            field = number;
    }
    if (field != MBR_BOOK_NONE) {
        mbr_import_put_part(&gathered->key, values[field].text);
        mbr_put_char(&gathered->key, '/');
    }
    if (spec != MBR_BOOK_NONE && values[spec].text.n) {
        mbr_import_put_part(&gathered->key, values[spec].text);
        mbr_put_char(&gathered->key, '/');
    }
}

/* What tells the line from the others of its order, in any file: the shop's own number of it, else
   the item and how often that was met in this file. */
static void make_key(struct mbr_gathered *gathered, const struct mbr_import_book *book,
                     const struct mbr_gathered_value *values, uint32_t row)
{
    uint32_t line = mbr_book_field(book, "line");
    uint32_t file = book->row[row].file;
    bool added;
    gathered->key.n = 0;
    if (line != MBR_BOOK_NONE && values[line].text.n) {
        mbr_import_put_part(&gathered->key, values[line].text);
        return;
    }
    put_key_of(gathered, book, values);
    size_t n = gathered->key.n;
    mbr_put(&gathered->key, (const char *)&file, sizeof file);
    uint32_t number = mbr_map_put(&gathered->seen, mbr_buf_span(&gathered->key), &added);
    gathered->times = mbr_grow(gathered->times, &gathered->times_cap, (size_t)number + 1,
                               sizeof *gathered->times);
    gathered->times[number] = added ? 1 : gathered->times[number] + 1;
    gathered->key.n = n;
    mbr_put_int(&gathered->key, gathered->times[number]);
}

/* Room for one line more, which is not counted yet. */
static struct mbr_gathered_value *new_line(struct mbr_gathered *gathered)
{
    size_t need = (gathered->lines + 1) * gathered->fields;
    gathered->line = mbr_grow(gathered->line, &gathered->cap, need, sizeof *gathered->line);
    gathered->row =
        mbr_grow(gathered->row, &gathered->row_cap, gathered->lines + 1, sizeof *gathered->row);
    struct mbr_gathered_value *line = mbr_gathered_line(gathered, gathered->lines);
    memset(line, 0, gathered->fields * sizeof *line);
    return line;
}

/* The line that was put behind the others is theirs where one has its key. */
static void merge_line(struct mbr_gathered *gathered, const struct mbr_import_book *book,
                       uint32_t row)
{
    struct mbr_gathered_value *from = mbr_gathered_line(gathered, gathered->lines);
    bool added;
    make_key(gathered, book, from, row);
    uint32_t number = mbr_map_put(&gathered->keys, mbr_buf_span(&gathered->key), &added);
    gathered->row[number] = row;
    if (added) {
        gathered->lines++;
        return;
    }
    struct mbr_gathered_value *to = mbr_gathered_line(gathered, number);
    for (size_t i = 0; i < gathered->fields; i++)
        if (from[i].text.n)
            to[i] = from[i];
}

static int gather_row(struct mbr_gathered *gathered, const struct mbr_import_book *book,
                      uint32_t row)
{
    const char *at = book->row[row].values, *end = at + book->row[row].size;
    struct mbr_gathered_value *line = new_line(gathered), value = {.row = row};
    bool any = false;
    for (uint32_t field; next_value(&at, end, &field, &value.text);) {
        if (book->field[field].of_line) {
            line[field] = value;
            any = true;
        } else if (take_of_order(gathered, book, field, value) < 0) {
            return -1;
        }
    }
    if (any)
        merge_line(gathered, book, row);
    return 0;
}

int mbr_gather(struct mbr_gathered *gathered, const struct mbr_import_book *book,
               const struct mbr_book_order *order)
{
    gathered->fields = book->names.count;
    gathered->lines = 0;
    gathered->first = order->first;
    if (!gathered->order)
        gathered->order = mbr_calloc(gathered->fields, sizeof *gathered->order);
    memset(gathered->order, 0, gathered->fields * sizeof *gathered->order);
    mbr_map_free(&gathered->keys);
    mbr_map_free(&gathered->seen);
    for (uint32_t row = order->first; row != MBR_BOOK_NONE; row = book->row[row].next)
        if (gather_row(gathered, book, row) < 0)
            return -1;
    gathered->itemless = gathered->lines == 0;
    if (gathered->itemless) {
        new_line(gathered);
        gathered->row[0] = order->first;
        mbr_map_put(&gathered->keys, mbr_span(""), NULL);
        gathered->lines = 1;
    }
    return 0;
}
