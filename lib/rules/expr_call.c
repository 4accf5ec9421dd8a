#include "expr_value.h"

#include <utf8proc.h>

#include "mbr/decimal.h"

enum {
    CALL_MONTH,
    CALL_YEAR,
    CALL_DAY,
    CALL_WEEKDAY,
    CALL_HOUR,
    CALL_DAYS_UNTIL,
    CALL_DAYS_SINCE,
    CALL_AGE,
    CALL_LOWER,
    CALL_LENGTH,
    CALL_ABS,
    CALL_MIN,
    CALL_MAX,
    CALL_ROUND,
    CALL_NUMBER,
    CALL_HAS,
    CALLS
};

const struct expr_call_kind mbr_expr_calls[] = {
    [CALL_MONTH] = {"month", 1, 1, TYPE_DAY, TYPE_NUMBER, true, false},
    [CALL_YEAR] = {"year", 1, 1, TYPE_DAY, TYPE_NUMBER, true, false},
    [CALL_DAY] = {"day", 1, 1, TYPE_DAY, TYPE_NUMBER, true, false},
    [CALL_WEEKDAY] = {"weekday", 1, 1, TYPE_DAY, TYPE_NUMBER, true, false},
    [CALL_HOUR] = {"hour", 1, 1, TYPE_DAY, TYPE_NUMBER, true, false},
    [CALL_DAYS_UNTIL] = {"days_until", 1, 1, TYPE_DAY, TYPE_NUMBER, false, false},
    [CALL_DAYS_SINCE] = {"days_since", 1, 1, TYPE_DAY, TYPE_NUMBER, false, false},
    [CALL_AGE] = {"age", 1, 1, TYPE_DAY, TYPE_NUMBER, false, false},
    [CALL_LOWER] = {"lower", 1, 1, TYPE_TEXT, TYPE_TEXT, true, false},
    [CALL_LENGTH] = {"length", 1, 1, TYPE_TEXT, TYPE_NUMBER, true, false},
    [CALL_ABS] = {"abs", 1, 1, TYPE_NUMBER, TYPE_NUMBER, true, false},
    [CALL_MIN] = {"min", 2, EXPR_CALL_MOST, TYPE_NUMBER, TYPE_NUMBER, true, false},
    [CALL_MAX] = {"max", 2, EXPR_CALL_MOST, TYPE_NUMBER, TYPE_NUMBER, true, false},
    [CALL_ROUND] = {"round", 1, 2, TYPE_NUMBER, TYPE_NUMBER, true, false},
    [CALL_NUMBER] = {"number", 1, 1, TYPE_ANY, TYPE_NUMBER, true, false},
    [CALL_HAS] = {"has", 1, 1, TYPE_ANY, TYPE_BOOL, false, true},
    [CALLS] = {.name = NULL},
};

static const struct mbr_expr_value absent = {.kind = MBR_EXPR_ABSENT};

int mbr_expr_call_find(struct mbr_span name)
{
    for (int i = 0; i < CALLS; i++)
        if (mbr_span_is(name, mbr_expr_calls[i].name))
            return i;
    return -1;
}

/* Character by character: what becomes several in lower case (İ) keeps the first. */
static struct mbr_expr_value lower(const struct mbr_expr_value *value, struct mbr_buf *buf)
{
    if (value->kind != MBR_EXPR_TEXT)
        return absent;
    const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)value->text.p;
    size_t left = value->text.n;
    buf->n = 0;
    while (left) {
        utf8proc_int32_t code;
        utf8proc_ssize_t n = utf8proc_iterate(p, (utf8proc_ssize_t)left, &code);
        if (n <= 0)
            return absent;
        utf8proc_uint8_t *to = (utf8proc_uint8_t *)mbr_buf_room(buf, 4);
        buf->n += (size_t)utf8proc_encode_char(utf8proc_tolower(code), to);
        p += n;
        left -= (size_t)n;
    }
    return (struct mbr_expr_value){.kind = MBR_EXPR_TEXT, .text = mbr_buf_span(buf)};
}

static struct mbr_expr_value length(const struct mbr_expr_value *value)
{
    int64_t characters = 0;
    if (value->kind != MBR_EXPR_TEXT)
        return absent;
    for (size_t i = 0; i < value->text.n; i++)
        characters += (value->text.p[i] & 0xc0) != 0x80;
    return (struct mbr_expr_value){.kind = MBR_EXPR_DECIMAL,
                                   .decimal = characters * MBR_DECIMAL_ONE};
}

static struct mbr_expr_value magnitude(const struct mbr_expr_value *value)
{
    if (!mbr_expr_is_number(value))
        return absent;
    return mbr_expr_double(value) < 0 ? mbr_expr_negate(value) : *value;
}

/* sign -1: the least, 1: the greatest. As all arithmetic, absent when one of them is. */
static struct mbr_expr_value extreme(const struct mbr_expr_value *values, size_t count, int sign)
{
    const struct mbr_expr_value *best = &values[0];
    for (size_t i = 0; i < count; i++) {
        int order;
        if (!mbr_expr_is_number(&values[i]) || !mbr_expr_order(&values[i], best, &order))
            return absent;
        if (order * sign > 0)
            best = &values[i];
    }
    return *best;
}

static struct mbr_expr_value rounded(const struct mbr_expr_value *values, size_t count)
{
    int64_t places = 0;
    if (count == 2) {
        if (values[1].kind != MBR_EXPR_DECIMAL || values[1].decimal % MBR_DECIMAL_ONE)
            return absent;
        places = values[1].decimal / MBR_DECIMAL_ONE;
    }
    return mbr_expr_round(&values[0], places);
}

/* A text as a number where it is spelled like one. */
static struct mbr_expr_value number(const struct mbr_expr_value *value)
{
    struct mbr_expr_value read = absent;
    if (value->kind == MBR_EXPR_TEXT)
        mbr_expr_read_number(value->text, &read);
    else if (mbr_expr_is_number(value))
        read = *value;
    return read;
}

static struct mbr_expr_value apply(struct mbr_expr_run *run, const struct expr_node *call,
                                   const struct mbr_expr_value *values, size_t count)
{
    switch (call->index) {
    case CALL_MONTH:
        return mbr_calendar_month(values);
    case CALL_YEAR:
        return mbr_calendar_year(values);
    case CALL_DAY:
        return mbr_calendar_day(values);
    case CALL_WEEKDAY:
        return mbr_calendar_weekday(values);
    case CALL_HOUR:
        return mbr_calendar_hour(values);
    case CALL_DAYS_UNTIL:
        return mbr_calendar_until(values, run->as_of);
    case CALL_DAYS_SINCE:
        return mbr_calendar_since(values, run->as_of);
    case CALL_AGE:
        return mbr_calendar_age(values, run->as_of);
    case CALL_LOWER:
        return lower(values, &run->texts[run->set->path_count + (size_t)call->slot]);
    case CALL_LENGTH:
        return length(values);
    case CALL_ABS:
        return magnitude(values);
    case CALL_MIN:
        return extreme(values, count, -1);
    case CALL_MAX:
        return extreme(values, count, 1);
    case CALL_NUMBER:
        return number(values);
    default:
        return rounded(values, count);
    }
}

/* Whether a field is there at all: also one that is an object, a list or false. */
static int has(struct mbr_expr_run *run, const struct expr_node *field,
               struct mbr_expr_value *value, struct mbr_err *err)
{
    bool there;
    if (field->op == EXPR_FIELD) {
        enum mbr_json_kind kind = run->slots[field->slot].kind;
        there = kind != MBR_JSON_ABSENT && kind != MBR_JSON_NULL;
    } else {
        if (mbr_expr_fact(run, field, value, err) < 0)
            return -1;
        there = value->kind != MBR_EXPR_ABSENT || mbr_expr_compound(run, field);
    }
    *value = (struct mbr_expr_value){.kind = MBR_EXPR_BOOL, .truth = there};
    return 0;
}

int mbr_expr_call(struct mbr_expr_run *run, const struct expr_node *call,
                  struct mbr_expr_value *value, struct mbr_err *err)
{
    struct mbr_expr_value values[EXPR_CALL_MOST] = {{.kind = MBR_EXPR_ABSENT}};
    size_t count = 0;
    if (call->index == CALL_HAS)
        return has(run, call->a, value, err);
    for (const struct expr_node *argument = call->a; argument; argument = argument->next)
        if (mbr_expr_eval(run, argument, &values[count++], err) < 0)
            return -1;
    *value = apply(run, call, values, count);
    return 0;
}
