#include "expr_check.h"
#include "expr_value.h"

static const char *const nouns[] = {
    [TYPE_ANY] = "a value", [TYPE_BOOL] = "a condition", [TYPE_NUMBER] = "a number",
    [TYPE_TEXT] = "a text", [TYPE_DAY] = "a day",        [TYPE_DURATION] = "a duration",
    [TYPE_LIST] = "a list", [TYPE_RANGE] = "a range",
};

int mbr_check_fail(struct expr_check *check, const struct expr_node *node, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    mbr_err_list(check->err, format, args);
    va_end(args);
    *check->place = node->place;
    return -1;
}

/* Functions that count in days or years, where a duration is often compared. */
static const char *counting_name(const struct expr_node *call)
{
    static const char *const names[] = {"days_since", "days_until", "age"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (call->op == EXPR_CALL && mbr_span_is(call->text, names[i]))
            return names[i];
    return NULL;
}

/* days_since(x) > 90d: false where that is not it. */
static bool refuse_duration(struct expr_check *check, const struct expr_node *call,
                            const struct expr_node *literal)
{
    const char *name = counting_name(call);
    if (!name || literal->op != EXPR_LITERAL || literal->type != TYPE_DURATION)
        return false;
    int32_t months = literal->value.duration.months, days = literal->value.duration.days;
    bool in_years = call->text.n == 3;
    if (in_years ? months % 12 == 0 && !days : !months)
        mbr_check_fail(check, literal, "%s gives a number: %d", name,
                       in_years ? (int)months / 12 : (int)days);
    else
        mbr_check_fail(check, literal, "%s gives a number of %s", name,
                       in_years ? "years" : "days");
    return true;
}

/* What would make two types go together that are often mixed up, when one is written out. */
static const char *hint(const struct expr_node *literal, enum expr_type other)
{
    if (literal->op != EXPR_LITERAL)
        return "";
    if (literal->type == TYPE_TEXT && other == TYPE_DAY)
        return "; a day stands without quotes";
    if (literal->type == TYPE_TEXT && other == TYPE_NUMBER)
        return "; a number stands without quotes";
    if (literal->type == TYPE_NUMBER && (other == TYPE_DURATION || other == TYPE_DAY))
        return "; a number of days is written 90d";
    return "";
}

static bool go_together(enum expr_type a, enum expr_type b)
{
    return a == TYPE_ANY || b == TYPE_ANY || a == b;
}

static int clash(struct expr_check *check, const struct expr_node *a, const struct expr_node *b,
                 const char *verb)
{
    if (refuse_duration(check, a, b) || refuse_duration(check, b, a))
        return -1;
    return mbr_check_fail(check, b, "%s and %s do not %s%s%s", nouns[a->type], nouns[b->type], verb,
                          hint(a, b->type), hint(b, a->type));
}

static int check_pair(struct expr_check *check, const struct expr_node *a,
                      const struct expr_node *b)
{
    return go_together(a->type, b->type) ? 0 : clash(check, a, b, "compare");
}

static int check_comparison(struct expr_check *check, struct expr_node *node)
{
    bool ordered = node->op != EXPR_EQ && node->op != EXPR_NE;
    node->type = TYPE_BOOL;
    if (mbr_check_daynames(check, node->a, node->b) < 0 || mbr_check_node(check, node->a) < 0 ||
        mbr_check_node(check, node->b) < 0 || check_pair(check, node->a, node->b) < 0)
        return -1;
    if (ordered && (node->a->type == TYPE_BOOL || node->b->type == TYPE_BOOL))
        return mbr_check_fail(check, node->b, "conditions have no order; use == or !=");
    return 0;
}

static int check_logic(struct expr_check *check, struct expr_node *node)
{
    node->type = TYPE_BOOL;
    if (mbr_check_truth(check, node->a) < 0)
        return -1;
    return node->b ? mbr_check_truth(check, node->b) : 0;
}

/* With its slashes and flags, at the end of the comparison. */
static struct mbr_expr_place pattern_place(const struct expr_node *match)
{
    size_t n = match->text.n + match->flags.n + 2;
    return (struct mbr_expr_place){match->place.at + match->place.n - n, n};
}

static int check_match(struct expr_check *check, struct expr_node *node)
{
    struct mbr_expr_set *set = check->set;
    char flags[8] = {0};
    node->type = TYPE_BOOL;
    if (mbr_check_node(check, node->a) < 0)
        return -1;
    if (!go_together(node->a->type, TYPE_TEXT))
        return mbr_check_fail(check, node->a, "~ needs a text; this is %s", nouns[node->a->type]);
    for (size_t i = 0; i < node->flags.n && i < sizeof flags - 1; i++)
        flags[i] = node->flags.p[i];
    struct mbr_pattern *pattern = mbr_pattern_new(node->text, flags, check->err);
    if (!pattern) {
        *check->place = pattern_place(node);
        return -1;
    }
    set->patterns =
        mbr_grow(set->patterns, &set->pattern_cap, set->pattern_count + 1, sizeof *set->patterns);
    set->patterns[set->pattern_count] = pattern;
    node->index = (int)set->pattern_count++;
    return 0;
}

static bool is_literal(const struct expr_node *node)
{
    return node->op == EXPR_LITERAL;
}

int mbr_check_range(struct expr_check *check, struct expr_node *range)
{
    int order;
    struct expr_node *a = range->a, *b = range->b;
    range->type = TYPE_RANGE;
    if (mbr_check_node(check, a) < 0 || mbr_check_node(check, b) < 0 || check_pair(check, a, b) < 0)
        return -1;
    if (is_literal(a) && is_literal(b) && mbr_expr_order(&a->value, &b->value, &order) && order > 0)
        return mbr_check_fail(check, b, "the range ends before it begins");
    mbr_expr_number(check->set, range);
    return 0;
}

static int check_in(struct expr_check *check, struct expr_node *node)
{
    struct expr_node *a = node->a, *b = node->b;
    node->type = TYPE_BOOL;
    if (mbr_check_daynames(check, a, b) < 0 || mbr_check_node(check, a) < 0)
        return -1;
    if (b->op == EXPR_RANGE) {
        if (mbr_check_range(check, b) < 0)
            return -1;
        if (a->type == TYPE_BOOL)
            return mbr_check_fail(check, a, "conditions have no order");
        return check_pair(check, a, b->a) < 0 || check_pair(check, a, b->b) < 0 ? -1 : 0;
    }
    if (b->op != EXPR_LIST)
        return mbr_check_fail(check, b, "a list as [1, 2] or a range as 1 .. 2 is missing");
    b->type = TYPE_LIST;
    for (struct expr_node *one = b->a; one; one = one->next)
        if (mbr_check_node(check, one) < 0 || check_pair(check, a, one) < 0)
            return -1;
    mbr_expr_list_sort(&check->set->arena, b);
    mbr_expr_number(check->set, b);
    return 0;
}

/* What the operators make of what. */
static const struct {
    enum expr_op op;
    enum expr_type a, b, result;
} sums[] = {
    {EXPR_ADD, TYPE_NUMBER, TYPE_NUMBER, TYPE_NUMBER},
    {EXPR_ADD, TYPE_DAY, TYPE_DURATION, TYPE_DAY},
    {EXPR_ADD, TYPE_DURATION, TYPE_DAY, TYPE_DAY},
    {EXPR_ADD, TYPE_DURATION, TYPE_DURATION, TYPE_DURATION},
    {EXPR_SUBTRACT, TYPE_NUMBER, TYPE_NUMBER, TYPE_NUMBER},
    {EXPR_SUBTRACT, TYPE_DAY, TYPE_DURATION, TYPE_DAY},
    {EXPR_SUBTRACT, TYPE_DAY, TYPE_DAY, TYPE_DURATION},
    {EXPR_SUBTRACT, TYPE_DURATION, TYPE_DURATION, TYPE_DURATION},
    {EXPR_MULTIPLY, TYPE_NUMBER, TYPE_NUMBER, TYPE_NUMBER},
    {EXPR_DIVIDE, TYPE_NUMBER, TYPE_NUMBER, TYPE_NUMBER},
};

static bool is_arithmetic(enum expr_op op)
{
    return (op >= EXPR_ADD && op <= EXPR_DIVIDE) || op == EXPR_NEGATE;
}

static int check_sum(struct expr_check *check, struct expr_node *node)
{
    static const char *const verbs[] = {"add up", "subtract", "multiply", "divide"};
    struct expr_node *a = node->a, *b = node->b;
    bool found = false;
    if (mbr_check_node(check, a) < 0 || mbr_check_node(check, b) < 0)
        return -1;
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
        if (sums[i].op != node->op || !go_together(a->type, sums[i].a) ||
            !go_together(b->type, sums[i].b))
            continue;
        node->type = found && node->type != sums[i].result ? TYPE_ANY : sums[i].result;
        found = true;
    }
    if (!found)
        return node->op == EXPR_ADD || node->op == EXPR_SUBTRACT
                   ? clash(check, a, b, verbs[node->op - EXPR_ADD])
                   : mbr_check_fail(check, b, "%s and %s do not %s", nouns[a->type], nouns[b->type],
                                    verbs[node->op - EXPR_ADD]);
    if (node->op == EXPR_DIVIDE && is_literal(b) && mbr_expr_is_zero(&b->value))
        return mbr_check_fail(check, b, "a division by 0");
    return 0;
}

static int check_negation(struct expr_check *check, struct expr_node *node)
{
    if (mbr_check_node(check, node->a) < 0)
        return -1;
    node->type = node->a->type;
    if (node->type != TYPE_DURATION && !go_together(node->type, TYPE_NUMBER))
        return mbr_check_fail(check, node->a, "a number is missing behind -");
    if (node->type == TYPE_ANY)
        node->type = TYPE_NUMBER;
    return 0;
}

static enum expr_type type_of(enum mbr_expr_kind kind)
{
    static const enum expr_type types[] = {
        [MBR_EXPR_ABSENT] = TYPE_ANY,     [MBR_EXPR_BOOL] = TYPE_BOOL,
        [MBR_EXPR_DECIMAL] = TYPE_NUMBER, [MBR_EXPR_DOUBLE] = TYPE_NUMBER,
        [MBR_EXPR_TEXT] = TYPE_TEXT,      [MBR_EXPR_DAY] = TYPE_DAY,
        [MBR_EXPR_TIME] = TYPE_DAY,       [MBR_EXPR_DURATION] = TYPE_DURATION,
    };
    return types[kind];
}

static int check_operator(struct expr_check *check, struct expr_node *node)
{
    switch (node->op) {
    case EXPR_LITERAL:
        node->type = type_of(node->value.kind);
        return 0;
    case EXPR_TODAY:
        node->type = TYPE_DAY;
        return 0;
    case EXPR_FIELD:
        return mbr_check_name(check, node);
    case EXPR_OR:
    case EXPR_AND:
    case EXPR_NOT:
        return check_logic(check, node);
    case EXPR_MATCH:
        return check_match(check, node);
    case EXPR_IN:
        return check_in(check, node);
    case EXPR_NEGATE:
        return check_negation(check, node);
    case EXPR_CALL:
        return mbr_check_call(check, node);
    case EXPR_LIST:
    case EXPR_RANGE:
        return mbr_check_fail(check, node, "a %s stands only behind in%s",
                              node->op == EXPR_LIST ? "list" : "range",
                              node->op == EXPR_LIST ? "" : ", or as a window");
    default:
        return is_arithmetic(node->op) ? check_sum(check, node) : check_comparison(check, node);
    }
}

static bool is_constant(const struct expr_node *node)
{
    if (node->op == EXPR_CALL) {
        bool constant = mbr_expr_calls[node->index].constant && node->type != TYPE_TEXT;
        for (const struct expr_node *one = node->a; one && constant; one = one->next)
            constant = is_literal(one);
        return constant;
    }
    return is_arithmetic(node->op) && is_literal(node->a) && (!node->b || is_literal(node->b));
}

/* What is the same for every record is computed here, but no text, which a run has the place for.
   Conditions stay, for explanations. */
static void fold_constant(struct expr_node *node)
{
    struct mbr_expr_run none = {.as_of = INT32_MIN};
    struct mbr_err err;
    if (is_constant(node) && mbr_expr_compute(&none, node, &node->value, &err) == 0)
        node->op = EXPR_LITERAL;
}

int mbr_check_node(struct expr_check *check, struct expr_node *node)
{
    if (check_operator(check, node) < 0)
        return -1;
    fold_constant(node);
    mbr_expr_number(check->set, node);
    return 0;
}

int mbr_check_is(struct expr_check *check, const struct expr_node *node, enum expr_type type)
{
    if (go_together(node->type, type))
        return 0;
    return mbr_check_fail(check, node, "%s is missing; this is %s", nouns[type], nouns[node->type]);
}

int mbr_check_type(struct expr_check *check, struct expr_node *node, enum expr_type type)
{
    return mbr_check_node(check, node) < 0 ? -1 : mbr_check_is(check, node, type);
}

/* A field holds when it is there, and first and last hold when there was any; numbers would hold
   also when they are 0, which nobody who leaves the comparison out can mean. */
int mbr_check_truth(struct expr_check *check, struct expr_node *node)
{
    if (mbr_check_node(check, node) < 0)
        return -1;
    if (node->type == TYPE_BOOL || node->op == EXPR_FIELD || node->op == EXPR_FACT ||
        node->op == EXPR_ITEM || (node->op == EXPR_HISTORY && node->type != TYPE_NUMBER))
        return 0;
    return mbr_check_fail(check, node, "%s is no condition; compare it, as in … > 0",
                          nouns[node->type]);
}

int mbr_expr_check(struct mbr_expr_set *set, struct expr_node *root, enum mbr_expr_want want,
                   struct mbr_expr_place *place, struct mbr_err *err)
{
    struct expr_check check = {.set = set, .place = place, .err = err};
    if (want == MBR_EXPR_WANT_TRUTH)
        return mbr_check_truth(&check, root);
    if (want == MBR_EXPR_WANT_NUMBER)
        return mbr_check_type(&check, root, TYPE_NUMBER);
    return mbr_check_node(&check, root);
}
