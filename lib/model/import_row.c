#include "import_row.h"

#include <stdio.h>
#include <stdlib.h>

#include "mbr/date.h"
#include "mbr/decimal.h"
#include "mbr/json.h"

#define SAFE_DIGITS 14 /* the product of what has at most so many together fits */

void mbr_import_row_free(struct mbr_import_row *row)
{
    mbr_buf_free(&row->before);
    mbr_map_free(&row->orders);
    free(row->lines);
    *row = (struct mbr_import_row){0};
}

int mbr_import_constants(struct mbr_import_plan *plan, struct mbr_import_row *row)
{
    static const struct mbr_csv_record none = {.plain = true};
    row->record = &none;
    row->currency = (struct mbr_moneytext_currency){.sign = NULL};
    for (size_t i = 0; i < plan->count; i++) {
        struct mbr_import_field *field = &plan->fields[i];
        if (!field->constant)
            continue;
        field->raw = mbr_import_trimmed(mbr_span(field->constant));
        if (!mbr_utf8_valid(field->raw.p, field->raw.n))
            return mbr_import_flawed(row, field, "not UTF-8");
        if (mbr_import_value(plan, field, field->raw, row) < 0)
            return -1;
        if (!field->quoted || field->kind == MBR_IMPORT_AT)
            continue;
        mbr_put_string(&field->made, field->raw);
        mbr_buf_room(&field->made, MBR_IMPORT_SLACK);
        field->text = (struct mbr_span){field->made.p + 1, field->made.n - 2};
    }
    row->constant = row->currency;
    return 0;
}

/* The parts of an order id stand between slashes; a slash in a part is written %2F, so that no two
   rows have the same id by chance. */
static void put_part(struct mbr_buf *buf, struct mbr_span part)
{
    for (size_t i = 0; i < part.n; i++) {
        if (part.p[i] == '/' || part.p[i] == '%')
            mbr_put_text(buf, part.p[i] == '/' ? "%2F" : "%25");
        else
            mbr_put_char(buf, part.p[i]);
    }
}

/* Who bought, or the shop's own number, has to be known; other parts may be empty. */
static bool can_join(const struct mbr_import_plan *plan)
{
    for (size_t i = 0; i < plan->order_by.count; i++) {
        const struct mbr_import_field *field = plan->order_by.field[i];
        if (field && field->raw.n == 0 && (field == plan->member || field == plan->order))
            return false;
    }
    return true;
}

/* A text made here, with room behind it for copies of a fixed length. */
static void take_made(struct mbr_import_field *field)
{
    mbr_buf_room(&field->made, MBR_IMPORT_SLACK);
    field->text = mbr_buf_span(&field->made);
}

/* The order's id. What stands in the order's own column stays in `raw`, as the layout's tests are
   about that. */
static void join_order(struct mbr_import_plan *plan)
{
    struct mbr_import_field *order = plan->order;
    order->made.n = 0;
    if (!can_join(plan))
        return;
    for (size_t i = 0; i < plan->order_by.count; i++) {
        struct mbr_import_field *field = plan->order_by.field[i];
        if (i)
            mbr_put_char(&order->made, '/');
        if (!field)
            mbr_put(&order->made, plan->at->text.p, MBR_DAY_SIZE);
        else if (field->kind == MBR_IMPORT_AT)
            mbr_put_span(&order->made, field->text);
        else
            put_part(&order->made, field->raw);
    }
}

/* As it is known now, before the field has its text. */
static struct mbr_span order_of(const struct mbr_import_plan *plan)
{
    return plan->order_by.count ? mbr_buf_span(&plan->order->made) : plan->order->raw;
}

/* The beginning of the row's id, and its number among the rows of its order and time. A row takes
   it before anything else is known of it, so that the rows behind one that is rejected have the
   same ids when it has been corrected. */
static int take_number(struct mbr_import_plan *plan, struct mbr_import_row *row)
{
    struct mbr_span order = order_of(plan);
    if (order.n == 0) {
        mbr_import_flawed(row, plan->order, "missing, so there is no import id");
        row->flaw.value.n = 0;
        return -1;
    }
    struct mbr_buf *made = &plan->id->made;
    made->n = 0;
    mbr_put_text(made, plan->platform);
    mbr_put_char(made, '/');
    mbr_put_span(made, order);
    mbr_put_char(made, '/');
    mbr_put_span(made, plan->at->text);
    mbr_put_char(made, '/');
    bool added;
    uint32_t number = mbr_map_put(&row->orders, mbr_buf_span(made), &added);
    row->lines = mbr_grow(row->lines, &row->line_cap, (size_t)number + 1, sizeof *row->lines);
    if (added)
        row->lines[number] = 0;
    row->number = ++row->lines[number];
    return 0;
}

/* platform/order/time/n, or platform/order/time/type/n for what is no purchase, as exports of one
   type each count alike. Neither time, type nor n has a slash in it, and of them only a type begins
   with a letter, so no two rows have the same id by chance, whatever stands in their orders. */
static void make_id(struct mbr_import_plan *plan, const struct mbr_import_row *row)
{
    struct mbr_buf *made = &plan->id->made;
    if (!row->has_sides || row->is_return) {
        mbr_put_span(made, mbr_import_type(plan, row));
        mbr_put_char(made, '/');
    }
    mbr_put_int(made, row->number);
    take_made(plan->id);
    plan->id->raw = plan->id->text;
}

static void group_ids(struct mbr_import_plan *plan)
{
    struct mbr_buf *made = &plan->all_ids->made;
    made->n = 0;
    for (size_t i = 0; i < plan->ids.count; i++) {
        const struct mbr_import_field *field = plan->ids.field[i];
        if (field->raw.n == 0)
            continue;
        mbr_put_text(made, made->n ? "," : "{");
        mbr_put_string(made, mbr_span(field->name));
        mbr_put_char(made, ':');
        mbr_put_string(made, field->raw);
    }
    if (made->n)
        mbr_put_char(made, '}');
    take_made(plan->all_ids);
}

static int check_bytes(struct mbr_import_row *row)
{
    const struct mbr_csv_record *record = row->record;
    if (!record->plain && !mbr_utf8_valid(record->raw.p, record->raw.n)) {
        mbr_import_flawed(row, NULL, "not UTF-8");
        row->flaw.bytes = true;
        return -1;
    }
    if (!record->plain && memchr(record->raw.p, '\0', record->raw.n))
        return mbr_import_flawed(row, NULL, "a NUL byte");
    return 0;
}

static bool is_ragged(const struct mbr_csv_record *record, size_t columns)
{
    bool ragged = record->fields < columns;
    for (size_t i = columns; i < record->fields; i++)
        ragged |= record->field[i].n > 0;
    return ragged;
}

static int ragged(struct mbr_import_row *row, size_t columns)
{
    size_t fields = row->record->fields;
    snprintf(row->flaw.text, sizeof row->flaw.text, "%zu field%s instead of %zu", fields,
             fields == 1 ? "" : "s", columns);
    return mbr_import_flawed(row, NULL, row->flaw.text);
}

int mbr_import_test(struct mbr_import_row *row, struct mbr_import_test *tests, size_t count,
                    const struct mbr_import_field *field)
{
    struct mbr_err err;
    for (size_t i = 0; i < count; i++) {
        struct mbr_import_test *test = &tests[i];
        struct mbr_span raw = test->field->raw;
        if (raw.n == 0 || (field && test->field != field))
            continue;
        if (test->memo_n != raw.n || memcmp(test->memo, raw.p, raw.n) != 0) {
            test->memo_n = 0;
            test->answer = mbr_pattern_match(test->pattern, raw, &err);
            if (test->answer < 0)
                return mbr_import_flawed(row, test->field,
                                         "too much work for a pattern of the preset");
            if (raw.n <= MBR_IMPORT_MEMO) {
                memcpy(test->memo, raw.p, raw.n);
                test->memo_n = raw.n;
            }
        }
        if (test->answer)
            return 1;
    }
    return 0;
}

/* A return by the layout's patterns, or by a negative number; other types have no negative ones. */
static int decide_return(struct mbr_import_plan *plan, struct mbr_import_row *row)
{
    const struct mbr_import_field *type = plan->type;
    bool sold = !type || type->raw.n == 0 || mbr_span_is(type->raw, "purchase");
    row->is_return = type && mbr_span_is(type->raw, "return");
    row->has_sides = sold || row->is_return;
    struct mbr_import_field *sides[] = {plan->qty, plan->amount};
    for (size_t i = 0; i < 2; i++) {
        if (!sides[i] || !sides[i]->negative)
            continue;
        if (!row->has_sides)
            return mbr_import_flawed(row, sides[i], "negative");
        row->is_return = true;
    }
    if (!row->has_sides || row->is_return || plan->layout->returns.count == 0)
        return 0;
    int matched = mbr_import_test(row, plan->returns, plan->layout->returns.count, NULL);
    row->is_return = matched > 0;
    return matched < 0 ? -1 : 0;
}

static bool is_too_large(struct mbr_span qty, struct mbr_span price)
{
    int64_t a, b, product;
    const char *what;
    return qty.n + price.n > SAFE_DIGITS && mbr_decimal_parse(qty, &a, &what) == 0 &&
           mbr_decimal_parse(price, &b, &what) == 0 && !mbr_decimal_multiply(a, b, &product);
}

/* What no fold would take, as the line and the column are known only here. */
static int check_sale(const struct mbr_import_plan *plan, struct mbr_import_row *row)
{
    const struct mbr_import_field *amount = plan->amount, *price = plan->price;
    bool priced = price && price->text.n;
    if (!amount && !price)
        return mbr_import_flawed(row, NULL, "a purchase or return without amount and price");
    if (!priced && !(amount && amount->text.n))
        return mbr_import_flawed(row, amount ? amount : price, "missing");
    if (priced && plan->qty && is_too_large(plan->qty->text, price->text))
        return mbr_import_flawed(row, price, "too large for its quantity");
    return 0;
}

static int check_consent(const struct mbr_import_plan *plan, struct mbr_import_row *row)
{
    if (!mbr_span_is(plan->type->raw, "consent"))
        return 0;
    if (!plan->purpose || !plan->granted)
        return mbr_import_flawed(row, plan->type, "needs the columns purpose and granted");
    if (plan->purpose->text.n == 0 || plan->granted->text.n == 0)
        return mbr_import_flawed(row, plan->purpose->text.n ? plan->granted : plan->purpose,
                                 "missing");
    return 0;
}

static int read_order(struct mbr_import_plan *plan, struct mbr_import_row *row)
{
    if (mbr_import_values(plan, row, 0, plan->naming) < 0)
        return -1;
    if (plan->order_by.count)
        join_order(plan);
    return plan->makes_ids ? take_number(plan, row) : 0;
}

/* The first row of the run that shows a currency binds all others. */
static void take_currency(struct mbr_import_plan *plan, struct mbr_import_row *row)
{
    if (row->currency.sign && !row->first.sign) {
        row->first = row->currency;
        row->settled = true;
    }
    if (!plan->currency)
        return;
    const char *code = row->currency.code;
    plan->currency->text = (struct mbr_span){plan->currency->own, code ? 3 : 0};
    if (code)
        memcpy(plan->currency->own, code, 3);
}

static void take_ids(struct mbr_import_plan *plan, struct mbr_import_row *row)
{
    if (plan->order_by.count)
        take_made(plan->order);
    if (plan->makes_ids)
        make_id(plan, row);
    if (plan->all_ids)
        group_ids(plan);
}

/* A row of which the order can be told has its number also where other bytes of it are bad. */
int mbr_import_read(struct mbr_import_plan *plan, struct mbr_import_row *row)
{
    const struct mbr_csv_record *record = row->record;
    size_t columns = plan->titles.count;
    row->currency = row->constant;
    row->roomy = record->plain && record->end - (record->raw.p + record->raw.n) >= MBR_IMPORT_SLACK;
    if (record->flaw)
        return mbr_import_flawed(row, NULL, record->flaw);
    bool whole = !is_ragged(record, columns);
    int ordered = whole ? read_order(plan, row) : 0;
    if (check_bytes(row) < 0)
        return -1;
    if (!whole)
        return ragged(row, columns);
    if (ordered < 0 || mbr_import_values(plan, row, plan->naming, plan->input.count) < 0 ||
        decide_return(plan, row) < 0 ||
        (row->has_sides ? check_sale(plan, row) : check_consent(plan, row)) < 0)
        return -1;
    take_currency(plan, row);
    take_ids(plan, row);
    return 0;
}
