/* What a condition can say of the line or event at hand. */

#include "expr_noted.h"

#include "mbr/date.h"
#include "mbr/decimal.h"
#include "mbr/value.h"

struct mbr_expr_value mbr_expr_time(uint64_t at)
{
    if (mbr_at_second(at) < 0)
        return (struct mbr_expr_value){.kind = MBR_EXPR_DAY, .day = mbr_at_day(at)};
    return (struct mbr_expr_value){.kind = MBR_EXPR_TIME, .at = at};
}

/* The field of the line or event; NULL where the plan has not asked for it. */
static const struct mbr_json *own_field(const struct expr_history *history, enum expr_fact fact)
{
    bool is_event = history->line.kind >= KIND_EVENT;
    int slot = (is_event ? &history->events : &history->lines)->fact[fact];
    return slot < 0 ? NULL : &history->line.own[slot];
}

static int own_decimal(const struct expr_history *history, enum expr_fact fact, const char *name,
                       int64_t *to, struct mbr_err *err)
{
    const struct mbr_json *json = own_field(history, fact);
    return json ? mbr_value_decimal(json, name, to, err) : 0;
}

static bool is_there(const struct mbr_json *json)
{
    return json && json->kind != MBR_JSON_ABSENT;
}

/* The amount from the price, where it is absent. */
static int complete_sale(struct expr_line *line, bool has_amount, struct mbr_err *err)
{
    if (!has_amount && !line->has_price)
        return mbr_err_set(err, "amount: missing, and no price to form it from");
    if (!has_amount && !mbr_decimal_multiply(line->qty, line->price, &line->amount))
        return mbr_err_set(err, "price: too large for its quantity");
    line->has_sale = true;
    return 0;
}

/* By the rules for events (see mbr-stream(5)): a quantity is 1 and an amount qty times price where
   they are absent; those of a return stand with a minus. */
int mbr_expr_sale(struct expr_history *history, struct mbr_err *err)
{
    struct expr_line *line = &history->line;
    bool is_return = line->kind == KIND_RETURN;
    const struct mbr_json *qty = own_field(history, FACT_QTY);
    const struct mbr_json *amount = own_field(history, FACT_AMOUNT);
    if (line->has_sale)
        return 0;
    line->has_price = is_there(own_field(history, FACT_PRICE));
    line->price = line->amount = 0;
    line->qty = is_return && is_there(qty) ? -MBR_DECIMAL_ONE : MBR_DECIMAL_ONE;
    if (own_decimal(history, FACT_QTY, "qty", &line->qty, err) < 0 ||
        own_decimal(history, FACT_AMOUNT, "amount", &line->amount, err) < 0 ||
        own_decimal(history, FACT_PRICE, "price", &line->price, err) < 0)
        return -1;
    if (is_return) {
        line->qty = is_there(qty) ? -line->qty : line->qty;
        line->amount = -line->amount;
    }
    if (line->qty <= 0)
        return mbr_err_json(err, "qty", is_return ? "not below 0" : "not above 0", qty->raw);
    if (line->amount < 0)
        return mbr_err_json(err, "amount", is_return ? "positive in a return" : "negative",
                            amount->raw);
    return complete_sale(line, is_there(amount), err);
}

int mbr_expr_item_id(struct expr_history *history, struct mbr_span *id, struct mbr_err *err)
{
    const struct mbr_json *json = own_field(history, FACT_ITEM);
    *id = (struct mbr_span){0};
    return json ? mbr_value_id(json, "item", &history->scratch, id, err) : 0;
}

static struct mbr_expr_value decimal_value(int64_t decimal)
{
    return (struct mbr_expr_value){.kind = MBR_EXPR_DECIMAL, .decimal = decimal};
}

/* A price is said, or else what the amount comes to a unit. */
static int sale_value(struct expr_history *history, enum expr_fact fact,
                      struct mbr_expr_value *value, struct mbr_err *err)
{
    const struct expr_line *line = &history->line;
    int64_t price;
    if (mbr_expr_sale(history, err) < 0)
        return mbr_err_within(err, "orders: lines");
    if (fact != FACT_PRICE)
        *value = decimal_value(fact == FACT_QTY ? line->qty : line->amount);
    else if (line->has_price)
        *value = decimal_value(line->price);
    else if (mbr_decimal_divide(line->amount, line->qty, &price))
        *value = decimal_value(price);
    return 0;
}

/* One that the line repeats, or else the order's. */
static int context_value(struct expr_history *history, enum expr_fact fact,
                         struct mbr_expr_value *value, struct mbr_err *err)
{
    static const struct {
        enum expr_fact fact;
        int entry;
        const char *name;
    } all[] = {{FACT_ORDER, ENTRY_ORDER, "order"},
               {FACT_CHANNEL, ENTRY_CHANNEL, "channel"},
               {FACT_STORE, ENTRY_STORE, "store"},
               {FACT_STAFF, ENTRY_STAFF, "staff"},
               {FACT_CAMPAIGN, ENTRY_CAMPAIGN, "campaign"}};
    size_t i = 0;
    while (all[i].fact != fact)
        i++;
    struct mbr_buf *text = &history->entry_texts[all[i].entry];
    const struct mbr_json *json = own_field(history, fact);
    if (!is_there(json))
        json = &history->line.entry[all[i].entry];
    if (!is_there(json))
        return 0;
    if (mbr_value_text(json, all[i].name, text, &value->text, err) < 0)
        return mbr_err_within(err, "orders");
    value->kind = MBR_EXPR_TEXT;
    return 0;
}

/* The place of a node among the fields of the line or event; -1 where it is none of them. */
static int slot_of(const struct expr_history *history, const struct expr_node *node)
{
    bool is_event = history->line.kind >= KIND_EVENT;
    const struct expr_fields *fields = is_event ? &history->events : &history->lines;
    return node->same < fields->nodes ? fields->slot_of[node->same] : -1;
}

const struct mbr_json *mbr_expr_compound(const struct mbr_expr_run *run,
                                         const struct expr_node *node)
{
    const struct mbr_json *json = NULL;
    int slot = node->op == EXPR_FACT && run->line ? slot_of(run->history, node) : -1;
    if (node->op == EXPR_FIELD)
        json = &run->slots[node->slot];
    else if (slot >= 0)
        json = &run->line->own[slot];
    return json && (json->kind == MBR_JSON_OBJECT || json->kind == MBR_JSON_ARRAY) ? json : NULL;
}

/* Any field as it stands. */
static int field_value(struct mbr_expr_run *run, const struct expr_node *node,
                       struct mbr_expr_value *value, struct mbr_err *err)
{
    const struct expr_history *history = run->history;
    bool is_event = history->line.kind >= KIND_EVENT;
    const struct expr_fields *fields = is_event ? &history->events : &history->lines;
    int slot = slot_of(history, node);
    if (slot < 0)
        return 0;
    const struct mbr_json *json = &history->line.own[slot];
    if (mbr_expr_from_json(json, node->type, &fields->texts[slot], value) < 0) {
        mbr_err_json(err, fields->paths[slot], "holds \\u0000", json->raw);
        return mbr_err_within(err, is_event ? "events" : "orders: lines");
    }
    if (run->notes)
        mbr_expr_note_value(&run->notes->kinds[history->line.kind], (size_t)slot, json, value);
    return 0;
}

int mbr_expr_fact(struct mbr_expr_run *run, const struct expr_node *node,
                  struct mbr_expr_value *value, struct mbr_err *err)
{
    struct expr_history *history = run->history;
    const struct expr_line *line = run->line;
    *value = (struct mbr_expr_value){.kind = MBR_EXPR_ABSENT};
    if (node->op == EXPR_ITEM)
        return mbr_expr_item_fact(run, node, value, err);
    if (!line)
        return 0;
    if (node->fact == FACT_AT) {
        *value = mbr_expr_time(line->at);
        return 0;
    }
    if (line->kind >= KIND_EVENT)
        return field_value(run, node, value, err);
    switch (node->fact) {
    case FACT_QTY:
    case FACT_AMOUNT:
    case FACT_PRICE:
        return sale_value(history, (enum expr_fact)node->fact, value, err);
    case FACT_GIFT:
        *value = (struct mbr_expr_value){.kind = MBR_EXPR_BOOL, .truth = line->gift};
        return 0;
    case FACT_ORDER:
    case FACT_CHANNEL:
    case FACT_STORE:
    case FACT_STAFF:
    case FACT_CAMPAIGN:
        return context_value(history, (enum expr_fact)node->fact, value, err);
    default:
        return field_value(run, node, value, err);
    }
}
