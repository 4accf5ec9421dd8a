#include "import_convert.h"

#include <stdio.h>

#include "mbr/currency.h"
#include "mbr/date.h"

int mbr_import_read_currency(const struct mbr_import_plan *plan, struct mbr_import_field *field,
                             struct mbr_import_row *row)
{
    char code[3];
    field->text = field->raw;
    if (field->raw.n == 0)
        return 0;
    if (mbr_currency_code(field->raw, code)) {
        memcpy(field->own, code, 3);
        field->text = (struct mbr_span){field->own, 3};
    }
    if (plan->book && field->otherwise && field->raw.p == field->otherwise)
        return 0; /* another row of its order may say more */
    if (plan->rates || field->text.n >= sizeof row->said)
        return 0;
    if (row->said[0] && !mbr_span_is(field->text, row->said)) {
        snprintf(row->flaw.text, sizeof row->flaw.text,
                 "another currency than %s before (see --rates)", row->said);
        return mbr_import_flawed(row, field, row->flaw.text);
    }
    return 0;
}

bool mbr_import_is_target(const struct mbr_rates *rates, struct mbr_span currency)
{
    char code[3];
    return currency.n && mbr_currency_code(currency, code) &&
           memcmp(code, mbr_rates_to(rates), 3) == 0;
}

int mbr_import_rate(const struct mbr_rates *rates, struct mbr_span currency, int32_t day,
                    int64_t *rate, const char **what)
{
    char code[3];
    *what = "a currency that is not told (see --set currency)";
    if (currency.n == 0 || !mbr_currency_code(currency, code))
        return -1;
    enum mbr_rates_found found = mbr_rates_find(rates, code, day, rate);
    *what = found == MBR_RATES_UNKNOWN ? "no rate for this currency (see --rates)"
                                       : "no rate for this currency yet on that day (see --rates)";
    return found == MBR_RATES_FOUND ? 0 : -1;
}

bool mbr_import_is_money(struct mbr_span field)
{
    return mbr_import_is_unit_price(field) || mbr_span_is(field, "amount") ||
           mbr_span_is(field, "discount") || mbr_span_is(field, "value") ||
           mbr_span_is(field, "cost");
}

bool mbr_import_is_unit_price(struct mbr_span field)
{
    return mbr_span_is(field, "price") || mbr_span_is(field, "list");
}

static int64_t decimal_of(const struct mbr_import_field *field, int64_t otherwise)
{
    int64_t value = otherwise;
    const char *what;
    if (field && field->text.n)
        (void)mbr_decimal_parse(field->text, &value, &what);
    return value;
}

static int change(struct mbr_import_field *field, const struct mbr_rates *rates, int64_t rate,
                  int64_t value, struct mbr_import_row *row)
{
    int64_t coin = mbr_import_is_unit_price(mbr_span(field->full)) ? 1 : mbr_rates_coin(rates);
    if (!mbr_rates_change(value, rate, coin, &value))
        return mbr_import_flawed(row, field, "number too large");
    field->text = (struct mbr_span){field->own, mbr_decimal_write(field->own, value)};
    return 0;
}

/* The row's own: of its column, else of a sign. A sign that says another is a mistake somewhere. */
static int find_currency(const struct mbr_import_plan *plan, struct mbr_import_row *row,
                         struct mbr_span *currency)
{
    const struct mbr_import_field *said = plan->currency_said;
    const char *sign = row->currency.code;
    *currency = sign ? (struct mbr_span){sign, 3} : (struct mbr_span){NULL, 0};
    if (!said || said->raw.n == 0)
        return 0;
    char code[3];
    if (sign && mbr_currency_code(said->raw, code) && memcmp(code, sign, 3) != 0) {
        snprintf(row->flaw.text, sizeof row->flaw.text, "another currency than %.3s in its row",
                 sign);
        return mbr_import_flawed(row, said, row->flaw.text);
    }
    *currency = said->raw;
    return 0;
}

/* The first of the row's amounts; NULL where it has none. */
static const struct mbr_import_field *money_of(const struct mbr_import_plan *plan)
{
    for (size_t i = 0; i < plan->money.count; i++)
        if (plan->money.field[i]->text.n)
            return plan->money.field[i];
    return NULL;
}

static void set_currency(struct mbr_import_plan *plan)
{
    struct mbr_import_field *field = plan->currency ? plan->currency : plan->currency_said;
    memcpy(plan->to, mbr_rates_to(plan->rates), 3);
    field->text = (struct mbr_span){plan->to, 3};
}

static int change_all(struct mbr_import_plan *plan, struct mbr_import_row *row, int64_t rate)
{
    struct mbr_import_field *amount = plan->amount;
    bool sold = row->has_sides && plan->price && plan->price->text.n;
    int64_t formed = 0;
    if (amount && amount->text.n)
        sold = false;
    if (sold && !mbr_decimal_multiply(decimal_of(plan->qty, MBR_DECIMAL_ONE),
                                      decimal_of(plan->price, 0), &formed))
        return mbr_import_flawed(row, plan->price, "too large for its quantity");
    for (size_t i = 0; i < plan->money.count; i++) {
        struct mbr_import_field *field = plan->money.field[i];
        if (field->text.n && change(field, plan->rates, rate, decimal_of(field, 0), row) < 0)
            return -1;
    }
    return sold ? change(amount, plan->rates, rate, formed, row) : 0;
}

void mbr_import_unconvert(struct mbr_import_plan *plan, struct mbr_import_row *row)
{
    struct mbr_import_field *said = plan->currency_said;
    for (size_t i = 0; i < plan->money.count; i++) {
        struct mbr_import_field *field = plan->money.field[i];
        if (field->constant)
            (void)mbr_import_value(plan, field, field->raw, row);
        else if (field->column == MBR_IMPORT_NO_COLUMN)
            field->text.n = 0;
    }
    if (said && said->constant)
        (void)mbr_import_value(plan, said, said->raw, row);
}

int mbr_import_convert(struct mbr_import_plan *plan, struct mbr_import_row *row)
{
    struct mbr_span currency;
    const char *what;
    int64_t rate;
    if (find_currency(plan, row, &currency) < 0)
        return -1;
    const struct mbr_import_field *money = money_of(plan), *said = plan->currency_said;
    if (!money) {
        if (currency.n)
            set_currency(plan);
        return 0;
    }
    if (mbr_import_rate(plan->rates, currency, mbr_at_day(plan->at->at), &rate, &what) < 0)
        return mbr_import_flawed(row, said && said->raw.n ? said : money, what);
    set_currency(plan);
    if (mbr_import_is_target(plan->rates, currency))
        return 0;
    return change_all(plan, row, rate);
}
