#include <math.h>
#include <stdlib.h>

#include "recommend_choice.h"

#include "mbr/decimal.h"
#include "mbr/number.h"

void recommend_limits_free(struct recommend_limits *limits)
{
    for (size_t i = 0; i < limits->count; i++)
        free(limits->field[i]);
    free(limits->field);
    free(limits->most);
    *limits = (struct recommend_limits){0};
}

int recommend_limits_read(struct recommend_limits *limits, const struct mbr_list *options,
                          struct mbr_err *err)
{
    limits->field = mbr_calloc(options->count + 1, sizeof *limits->field);
    limits->most = mbr_calloc(options->count + 1, sizeof *limits->most);
    for (size_t i = 0; i < options->count; i++) {
        const char *text = options->item[i], *sign = strrchr(text, '=');
        int64_t most = 0;
        if (!sign || sign == text || mbr_int_parse(mbr_span(sign + 1), &most) < 0 || most < 1 ||
            most > 1000)
            return mbr_err_value(err, "--max-per", "not FIELD=N, N from 1 to 1000", mbr_span(text));
        limits->field[i] = mbr_memdup(text, (size_t)(sign - text));
        limits->most[i] = (uint32_t)most;
        limits->count++;
    }
    return 0;
}

bool recommend_consents(const struct recommend *job, const struct mbr_member *member)
{
    const struct mbr_json *consent = &member->slot[RECOMMEND_CONSENT];
    bool consents = !job->options->require_consent;
    struct mbr_json_walk walk = mbr_json_walk(consent);
    struct mbr_json_pair pair;
    struct mbr_buf scratch = {0};
    while (consent->kind == MBR_JSON_OBJECT && mbr_json_next_pair(&walk, &pair)) {
        struct mbr_span purpose;
        if (mbr_json_key_text(pair.key, &scratch, &purpose) == 0 &&
            mbr_span_is(purpose, "profiling"))
            consents = pair.value.kind == MBR_JSON_TRUE;
    }
    mbr_buf_free(&scratch);
    return consents;
}

/* Lines come in order of time, but for those with a time of their own: a day between the first and
   the last one that is met late is taken for one that is known. */
static void own_line(struct recommend_choice *choice, const struct mbr_purchase *line)
{
    uint32_t item = line->item.n ? recommend_item_find(&choice->facts, line->item) : RECOMMEND_NONE;
    int32_t day = mbr_at_day(line->at);
    choice->last = day > choice->last ? day : choice->last;
    if (item == RECOMMEND_NONE)
        return;
    struct recommend_own *own = &choice->own[item];
    if (own->days == 0) {
        choice->bought = mbr_grow(choice->bought, &choice->bought_cap, choice->boughts + 1,
                                  sizeof *choice->bought);
        choice->bought[choice->boughts++] = item;
        *own = (struct recommend_own){1, day, day};
    } else if (day > own->last) {
        own->last = day;
        own->days++;
    } else if (day < own->first) {
        own->first = day;
        own->days++;
    }
}

void recommend_take(struct recommend_choice *choice, const struct mbr_member *member, bool known,
                    struct mbr_err *err)
{
    const struct mbr_purchases *purchases = &choice->lane->purchases;
    for (size_t i = 0; i < choice->boughts; i++)
        choice->own[choice->bought[i]].days = 0;
    choice->boughts = 0;
    choice->last = MBR_DAY_NONE;
    choice->as_of = member->as_of;
    choice->known = known;
    choice->failed = 0;
    choice->err = err;
    choice->members++;
    for (size_t i = 0; i < choice->job->method.path_count; i++)
        choice->met[i] |= member->slot[i].kind != MBR_JSON_ABSENT;
    for (size_t i = 0; known && i < purchases->count; i++)
        own_line(choice, &purchases->line[i]);
    if (choice->prices)
        recommend_prices_take(choice->prices, known ? purchases : NULL);
    if (choice->where)
        mbr_expr_record(choice->where, member->slot, member->as_of);
}

bool recommend_is_within(const struct mbr_period *time, int32_t day, int32_t as_of)
{
    if (!time->days && !time->months)
        return false;
    return day > (time->months ? mbr_day_add_months(as_of, -time->months) : as_of) - time->days;
}

bool recommend_may(struct recommend_choice *choice, uint32_t item, bool asked)
{
    const struct recommend *job = choice->job;
    const struct recommend_own *own = &choice->own[item];
    const struct mbr_period *within = &job->settings.not_bought_within;
    const char *only = job->options->only;
    if (choice->failed || (choice->facts.of[item].barred && !asked))
        return false;
    if (only[0] == 'n' && own->days)
        return false;
    if (only[0] == 'r' && !own->days)
        return false;
    if (own->days && recommend_is_within(within, own->last, choice->as_of))
        return false;
    if (choice->prices && !recommend_prices_fit(choice->prices, item))
        return false;
    if (!choice->where)
        return true;
    mbr_expr_item(choice->where, choice->facts.of[item].record);
    int holds = mbr_expr_holds(choice->where, job->where, choice->err);
    choice->failed = holds < 0 ? -1 : 0;
    return holds > 0;
}
