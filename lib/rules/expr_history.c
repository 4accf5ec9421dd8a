#include "expr_noted.h"

#include <stdlib.h>

#include "mbr/date.h"
#include "mbr/dropped.h"
#include "mbr/value.h"

void mbr_expr_history_reset(struct expr_history *history)
{
    for (struct expr_pass *pass = history->passes; pass; pass = pass->next)
        pass->done = false;
}

/* Where what the test says of the item at hand is kept; NULL for one that is not in the catalogue.
 */
static int find_memo(struct mbr_expr_run *run, struct expr_test *test, uint8_t **memo,
                     struct mbr_err *err)
{
    size_t count = run->items->ids.count;
    if (mbr_expr_item_find(run, err) < 0)
        return -1;
    if (test->item_count != count) {
        free(test->items);
        test->items = mbr_calloc(count, sizeof *test->items);
        test->item_count = count;
    }
    uint32_t item = run->history->line.item;
    *memo = item == MBR_MAP_NONE ? NULL : &test->items[item];
    return 0;
}

static int run_test(struct mbr_expr_run *run, struct expr_test *test, struct mbr_err *err)
{
    uint8_t *memo = NULL;
    if (test->of_item && find_memo(run, test, &memo, err) < 0)
        return -1;
    int holds = memo && *memo ? *memo - 1 : mbr_expr_truth(run, test->node, err);
    if (holds < 0)
        return -1;
    if (memo)
        *memo = (uint8_t)(holds + 1);
    test->holds = holds;
    test->line = run->history->lines_seen;
    return 0;
}

/* Whether the group's condition holds for the line at hand: 1, 0, or -1. */
static int holds(struct mbr_expr_run *run, const struct expr_group *group, struct mbr_err *err)
{
    for (const struct expr_part *part = group->parts; part; part = part->next) {
        struct expr_test *test = part->test;
        if (test->line != run->history->lines_seen && run_test(run, test, err) < 0)
            return -1;
        if (!test->holds)
            return 0;
    }
    return 1;
}

static bool is_within(const struct expr_window *window, int32_t day)
{
    return !window || (window->known && day >= window->first && day <= window->last);
}

static int add_to_group(struct mbr_expr_run *run, struct expr_group *group, struct mbr_err *err)
{
    struct expr_history *history = run->history;
    int held = -1;
    for (struct expr_tally *tally = group->tallies; tally; tally = tally->next) {
        if (!is_within(tally->window, history->line.day))
            continue;
        if (tally->aggregate->function == OVER_SHARE &&
            mbr_expr_tally_whole(history, tally, err) < 0)
            return -1;
        if (held < 0 && (held = holds(run, group, err)) < 0)
            return -1;
        if (held && mbr_expr_tally_add(run, tally, err) < 0)
            return -1;
    }
    return 0;
}

/* The line at hand, to all tallies that it may belong to. */
static int add_line(struct mbr_expr_run *run, struct expr_pass *pass, struct mbr_err *err)
{
    struct expr_line *line = &run->history->line;
    run->history->lines_seen++;
    line->has_sale = line->has_item = false;
    if (run->notes)
        mbr_expr_note_line(run);
    for (struct expr_group *group = pass->groups; group; group = group->next)
        if (group->kind == line->kind && (group->names_gift || !line->gift) &&
            add_to_group(run, group, err) < 0)
            return -1;
    return 0;
}

static int set_time(struct expr_line *line, const struct mbr_json *at, struct mbr_err *err)
{
    if (at->kind == MBR_JSON_ABSENT)
        return mbr_err_set(err, "at: missing");
    if (mbr_value_at(at, "at", &line->at, err) < 0)
        return -1;
    line->day = mbr_at_day(line->at);
    return 0;
}

/* A line has its order's time unless it has its own. */
static int take_lines(struct mbr_expr_run *run, struct expr_pass *pass, struct mbr_err *err)
{
    struct expr_history *history = run->history;
    struct expr_line *line = &history->line;
    const struct expr_line order = *line;
    const struct mbr_json *slot = history->lines.ask->slot;
    struct mbr_json_walk walk = mbr_json_walk(&line->entry[ENTRY_LINES]);
    struct mbr_json element;
    while (mbr_json_next(&walk, &element)) {
        if (mbr_ask_scan(history->lines.ask, element.raw, err) < 0)
            return mbr_err_within(err, "orders: lines");
        line->at = order.at;
        line->day = order.day;
        if (slot[LINE_AT].kind != MBR_JSON_ABSENT && set_time(line, &slot[LINE_AT], err) < 0)
            return mbr_err_within(err, "orders: lines");
        line->gift = slot[LINE_GIFT].kind == MBR_JSON_TRUE;
        line->raw = element.raw;
        if (add_line(run, pass, err) < 0)
            return -1;
    }
    return 0;
}

static int take_entry(struct mbr_expr_run *run, struct expr_pass *pass, struct mbr_span raw,
                      struct mbr_err *err)
{
    struct expr_history *history = run->history;
    const struct mbr_json *slot = history->entry->slot;
    struct expr_line *line = &history->line;
    if (mbr_ask_scan(history->entry, raw, err) < 0 || set_time(line, &slot[ENTRY_AT], err) < 0)
        return mbr_err_within(err, "orders");
    if (slot[ENTRY_LINES].kind != MBR_JSON_ABSENT && slot[ENTRY_LINES].kind != MBR_JSON_ARRAY)
        return mbr_err_json(err, "orders: lines", "not a list", slot[ENTRY_LINES].raw);
    history->entries_seen++;
    line->kind = slot[ENTRY_RETURN].kind == MBR_JSON_TRUE ? KIND_RETURN : KIND_PURCHASE;
    line->entry = slot;
    line->own = history->lines.ask->slot;
    return take_lines(run, pass, err);
}

/* An event of a type that nobody asks for is no more than that. */
static int take_event(struct mbr_expr_run *run, struct expr_pass *pass, struct mbr_span raw,
                      struct mbr_err *err)
{
    struct expr_history *history = run->history;
    struct expr_line *line = &history->line;
    const struct mbr_json *slot = history->events.ask->slot;
    struct mbr_span type = {0};
    if (mbr_ask_scan(history->events.ask, raw, err) < 0 ||
        mbr_value_id(&slot[EVENT_TYPE], "type", &history->scratch, &type, err) < 0)
        return mbr_err_within(err, "events");
    if (type.n == 0)
        return mbr_err_set(err, "events: type: missing");
    size_t number = 0;
    while (number < history->type_count && !mbr_span_equal(history->types[number], type))
        number++;
    if (number == history->type_count) {
        if (run->notes)
            mbr_expr_note_type(run->notes, type);
        return 0;
    }
    if (set_time(line, &slot[EVENT_AT], err) < 0)
        return mbr_err_within(err, "events");
    line->kind = KIND_EVENT + (int)number;
    line->gift = false;
    line->raw = raw;
    line->entry = NULL;
    line->own = slot;
    return add_line(run, pass, err);
}

static int check_dropped(const struct mbr_expr_run *run, bool events, struct mbr_err *err)
{
    int slot = run->set->dropped_slot;
    if (slot < 0 || !mbr_dropped_has(&run->slots[slot], events ? "events" : "orders"))
        return 0;
    return mbr_err_json(err, "dropped",
                        events ? "the events are needed here" : "the orders are needed here",
                        run->slots[slot].raw);
}

static int take_all(struct mbr_expr_run *run, struct expr_pass *pass, struct mbr_err *err)
{
    int slot = pass->over_events ? run->set->events_slot : run->set->orders_slot;
    struct mbr_json list = {0}, element;
    if (check_dropped(run, pass->over_events, err) < 0)
        return -1;
    if (slot >= 0)
        list = run->slots[slot];
    if (run->notes && pass->over_events)
        mbr_expr_note_look(run);
    if (list.kind != MBR_JSON_ABSENT && list.kind != MBR_JSON_ARRAY)
        return mbr_err_json(err, pass->over_events ? "events" : "orders", "not a list", list.raw);
    struct mbr_json_walk walk = mbr_json_walk(&list);
    int failed = 0;
    while (!failed && mbr_json_next(&walk, &element))
        failed = pass->over_events ? take_event(run, pass, element.raw, err)
                                   : take_entry(run, pass, element.raw, err);
    return failed;
}

static int run_pass(struct mbr_expr_run *run, struct expr_pass *pass, struct mbr_err *err);

/* The window's ends are of the record: no line is at hand for them. */
static int begin_pass(struct mbr_expr_run *run, struct expr_pass *pass, struct mbr_err *err)
{
    for (const struct expr_need *need = pass->needs; need; need = need->next)
        if (run_pass(run, need->pass, err) < 0)
            return -1;
    if (pass->wants_items && mbr_expr_items_begin(run, err) < 0)
        return -1;
    for (struct expr_window *window = pass->windows; window; window = window->next)
        if (mbr_expr_window_resolve(run, window, err) < 0)
            return -1;
    for (struct expr_group *group = pass->groups; group; group = group->next)
        for (struct expr_tally *tally = group->tallies; tally; tally = tally->next)
            mbr_expr_tally_begin(tally);
    run->history->passes_seen++;
    return 0;
}

static int run_pass(struct mbr_expr_run *run, struct expr_pass *pass, struct mbr_err *err)
{
    const struct expr_line *before = run->line;
    if (pass->done)
        return 0;
    run->line = NULL;
    int failed = begin_pass(run, pass, err);
    run->line = &run->history->line;
    failed = failed ? failed : take_all(run, pass, err);
    run->line = before;
    if (failed)
        return -1;
    for (struct expr_group *group = pass->groups; group; group = group->next)
        for (struct expr_tally *tally = group->tallies; tally; tally = tally->next)
            mbr_expr_tally_end(tally);
    pass->done = true;
    return 0;
}

int mbr_expr_aggregate(struct mbr_expr_run *run, int index, struct mbr_expr_value *value,
                       struct mbr_err *err)
{
    struct expr_history *history = run->history;
    if (history->refused) {
        *err = history->failed;
        return -1;
    }
    struct expr_tally *tally = history->tally_of[index];
    if (run_pass(run, tally->pass, err) < 0)
        return -1;
    *value = tally->best;
    return 0;
}
