#include "import_pieces.h"

#include <stdlib.h>

#include "import_clean.h"
#include "mbr/decimal.h"
#include "mbr/spread.h"

#define COIN (MBR_DECIMAL_ONE / 100)

/* Numbers that can be shared out among lines; a price cannot. */
static const char *const shared[] = {"qty",          "amount",      "discount", "line.gross",
                                     "line.postage", "line.refund", NULL};

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

static bool is_number(const struct mbr_import_field *field)
{
    return field->kind == MBR_IMPORT_AMOUNT || field->kind == MBR_IMPORT_SIGNED;
}

/* The text of the first of the field's columns that has any. */
static struct mbr_span packed_text(struct mbr_import_field *field,
                                   const struct mbr_csv_record *record)
{
    size_t count = field->source ? field->sources : 1;
    for (size_t i = 0; i < count; i++) {
        size_t column = field->source ? field->source[i] : field->column;
        struct mbr_span text = mbr_import_said(field, mbr_import_trimmed(record->field[column]));
        if (field->source)
            field->title = field->titles[column];
        if (text.n)
            return text;
    }
    return (struct mbr_span){NULL, 0};
}

/* The piece of that number, from 0, and how many there are; an empty text has none. */
static struct mbr_span piece_of(struct mbr_span text, const char *split, size_t number,
                                size_t *count)
{
    struct mbr_span piece = {NULL, 0};
    size_t n = strlen(split);
    *count = 0;
    while (text.p && text.n) {
        const char *end = memmem(text.p, text.n, split, n);
        size_t length = end ? (size_t)(end - text.p) : text.n;
        if ((*count)++ == number)
            piece = (struct mbr_span){text.p, length};
        if (!end)
            break;
        text = (struct mbr_span){end + n, text.n - length - n};
        if (text.n == 0 && (*count)++ == number)
            piece = (struct mbr_span){NULL, 0};
    }
    return piece;
}

/* How many lines the row has: as many as the first of the columns has parts. */
static size_t count_lines(struct mbr_import_plan *plan, const struct mbr_csv_record *record)
{
    const struct mbr_layout_orders *orders = plan->layout->orders;
    size_t count = 1, column = MBR_IMPORT_NO_COLUMN;
    for (size_t i = 0; i < orders->packed.count && column == MBR_IMPORT_NO_COLUMN; i++)
        column = mbr_import_title(&plan->titles, orders->packed.name[i]);
    if (column != MBR_IMPORT_NO_COLUMN)
        (void)piece_of(mbr_import_trimmed(record->field[column]), orders->split, 0, &count);
    return count ? count : 1;
}

static int64_t decimal_of(struct mbr_span text, int64_t other)
{
    int64_t value;
    const char *what;
    return text.n && mbr_decimal_parse(text, &value, &what) == 0 ? value : other;
}

static void share(struct mbr_import_unpacking *place, struct mbr_import_field *field)
{
    int64_t value = decimal_of(field->text, 0);
    if (field->text.n == 0 || !is_one_of(field->full, shared) || place->shares == MBR_IMPORT_SHARED)
        return;
    place->whole[place->shares] = field->negative ? -value : value;
    place->shared[place->shares++] = field;
}

static int flawed(struct mbr_import_row *row, const char *title, const char *what,
                  struct mbr_span value)
{
    row->flaw = (struct mbr_import_flaw){.column = title, .what = what, .value = value};
    return -1;
}

static int read_piece(struct mbr_import_plan *plan, struct mbr_import_row *row,
                      struct mbr_import_field *field, struct mbr_span piece)
{
    piece = mbr_import_clean(field->kind, mbr_import_trimmed(piece), &field->cleaned);
    return mbr_import_value(plan, field, mbr_import_said(field, piece), row);
}

/* Before the first line: what the row says as a whole is kept. */
static int begin(struct mbr_import_plan *plan, struct mbr_import_row *row,
                 struct mbr_import_unpacking *place)
{
    const char *split = plan->layout->orders->split;
    size_t count;
    place->lines = count_lines(plan, row->record);
    if (place->lines > MBR_IMPORT_MOST_LINES)
        return flawed(row, NULL, "more than 1000 lines of an order in it", row->record->raw);
    for (size_t i = 0; i < plan->input.count && place->lines > 1; i++)
        share(place, plan->input.field[i]);
    for (size_t i = 0; i < plan->packed.count && place->lines > 1; i++) {
        struct mbr_import_field *field = plan->packed.field[i];
        struct mbr_span text = packed_text(field, row->record);
        (void)piece_of(text, split, 0, &count);
        if (count != 1 || !is_number(field))
            continue;
        if (read_piece(plan, row, field, text) < 0)
            return -1;
        share(place, field);
    }
    return 0;
}

/* In proportion to what the lines cost, where each has a price; else alike. */
static int64_t *find_weights(struct mbr_import_plan *plan, const struct mbr_csv_record *record,
                             size_t lines)
{
    const char *split = plan->layout->orders->split;
    int64_t *weight = mbr_calloc(2 * lines, sizeof *weight);
    bool any = false;
    for (size_t i = 0; i < lines; i++)
        weight[i] = plan->price ? 0 : MBR_DECIMAL_ONE;
    for (size_t i = 0, count; plan->price && i < lines; i++) {
        struct mbr_span price = piece_of(packed_text(plan->price, record), split, i, &count);
        weight[i] = count == lines ? decimal_of(mbr_import_trimmed(price), 0) : 0;
        if (plan->qty) {
            struct mbr_span qty = piece_of(packed_text(plan->qty, record), split, i, &count);
            int64_t pieces = count == lines ? decimal_of(mbr_import_trimmed(qty), 0) : 0;
            if (pieces > 0 && !mbr_decimal_multiply(weight[i], pieces, &weight[i]))
                weight[i] = 0;
        }
        any |= weight[i] > 0;
    }
    for (size_t i = 0; i < lines && plan->price && !any; i++)
        weight[i] = MBR_DECIMAL_ONE;
    return weight;
}

/* Pieces are not cut up: how they are spread is known only where there is one for each line. */
static bool part_of(const struct mbr_import_unpacking *place, size_t i, int64_t *weight,
                    int64_t *part)
{
    int64_t whole = place->whole[i], sum = whole < 0 ? -whole : whole, coin = COIN;
    if (strcmp(place->shared[i]->full, "qty") == 0) {
        *part = whole < 0 ? -MBR_DECIMAL_ONE : MBR_DECIMAL_ONE;
        return sum == (int64_t)place->lines * MBR_DECIMAL_ONE;
    }
    while (sum % coin)
        coin /= 10;
    mbr_spread(sum, coin, weight, place->lines, weight + place->lines);
    *part = whole < 0 ? -weight[place->lines + place->line] : weight[place->lines + place->line];
    return true;
}

static int read_shares(struct mbr_import_plan *plan, struct mbr_import_row *row,
                       struct mbr_import_unpacking *place)
{
    int64_t *weight = find_weights(plan, row->record, place->lines), part;
    int status = 0;
    for (size_t i = 0; i < place->shares && status == 0; i++) {
        struct mbr_import_field *field = place->shared[i];
        field->picked.n = 0;
        if (part_of(place, i, weight, &part))
            mbr_put_decimal(&field->picked, part);
        status = mbr_import_value(plan, field, mbr_buf_span(&field->picked), row);
    }
    free(weight);
    return status;
}

/* What the line has of one column. Of a row with one line all is its own, whatever is in it. */
static int cut(const struct mbr_import_plan *plan, struct mbr_import_row *row,
               const struct mbr_import_field *field, size_t column,
               const struct mbr_import_unpacking *place, struct mbr_span *piece)
{
    struct mbr_span text = mbr_import_trimmed(row->record->field[column]);
    size_t count;
    *piece = piece_of(text, plan->layout->orders->split, place->line, &count);
    if (place->lines == 1)
        *piece = text;
    else if (count == 1)
        *piece = is_number(field) ? (struct mbr_span){NULL, 0} : text;
    else if (count && count != place->lines)
        return flawed(row, plan->titles.name[column],
                      "not as many parts as in the columns beside it", text);
    *piece = mbr_import_said(field, mbr_import_trimmed(*piece));
    return 0;
}

/* The first of the field's columns that has something for the line. */
static int take_piece(struct mbr_import_plan *plan, struct mbr_import_row *row,
                      struct mbr_import_field *field, const struct mbr_import_unpacking *place)
{
    struct mbr_span piece = {NULL, 0};
    size_t count = field->source ? field->sources : 1;
    for (size_t i = 0; i < count && piece.n == 0; i++) {
        size_t column = field->source ? field->source[i] : field->column;
        if (field->source)
            field->title = field->titles[column];
        if (cut(plan, row, field, column, place, &piece) < 0)
            return -1;
    }
    return read_piece(plan, row, field, piece);
}

int mbr_import_next_piece(struct mbr_import_plan *plan, struct mbr_import_row *row,
                          struct mbr_import_unpacking *place)
{
    if (place->line == 0 && begin(plan, row, place) < 0)
        return -1;
    if (place->line == place->lines)
        return 0;
    for (size_t i = 0; i < plan->packed.count; i++)
        if (take_piece(plan, row, plan->packed.field[i], place) < 0)
            return -1;
    if (place->lines > 1 && read_shares(plan, row, place) < 0)
        return -1;
    place->line++;
    return 1;
}
