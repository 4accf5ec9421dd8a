#include "mbr/value.h"

#include "mbr/date.h"
#include "mbr/decimal.h"

int mbr_value_text(const struct mbr_json *value, const char *name, struct mbr_buf *scratch,
                   struct mbr_span *to, struct mbr_err *err)
{
    if (value->kind == MBR_JSON_ABSENT)
        return 0;
    if (value->kind != MBR_JSON_STRING)
        return mbr_err_json(err, name, "not a string", value->raw);
    if (mbr_json_text(value, scratch, to) < 0)
        return mbr_err_json(err, name, "holds \\u0000", value->raw);
    return 0;
}

int mbr_value_id(const struct mbr_json *value, const char *name, struct mbr_buf *scratch,
                 struct mbr_span *to, struct mbr_err *err)
{
    if (mbr_value_text(value, name, scratch, to, err) < 0)
        return -1;
    if (value->kind != MBR_JSON_ABSENT && to->n == 0)
        return mbr_err_set(err, "%s: empty", name);
    return 0;
}

static void spell(struct mbr_span text, struct mbr_buf *scratch, struct mbr_span *to)
{
    struct mbr_buf spelling = {0};
    mbr_put_string(&spelling, text);
    scratch->n = 0;
    mbr_put_span(scratch, mbr_buf_span(&spelling));
    mbr_buf_free(&spelling);
    *to = mbr_buf_span(scratch);
}

int mbr_value_spelling(const struct mbr_json *value, const char *name, struct mbr_buf *scratch,
                       struct mbr_span *to, struct mbr_err *err)
{
    if (value->kind == MBR_JSON_STRING && value->plain) {
        *to = value->raw;
        return 0;
    }
    struct mbr_span text = {0};
    if (mbr_value_text(value, name, scratch, &text, err) < 0)
        return -1;
    if (value->kind != MBR_JSON_ABSENT)
        spell(text, scratch, to);
    return 0;
}

int mbr_key_spelling(struct mbr_span key, struct mbr_buf *scratch, struct mbr_span *to,
                     struct mbr_err *err)
{
    struct mbr_span text;
    *to = key;
    if (!memchr(key.p, '\\', key.n))
        return 0;
    if (mbr_json_key_text(key, scratch, &text) < 0)
        return mbr_err_json(err, NULL, "a key holds \\u0000", key);
    spell(text, scratch, to);
    return 0;
}

int mbr_value_at(const struct mbr_json *value, const char *name, uint64_t *at, struct mbr_err *err)
{
    if (value->kind == MBR_JSON_ABSENT)
        return 0;
    struct mbr_span text = {value->raw.p + 1, value->raw.n - 2};
    if (value->kind != MBR_JSON_STRING || mbr_at_parse(text, at) < 0)
        return mbr_err_json(err, name, "not a date", value->raw);
    return 0;
}

int mbr_value_day(const struct mbr_json *value, const char *name, int32_t *day, struct mbr_err *err)
{
    if (value->kind == MBR_JSON_ABSENT)
        return 0;
    struct mbr_span text = {value->raw.p + 1, value->raw.n - 2};
    if (value->kind != MBR_JSON_STRING || mbr_day_parse(text, day) < 0)
        return mbr_err_json(err, name, "not a day", value->raw);
    return 0;
}

int mbr_value_decimal(const struct mbr_json *value, const char *name, int64_t *to,
                      struct mbr_err *err)
{
    const char *what = "not a number";
    if (value->kind == MBR_JSON_ABSENT)
        return 0;
    if (value->kind == MBR_JSON_NUMBER && value->raw.n == 1) { /* as most quantities are */
        *to = (*value->raw.p - '0') * MBR_DECIMAL_ONE;
        return 0;
    }
    if (value->kind != MBR_JSON_NUMBER || mbr_decimal_parse(value->raw, to, &what) < 0)
        return mbr_err_json(err, name, what, value->raw);
    return 0;
}
