#include "expr_history.h"
#include "expr_value.h"

#include <stdlib.h>

#include "mbr/date.h"
#include "mbr/decimal.h"

/* So many values told apart are kept for the records to come. */
#define MOST_KEPT 65536

static void add_double(struct expr_total *total, double number)
{
    total->rest += number;
    total->inexact = true;
}

/* A sum that no longer fits goes on as a double. */
static void add_decimal(struct expr_total *total, int64_t decimal)
{
    int64_t sum;
    if (mbr_decimal_add(total->exact, decimal, &sum)) {
        total->exact = sum;
        return;
    }
    add_double(total, mbr_decimal_double(total->exact));
    total->exact = decimal;
}

static double as_double(const struct expr_total *total)
{
    double exact = mbr_decimal_double(total->exact);
    return total->inexact ? total->rest + exact : exact;
}

static struct mbr_expr_value divide(const struct expr_total *a, const struct expr_total *b)
{
    bool exact = !a->inexact && !b->inexact;
    return mbr_expr_from_double(exact ? mbr_expr_ratio(a->exact, b->exact)
                                      : as_double(a) / as_double(b));
}

static struct mbr_expr_value as_value(const struct expr_total *total)
{
    if (total->inexact)
        return mbr_expr_from_double(as_double(total));
    return (struct mbr_expr_value){.kind = MBR_EXPR_DECIMAL, .decimal = total->exact};
}

static void add_number(struct expr_tally *tally, const struct mbr_expr_value *value)
{
    if (value->kind == MBR_EXPR_DECIMAL)
        add_decimal(&tally->total, value->decimal);
    else if (value->kind == MBR_EXPR_DOUBLE)
        add_double(&tally->total, value->number);
    tally->count += mbr_expr_is_number(value);
}

/* Puts a value in the place of the best so far if it is better: numbers, and days and times, of
   fields too, where they are texts; where both come, numbers. */
static void add_best(struct expr_tally *tally, struct mbr_expr_value value)
{
    struct mbr_expr_value *best = &tally->best;
    bool is_number = mbr_expr_is_number(&value);
    int order;
    if (value.kind == MBR_EXPR_TEXT && mbr_expr_read_day(value.text, &value) < 0)
        return;
    if (!is_number && value.kind != MBR_EXPR_DAY && value.kind != MBR_EXPR_TIME)
        return;
    bool is_first = best->kind == MBR_EXPR_ABSENT || (is_number && !mbr_expr_is_number(best));
    if (!is_first && !mbr_expr_order(&value, best, &order))
        return;
    if (is_first || (tally->aggregate->function == OVER_MIN ? order < 0 : order > 0))
        *best = value;
}

static void add_time(struct expr_tally *tally, uint64_t at)
{
    bool first = tally->aggregate->function == OVER_FIRST;
    if (tally->at == 0 || (first ? at < tally->at : at > tally->at))
        tally->at = at;
}

/* Equal values have equal spellings: a double that is a decimal has that one's. */
static void spell(struct mbr_buf *to, struct mbr_expr_value value)
{
    double scaled = value.kind == MBR_EXPR_DOUBLE ? value.number * MBR_DECIMAL_ONE : 0;
    to->n = 0;
    if (value.kind == MBR_EXPR_DOUBLE && scaled > -9e15 && scaled < 9e15 &&
        (double)(int64_t)scaled == scaled)
        value = (struct mbr_expr_value){.kind = MBR_EXPR_DECIMAL, .decimal = (int64_t)scaled};
    mbr_put_char(to, (char)('a' + (int)value.kind));
    if (value.kind == MBR_EXPR_TEXT)
        mbr_put_span(to, value.text);
    else if (value.kind == MBR_EXPR_BOOL)
        mbr_put_char(to, value.truth ? '1' : '0');
    else if (value.kind == MBR_EXPR_DAY)
        mbr_put_int(to, value.day);
    else if (value.kind == MBR_EXPR_TIME)
        mbr_put(to, (const char *)&value.at, sizeof value.at);
    else if (value.kind == MBR_EXPR_DECIMAL)
        mbr_put(to, (const char *)&value.decimal, sizeof value.decimal);
    else
        mbr_put(to, (const char *)&value.number, sizeof value.number);
}

static void add_distinct(struct expr_tally *tally, const struct mbr_expr_value *value,
                         uint64_t stamp)
{
    struct expr_seen *seen = &tally->seen;
    if (value->kind == MBR_EXPR_ABSENT || value->kind == MBR_EXPR_DURATION)
        return;
    spell(&seen->spelling, *value);
    bool added;
    uint32_t number = mbr_map_put(&seen->values, mbr_buf_span(&seen->spelling), &added);
    seen->stamps = mbr_grow(seen->stamps, &seen->cap, (size_t)number + 1, sizeof *seen->stamps);
    if (!added && seen->stamps[number] == stamp)
        return;
    seen->stamps[number] = stamp;
    tally->count++;
}

/* Orders count once, whatever of them fits. */
static void add_count(struct expr_tally *tally, uint64_t entry)
{
    enum expr_what what = tally->aggregate->what;
    bool by_entry = what == WHAT_PURCHASE || what == WHAT_ORDER || what == WHAT_RETURN;
    if (by_entry && tally->entry == entry)
        return;
    tally->entry = entry;
    tally->count++;
}

static int read_term(struct mbr_expr_run *run, struct expr_term *term, struct mbr_err *err)
{
    uint64_t line = run->history->lines_seen;
    if (term->line == line)
        return 0;
    if (mbr_expr_eval(run, term->node, &term->value, err) < 0)
        return -1;
    term->line = line;
    return 0;
}

static int read_sale(struct expr_history *history, struct mbr_err *err)
{
    return mbr_expr_sale(history, err) < 0 ? mbr_err_within(err, "orders: lines") : 0;
}

static void add_value(struct expr_tally *tally, const struct mbr_expr_value *value)
{
    bool is_best = tally->aggregate->function == OVER_MIN || tally->aggregate->function == OVER_MAX;
    if (is_best)
        add_best(tally, *value);
    else
        add_number(tally, value);
}

/* The order that has been added up, when another one comes or none does any more. */
static void end_order(struct expr_tally *tally)
{
    struct mbr_expr_value sum = as_value(&tally->of_order);
    if (tally->has_order)
        add_value(tally, &sum);
    tally->has_order = false;
    tally->of_order = (struct expr_total){0};
}

static void add_to_order(struct expr_tally *tally, const struct mbr_expr_value *value,
                         uint64_t entry)
{
    if (tally->entry != entry)
        end_order(tally);
    tally->entry = entry;
    if (value->kind == MBR_EXPR_DECIMAL)
        add_decimal(&tally->of_order, value->decimal);
    else if (value->kind == MBR_EXPR_DOUBLE)
        add_double(&tally->of_order, value->number);
    tally->has_order |= mbr_expr_is_number(value);
}

int mbr_expr_tally_add(struct mbr_expr_run *run, struct expr_tally *tally, struct mbr_err *err)
{
    static const struct mbr_expr_value none = {.kind = MBR_EXPR_ABSENT};
    struct expr_history *history = run->history;
    if (tally->term && read_term(run, tally->term, err) < 0)
        return -1;
    const struct mbr_expr_value *value = tally->term ? &tally->term->value : &none;
    switch (tally->aggregate->function) {
    case OVER_COUNT:
        add_count(tally, history->entries_seen);
        return 0;
    case OVER_FIRST:
    case OVER_LAST:
        add_time(tally, history->line.at);
        return 0;
    case OVER_SHARE:
        if (read_sale(history, err) < 0)
            return -1;
        add_decimal(&tally->total, history->line.amount);
        return 0;
    case OVER_DISTINCT:
        add_distinct(tally, value, history->passes_seen);
        return 0;
    default:
        if (tally->aggregate->what == WHAT_ORDER)
            add_to_order(tally, value, history->entries_seen);
        else
            add_value(tally, value);
        return 0;
    }
}

int mbr_expr_tally_whole(struct expr_history *history, struct expr_tally *tally,
                         struct mbr_err *err)
{
    if (history->line.gift)
        return 0;
    if (read_sale(history, err) < 0)
        return -1;
    add_decimal(&tally->whole, history->line.amount);
    return 0;
}

void mbr_expr_tally_begin(struct expr_tally *tally)
{
    tally->count = 0;
    tally->entry = 0;
    tally->at = 0;
    tally->total = tally->whole = tally->of_order = (struct expr_total){0};
    tally->has_order = false;
    tally->best = (struct mbr_expr_value){.kind = MBR_EXPR_ABSENT};
    if (tally->seen.values.count > MOST_KEPT)
        mbr_map_free(&tally->seen.values);
}

static struct mbr_expr_value count_value(int64_t count)
{
    return (struct mbr_expr_value){.kind = MBR_EXPR_DECIMAL, .decimal = count * MBR_DECIMAL_ONE};
}

/* Of nothing, count and sum are 0 and the others absent. Where the window is not known nothing is:
   not even that there was nothing. */
void mbr_expr_tally_end(struct expr_tally *tally)
{
    end_order(tally);
    const struct expr_total count = {.exact = tally->count * MBR_DECIMAL_ONE};
    if (tally->window && !tally->window->known)
        return;
    switch (tally->aggregate->function) {
    case OVER_COUNT:
        tally->best = count_value(tally->count);
        return;
    case OVER_DISTINCT:
        if (tally->count)
            tally->best = count_value(tally->count);
        return;
    case OVER_SUM:
        tally->best = as_value(&tally->total);
        return;
    case OVER_AVG:
        if (tally->count)
            tally->best = divide(&tally->total, &count);
        return;
    case OVER_FIRST:
    case OVER_LAST:
        if (tally->at)
            tally->best = mbr_expr_time(tally->at);
        return;
    case OVER_SHARE:
        if (as_double(&tally->whole) > 0)
            tally->best = divide(&tally->total, &tally->whole);
        return;
    default:
        return;
    }
}

void mbr_expr_tally_free(struct expr_tally *tally)
{
    mbr_map_free(&tally->seen.values);
    mbr_buf_free(&tally->seen.spelling);
    free(tally->seen.stamps);
}
