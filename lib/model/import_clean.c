#include "import_clean.h"

#include "mbr/json.h"
#include "mbr/narrow.h"

/* What a spreadsheet would take for a number or a formula. */
static bool is_guarded(struct mbr_span s)
{
    if (s.n && strchr("+-=@", *s.p))
        return true;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

static struct mbr_span inner(struct mbr_span s, size_t front, size_t back)
{
    return mbr_import_trimmed((struct mbr_span){s.p + front, s.n - front - back});
}

static struct mbr_span undressed(struct mbr_span s, bool is_text)
{
    if (s.n >= 3 && s.p[0] == '=' && s.p[1] == '"' && s.p[s.n - 1] == '"')
        s = inner(s, 2, 1);
    if (s.n && *s.p == '\'' && (!is_text || is_guarded((struct mbr_span){s.p + 1, s.n - 1})))
        s = inner(s, 1, s.n > 2 && s.p[s.n - 1] == '\'');
    return s;
}

struct mbr_span mbr_import_clean(enum mbr_import_kind kind, struct mbr_span raw,
                                 struct mbr_buf *own)
{
    bool is_text = kind == MBR_IMPORT_TEXT;
    raw = undressed(raw, is_text);
    if (is_text || !mbr_has_wide(raw))
        return raw;
    own->n = 0;
    mbr_put_narrow(own, raw);
    return undressed(mbr_import_trimmed(mbr_buf_span(own)), false);
}

struct mbr_span mbr_import_said(const struct mbr_import_field *field, struct mbr_span value)
{
    for (size_t i = 0; field->empty && value.n && i < field->empty->count; i++)
        if (mbr_span_is(value, field->empty->name[i]))
            value.n = 0;
    return value;
}

/* The parts are cleaned where they are picked, so that an empty one is seen as such. */
static struct mbr_span part(struct mbr_import_field *field, const struct mbr_csv_record *record,
                            size_t i)
{
    struct mbr_span none = {NULL, 0}, found;
    struct mbr_err err;
    if (field->source[i] >= record->fields)
        return none;
    struct mbr_span value = mbr_import_clean(
        field->kind, mbr_import_trimmed(record->field[field->source[i]]), &field->cleaned);
    if (field->parts[i] && value.n) {
        bool valid = mbr_utf8_valid(value.p, value.n);
        value =
            valid && mbr_pattern_find(field->parts[i], value, 0, &found, &err) > 0 ? found : none;
    }
    return mbr_import_said(field, value);
}

struct mbr_span mbr_import_pick(struct mbr_import_field *field, const struct mbr_csv_record *record)
{
    field->picked.n = 0;
    for (size_t i = 0; i < field->sources; i++) {
        struct mbr_span value = part(field, record, i);
        if (value.n && !field->joined) {
            field->title = field->titles[field->source[i]];
            return value;
        }
        if (value.n && field->picked.n)
            mbr_put_char(&field->picked, ' ');
        mbr_put_span(&field->picked, value);
    }
    return mbr_buf_span(&field->picked);
}

struct mbr_span mbr_import_peek(struct mbr_import_field *field, const struct mbr_csv_record *record)
{
    if (field->source)
        return mbr_import_pick(field, record);
    if (field->column >= record->fields)
        return (struct mbr_span){NULL, 0};
    struct mbr_span value = mbr_import_trimmed(record->field[field->column]);
    if (record->plain && (value.n == 0 || *value.p != '\''))
        return value;
    return mbr_import_clean(field->kind, value, &field->cleaned);
}
