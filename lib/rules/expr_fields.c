/* Which fields of lines, events and items the history functions need. */

#include "expr_plan.h"

#include <stdlib.h>

static const char *const fact_paths[FACT_FIELD] = {
    "item", "qty",   "amount", "price",   "list",  "discount", "coupon",
    "gift", "order", "at",     "channel", "store", "staff",    "campaign"};

static int find_path(struct expr_fields *fields, struct expr_history *history, struct mbr_span path)
{
    size_t i = 0;
    while (i < fields->count && !mbr_span_is(path, fields->paths[i]))
        i++;
    if (i < fields->count)
        return (int)i;
    fields->paths = mbr_grow(fields->paths, &fields->cap, i + 1, sizeof *fields->paths);
    char *copy = mbr_expr_plan_make(history, path.n + 1);
    if (path.n)
        memcpy(copy, path.p, path.n);
    fields->paths[fields->count++] = copy;
    return (int)i;
}

static int want_fact(struct expr_plan *plan, enum expr_fact fact)
{
    int slot = find_path(plan->fields, plan->history, mbr_span(fact_paths[fact]));
    plan->fields->fact[fact] = slot;
    return slot;
}

static void want_sale(struct expr_plan *plan)
{
    want_fact(plan, FACT_QTY);
    want_fact(plan, FACT_AMOUNT);
    want_fact(plan, FACT_PRICE);
}

static void set_slot(struct expr_fields *fields, const struct expr_node *node, int slot)
{
    size_t cap = fields->nodes;
    fields->slot_of =
        mbr_grow(fields->slot_of, &fields->nodes, (size_t)node->same + 1, sizeof *fields->slot_of);
    while (cap < fields->nodes)
        fields->slot_of[cap++] = -1;
    fields->slot_of[node->same] = slot;
}

/* A key as a path of its own, whatever stands in it. */
static void put_quoted(struct mbr_buf *path, struct mbr_span key)
{
    mbr_put_char(path, '\'');
    for (size_t i = 0; i < key.n; i++) {
        if (key.p[i] == '\'')
            mbr_put_char(path, '\'');
        mbr_put_char(path, key.p[i]);
    }
    mbr_put_char(path, '\'');
}

static void want_item(struct expr_plan *plan, const struct expr_node *node)
{
    struct expr_fields *fields = &plan->history->items.fields;
    struct mbr_buf path = {0};
    put_quoted(&path, node->text);
    set_slot(fields, node, find_path(fields, plan->history, mbr_buf_span(&path)));
    mbr_buf_free(&path);
}

static void see_item(struct expr_plan *plan, const struct expr_node *node)
{
    if (node->op == EXPR_ITEM)
        want_item(plan, node);
}

static void see_field(struct expr_plan *plan, const struct expr_node *node)
{
    struct expr_history *history = plan->history;
    if (node->op == EXPR_ITEM) {
        plan->pass->wants_items = true;
        want_fact(plan, FACT_ITEM);
        want_item(plan, node);
    } else if (node->op == EXPR_FACT && node->fact == FACT_FIELD) {
        set_slot(plan->fields, node, find_path(plan->fields, history, node->text));
    } else if (node->op == EXPR_FACT) {
        set_slot(plan->fields, node, want_fact(plan, (enum expr_fact)node->fact));
        if (!plan->pass->over_events &&
            (node->fact == FACT_QTY || node->fact == FACT_AMOUNT || node->fact == FACT_PRICE))
            want_sale(plan);
    }
}

void mbr_expr_plan_fields(struct expr_plan *plan, const struct expr_aggregate *aggregate)
{
    if (aggregate->function == OVER_SHARE)
        want_sale(plan);
    mbr_expr_visit(plan, aggregate->of, see_field);
    mbr_expr_visit(plan, aggregate->condition, see_field);
}

void mbr_expr_plan_items(struct expr_history *history)
{
    const struct mbr_expr_set *set = history->set;
    struct expr_plan plan = {.history = history};
    for (size_t i = 0; set->about_item && i < set->root_count; i++)
        mbr_expr_visit(&plan, set->roots[i], see_item);
}

void mbr_expr_fields_begin(struct expr_history *history)
{
    struct expr_fields *const all[] = {&history->lines, &history->events, &history->items.fields};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        for (size_t fact = 0; fact < FACT_FIELD; fact++)
            all[i]->fact[fact] = -1;
    find_path(&history->lines, history, mbr_span("at"));
    find_path(&history->lines, history, mbr_span("gift"));
    find_path(&history->events, history, mbr_span("type"));
    find_path(&history->events, history, mbr_span("at"));
}

static int ask(struct expr_fields *fields, struct mbr_err *err)
{
    fields->texts = mbr_calloc(fields->count, sizeof *fields->texts);
    fields->ask = mbr_ask_new(fields->paths, fields->count, false, err);
    return fields->ask ? 0 : -1;
}

int mbr_expr_fields_ask(struct expr_history *history, struct mbr_err *err)
{
    static const char *const entry_paths[ENTRY_PATHS] = {"at",      "return", "lines", "order",
                                                         "channel", "store",  "staff", "campaign"};
    history->entry = mbr_ask_new(entry_paths, ENTRY_PATHS, false, err);
    if (!history->entry)
        return -1;
    if (ask(&history->lines, err) < 0 || ask(&history->events, err) < 0)
        return -1;
    return ask(&history->items.fields, err);
}

void mbr_expr_fields_free(struct expr_fields *fields)
{
    for (size_t i = 0; fields->texts && i < fields->count; i++)
        mbr_buf_free(&fields->texts[i]);
    free(fields->texts);
    free(fields->paths);
    free(fields->slot_of);
    mbr_ask_free(fields->ask);
}
