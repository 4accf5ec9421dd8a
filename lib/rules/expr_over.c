#include "expr_check.h"

#include <inttypes.h>

#include "mbr/date.h"
#include "mbr/decimal.h"

const char *const mbr_over_names[] = {
    [OVER_COUNT] = "count",     [OVER_SUM] = "sum",     [OVER_AVG] = "avg",
    [OVER_MIN] = "min",         [OVER_MAX] = "max",     [OVER_FIRST] = "first",
    [OVER_LAST] = "last",       [OVER_SHARE] = "share", [OVER_DISTINCT] = "distinct",
    [OVER_DISTINCT + 1] = NULL,
};

/* What may have been meant by the name of an event; a shop's own types may have any other. */
static const char *const own_types[] = {"purchase", "return", NULL};

int mbr_over_find(struct mbr_span name)
{
    for (int i = 0; mbr_over_names[i]; i++)
        if (mbr_span_is(name, mbr_over_names[i]))
            return i;
    return -1;
}

/* Whether a node can be what is counted: a bare name, or a type that is no name in quotes. */
static bool is_what(const struct expr_node *node)
{
    if (!node)
        return false;
    if (node->op == EXPR_FIELD)
        return !memchr(node->text.p, '.', node->text.n);
    return node->op == EXPR_LITERAL && node->value.kind == MBR_EXPR_TEXT;
}

bool mbr_over_is(const struct expr_check *check, const struct expr_node *call, int function)
{
    if (function != OVER_MIN && function != OVER_MAX)
        return true;
    const struct expr_node *second = call->a ? call->a->next : NULL;
    return is_what(second) && !(check->within && mbr_name_of_line(second->text));
}

static int take_what(struct expr_check *check, const struct expr_node *call,
                     const struct expr_node *node, struct expr_aggregate *over)
{
    const char *name = mbr_over_names[over->function];
    if (!is_what(node))
        return mbr_check_fail(
            check, node ? node : call,
            "%s needs what it looks at: purchase, line, order, return or a type of event", name);
    struct mbr_span word = node->op == EXPR_FIELD ? node->text : node->value.text;
    over->what = WHAT_EVENT;
    if (mbr_span_is(word, "purchase"))
        over->what = WHAT_PURCHASE;
    else if (mbr_span_is(word, "line"))
        over->what = WHAT_LINE;
    else if (mbr_span_is(word, "order"))
        over->what = WHAT_ORDER;
    else if (mbr_span_is(word, "return"))
        over->what = WHAT_RETURN;
    else
        over->type = word;
    const char *meant =
        over->what == WHAT_EVENT && node->op == EXPR_FIELD ? mbr_name_near(word, own_types) : NULL;
    if (meant)
        return mbr_check_fail(check, node, "no type %.*s; did you mean %s?", (int)word.n, word.p,
                              meant);
    return 0;
}

/* Of what stands in the tree before it is checked. */
static bool is_duration(const struct expr_node *node)
{
    if (node->op == EXPR_ADD || node->op == EXPR_SUBTRACT)
        return is_duration(node->a) && is_duration(node->b);
    if (node->op == EXPR_NEGATE)
        return is_duration(node->a);
    return node->op == EXPR_LITERAL && node->value.kind == MBR_EXPR_DURATION;
}

static int take_days(struct expr_check *check, struct expr_node *range, struct expr_aggregate *over)
{
    if (mbr_check_range(check, range) < 0 || mbr_check_is(check, range->a, TYPE_DAY) < 0 ||
        mbr_check_is(check, range->b, TYPE_DAY) < 0)
        return -1;
    over->from = range->a;
    over->to = range->b;
    return 0;
}

static int take_back(struct expr_check *check, struct expr_node *node, struct expr_aggregate *over)
{
    if (mbr_check_node(check, node) < 0)
        return -1;
    over->back = node->value;
    if (over->back.kind != MBR_EXPR_DURATION || over->back.duration.months < 0 ||
        over->back.duration.days < 0 ||
        (over->back.duration.months == 0 && over->back.duration.days == 0))
        return mbr_check_fail(check, node, "a window without days");
    return 0;
}

/* Windows are of the record: names in them are not those of lines. */
static int take_window(struct expr_check *check, struct expr_node *node,
                       struct expr_aggregate *over)
{
    struct expr_check outside = *check;
    outside.within = NULL;
    outside.in_window = true;
    if (over->back.kind != MBR_EXPR_ABSENT || over->from || over->to)
        return mbr_check_fail(check, node, "a second window");
    return node->op == EXPR_RANGE ? take_days(&outside, node, over)
                                  : take_back(&outside, node, over);
}

/* A condition and a window, told apart by what they are. */
static int take_rest(struct expr_check *check, struct expr_node *node, struct expr_aggregate *over)
{
    for (; node; node = node->next) {
        if (node->op == EXPR_RANGE || is_duration(node)) {
            if (take_window(check, node, over) < 0)
                return -1;
        } else if (node->op == EXPR_LITERAL && node->value.kind == MBR_EXPR_DECIMAL &&
                   node->value.decimal > 0 && node->value.decimal % MBR_DECIMAL_ONE == 0) {
            int64_t days = node->value.decimal / MBR_DECIMAL_ONE;
            return mbr_check_fail(
                check, node, "a window of %" PRId64 " days is written %" PRId64 "d", days, days);
        } else if (node->op == EXPR_LIST ||
                   (node->op == EXPR_LITERAL && node->value.kind != MBR_EXPR_BOOL)) {
            return mbr_check_fail(check, node, "a window or a condition is missing");
        } else if (over->condition) {
            return mbr_check_fail(check, node, "a second condition; join them with and");
        } else {
            over->condition = node;
            if (mbr_check_truth(check, node) < 0)
                return -1;
        }
    }
    return 0;
}

/* Of what a sum is made; which value is the least; what is distinct. */
static int take_of(struct expr_check *check, struct expr_node *node, struct expr_aggregate *over)
{
    bool any = over->function == OVER_DISTINCT;
    over->of = node;
    if (over->function == OVER_SUM || over->function == OVER_AVG ||
        (over->what == WHAT_ORDER && !any))
        return mbr_check_type(check, node, TYPE_NUMBER);
    if (mbr_check_node(check, node) < 0)
        return -1;
    if (any || node->type == TYPE_ANY || node->type == TYPE_NUMBER || node->type == TYPE_DAY)
        return 0;
    return mbr_check_fail(check, node, "a number or a day is missing");
}

static enum expr_type type_of(const struct expr_aggregate *over)
{
    if (over->function == OVER_FIRST || over->function == OVER_LAST)
        return TYPE_DAY;
    if (over->function == OVER_MIN || over->function == OVER_MAX)
        return over->of->type;
    return TYPE_NUMBER;
}

static bool has_of(enum expr_function function)
{
    return (function >= OVER_SUM && function <= OVER_MAX) || function == OVER_DISTINCT;
}

/* The arguments in the order in which they can be told: what is looked at decides which names the
   others may use. */
static int take_arguments(struct expr_check *check, const struct expr_node *call,
                          struct expr_aggregate *over)
{
    struct expr_node *of = has_of(over->function) ? call->a : NULL;
    struct expr_node *what = of ? of->next : call->a, *rest = what;
    if (over->function == OVER_SHARE)
        over->what = WHAT_PURCHASE;
    else if (take_what(check, call, what, over) < 0)
        return -1;
    else if (what)
        rest = what->next;
    if (of && take_of(check, of, over) < 0)
        return -1;
    return take_rest(check, rest, over);
}

int mbr_check_over(struct expr_check *check, struct expr_node *call, enum expr_function function)
{
    struct mbr_expr_set *set = check->set;
    struct expr_aggregate over = {.function = function};
    struct expr_check inside = *check;
    inside.within = &over;
    if (take_arguments(&inside, call, &over) < 0)
        return -1;
    int *slot = over.what == WHAT_EVENT ? &set->events_slot : &set->orders_slot;
    *slot = mbr_expr_slot(set, mbr_span(over.what == WHAT_EVENT ? "events" : "orders"));
    set->dropped_slot = mbr_expr_slot(set, mbr_span("dropped"));
    if (*slot < 0 || set->dropped_slot < 0)
        return mbr_check_fail(check, call, "more than %d fields", EXPR_MOST_PATHS);
    call->op = EXPR_HISTORY;
    call->type = type_of(&over);
    call->index = mbr_expr_aggregate_put(set, &over);
    return 0;
}
