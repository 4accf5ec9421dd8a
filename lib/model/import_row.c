#include "import_convert.h"
#include "import_ids.h"
#include "import_personal.h"

#include <stdio.h>
#include <stdlib.h>

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
        mbr_put_string(&field->made, field->kind == MBR_IMPORT_CURRENCY ? field->text : field->raw);
        mbr_buf_room(&field->made, MBR_IMPORT_SLACK);
        field->text = (struct mbr_span){field->made.p + 1, field->made.n - 2};
    }
    row->constant = row->currency;
    return 0;
}

static int check_bytes(struct mbr_import_row *row)
{
    const struct mbr_csv_record *record = row->record;
    if (row->checked)
        return 0;
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
        struct mbr_span raw = test->field ? test->field->raw : (struct mbr_span){NULL, 0};
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
        mbr_import_join_order(plan);
    return plan->makes_ids ? mbr_import_take_number(plan, row) : 0;
}

/* The first row of the run that shows a currency binds all others. */
void mbr_import_take_currency(struct mbr_import_plan *plan, struct mbr_import_row *row)
{
    const struct mbr_import_field *said = plan->currency_said;
    if (row->currency.sign && !row->first.sign) {
        row->first = row->currency;
        row->settled = true;
    }
    if (said && said->text.n && said->text.n < sizeof row->said && !row->said[0] && !plan->rates) {
        memcpy(row->said, said->text.p, said->text.n);
        row->settled = true;
    }
    if (!plan->currency)
        return;
    const char *code = row->currency.code;
    plan->currency->text = (struct mbr_span){plan->currency->own, code ? 3 : 0};
    if (code)
        memcpy(plan->currency->own, code, 3);
}

/* What is taken off a value has a byte that no plain record has: an apostrophe, a quote, a tab. */
static bool is_dressed(const struct mbr_import_plan *plan, const struct mbr_csv_record *record)
{
    return !plan->settled && (plan->picks || !record->plain);
}

/* A row of which the order can be told has its number also where other bytes of it are bad. */
int mbr_import_read_values(struct mbr_import_plan *plan, struct mbr_import_row *row, bool *ordered)
{
    const struct mbr_csv_record *record = row->record;
    size_t columns = plan->titles.count;
    row->currency = row->constant;
    row->roomy = record->plain && record->end - (record->raw.p + record->raw.n) >= MBR_IMPORT_SLACK;
    row->dressed = is_dressed(plan, record);
    *ordered = false;
    if (plan->rates)
        mbr_import_unconvert(plan, row);
    if (record->flaw)
        return mbr_import_flawed(row, NULL, record->flaw);
    bool whole = !is_ragged(record, columns);
    *ordered = whole && read_order(plan, row) == 0;
    if (check_bytes(row) < 0)
        return -1;
    if (!whole)
        return ragged(row, columns);
    return *ordered ? mbr_import_values(plan, row, plan->naming, plan->input.count) : -1;
}

bool mbr_import_is_total(struct mbr_span order)
{
    static const char *const words[] = {"合计", "总计", "小计", "total", "totals", "summe", NULL};
    if (order.n < 5 || order.n > 6 || (order.p[0] >= '0' && order.p[0] <= '9'))
        return false;
    for (size_t i = 0; words[i]; i++)
        if (order.n == strlen(words[i]) && strncasecmp(order.p, words[i], order.n) == 0)
            return true;
    return false;
}

int mbr_import_read(struct mbr_import_plan *plan, struct mbr_import_row *row)
{
    bool ordered;
    if (mbr_import_read_values(plan, row, &ordered) < 0 || decide_return(plan, row) < 0 ||
        (row->has_sides ? check_sale(plan, row) : check_consent(plan, row)) < 0)
        return -1;
    if (plan->order && plan->order->column != MBR_IMPORT_NO_COLUMN &&
        mbr_import_is_total(plan->order->raw))
        return mbr_import_flawed(row, plan->order, "a sum of the table");
    mbr_import_take_currency(plan, row);
    if (plan->rates && mbr_import_convert(plan, row) < 0)
        return -1;
    if (plan->watched.count)
        mbr_import_drop_personal(plan);
    mbr_import_take_ids(plan, row);
    return 0;
}
