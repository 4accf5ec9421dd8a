#include "expr_check.h"

/* A node's spelling is made of its own operands and of the numbers of those below it, so that equal
   trees have equal spellings, and each is as short as one node. */

static void put_raw(struct mbr_buf *key, const void *p, size_t n)
{
    mbr_put(key, p, n);
}

static void put_number(struct mbr_buf *key, int64_t number)
{
    put_raw(key, &number, sizeof number);
}

static void put_text(struct mbr_buf *key, struct mbr_span text)
{
    put_number(key, (int64_t)text.n);
    mbr_put_span(key, text);
}

static void put_child(struct mbr_buf *key, const struct expr_node *child)
{
    put_number(key, child ? (int64_t)child->same : -1);
}

static void put_value(struct mbr_buf *key, const struct mbr_expr_value *value)
{
    put_number(key, value->kind);
    switch (value->kind) {
    case MBR_EXPR_ABSENT:
        break;
    case MBR_EXPR_BOOL:
        put_number(key, value->truth);
        break;
    case MBR_EXPR_DECIMAL:
        put_number(key, value->decimal);
        break;
    case MBR_EXPR_DOUBLE:
        put_raw(key, &value->number, sizeof value->number);
        break;
    case MBR_EXPR_TEXT:
        put_text(key, value->text);
        break;
    case MBR_EXPR_DAY:
        put_number(key, value->day);
        break;
    case MBR_EXPR_TIME:
        put_raw(key, &value->at, sizeof value->at);
        break;
    case MBR_EXPR_DURATION:
        put_number(key, value->duration.months);
        put_number(key, value->duration.days);
        break;
    }
}

static uint32_t number_of(struct mbr_expr_set *set, struct mbr_buf *key)
{
    uint32_t number = mbr_map_put(&set->nodes, mbr_buf_span(key), NULL);
    mbr_buf_free(key);
    return number;
}

/* Windows and conditions within are a matter of the aggregate. */
static bool is_of_record(const struct expr_node *node)
{
    bool has_row = node->op == EXPR_LIST || node->op == EXPR_CALL;
    if (node->op == EXPR_HISTORY)
        return true;
    if (node->op == EXPR_FACT || node->op == EXPR_ITEM || (node->b && !node->b->of_record))
        return false;
    for (const struct expr_node *one = node->a; one; one = has_row ? one->next : NULL)
        if (!one->of_record)
            return false;
    return true;
}

void mbr_expr_number(struct mbr_expr_set *set, struct expr_node *node)
{
    struct mbr_buf key = {0};
    put_number(&key, node->op);
    switch (node->op) {
    case EXPR_LITERAL:
        put_value(&key, &node->value);
        break;
    case EXPR_FIELD:
        put_number(&key, node->slot);
        break;
    case EXPR_FACT:
    case EXPR_ITEM:
        put_number(&key, node->fact);
        put_text(&key, node->text);
        break;
    case EXPR_MATCH:
        put_child(&key, node->a);
        put_text(&key, node->text);
        put_text(&key, node->flags);
        break;
    case EXPR_LIST:
    case EXPR_CALL:
        put_number(&key, node->index);
        for (const struct expr_node *one = node->a; one; one = one->next)
            put_child(&key, one);
        break;
    case EXPR_HISTORY:
        put_number(&key, node->index);
        break;
    default:
        put_child(&key, node->a);
        put_child(&key, node->b);
    }
    node->same = number_of(set, &key);
    node->of_record = is_of_record(node);
}

int mbr_expr_aggregate_put(struct mbr_expr_set *set, const struct expr_aggregate *aggregate)
{
    struct mbr_buf key = {0};
    mbr_put_text(&key, "over");
    put_number(&key, aggregate->function);
    put_number(&key, aggregate->what);
    put_text(&key, aggregate->type);
    put_child(&key, aggregate->of);
    put_child(&key, aggregate->condition);
    put_child(&key, aggregate->from);
    put_child(&key, aggregate->to);
    put_value(&key, &aggregate->back);
    uint32_t same = number_of(set, &key);
    for (size_t i = 0; i < set->aggregate_count; i++)
        if (set->aggregates[i].same == same)
            return (int)i;
    set->aggregates = mbr_grow(set->aggregates, &set->aggregate_cap, set->aggregate_count + 1,
                               sizeof *set->aggregates);
    set->aggregates[set->aggregate_count] = *aggregate;
    set->aggregates[set->aggregate_count].same = same;
    return (int)set->aggregate_count++;
}
