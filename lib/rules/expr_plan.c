/* The plan of the passes over a history: which tallies there are, what they have in common, and
   which fields of lines, events and items they need. */

#include "expr_plan.h"

#include <stdlib.h>

#include "expr_value.h"

void *mbr_expr_plan_make(struct expr_history *history, size_t size)
{
    void *p = mbr_arena_alloc(&history->arena, size);
    memset(p, 0, size);
    return p;
}

static bool has_siblings(const struct expr_node *node)
{
    return node->op == EXPR_LIST || node->op == EXPR_CALL;
}

void mbr_expr_visit(struct expr_plan *plan, const struct expr_node *node,
                    void (*see)(struct expr_plan *plan, const struct expr_node *node))
{
    if (!node)
        return;
    see(plan, node);
    if (node->op == EXPR_HISTORY)
        return;
    mbr_expr_visit(plan, node->b, see);
    mbr_expr_visit(plan, node->a, see);
    if (node->a && has_siblings(node))
        for (const struct expr_node *next = node->a->next; next; next = next->next)
            mbr_expr_visit(plan, next, see);
}

static void visit_all(struct expr_plan *plan, const struct expr_aggregate *aggregate,
                      void (*see)(struct expr_plan *plan, const struct expr_node *node))
{
    mbr_expr_visit(plan, aggregate->of, see);
    mbr_expr_visit(plan, aggregate->condition, see);
    mbr_expr_visit(plan, aggregate->from, see);
    mbr_expr_visit(plan, aggregate->to, see);
}

static void see_level(struct expr_plan *plan, const struct expr_node *node)
{
    const struct expr_history *history = plan->history;
    const struct mbr_expr_set *set = history->set;
    size_t turn = 0;
    if (node->op == EXPR_FIELD && (size_t)node->slot < set->turn_cap)
        turn = set->turns[node->slot];
    if (node->op == EXPR_HISTORY) {
        turn = history->turn_of[node->index];
        if (history->level_of[node->index] >= plan->level)
            plan->level = history->level_of[node->index] + 1;
    }
    if (turn > plan->turn)
        plan->turn = turn;
}

/* Those made of others have a higher level than these, and no earlier turn; set->aggregates has
   them in any order. */
static void find_levels(struct expr_history *history)
{
    const struct mbr_expr_set *set = history->set;
    history->level_of =
        mbr_expr_plan_make(history, (set->aggregate_count + 1) * sizeof *history->level_of);
    history->turn_of =
        mbr_expr_plan_make(history, (set->aggregate_count + 1) * sizeof *history->turn_of);
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < set->aggregate_count; i++) {
            struct expr_plan plan = {.history = history};
            visit_all(&plan, &set->aggregates[i], see_level);
            changed |= plan.level != history->level_of[i] || plan.turn != history->turn_of[i];
            history->level_of[i] = plan.level;
            history->turn_of[i] = plan.turn;
        }
    }
}

static bool is_over_events(const struct expr_aggregate *aggregate)
{
    return aggregate->what == WHAT_EVENT && aggregate->function != OVER_SHARE;
}

/* The pass of an aggregate. */
static struct expr_pass *find_pass(struct expr_history *history, int number)
{
    bool over_events = is_over_events(&history->set->aggregates[number]);
    size_t level = history->level_of[number], turn = history->turn_of[number];
    struct expr_pass **last = &history->passes;
    for (; *last; last = &(*last)->next)
        if ((*last)->over_events == over_events && (*last)->level == level && (*last)->turn == turn)
            return *last;
    *last = mbr_expr_plan_make(history, sizeof **last);
    (*last)->over_events = over_events;
    (*last)->level = level;
    (*last)->turn = turn;
    return *last;
}

static bool is_same(const struct expr_node *a, const struct expr_node *b)
{
    return a && b ? a->same == b->same : a == b;
}

static bool is_same_value(const struct mbr_expr_value *a, const struct mbr_expr_value *b)
{
    if (a->kind != MBR_EXPR_DURATION || b->kind != MBR_EXPR_DURATION)
        return a->kind == b->kind;
    return a->duration.months == b->duration.months && a->duration.days == b->duration.days;
}

static struct expr_window *find_window(struct expr_plan *plan,
                                       const struct expr_aggregate *aggregate)
{
    struct expr_window **last = &plan->pass->windows;
    if (!aggregate->from && !aggregate->to && aggregate->back.kind != MBR_EXPR_DURATION)
        return NULL;
    for (; *last; last = &(*last)->next)
        if (is_same((*last)->from, aggregate->from) && is_same((*last)->to, aggregate->to) &&
            is_same_value(&(*last)->back, &aggregate->back))
            return *last;
    *last = mbr_expr_plan_make(plan->history, sizeof **last);
    (*last)->from = aggregate->from;
    (*last)->to = aggregate->to;
    (*last)->back = aggregate->back;
    return *last;
}

static struct expr_term *find_term(struct expr_history *history, const struct expr_node *of)
{
    struct expr_term **last = &history->terms;
    if (!of)
        return NULL;
    for (; *last; last = &(*last)->next)
        if (is_same((*last)->node, of))
            return *last;
    *last = mbr_expr_plan_make(history, sizeof **last);
    (*last)->node = of;
    return *last;
}

/* Whether nothing but facts of the item and constants is in it; *item: whether there is one. */
static bool reads_item(const struct expr_node *node, bool *item)
{
    *item |= node->op == EXPR_ITEM;
    if (node->op == EXPR_LITERAL || node->op == EXPR_ITEM)
        return true;
    if (node->op < EXPR_OR || node->op == EXPR_HISTORY ||
        (node->op == EXPR_CALL && !mbr_expr_calls[node->index].constant))
        return false;
    if (node->a && has_siblings(node))
        for (const struct expr_node *next = node->a->next; next; next = next->next)
            if (!reads_item(next, item))
                return false;
    return (!node->a || reads_item(node->a, item)) && (!node->b || reads_item(node->b, item));
}

static struct expr_test *find_test(struct expr_history *history, const struct expr_node *node)
{
    struct expr_test **last = &history->tests;
    for (; *last; last = &(*last)->next)
        if (is_same((*last)->node, node))
            return *last;
    *last = mbr_expr_plan_make(history, sizeof **last);
    (*last)->node = node;
    bool item = false;
    (*last)->of_item = reads_item(node, &item) && item;
    return *last;
}

/* Cut where `and` joins it, from left to right. Returns where the next part goes. */
static struct expr_part **cut(struct expr_history *history, const struct expr_node *node,
                              struct expr_part **last)
{
    if (!node)
        return last;
    if (node->op == EXPR_AND)
        return cut(history, node->b, cut(history, node->a, last));
    *last = mbr_expr_plan_make(history, sizeof **last);
    (*last)->test = find_test(history, node);
    return &(*last)->next;
}

static int find_type(struct expr_history *history, struct mbr_span type)
{
    size_t i = 0;
    while (i < history->type_count && !mbr_span_equal(history->types[i], type))
        i++;
    if (i == history->type_count) {
        history->types =
            mbr_grow(history->types, &history->type_cap, i + 1, sizeof *history->types);
        history->types[history->type_count++] = type;
    }
    return KIND_EVENT + (int)i;
}

static int kind_of(struct expr_history *history, const struct expr_aggregate *aggregate)
{
    if (aggregate->function == OVER_SHARE)
        return KIND_PURCHASE;
    if (aggregate->what == WHAT_EVENT)
        return find_type(history, aggregate->type);
    return aggregate->what == WHAT_RETURN ? KIND_RETURN : KIND_PURCHASE;
}

static struct expr_group *find_group(struct expr_plan *plan, const struct expr_aggregate *aggregate)
{
    int kind = kind_of(plan->history, aggregate);
    struct expr_group **last = &plan->pass->groups;
    for (; *last; last = &(*last)->next)
        if ((*last)->kind == kind && (*last)->names_gift == aggregate->names_gift &&
            is_same((*last)->condition, aggregate->condition))
            return *last;
    struct expr_group *group = mbr_expr_plan_make(plan->history, sizeof *group);
    group->kind = kind;
    group->names_gift = aggregate->names_gift;
    group->condition = aggregate->condition;
    cut(plan->history, aggregate->condition, &group->parts);
    *last = group;
    return group;
}

static void see_need(struct expr_plan *plan, const struct expr_node *node)
{
    struct expr_need **last = &plan->pass->needs;
    if (node->op != EXPR_HISTORY)
        return;
    struct expr_history *history = plan->history;
    struct expr_pass *pass = find_pass(history, node->index);
    for (; *last; last = &(*last)->next)
        if ((*last)->pass == pass)
            return;
    *last = mbr_expr_plan_make(history, sizeof **last);
    (*last)->pass = pass;
}

static struct expr_tally *add_tally(struct expr_history *history, size_t number)
{
    const struct expr_aggregate *aggregate = &history->set->aggregates[number];
    struct expr_plan plan = {.history = history, .pass = find_pass(history, (int)number)};
    plan.fields = plan.pass->over_events ? &history->events : &history->lines;
    struct expr_tally *tally = mbr_expr_plan_make(history, sizeof *tally);
    tally->aggregate = aggregate;
    tally->pass = plan.pass;
    tally->window = find_window(&plan, aggregate);
    tally->term = find_term(history, aggregate->of);
    struct expr_group *group = find_group(&plan, aggregate);
    struct expr_tally **last = &group->tallies;
    tally->kind = group->kind;
    while (*last)
        last = &(*last)->next;
    *last = tally;
    mbr_expr_plan_fields(&plan, aggregate);
    visit_all(&plan, aggregate, see_need);
    return tally;
}

struct expr_history *mbr_expr_history_new(const struct mbr_expr_set *set)
{
    struct expr_history *history = mbr_calloc(1, sizeof *history);
    history->set = set;
    mbr_expr_fields_begin(history);
    find_levels(history);
    history->tally_of =
        mbr_expr_plan_make(history, (set->aggregate_count + 1) * sizeof(struct expr_tally *));
    for (size_t i = 0; i < set->aggregate_count; i++)
        history->tally_of[i] = add_tally(history, i);
    mbr_expr_plan_items(history);
    history->refused = mbr_expr_fields_ask(history, &history->failed) < 0;
    return history;
}

void mbr_expr_history_free(struct expr_history *history)
{
    if (!history)
        return;
    for (size_t i = 0; i < history->set->aggregate_count; i++)
        mbr_expr_tally_free(history->tally_of[i]);
    for (struct expr_test *test = history->tests; test; test = test->next)
        free(test->items);
    for (size_t i = 0; i < ENTRY_PATHS; i++)
        mbr_buf_free(&history->entry_texts[i]);
    mbr_buf_free(&history->scratch);
    mbr_ask_free(history->entry);
    mbr_expr_fields_free(&history->lines);
    mbr_expr_fields_free(&history->events);
    mbr_expr_items_free(&history->items);
    free(history->types);
    mbr_arena_free(&history->arena);
    free(history);
}
