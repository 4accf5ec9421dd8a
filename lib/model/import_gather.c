#include "import_gather.h"

#include <stdlib.h>

#include "import_changes.h"
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
    mbr_arena_free(&gathered->sums);
}

const char *mbr_book_title(const struct mbr_import_book *book, uint32_t row, uint32_t field)
{
    const struct mbr_book_file *file = &book->file[book->row[row].file];
    return field < file->titles ? file->title[field] : NULL;
}

/* A later file knows better, and so does a later event, but for when the order was made, and one of
   sums only where no other knows; within one of them two different values are a mistake somewhere,
   unless they are of columns of which one counts more. */
static int take_of_order(struct mbr_gathered *gathered, const struct mbr_import_book *book,
                         uint32_t field, struct mbr_gathered_value value)
{
    struct mbr_gathered_value *to = &gathered->order[field];
    const struct mbr_book_row *row = &book->row[value.row];
    bool totals = book->file[row->file].totals;
    if (to->text.n && totals != book->file[book->row[to->row].file].totals) {
        if (!totals)
            *to = value;
        return 0;
    }
    bool other = to->choice == MBR_BOOK_OTHERWISE;
    if (to->text.n && other != (value.choice == MBR_BOOK_OTHERWISE)) {
        if (other)
            *to = value;
        return 0;
    }
    if (to->text.n && row->json && field == mbr_book_field(book, "at")) {
        if (mbr_span_compare(value.text, to->text) < 0)
            *to = value;
        return 0;
    }
    bool same = book->row[to->row].version == row->version;
    if (to->text.n && to->choice != value.choice && (same || field == mbr_book_field(book, "at"))) {
        if (value.choice < to->choice)
            *to = value;
        return 0;
    }
    if (to->text.n && same) {
        if (mbr_book_is_same(book->field[field].kind, to->text, value.text))
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
    mbr_book_note_change(gathered, book, field, to, &value);
    *to = value;
    return 0;
}

static bool next_value(const char **at, const char *end, uint32_t *field,
                       struct mbr_gathered_value *value)
{
    uint32_t head[2];
    if (*at == end)
        return false;
    memcpy(head, *at, sizeof head);
    *field = head[0] % MBR_BOOK_CHOICE;
    value->choice = head[0] / MBR_BOOK_CHOICE;
    value->text = (struct mbr_span){*at + sizeof head, head[1]};
    *at += sizeof head + head[1];
    return true;
}

static void put_part_of(struct mbr_gathered *gathered, const struct mbr_gathered_value *values,
                        uint32_t field)
{
    if (field == MBR_BOOK_NONE || values[field].text.n == 0)
        return;
    mbr_import_put_part(&gathered->key, values[field].text);
    mbr_put_char(&gathered->key, '/');
}

/* Of a time only a line's own stands in its values. */
static void put_key_of(struct mbr_gathered *gathered, const struct mbr_import_book *book,
                       const struct mbr_gathered_value *values)
{
    static const char *const names[] = {"item", "name"};
    uint32_t field = MBR_BOOK_NONE;
    for (size_t i = 0; i < 2 && field == MBR_BOOK_NONE; i++) {
        uint32_t number = mbr_book_field(book, names[i]);
        if (number != MBR_BOOK_NONE && values[number].text.n)
            field = number;
    }
    put_part_of(gathered, values, field);
    put_part_of(gathered, values, mbr_book_field(book, "spec"));
    put_part_of(gathered, values, mbr_book_field(book, "at"));
}

static bool says_return(const struct mbr_import_book *book, const struct mbr_gathered_value *values)
{
    uint32_t type = mbr_book_field(book, "type");
    return type != MBR_BOOK_NONE && mbr_span_is(values[type].text, "return");
}

bool mbr_gathered_returns(const struct mbr_gathered *gathered, const struct mbr_import_book *book,
                          size_t line)
{
    return says_return(book, mbr_gathered_line(gathered, line));
}

/* What tells the line from the others of its order, in any file: the shop's own number of it, else
   the item and how often that was met in this file. Returns are counted for themselves, as a later
   file may have nothing else of the order. */
static void make_key(struct mbr_gathered *gathered, const struct mbr_import_book *book,
                     const struct mbr_gathered_value *values, uint32_t row)
{
    uint32_t line = mbr_book_field(book, "line");
    uint32_t version = book->row[row].version;
    bool added, returned = says_return(book, values);
    gathered->key.n = 0;
    if (line != MBR_BOOK_NONE && values[line].text.n) {
        mbr_import_put_part(&gathered->key, values[line].text);
        mbr_put_text(&gathered->key, returned ? "/return" : "");
        return;
    }
    put_key_of(gathered, book, values);
    size_t n = gathered->key.n;
    mbr_put_char(&gathered->key, (char)returned);
    mbr_put(&gathered->key, (const char *)&version, sizeof version);
    uint32_t number = mbr_map_put(&gathered->seen, mbr_buf_span(&gathered->key), &added);
    gathered->times = mbr_grow(gathered->times, &gathered->times_cap, (size_t)number + 1,
                               sizeof *gathered->times);
    gathered->times[number] = added ? 1 : gathered->times[number] + 1;
    gathered->key.n = n;
    mbr_put_int(&gathered->key, gathered->times[number]);
    mbr_put_text(&gathered->key, returned ? "/return" : "");
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

/* What came back at several times adds up, at the last of them. Whether the field is one of that.
 */
static bool add_up(struct mbr_gathered *gathered, const struct mbr_import_book *book,
                   uint32_t field, struct mbr_gathered_value *to,
                   const struct mbr_gathered_value *value)
{
    static const char *const sums[] = {"line.refund", "line.refund_qty", "order.refund"};
    int64_t a, b;
    const char *what;
    bool sum = false;
    if (to->text.n == 0 || !book->row[value->row].refund)
        return false;
    if (field == mbr_book_field(book, "line.refund_at") ||
        field == mbr_book_field(book, "order.refund_at"))
        return mbr_span_compare(value->text, to->text) < 0;
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++)
        sum |= field == mbr_book_field(book, sums[i]);
    if (!sum || mbr_decimal_parse(to->text, &a, &what) < 0 ||
        mbr_decimal_parse(value->text, &b, &what) < 0 || !mbr_decimal_add(a, b, &a))
        return false;
    gathered->told.n = 0;
    mbr_put_decimal(&gathered->told, a);
    to->text.p = mbr_arena_dup(&gathered->sums, gathered->told.p, gathered->told.n);
    to->text.n = gathered->told.n;
    return true;
}

/* Whether an event has a sum of the order, which is no line, where one before has told the lines.
 */
static bool is_sum_alone(const struct mbr_gathered *gathered, const struct mbr_import_book *book,
                         uint32_t row)
{
    static const char *const known_by[] = {"line", "item", "name", "spec"};
    const struct mbr_gathered_value *line = mbr_gathered_line(gathered, gathered->lines);
    if (!book->row[row].json || gathered->lines == 0 || book->row[row].version == gathered->version)
        return false;
    for (size_t i = 0; i < sizeof known_by / sizeof known_by[0]; i++) {
        uint32_t field = mbr_book_field(book, known_by[i]);
        if (field != MBR_BOOK_NONE && line[field].text.n)
            return false;
    }
    return true;
}

/* An event tells all lines of its order, so those of the event before are forgotten. */
static void begin_lines(struct mbr_gathered *gathered, const struct mbr_import_book *book,
                        uint32_t row)
{
    const struct mbr_book_row *of = &book->row[row];
    size_t lines = gathered->lines;
    if (!of->json || of->refund || lines == 0 || of->version == gathered->version) {
        gathered->version = of->version;
        return;
    }
    memcpy(mbr_gathered_line(gathered, 0), mbr_gathered_line(gathered, lines),
           gathered->fields * sizeof *gathered->line);
    gathered->lines = 0;
    gathered->version = of->version;
    mbr_map_free(&gathered->keys);
    mbr_map_free(&gathered->seen);
}

/* The line that was put behind the others is theirs where one has its key. */
static void merge_line(struct mbr_gathered *gathered, const struct mbr_import_book *book,
                       uint32_t row)
{
    bool added;
    if (is_sum_alone(gathered, book, row))
        return;
    begin_lines(gathered, book, row);
    struct mbr_gathered_value *from = mbr_gathered_line(gathered, gathered->lines);
    make_key(gathered, book, from, row);
    uint32_t number = mbr_map_put(&gathered->keys, mbr_buf_span(&gathered->key), &added);
    gathered->row[number] = row;
    if (added) {
        gathered->lines++;
        return;
    }
    struct mbr_gathered_value *to = mbr_gathered_line(gathered, number);
    for (size_t i = 0; i < gathered->fields; i++)
        if (from[i].text.n && !add_up(gathered, book, (uint32_t)i, &to[i], &from[i])) {
            mbr_book_note_change(gathered, book, (uint32_t)i, &to[i], &from[i]);
            to[i] = from[i];
        }
}

/* What the sale has said of itself stays. */
static void take_of_refund(struct mbr_gathered *gathered, const struct mbr_import_book *book,
                           uint32_t field, const struct mbr_gathered_value *value)
{
    struct mbr_gathered_value *to = &gathered->order[field];
    bool own = field == mbr_book_field(book, "order.refund_at") ||
               field == mbr_book_field(book, "order.status");
    if (!add_up(gathered, book, field, to, value) && (own || to->text.n == 0))
        *to = *value;
}

/* Whether a file that tells of the order's lines, and not only of its sums, has one. */
static bool is_detailed(const struct mbr_import_book *book, const struct mbr_book_order *order)
{
    for (uint32_t row = order->first; row != MBR_BOOK_NONE; row = book->row[row].next) {
        const char *at = book->row[row].values, *end = at + book->row[row].size;
        struct mbr_gathered_value value;
        for (uint32_t field; next_value(&at, end, &field, &value);)
            if (book->field[field].of_line && !book->file[book->row[row].file].totals)
                return true;
    }
    return false;
}

static int gather_row(struct mbr_gathered *gathered, const struct mbr_import_book *book,
                      uint32_t row, bool lines)
{
    const char *at = book->row[row].values, *end = at + book->row[row].size;
    struct mbr_gathered_value *line = new_line(gathered), value = {.row = row};
    bool any = false;
    memset(gathered->changed, 0, sizeof gathered->changed);
    for (uint32_t field; next_value(&at, end, &field, &value);) {
        if (mbr_book_of_line(book, gathered->shop, field)) {
            line[field] = value;
            any = true;
        } else if (book->row[row].refund) {
            take_of_refund(gathered, book, field, &value);
        } else if (take_of_order(gathered, book, field, value) < 0) {
            return -1;
        }
    }
    if (mbr_book_check_shop(gathered, book, row) < 0)
        return -1;
    if (any && lines)
        merge_line(gathered, book, row);
    return 0;
}

static int gather_rows(struct mbr_gathered *gathered, const struct mbr_import_book *book,
                       const struct mbr_book_order *order, bool detailed, bool refund)
{
    for (uint32_t i = order->first; i != MBR_BOOK_NONE; i = book->row[i].next) {
        bool lines = !detailed || !book->file[book->row[i].file].totals;
        if (book->row[i].refund != refund)
            continue;
        gathered->sold |= !refund;
        if (gather_row(gathered, book, i, lines) < 0)
            return -1;
    }
    return 0;
}

int mbr_gather(struct mbr_gathered *gathered, const struct mbr_import_book *book,
               const struct mbr_book_order *order)
{
    gathered->fields = book->names.count;
    gathered->lines = 0;
    gathered->first = order->first;
    gathered->shop = order->shop;
    gathered->differs = false;
    if (!gathered->order)
        gathered->order = mbr_calloc(gathered->fields, sizeof *gathered->order);
    memset(gathered->order, 0, gathered->fields * sizeof *gathered->order);
    mbr_map_free(&gathered->keys);
    mbr_map_free(&gathered->seen);
    mbr_arena_free(&gathered->sums);
    gathered->sold = false;
    bool detailed = is_detailed(book, order);
    if (gather_rows(gathered, book, order, detailed, false) < 0 ||
        gather_rows(gathered, book, order, detailed, true) < 0 ||
        mbr_book_check_needs(gathered, book) < 0)
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
