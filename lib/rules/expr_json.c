#include "expr_value.h"

#include "mbr/date.h"
#include "mbr/decimal.h"
#include "mbr/number.h"

/* What decimals do not hold is a double; beyond that it is as if it were not there. */
void mbr_expr_read_number(struct mbr_span raw, struct mbr_expr_value *value)
{
    const char *what;
    if (mbr_decimal_parse(raw, &value->decimal, &what) == 0)
        value->kind = MBR_EXPR_DECIMAL;
    else if (mbr_double_parse(raw, &value->number) == 0)
        value->kind = MBR_EXPR_DOUBLE;
}

static int read_string(const struct mbr_json *json, enum expr_type type, struct mbr_buf *buf,
                       struct mbr_expr_value *value)
{
    struct mbr_span text = {json->raw.p + 1, json->raw.n - 2};
    if (!json->plain && mbr_json_text(json, buf, &text) < 0)
        return -1;
    if (type == TYPE_DAY) {
        (void)mbr_expr_read_day(text, value);
        return 0;
    }
    value->kind = MBR_EXPR_TEXT;
    value->text = text;
    return 0;
}

int mbr_expr_from_json(const struct mbr_json *json, enum expr_type type, struct mbr_buf *text,
                       struct mbr_expr_value *value)
{
    value->kind = MBR_EXPR_ABSENT;
    switch (json->kind) {
    case MBR_JSON_TRUE:
    case MBR_JSON_FALSE:
        value->kind = MBR_EXPR_BOOL;
        value->truth = json->kind == MBR_JSON_TRUE;
        return 0;
    case MBR_JSON_NUMBER:
        mbr_expr_read_number(json->raw, value);
        return 0;
    case MBR_JSON_STRING:
        return read_string(json, type, text, value);
    default:
        return 0;
    }
}

/* "1y" and the like, as durations are written: "3m", "90d"; "3m 5d" where both have been added. */
static void put_duration(struct mbr_buf *buf, const struct mbr_expr_value *value)
{
    int32_t months = value->duration.months, days = value->duration.days;
    mbr_put_char(buf, '"');
    if (months) {
        mbr_put_int(buf, months);
        mbr_put_text(buf, days ? "m " : "m");
    }
    if (days || !months) {
        mbr_put_int(buf, days);
        mbr_put_char(buf, 'd');
    }
    mbr_put_char(buf, '"');
}

void mbr_put_expr_value(struct mbr_buf *buf, const struct mbr_expr_value *value)
{
    switch (value->kind) {
    case MBR_EXPR_ABSENT:
        mbr_put_text(buf, "null");
        break;
    case MBR_EXPR_BOOL:
        mbr_put_text(buf, value->truth ? "true" : "false");
        break;
    case MBR_EXPR_DECIMAL:
        mbr_put_decimal(buf, value->decimal);
        break;
    case MBR_EXPR_DOUBLE:
        mbr_put_score(buf, value->number);
        break;
    case MBR_EXPR_TEXT:
        mbr_put_string(buf, value->text);
        break;
    case MBR_EXPR_DAY:
        mbr_put_day(buf, value->day);
        break;
    case MBR_EXPR_TIME:
        mbr_put_at(buf, value->at);
        break;
    case MBR_EXPR_DURATION:
        put_duration(buf, value);
        break;
    }
}
