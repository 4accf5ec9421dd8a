#include "import_clean.h"
#include "import_row.h"

/* Eight bytes, in any order. */
static inline bool are_digits(uint64_t bytes)
{
    const uint64_t high = 0xf0f0f0f0f0f0f0f0, six = 0x0606060606060606;
    return ((bytes & high) | ((bytes + six) & high) >> 4) == 0x3333333333333333;
}

/* Whether nothing but digits is in a text of 4 to 16 bytes, which is read as its two halves. */
static inline bool is_short_number(struct mbr_span s)
{
    uint64_t first, last;
    if (s.n < 8) {
        uint32_t front, back;
        memcpy(&front, s.p, 4);
        memcpy(&back, s.p + s.n - 4, 4);
        return are_digits((uint64_t)front << 32 | back);
    }
    memcpy(&first, s.p, 8);
    memcpy(&last, s.p + s.n - 8, 8);
    return s.n <= 16 && are_digits(first) && are_digits(last);
}

/* Whether an id has to be looked at for one in scientific notation, of which 1E+5 is the shortest.
 */
static inline bool is_doubtful(struct mbr_span s)
{
    return s.n >= 4 && *s.p <= '9' && mbr_is_digit(s.p[s.n - 1]) && !is_short_number(s);
}

/* Rows of one order mostly have one time, so the last spelling is kept with what it came to. */
static inline bool is_as_before(const struct mbr_import_field *at, struct mbr_span raw)
{
    return raw.n && raw.n == at->memo_n && mbr_import_same(raw.p, at->memo, raw.n);
}

/* A short amount without a sign, which is all right. */
static inline bool read_short(const struct mbr_import_plan *plan, struct mbr_import_field *amount,
                              struct mbr_span raw, const struct mbr_import_row *row)
{
    if (!row->roomy || raw.n > MBR_MONEYTEXT_SHORT ||
        !mbr_moneytext_short(raw, plan->mark, &amount->text))
        return false;
    amount->negative = false;
    return amount != plan->qty || *raw.p != '0';
}

/* The usual values are read here, without a call; whether this has been one. */
static inline bool read_usual(const struct mbr_import_plan *plan, struct mbr_import_field *field,
                              struct mbr_span raw, const struct mbr_import_row *row)
{
    field->raw = raw;
    switch (field->kind) {
    case MBR_IMPORT_ID:
        if (is_doubtful(raw))
            return false;
        field->text = raw;
        return true;
    case MBR_IMPORT_TEXT:
        field->text = raw;
        return true;
    case MBR_IMPORT_AT:
        return is_as_before(field, raw);
    case MBR_IMPORT_AMOUNT:
    case MBR_IMPORT_SIGNED:
        return read_short(plan, field, raw, row);
    default:
        return false;
    }
}

static bool is_ruled_out(const struct mbr_import_field *field, const struct mbr_csv_record *record)
{
    return field->unless != MBR_IMPORT_NO_COLUMN &&
           mbr_import_said(field, mbr_import_trimmed(record->field[field->unless])).n > 0;
}

static struct mbr_span lowered(struct mbr_import_field *field, struct mbr_span raw)
{
    field->made.n = 0;
    mbr_put_span(&field->made, raw);
    for (size_t i = 0; i < field->made.n; i++)
        if (field->made.p[i] >= 'A' && field->made.p[i] <= 'Z')
            field->made.p[i] = (char)(field->made.p[i] | 0x20);
    mbr_buf_room(&field->made, MBR_IMPORT_SLACK);
    return mbr_buf_span(&field->made);
}

/* Row by row most need none of this, so it stands apart. */
static int read_with_care(struct mbr_import_plan *plan, struct mbr_import_row *row, size_t from,
                          size_t to)
{
    const struct mbr_span *values = row->record->field;
    for (size_t i = from; i < to; i++) {
        struct mbr_import_field *field = plan->input.field[i];
        struct mbr_span raw;
        if (is_ruled_out(field, row->record))
            raw = (struct mbr_span){NULL, 0};
        else if (field->source)
            raw = mbr_import_pick(field, row->record);
        else
            raw = mbr_import_said(field, mbr_import_clean(field->kind,
                                                          mbr_import_trimmed(values[field->column]),
                                                          &field->cleaned));
        if (field->lower)
            raw = lowered(field, raw);
        if (raw.n == 0 && field->otherwise)
            raw = mbr_span(field->otherwise);
        if (!read_usual(plan, field, raw, row) && mbr_import_value(plan, field, raw, row) < 0)
            return -1;
    }
    return 0;
}

int mbr_import_values(struct mbr_import_plan *plan, struct mbr_import_row *row, size_t from,
                      size_t to)
{
    if (row->dressed)
        return read_with_care(plan, row, from, to);
    struct mbr_import_field *const *fields = plan->input.field;
    const struct mbr_span *values = row->record->field;
    for (size_t i = from; i < to; i++) {
        struct mbr_import_field *field = fields[i];
        struct mbr_span raw = mbr_import_trimmed(values[field->column]);
        if (!read_usual(plan, field, raw, row) && mbr_import_value(plan, field, raw, row) < 0)
            return -1;
    }
    return 0;
}
