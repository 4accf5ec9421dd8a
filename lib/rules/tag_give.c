#include "tag_give.h"

#include <inttypes.h>
#include <stdio.h>

#include "expr_value.h"

/* Since when a member has what they have today: had until yesterday is had all the time. */
static int32_t since_of(const struct tag_held *held, int32_t as_of)
{
    if (!held || held->since == MBR_DAY_NONE || mbr_tag_is_past(held->until, as_of - 1))
        return as_of;
    return held->since;
}

static void put_days(struct mbr_buf *to, int32_t since, int32_t until)
{
    mbr_put_key(to, "since");
    mbr_put_day(to, since);
    if (until == MBR_DAY_NONE)
        return;
    mbr_put_key(to, "until");
    mbr_put_day(to, until);
}

static void set_object(struct mbr_json *value, const struct mbr_buf *text, size_t begin)
{
    value->raw.p = text->p + begin;
    value->raw.n = text->n - begin;
    value->kind = MBR_JSON_OBJECT;
}

/* What else stands in the tag goes with it. */
void mbr_tag_give_by_hand(const struct judged *judged, struct tag_verdict *verdict,
                          const struct tag_held *added, const struct tag_held *held)
{
    struct mbr_buf *to = &judged->lane->text;
    size_t begin = to->n;
    verdict->reason = TAG_BY_HAND;
    verdict->since = added->since != MBR_DAY_NONE ? added->since : since_of(held, judged->as_of);
    verdict->until = added->until;
    mbr_put_text(to, "{\"weight\":");
    mbr_put_span(to, added->weight.kind == MBR_JSON_NUMBER ? added->weight.raw : mbr_span("1"));
    put_days(to, verdict->since, verdict->until);
    mbr_put_tag_fields(to, &added->value, false);
    mbr_put_char(to, '}');
    set_object(&verdict->value, to, begin);
}

/* In what the rule says of its tag. Returns -1. */
static int of_rule(uint32_t rule, int which, struct mbr_err *err)
{
    char field[40];
    snprintf(field, sizeof field, "rules[%" PRIu32 "].%s", rule, mbr_tag_expr_names[which]);
    return mbr_err_within(err, field);
}

static int refuse_value(const struct mbr_expr_value *value, const char *what, struct mbr_err *err)
{
    struct mbr_buf shown = {0};
    mbr_put_expr_value(&shown, value);
    mbr_err_json(err, NULL, what, mbr_buf_span(&shown));
    mbr_buf_free(&shown);
    return -1;
}

/* 1 with the last day, MBR_DAY_NONE for none; -1. */
static int read_until(const struct judged *judged, const struct mbr_expr_value *value,
                      int32_t *until, struct mbr_err *err)
{
    const struct mbr_expr_value today = {.kind = MBR_EXPR_DAY, .day = judged->as_of};
    struct mbr_expr_value later;
    bool counts = value->kind == MBR_EXPR_DURATION;
    *until = MBR_DAY_NONE;
    if (value->kind == MBR_EXPR_ABSENT)
        return 1;
    if (counts)
        later = mbr_expr_combine(EXPR_ADD, &today, value);
    *until = mbr_expr_day_of(counts ? &later : value);
    if (*until != MBR_DAY_NONE)
        return 1;
    return refuse_value(value, counts ? "beyond the calendar" : "no day, nor a duration", err);
}

/* 1 with the value; 0 where the rule has no such expression; -1. */
static int evaluate(const struct judged *judged, uint32_t rule, int which,
                    struct mbr_expr_value *value, struct mbr_err *err)
{
    const struct tag_expr *expr = &judged->lane->job->rules.rule[rule].expr[which];
    value->kind = MBR_EXPR_ABSENT;
    if (expr->number < 0)
        return 0;
    return mbr_expr_value(judged->lane->run, expr->number, value, err) < 0 ? -1 : 1;
}

static int put_weight(const struct judged *judged, uint32_t rule, struct mbr_err *err)
{
    struct mbr_buf *to = &judged->lane->text;
    struct mbr_expr_value weight;
    int got = evaluate(judged, rule, TAG_WEIGHT, &weight, err);
    if (got < 0)
        return -1;
    if (got && weight.kind == MBR_EXPR_ABSENT)
        return 0;
    if (got && weight.kind != MBR_EXPR_DECIMAL && weight.kind != MBR_EXPR_DOUBLE)
        return refuse_value(&weight, "not a number", err);
    mbr_put_key(to, "weight");
    if (got)
        mbr_put_expr_value(to, &weight);
    else
        mbr_put_char(to, '1');
    return 0;
}

int mbr_tag_apply(const struct judged *judged, uint32_t rule, const struct tag_held *held,
                  struct tag_verdict *verdict, struct mbr_err *err)
{
    struct mbr_buf *to = &judged->lane->text;
    const struct tag_expr *when = &judged->lane->job->rules.rule[rule].expr[TAG_WHEN];
    struct mbr_expr_value expires;
    size_t begin = to->n;
    int32_t until;
    int holds = mbr_expr_holds(judged->lane->run, when->number, err);
    if (holds < 0)
        return of_rule(rule, TAG_WHEN, err);
    if (!holds)
        return 0;
    if (evaluate(judged, rule, TAG_EXPIRES, &expires, err) < 0 ||
        read_until(judged, &expires, &until, err) < 0)
        return of_rule(rule, TAG_EXPIRES, err);
    if (mbr_tag_is_past(until, judged->as_of)) {
        verdict->past = until;
        return 0;
    }
    mbr_put_char(to, '{');
    if (put_weight(judged, rule, err) < 0)
        return of_rule(rule, TAG_WEIGHT, err);
    verdict->reason = TAG_HOLDS;
    verdict->since = since_of(held, judged->as_of);
    verdict->until = until;
    put_days(to, verdict->since, until);
    mbr_put_char(to, '}');
    set_object(&verdict->value, to, begin);
    return 0;
}
