#include "import_row.h"

#include <stdio.h>

#include "import_convert.h"
#include "import_type.h"
#include "import_zone.h"
#include "mbr/date.h"
#include "mbr/decimal.h"
#include "mbr/number.h"

int mbr_import_flawed(struct mbr_import_row *row, const struct mbr_import_field *field,
                      const char *what)
{
    row->flaw.column = field ? field->title : NULL;
    row->flaw.what = what;
    row->flaw.kind = NULL;
    row->flaw.value = field ? field->raw : row->record->raw;
    row->flaw.bytes = false;
    return -1;
}

int mbr_import_flaw_err(const struct mbr_import_flaw *flaw, struct mbr_err *err)
{
    if (flaw->value.n)
        return mbr_err_value(err, flaw->column, flaw->what, flaw->value);
    return mbr_err_set(err, "%s%s%s", flaw->column ? flaw->column : "", flaw->column ? ": " : "",
                       flaw->what);
}

/* Programs that have lost an id's digits write a point before the exponent, or its sign: 6.9E+18.
   12E5 may be somebody's article number. */
static bool is_scientific(struct mbr_span s)
{
    size_t i = s.n && (*s.p == '-' || *s.p == '+'), from = i;
    bool point = false, sign = false;
    for (; i < s.n && (mbr_is_digit(s.p[i]) || (s.p[i] == '.' && !point)); i++)
        point |= s.p[i] == '.';
    if (i == from || i == s.n || (s.p[i] | 0x20) != 'e')
        return false;
    if (++i < s.n && (s.p[i] == '+' || s.p[i] == '-')) {
        sign = true;
        i++;
    }
    for (from = i; i < s.n && mbr_is_digit(s.p[i]); i++)
        ;
    return i == s.n && i > from && (point || sign);
}

static inline int read_id(struct mbr_import_field *field, struct mbr_span raw,
                          struct mbr_import_row *row)
{
    if (is_scientific(raw))
        return mbr_import_flawed(row, field, "id in scientific notation");
    field->text = raw;
    return 0;
}

static int read_integer(struct mbr_import_field *field, struct mbr_import_row *row)
{
    struct mbr_span *s = &field->raw;
    size_t whole = 0;
    while (whole < s->n && mbr_is_digit(s->p[whole]))
        whole++;
    size_t end = whole;
    if (end && end < s->n && s->p[end] == '.')
        for (end++; end < s->n && s->p[end] == '0'; end++)
            ;
    if (s->n && end != s->n)
        return is_scientific(*s) ? mbr_import_flawed(row, field, "id in scientific notation")
                                 : mbr_import_flawed(row, field, "not a whole number");
    s->n = whole;
    field->text = *s;
    return 0;
}

/* A file whose first megabyte has only clear dates may have others behind. The first that can be
   read one way only settles it, so that no column is read in both orders. */
static void settle_order(struct mbr_import_field *field, struct mbr_import_row *row)
{
    enum mbr_datetext_says says = mbr_datetext_says(field->raw);
    if (says == MBR_DATETEXT_DMY)
        field->order = MBR_DATE_DMY;
    else if (says == MBR_DATETEXT_MDY)
        field->order = MBR_DATE_MDY;
    row->settled |= field->order != MBR_DATE_OPEN;
}

static int parse_at(struct mbr_import_field *field, struct mbr_import_row *row, const char **what)
{
    struct mbr_span raw = field->raw, plain = {field->own, raw.n};
    if (raw.n == 19 || raw.n == MBR_DAY_SIZE) {
        memcpy(field->own, raw.p, raw.n);
        if (raw.n == 19 && field->own[10] == ' ')
            field->own[10] = 'T';
        if (mbr_at_parse(plain, &field->at) == 0) {
            field->text = plain;
            return 0;
        }
    }
    if (field->order == MBR_DATE_OPEN && !field->constant)
        settle_order(field, row);
    if (mbr_datetext_parse(raw, field->order, &field->at, what) < 0)
        return -1;
    field->text.n = mbr_at_write(field->own, field->at);
    return 0;
}

static int read_at(struct mbr_import_plan *plan, struct mbr_import_field *field,
                   struct mbr_span raw, struct mbr_import_row *row)
{
    field->memo_n = 0;
    field->twice = false;
    field->text = (struct mbr_span){field->own, 0};
    if (raw.n == 0)
        return field == plan->at && !plan->book ? mbr_import_flawed(row, field, "missing") : 0;
    const char *what;
    if (parse_at(field, row, &what) < 0)
        return mbr_import_flawed(row, field, what);
    if (field->zoned && mbr_import_zone_at(plan->zones, field, row) < 0)
        return -1;
    if (raw.n <= MBR_IMPORT_MEMO) {
        memcpy(field->memo, raw.p, raw.n);
        field->memo_n = raw.n;
    }
    return 0;
}

static bool is_zero(struct mbr_span shortest)
{
    return shortest.n == 1 && *shortest.p == '0';
}

/* A stream has one currency, so amounts that show another are not summed with the rest. */
static int note_currency(const struct mbr_import_plan *plan, const struct mbr_import_field *field,
                         struct mbr_import_row *row)
{
    struct mbr_moneytext_currency shown;
    const struct mbr_moneytext_currency *before =
        row->first.sign && !plan->rates ? &row->first : &row->currency;
    if (!mbr_moneytext_currency(field->raw, &shown))
        return 0;
    if (before->sign && before->which != shown.which) {
        snprintf(row->flaw.text, sizeof row->flaw.text, "another currency than %s before%s",
                 before->sign, before == &row->first ? " (see --rates)" : "");
        return mbr_import_flawed(row, field, row->flaw.text);
    }
    if (!row->currency.code)
        row->currency = shown;
    return 0;
}

/* Anything but digits with a point among them. */
static int parse_amount(struct mbr_import_plan *plan, struct mbr_import_field *field,
                        struct mbr_import_row *row)
{
    int64_t value;
    const char *what;
    if (mbr_moneytext_parse(field->raw, plan->mark, &value, &what) < 0)
        return mbr_import_flawed(row, field, what);
    if (note_currency(plan, field, row) < 0)
        return -1;
    field->negative = value < 0;
    size_t n = mbr_decimal_write(field->own, value < 0 ? -value : value);
    field->text = (struct mbr_span){field->own, n};
    return 0;
}

static int read_amount(struct mbr_import_plan *plan, struct mbr_import_field *field,
                       struct mbr_span raw, struct mbr_import_row *row)
{
    bool minus = raw.n && *raw.p == '-';
    field->negative = false;
    field->text = raw;
    if (raw.n == 0)
        return 0;
    if (minus)
        raw = (struct mbr_span){raw.p + 1, raw.n - 1};
    if (mbr_moneytext_plain(raw, plan->mark, &field->text))
        field->negative = minus && !is_zero(field->text);
    else if (parse_amount(plan, field, row) < 0)
        return -1;
    if (field->negative && field->kind == MBR_IMPORT_AMOUNT)
        return mbr_import_flawed(row, field, "negative");
    if (field == plan->qty && is_zero(field->text))
        return mbr_import_flawed(row, field, "zero");
    return 0;
}

static int read_number(struct mbr_import_field *field, struct mbr_import_row *row)
{
    double value;
    if (field->raw.n && mbr_double_parse(field->raw, &value) < 0)
        return mbr_import_flawed(row, field, "not a number");
    field->text = field->raw;
    return 0;
}

static bool is_one_of(struct mbr_span text, const char *const *words)
{
    for (; *words; words++)
        if (mbr_span_is(text, *words))
            return true;
    return false;
}

static int read_flag(struct mbr_import_field *field, struct mbr_import_row *row)
{
    static const char *const yes[] = {"true", "TRUE", "True", "yes", "Yes", "YES",
                                      "y",    "Y",    "1",    "是",  NULL};
    static const char *const no[] = {"false", "FALSE", "False", "no", "No", "NO",
                                     "n",     "N",     "0",     "否", NULL};
    bool holds = is_one_of(field->raw, yes);
    if (field->raw.n && !holds && !is_one_of(field->raw, no))
        return mbr_import_flawed(row, field, "neither yes nor no");
    memcpy(field->own, holds ? "true" : "false", 5);
    field->text = (struct mbr_span){field->own, holds ? 4 : 5};
    if (field->raw.n == 0 || (!holds && strcmp(field->name, "gift") == 0))
        field->text.n = 0;
    return 0;
}

int mbr_import_value(struct mbr_import_plan *plan, struct mbr_import_field *field,
                     struct mbr_span raw, struct mbr_import_row *row)
{
    field->raw = raw;
    switch (field->kind) {
    case MBR_IMPORT_TEXT:
        field->text = raw;
        return 0;
    case MBR_IMPORT_CURRENCY:
        return mbr_import_read_currency(plan, field, row);
    case MBR_IMPORT_ID:
        return read_id(field, raw, row);
    case MBR_IMPORT_INTEGER:
        return read_integer(field, row);
    case MBR_IMPORT_AT:
        return read_at(plan, field, raw, row);
    case MBR_IMPORT_AMOUNT:
    case MBR_IMPORT_SIGNED:
        return read_amount(plan, field, raw, row);
    case MBR_IMPORT_NUMBER:
        return read_number(field, row);
    case MBR_IMPORT_FLAG:
        return read_flag(field, row);
    case MBR_IMPORT_TYPE:
        return mbr_import_read_type(plan, field, row);
    case MBR_IMPORT_JSON:
        break;
    }
    return 0;
}
