#include "import_book.h"

#include <stdlib.h>

#include "import_field.h"
#include "import_personal.h"
#include "import_states.h"
#include "import_unpack.h"

#define MOST_PLACES 2 /* zeros that are kept behind an amount, as they tell its coin */

/* Fields of which each line has its own. */
static const char *const line_fields[] = {
    "type",           "item",        "qty",         "price",
    "amount",         "list",        "discount",    "gift",
    "spec",           "name",        "category",    "brand",
    "size",           "unit",        "line",        "line.gross",
    "line.postage",   "line.refund", "line.status", "line.refund_qty",
    "line.refund_at", NULL};

uint32_t mbr_book_field(const struct mbr_import_book *book, const char *name)
{
    return mbr_map_find(&book->names, mbr_span(name));
}

uint32_t mbr_book_add_field(struct mbr_import_book *book, const char *name)
{
    bool added;
    uint32_t number = mbr_map_put(&book->names, mbr_span(name), &added);
    if (!added)
        return number;
    book->field = mbr_grow(book->field, &book->field_cap, (size_t)number + 1, sizeof *book->field);
    struct mbr_import_field field = {0};
    mbr_import_field_set(&field, name, true);
    struct mbr_book_field *to = &book->field[number];
    *to = (struct mbr_book_field){.kind = field.kind, .written = field.place != MBR_IMPORT_NOWHERE};
    for (size_t i = 0; line_fields[i]; i++)
        to->of_line |= strcmp(line_fields[i], name) == 0;
    mbr_import_field_free(&field);
    return number;
}

static struct mbr_book_order *find_order(struct mbr_import_book *book, struct mbr_span number)
{
    bool added;
    book->scratch.n = 0;
    mbr_put_text(&book->scratch, book->shop[book->at_shop].platform);
    mbr_put_char(&book->scratch, '\0');
    mbr_put_span(&book->scratch, number);
    uint32_t i = mbr_map_put(&book->orders, mbr_buf_span(&book->scratch), &added);
    book->order = mbr_grow(book->order, &book->order_cap, (size_t)i + 1, sizeof *book->order);
    if (added)
        book->order[i] =
            (struct mbr_book_order){MBR_BOOK_NONE, MBR_BOOK_NONE, book->at_shop, false};
    return &book->order[i];
}

/* How many places an amount was spelled with, as its zeros tell. */
static size_t places_of(struct mbr_span raw)
{
    size_t i = raw.n;
    while (i && raw.p[i - 1] >= '0' && raw.p[i - 1] <= '9')
        i--;
    return i && (raw.p[i - 1] == '.' || raw.p[i - 1] == ',') && raw.n - i <= MOST_PLACES ? raw.n - i
                                                                                         : 0;
}

static void put_amount(struct mbr_buf *to, const struct mbr_import_field *field)
{
    const char *point = memchr(field->text.p, '.', field->text.n);
    size_t has = point ? field->text.n - (size_t)(point + 1 - field->text.p) : 0;
    if (field->negative)
        mbr_put_char(to, '-');
    mbr_put_span(to, field->text);
    for (size_t places = places_of(field->raw); has < places; has++)
        mbr_put_text(to, point || has ? "0" : ".0");
}

/* The value as it is kept: in its final spelling, a status as what it means. 0, or -1 with the
   flaw. */
int mbr_book_put_value(struct mbr_importer *import, const struct mbr_import_field *field,
                       struct mbr_buf *to)
{
    const struct mbr_layout_orders *orders = import->plan.layout->orders;
    bool of_order = strcmp(field->full, "order.status") == 0;
    if (of_order || strcmp(field->full, "line.status") == 0) {
        const char *status =
            field->raw.n
                ? mbr_layout_word(of_order ? &orders->statuses : &orders->line_statuses, field->raw)
                : "";
        if (!status)
            return mbr_import_flawed(&import->row, field, "not a status that the preset knows");
        mbr_put_text(to, status);
    } else if (field->text.n == 0) {
        return 0;
    } else if (field->kind == MBR_IMPORT_AMOUNT || field->kind == MBR_IMPORT_SIGNED) {
        put_amount(to, field);
    } else {
        bool as_read = field->kind == MBR_IMPORT_AT || field->kind == MBR_IMPORT_FLAG ||
                       field->kind == MBR_IMPORT_CURRENCY;
        mbr_put_span(to, as_read || field->raw.n == 0 ? field->text : field->raw);
    }
    return 0;
}

/* Whether the row tells of a line: a constant does not. */
static bool has_line(const struct mbr_import_book *book, const struct mbr_import_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        const struct mbr_import_field *field = &plan->fields[i];
        if (field != plan->all_ids && field != plan->type && !field->constant && field->raw.n &&
            mbr_book_of_line(book, book->at_shop, book->of_plan[i]))
            return true;
    }
    return false;
}

void mbr_book_pack(struct mbr_buf *to, uint32_t number, size_t before)
{
    uint32_t head[2] = {number, (uint32_t)(to->n - before - sizeof head)};
    if (head[1] == 0)
        to->n = before;
    else
        memcpy(to->p + before, head, sizeof head);
}

size_t mbr_book_begin_value(struct mbr_buf *to)
{
    size_t before = to->n;
    mbr_put(to, "\0\0\0\0\0\0\0", 8);
    return before;
}

/* In a stream of events what came back is an event of its own. */
static bool is_refund(const struct mbr_importer *import)
{
    const struct mbr_import_field *type = import->plan.type;
    return import->json && type && mbr_span_is(type->raw, "return");
}

/* The number of a field, and which of its columns had the value. */
static uint32_t packed_number(const struct mbr_import_book *book,
                              const struct mbr_import_plan *plan, size_t i)
{
    const struct mbr_import_field *field = &plan->fields[i];
    uint32_t choice = 0;
    if (field->otherwise && field->raw.p == field->otherwise)
        return book->of_plan[i] + MBR_BOOK_OTHERWISE * MBR_BOOK_CHOICE;
    while (field->source && !field->joined && choice + 1 < field->sources &&
           choice + 1 < MBR_BOOK_OTHERWISE && field->title != field->titles[field->source[choice]])
        choice++;
    return book->of_plan[i] + choice * MBR_BOOK_CHOICE;
}

static int pack_row(struct mbr_importer *import, struct mbr_buf *to)
{
    struct mbr_import_book *book = import->book;
    struct mbr_import_plan *plan = &import->plan;
    bool line = has_line(book, plan);
    mbr_import_take_currency(plan, &import->row);
    if (is_refund(import))
        return mbr_book_pack_refund(import, to);
    int returned = mbr_import_test(&import->row, plan->returns, plan->layout->returns.count, NULL);
    if (returned < 0)
        return -1;
    to->n = 0;
    for (size_t i = 0; i < plan->count; i++) {
        const struct mbr_import_field *field = &plan->fields[i];
        if (field == plan->all_ids || field == plan->type || field == plan->id)
            continue;
        size_t before = mbr_book_begin_value(to);
        bool wanted = line || !mbr_book_of_line(book, book->at_shop, book->of_plan[i]);
        if (wanted && mbr_book_put_value(import, field, to) < 0)
            return -1;
        mbr_book_pack(to, packed_number(book, plan, i), before);
    }
    if (returned || (plan->type && mbr_span_is(plan->type->raw, "return"))) {
        size_t before = mbr_book_begin_value(to);
        mbr_put_text(to, "return");
        mbr_book_pack(to, mbr_book_add_field(book, "type"), before);
    }
    return 0;
}

static void add_row(struct mbr_importer *import, struct mbr_book_order *order,
                    struct mbr_span values)
{
    struct mbr_import_book *book = import->book;
    struct mbr_span raw = import->csv.record.raw;
    const char *kept = NULL;
    if (import->rejects.to_file)
        kept = order->last != MBR_BOOK_NONE && book->row[order->last].line == import->csv.line &&
                       book->row[order->last].file == book->files - 1
                   ? book->row[order->last].raw
                   : mbr_arena_dup(&book->kept, raw.p, raw.n);
    uint32_t number = (uint32_t)book->rows;
    mbr_book_note_times(&book->file[book->files - 1], &import->plan);
    book->row = mbr_grow(book->row, &book->row_cap, book->rows + 1, sizeof *book->row);
    book->row[book->rows++] = (struct mbr_book_row){
        .values = mbr_arena_dup(&book->kept, values.p, values.n),
        .raw = kept,
        .line = import->csv.line,
        .size = (uint32_t)values.n,
        .raw_size = (uint32_t)raw.n,
        .file = (uint32_t)book->files - 1,
        .next = MBR_BOOK_NONE,
        .version = book->version,
        .json = import->json,
        .refund = is_refund(import),
    };
    if (order->last == MBR_BOOK_NONE)
        order->first = number;
    else
        book->row[order->last].next = number;
    order->last = number;
}

/* A row with several lines in it becomes as many; where one of them is bad, none is taken. */
static int add_rows(struct mbr_importer *import, struct mbr_book_order *order)
{
    struct mbr_import_book *book = import->book;
    struct mbr_import_unpacking place = {0};
    struct mbr_buf values = {0};
    const struct mbr_book_order before = *order;
    size_t rows = book->rows;
    int more = 0;
    do {
        if (import->plan.packed.count)
            more = mbr_import_unpack(&import->plan, &import->row, &place);
        if (more < 0 || (more == 0 && book->rows > rows) || pack_row(import, &values) < 0)
            break;
        add_row(import, order, mbr_buf_span(&values));
    } while (more > 0);
    mbr_buf_free(&values);
    if (import->row.flaw.what == NULL)
        return 0;
    *order = before;
    order->bad = true;
    book->rows = rows;
    if (before.last != MBR_BOOK_NONE)
        book->row[before.last].next = MBR_BOOK_NONE;
    return mbr_importer_reject(import, &import->csv);
}

/* What is no sale waits for no order. */
static int write_other(struct mbr_importer *import)
{
    struct mbr_import_plan *plan = &import->plan;
    if (!plan->at || plan->at->text.n == 0) {
        mbr_import_flawed(&import->row, plan->at, "missing");
        return mbr_importer_reject(import, &import->csv);
    }
    if (mbr_import_read(plan, &import->row) < 0)
        return mbr_importer_reject(import, &import->csv);
    return mbr_importer_write(import);
}

static bool is_sale(const struct mbr_import_plan *plan)
{
    const struct mbr_import_field *type = plan->type;
    return !type || type->raw.n == 0 || mbr_span_is(type->raw, "purchase") ||
           mbr_span_is(type->raw, "return");
}

/* A return without an id is known by all that its record says: met twice it would add up. */
static bool is_refund_again(struct mbr_importer *import)
{
    struct mbr_import_book *book = import->book;
    bool added;
    if (book->seen == book->version)
        return book->again;
    book->scratch.n = 0;
    mbr_put_char(&book->scratch, '\0');
    mbr_put_span(&book->scratch, import->csv.record.raw);
    mbr_map_put(&book->ids, mbr_buf_span(&book->scratch), &added);
    book->seen = book->version;
    book->again = !added;
    return book->again;
}

/* Streams of events are delivered at least once. What is no sale has its id in the event. */
static bool is_again(struct mbr_importer *import)
{
    const struct mbr_import_field *id = import->plan.id;
    bool added = true;
    if (import->json && id && id->raw.n)
        mbr_map_put(&import->book->ids, id->raw, &added);
    else if (is_refund(import))
        added = !is_refund_again(import);
    import->duplicates += !added;
    return !added;
}

void mbr_import_book_version(struct mbr_import_book *book)
{
    book->version++;
}

int mbr_import_book_row(struct mbr_importer *import)
{
    struct mbr_import_plan *plan = &import->plan;
    struct mbr_import_row *row = &import->row;
    bool ordered;
    row->flaw.what = NULL;
    if (mbr_import_read_values(plan, row, &ordered) < 0) {
        if (ordered && plan->order->raw.n)
            find_order(import->book, plan->order->raw)->bad = true;
        return mbr_importer_reject(import, &import->csv);
    }
    if (plan->watched.count)
        mbr_import_drop_personal(plan);
    if (plan->counts)
        mbr_import_count(plan, row);
    if (!is_sale(plan))
        return write_other(import);
    if (plan->order->raw.n == 0) {
        mbr_import_flawed(row, plan->order, "missing");
        row->flaw.value.n = 0;
        return mbr_importer_reject(import, &import->csv);
    }
    if (is_again(import))
        return 0;
    return add_rows(import, find_order(import->book, plan->order->raw));
}

void mbr_import_book_free(struct mbr_import_book *book)
{
    if (!book)
        return;
    for (size_t i = 0; i < book->files; i++) {
        free(book->file[i].name);
        free(book->file[i].title);
        free(book->file[i].needs);
    }
    for (size_t i = 0; i < book->shops; i++) {
        free(book->shop[i].platform);
        mbr_names_free(&book->shop[i].presets);
        free(book->shop[i].of_line);
        if (!book->shop[i].plan.layout)
            mbr_layout_free(book->shop[i].layout);
        mbr_import_plan_free(&book->shop[i].plan);
    }
    mbr_map_free(&book->names);
    mbr_map_free(&book->ids);
    mbr_map_free(&book->orders);
    free(book->field);
    free(book->file);
    free(book->row);
    free(book->order);
    free(book->shop);
    free(book->of_plan);
    mbr_arena_free(&book->kept);
    mbr_buf_free(&book->scratch);
    free(book);
}
