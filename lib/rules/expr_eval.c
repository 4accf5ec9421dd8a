#include "expr_noted.h"
#include "expr_value.h"

#include <stdio.h>

#include "mbr/date.h"

#define SHOWN 60 /* bytes of a pattern */

static int read_field(struct mbr_expr_run *run, const struct expr_node *node,
                      struct mbr_expr_value *value, struct mbr_err *err)
{
    const struct mbr_json *json = &run->slots[node->slot];
    if (mbr_expr_from_json(json, node->type, &run->texts[node->slot], value) < 0)
        return mbr_err_json(err, run->set->paths[node->slot], "holds \\u0000", json->raw);
    if (run->notes)
        mbr_expr_note_value(&run->notes->record, (size_t)node->slot, json, value);
    return 0;
}

/* The value, where it is kept or in `scratch`; NULL with err. What rules have in common, a field, a
   day 90 days ago, a whole condition, is found out once a record. It is not copied: what has just
   been written in parts is slow to be read as a whole. */
static const struct mbr_expr_value *find_value(struct mbr_expr_run *run,
                                               const struct expr_node *node,
                                               struct mbr_expr_value *scratch, struct mbr_err *err)
{
    if (node->op == EXPR_LITERAL)
        return &node->value;
    if (!node->of_record || node->op == EXPR_TODAY)
        return mbr_expr_compute(run, node, scratch, err) < 0 ? NULL : scratch;
    struct expr_memo *memo = &run->memos[node->same];
    if (memo->record != run->record) {
        if (mbr_expr_compute(run, node, &memo->value, err) < 0)
            return NULL;
        memo->record = run->record;
    }
    return &memo->value;
}

static int combine(struct mbr_expr_run *run, const struct expr_node *node,
                   struct mbr_expr_value *value, struct mbr_err *err)
{
    struct mbr_expr_value scratch_a, scratch_b;
    const struct mbr_expr_value *a = find_value(run, node->a, &scratch_a, err);
    const struct mbr_expr_value *b = a ? find_value(run, node->b, &scratch_b, err) : NULL;
    if (!b)
        return -1;
    *value = mbr_expr_combine(node->op, a, b);
    return 0;
}

/* Whether a relation holds between two that stand in this order. */
static bool relates(enum expr_op op, int order)
{
    switch (op) {
    case EXPR_EQ:
        return order == 0;
    case EXPR_NE:
        return order != 0;
    case EXPR_LT:
        return order < 0;
    case EXPR_LE:
        return order <= 0;
    case EXPR_GT:
        return order > 0;
    default:
        return order >= 0;
    }
}

static bool is_equality(enum expr_op op)
{
    return op == EXPR_EQ || op == EXPR_NE;
}

/* Whether two values stand in this relation; *compares: whether they go together at all. */
static bool are_related(enum expr_op op, const struct mbr_expr_value *a,
                        const struct mbr_expr_value *b, bool *compares)
{
    int order;
    *compares = mbr_expr_order(a, b, &order) && (a->kind != MBR_EXPR_BOOL || is_equality(op));
    return *compares && relates(op, order);
}

static int compare_with_list(struct mbr_expr_run *run, const struct expr_node *node,
                             const struct mbr_expr_value *a);

/* A value with what stands at the right. */
static int compare_value(struct mbr_expr_run *run, const struct expr_node *node,
                         const struct mbr_expr_value *a, bool *compares, struct mbr_err *err)
{
    struct mbr_expr_value scratch;
    const struct mbr_expr_value *b = find_value(run, node->b, &scratch, err);
    *compares = false;
    if (!b)
        return -1;
    if (b->kind == MBR_EXPR_ABSENT)
        return compare_with_list(run, node, a);
    return are_related(node->op, a, b, compares);
}

/* A limit was reached: the pattern is at fault, wherever among many rules it stands. */
static int name_pattern(const struct expr_node *node, struct mbr_err *err)
{
    char name[SHOWN + 8];
    size_t n = node->text.n < SHOWN ? node->text.n : SHOWN;
    while (n < node->text.n && (node->text.p[n] & 0xc0) == 0x80)
        n--;
    snprintf(name, sizeof name, "/%.*s%s/", (int)n, node->text.p, n < node->text.n ? "…" : "");
    return mbr_err_within(err, name);
}

static int match(struct mbr_expr_run *run, const struct expr_node *node,
                 const struct mbr_expr_value *text, struct mbr_err *err)
{
    if (text->kind != MBR_EXPR_TEXT)
        return 0;
    int holds = mbr_pattern_match(run->patterns[node->index], text->text, err);
    return holds < 0 ? name_pattern(node, err) : holds;
}

/* Whether the value stands in this relation to the bound. */
static int keeps(struct mbr_expr_run *run, const struct mbr_expr_value *value, enum expr_op op,
                 const struct expr_node *bound, struct mbr_err *err)
{
    struct mbr_expr_value b;
    int order;
    if (mbr_expr_eval(run, bound, &b, err) < 0)
        return -1;
    return mbr_expr_order(value, &b, &order) && relates(op, order);
}

static int is_in(struct mbr_expr_run *run, const struct expr_node *node,
                 const struct mbr_expr_value *value, struct mbr_err *err)
{
    const struct expr_node *b = node->b;
    if (value->kind == MBR_EXPR_ABSENT)
        return 0;
    if (b->op == EXPR_RANGE) {
        if (value->kind == MBR_EXPR_BOOL)
            return 0;
        int above = keeps(run, value, EXPR_GE, b->a, err);
        return above == 1 ? keeps(run, value, EXPR_LE, b->b, err) : above;
    }
    if (mbr_expr_list_is_sorted_for(b, value))
        return mbr_expr_list_has(b, value);
    for (const struct expr_node *one = b->a; one; one = one->next) {
        int found = keeps(run, value, EXPR_EQ, one, err);
        if (found)
            return found;
    }
    return 0;
}

static int test(struct mbr_expr_run *run, const struct expr_node *node,
                const struct mbr_expr_value *value, bool *compares, struct mbr_err *err)
{
    *compares = true;
    if (node->op == EXPR_MATCH)
        return match(run, node, value, err);
    if (node->op == EXPR_IN)
        return is_in(run, node, value, err);
    return compare_value(run, node, value, compares, err);
}

static bool next_element(struct mbr_expr_run *run, struct mbr_json_walk *walk,
                         struct mbr_expr_value *value)
{
    struct mbr_json element;
    if (!mbr_json_next(walk, &element))
        return false;
    (void)mbr_expr_from_json(&element, TYPE_ANY, &run->element, value);
    return true;
}

/* Of a list one element is enough; for != all that compare have to differ, so that it is what is
   left by ==. */
static int test_elements(struct mbr_expr_run *run, const struct expr_node *node,
                         const struct mbr_json *list, struct mbr_err *err)
{
    struct mbr_json_walk walk = mbr_json_walk(list);
    struct mbr_expr_value value;
    int holds = 0;
    bool compares;
    while (next_element(run, &walk, &value)) {
        int one = test(run, node, &value, &compares, err);
        if (one < 0 || (compares && one == (node->op != EXPR_NE)))
            return one;
        holds |= one;
    }
    return holds;
}

/* The same where the list stands at the right. */
static int compare_with_list(struct mbr_expr_run *run, const struct expr_node *node,
                             const struct mbr_expr_value *a)
{
    const struct mbr_json *list = mbr_expr_compound(run, node->b);
    struct mbr_expr_value value;
    bool holds = false, compares;
    if (!list || list->kind != MBR_JSON_ARRAY || mbr_expr_compound(run, node->a))
        return 0;
    struct mbr_json_walk walk = mbr_json_walk(list);
    while (next_element(run, &walk, &value)) {
        bool one = are_related(node->op, a, &value, &compares);
        if (compares && one == (node->op != EXPR_NE))
            return one;
        holds |= one;
    }
    return holds;
}

static int compare(struct mbr_expr_run *run, const struct expr_node *node, struct mbr_err *err)
{
    struct mbr_expr_value scratch;
    const struct mbr_expr_value *a = find_value(run, node->a, &scratch, err);
    bool compares;
    if (!a)
        return -1;
    if (a->kind != MBR_EXPR_ABSENT)
        return test(run, node, a, &compares, err);
    const struct mbr_json *json = mbr_expr_compound(run, node->a);
    return json && json->kind == MBR_JSON_ARRAY ? test_elements(run, node, json, err) : 0;
}

static int logic(struct mbr_expr_run *run, const struct expr_node *node, struct mbr_err *err)
{
    int holds = mbr_expr_truth(run, node->a, err);
    if (holds < 0 || node->op == EXPR_NOT)
        return holds < 0 ? -1 : !holds;
    return holds == (node->op == EXPR_OR) ? holds : mbr_expr_truth(run, node->b, err);
}

static int find_truth(struct mbr_expr_run *run, const struct expr_node *node, struct mbr_err *err)
{
    switch (node->op) {
    case EXPR_OR:
    case EXPR_AND:
    case EXPR_NOT:
        return logic(run, node, err);
    default:
        return compare(run, node, err);
    }
}

static int put_truth(struct mbr_expr_run *run, const struct expr_node *node,
                     struct mbr_expr_value *value, struct mbr_err *err)
{
    int holds = find_truth(run, node, err);
    value->kind = MBR_EXPR_BOOL;
    value->truth = holds > 0;
    return holds < 0 ? -1 : 0;
}

int mbr_expr_compute(struct mbr_expr_run *run, const struct expr_node *node,
                     struct mbr_expr_value *value, struct mbr_err *err)
{
    switch (node->op) {
    case EXPR_LITERAL:
        *value = node->value;
        return 0;
    case EXPR_TODAY:
        value->kind = run->as_of == MBR_DAY_NONE ? MBR_EXPR_ABSENT : MBR_EXPR_DAY;
        value->day = run->as_of;
        return 0;
    case EXPR_FIELD:
        return read_field(run, node, value, err);
    case EXPR_FACT:
    case EXPR_ITEM:
        return mbr_expr_fact(run, node, value, err);
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
        return combine(run, node, value, err);
    case EXPR_NEGATE:
        if (mbr_expr_eval(run, node->a, value, err) < 0)
            return -1;
        *value = mbr_expr_negate(value);
        return 0;
    case EXPR_CALL:
        return mbr_expr_call(run, node, value, err);
    case EXPR_HISTORY:
        return mbr_expr_aggregate(run, node->index, value, err);
    default:
        return put_truth(run, node, value, err);
    }
}

int mbr_expr_eval(struct mbr_expr_run *run, const struct expr_node *node,
                  struct mbr_expr_value *value, struct mbr_err *err)
{
    const struct mbr_expr_value *found = find_value(run, node, value, err);
    if (!found)
        return -1;
    if (found != value)
        *value = *found;
    return 0;
}

/* A field holds also when it is an object or a list, which has no value. */
int mbr_expr_truth(struct mbr_expr_run *run, const struct expr_node *node, struct mbr_err *err)
{
    struct mbr_expr_value value;
    if (node->op == EXPR_FIELD) {
        enum mbr_json_kind kind = run->slots[node->slot].kind;
        return kind != MBR_JSON_ABSENT && kind != MBR_JSON_NULL && kind != MBR_JSON_FALSE;
    }
    const struct mbr_expr_value *found = find_value(run, node, &value, err);
    if (!found)
        return -1;
    if (found->kind == MBR_EXPR_ABSENT)
        return mbr_expr_compound(run, node) != NULL;
    return found->kind != MBR_EXPR_BOOL || found->truth;
}
