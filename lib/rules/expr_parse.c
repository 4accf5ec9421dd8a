#include "expr_refuse.h"

/* Of nesting in the source, and of the tree. */
#define MOST_LEVELS 200

struct parser {
    struct expr_lexer lexer;
    struct mbr_arena *arena;
    int level;
};

static struct expr_node *parse_any(struct parser *parser);
static struct expr_node *parse_sum(struct parser *parser);

static struct expr_node *fail(struct parser *parser, struct mbr_expr_place place, const char *what)
{
    mbr_expr_refuse(&parser->lexer, place, what);
    return NULL;
}

static bool next(struct parser *parser)
{
    return mbr_expr_lex(&parser->lexer) == 0;
}

static bool at(const struct parser *parser, enum expr_token_kind kind)
{
    return parser->lexer.token.kind == kind;
}

static size_t begin_here(const struct parser *parser)
{
    return parser->lexer.token.place.at;
}

/* From `begin` to the end of what has been taken, parentheses included. */
static struct mbr_expr_place place_since(const struct parser *parser, size_t begin)
{
    struct mbr_expr_place last = parser->lexer.before.place;
    return (struct mbr_expr_place){begin, last.at + last.n - begin};
}

static struct mbr_span keep(struct parser *parser, struct mbr_span text)
{
    char *to = mbr_arena_alloc(parser->arena, text.n + 1);
    *mbr_span_copy(to, text) = '\0';
    return (struct mbr_span){to, text.n};
}

static struct expr_node *make(struct parser *parser, enum expr_op op, struct mbr_expr_place place)
{
    struct expr_node *node = mbr_arena_alloc(parser->arena, sizeof *node);
    *node = (struct expr_node){.op = op, .place = place};
    return node;
}

static bool enter(struct parser *parser)
{
    if (++parser->level <= MOST_LEVELS)
        return true;
    fail(parser, parser->lexer.token.place, "nested more than 200 levels deep");
    return false;
}

/* A node of its operands, of which the first stands from `begin` on. */
static struct expr_node *make_pair(struct parser *parser, enum expr_op op, size_t begin,
                                   struct expr_node *a, struct expr_node *b)
{
    struct expr_node *node = make(parser, op, place_since(parser, begin));
    node->a = a;
    node->b = b;
    return node;
}

static struct expr_node *parse_leaf(struct parser *parser)
{
    static const enum expr_type types[] = {
        [MBR_EXPR_BOOL] = TYPE_BOOL,         [MBR_EXPR_DECIMAL] = TYPE_NUMBER,
        [MBR_EXPR_DOUBLE] = TYPE_NUMBER,     [MBR_EXPR_TEXT] = TYPE_TEXT,
        [MBR_EXPR_DAY] = TYPE_DAY,           [MBR_EXPR_TIME] = TYPE_DAY,
        [MBR_EXPR_DURATION] = TYPE_DURATION,
    };
    const struct expr_token *token = &parser->lexer.token;
    struct expr_node *node = make(parser, token->op, token->place);
    node->value = token->value;
    node->type = token->kind == TOKEN_TODAY ? TYPE_DAY : types[token->value.kind];
    if (token->value.kind == MBR_EXPR_TEXT)
        node->value.text = keep(parser, token->value.text);
    return next(parser) ? node : NULL;
}

/* Whether a comparison goes on here. */
static bool compares(const struct parser *parser)
{
    return at(parser, TOKEN_COMPARISON) || at(parser, TOKEN_MATCH) || at(parser, TOKEN_IN) ||
           at(parser, TOKEN_NOT);
}

/* One sum, or two with .. between. */
static struct expr_node *parse_argument(struct parser *parser)
{
    size_t begin = begin_here(parser);
    struct expr_node *a = parse_any(parser);
    if (!a || !at(parser, TOKEN_RANGE) || (a->op >= EXPR_OR && a->op <= EXPR_IN))
        return a;
    struct expr_node *b = next(parser) ? parse_sum(parser) : NULL;
    return b ? make_pair(parser, EXPR_RANGE, begin, a, b) : NULL;
}

/* What stands between brackets, with commas between; the closing bracket is taken. */
static bool parse_elements(struct parser *parser, enum expr_token_kind close,
                           struct mbr_expr_place open, struct expr_node **to)
{
    bool is_call = close == TOKEN_CLOSE;
    for (;; to = &(*to)->next) {
        *to = is_call ? parse_argument(parser) : parse_any(parser);
        if (!*to)
            return false;
        if (at(parser, close))
            return next(parser);
        if (!at(parser, TOKEN_COMMA))
            return mbr_expr_refuse_within(&parser->lexer, open,
                                          is_call ? "a comma or a ) is missing"
                                                  : "a comma or a ] is missing") == 0;
        if (!next(parser))
            return false;
    }
}

static struct expr_node *parse_call(struct parser *parser, struct mbr_expr_place name,
                                    struct mbr_span text)
{
    struct mbr_expr_place open = parser->lexer.token.place;
    struct expr_node *first = NULL;
    if (memchr(text.p, '.', text.n))
        return fail(parser, name, "a function's name has no points");
    if (!next(parser))
        return NULL;
    bool done =
        at(parser, TOKEN_CLOSE) ? next(parser) : parse_elements(parser, TOKEN_CLOSE, open, &first);
    if (!done)
        return NULL;
    struct expr_node *call = make_pair(parser, EXPR_CALL, name.at, first, NULL);
    call->text = text;
    return call;
}

static struct expr_node *parse_name(struct parser *parser)
{
    struct mbr_expr_place place = parser->lexer.token.place;
    struct mbr_span text = keep(parser, parser->lexer.token.text);
    if (!next(parser))
        return NULL;
    if (at(parser, TOKEN_OPEN))
        return parse_call(parser, place, text);
    struct expr_node *node = make(parser, EXPR_FIELD, place);
    node->text = text;
    return node;
}

/* Whether something begins behind a condition, which only `and` or `or` can join to it. */
static bool lacks_and(const struct parser *parser, const struct expr_node *node)
{
    enum expr_token_kind kind = parser->lexer.token.kind;
    return node->op >= EXPR_OR && node->op <= EXPR_IN &&
           (kind == TOKEN_PATH || kind == TOKEN_VALUE || kind == TOKEN_OPEN || kind == TOKEN_NOT);
}

static struct expr_node *parse_parentheses(struct parser *parser)
{
    struct mbr_expr_place open = parser->lexer.token.place;
    struct expr_node *node = next(parser) ? parse_any(parser) : NULL;
    if (!node)
        return NULL;
    bool is_number = node->op != EXPR_LITERAL && mbr_expr_is_grouped(&parser->lexer);
    if (at(parser, TOKEN_COMMA) && !is_number)
        return fail(parser, open, "a list stands in brackets: [a, b]");
    if (!at(parser, TOKEN_CLOSE)) {
        mbr_expr_refuse_within(&parser->lexer, open,
                               lacks_and(parser, node)
                                   ? "an operator or a ) is missing; did you mean and?"
                                   : "an operator or a ) is missing");
        return NULL;
    }
    return next(parser) ? node : NULL;
}

static struct expr_node *parse_operand(struct parser *parser)
{
    switch (parser->lexer.token.kind) {
    case TOKEN_VALUE:
    case TOKEN_TODAY:
        return parse_leaf(parser);
    case TOKEN_PATH:
        return parse_name(parser);
    case TOKEN_OPEN:
        return parse_parentheses(parser);
    default:
        mbr_expr_refuse_start(&parser->lexer);
        return NULL;
    }
}

static struct expr_node *parse_signed(struct parser *parser)
{
    if (!at(parser, TOKEN_SUM) || parser->lexer.token.op != EXPR_SUBTRACT)
        return parse_operand(parser);
    size_t begin = begin_here(parser);
    struct expr_node *a = enter(parser) && next(parser) ? parse_signed(parser) : NULL;
    parser->level--;
    return a ? make_pair(parser, EXPR_NEGATE, begin, a, NULL) : NULL;
}

/* Sums of products. */
static struct expr_node *parse_arithmetic(struct parser *parser, enum expr_token_kind kind)
{
    size_t begin = begin_here(parser);
    bool is_sum = kind == TOKEN_SUM;
    struct expr_node *a = is_sum ? parse_arithmetic(parser, TOKEN_PRODUCT) : parse_signed(parser);
    while (a && at(parser, kind)) {
        enum expr_op op = parser->lexer.token.op;
        if (!next(parser))
            return NULL;
        struct expr_node *b =
            is_sum ? parse_arithmetic(parser, TOKEN_PRODUCT) : parse_signed(parser);
        a = b ? make_pair(parser, op, begin, a, b) : NULL;
    }
    return a;
}

static struct expr_node *parse_sum(struct parser *parser)
{
    return parse_arithmetic(parser, TOKEN_SUM);
}

static struct expr_node *parse_list(struct parser *parser)
{
    struct mbr_expr_place open = parser->lexer.token.place;
    struct expr_node *first = NULL;
    if (!next(parser))
        return NULL;
    if (at(parser, TOKEN_LIST_CLOSE))
        return fail(parser, (struct mbr_expr_place){open.at, begin_here(parser) + 1 - open.at},
                    "the list is empty");
    if (!parse_elements(parser, TOKEN_LIST_CLOSE, open, &first))
        return NULL;
    return make_pair(parser, EXPR_LIST, open.at, first, NULL);
}

/* What stands behind `in`. */
static struct expr_node *parse_set(struct parser *parser)
{
    if (at(parser, TOKEN_LIST_OPEN))
        return parse_list(parser);
    size_t begin = begin_here(parser);
    struct expr_node *a = parse_sum(parser);
    if (!a)
        return NULL;
    if (!at(parser, TOKEN_RANGE))
        return fail(
            parser, place_since(parser, begin),
            "behind in stands a list [a, b] or a range a .. b; for a list in the data write "
            "list == value");
    struct expr_node *b = next(parser) ? parse_sum(parser) : NULL;
    return b ? make_pair(parser, EXPR_RANGE, begin, a, b) : NULL;
}

static struct expr_node *parse_match(struct parser *parser, size_t begin, struct expr_node *a)
{
    if (!at(parser, TOKEN_PATTERN))
        return fail(parser, parser->lexer.token.place,
                    "behind ~ stands a pattern between slashes: /pattern/");
    struct mbr_span text = keep(parser, parser->lexer.token.text);
    struct mbr_span flags = keep(parser, parser->lexer.token.flags);
    if (!next(parser))
        return NULL;
    struct expr_node *node = make_pair(parser, EXPR_MATCH, begin, a, NULL);
    node->text = text;
    node->flags = flags;
    return node;
}

/* One comparison; `a not in b` is not (a in b). */
static struct expr_node *parse_compared(struct parser *parser, size_t begin, struct expr_node *a)
{
    enum expr_token_kind kind = parser->lexer.token.kind;
    bool negated = kind == TOKEN_NOT;
    enum expr_op op = negated ? EXPR_IN : parser->lexer.token.op;
    if (!next(parser))
        return NULL;
    if (negated && !at(parser, TOKEN_IN))
        return fail(parser, parser->lexer.before.place, "an operator is missing; not in?");
    if (negated && !next(parser))
        return NULL;
    if (kind == TOKEN_MATCH)
        return parse_match(parser, begin, a);
    struct expr_node *b = kind == TOKEN_COMPARISON ? parse_sum(parser) : parse_set(parser);
    if (!b)
        return NULL;
    struct expr_node *node = make_pair(parser, op, begin, a, b);
    return negated ? make_pair(parser, EXPR_NOT, begin, node, NULL) : node;
}

static struct expr_node *parse_comparison(struct parser *parser)
{
    size_t begin = begin_here(parser);
    struct expr_node *a = parse_sum(parser);
    if (!a || !compares(parser))
        return a;
    struct expr_node *node = parse_compared(parser, begin, a);
    if (node && compares(parser))
        return fail(parser, parser->lexer.token.place,
                    "comparisons do not chain; join them with and");
    return node;
}

static struct expr_node *parse_denied(struct parser *parser)
{
    if (!at(parser, TOKEN_NOT))
        return parse_comparison(parser);
    size_t begin = begin_here(parser);
    struct expr_node *a = enter(parser) && next(parser) ? parse_denied(parser) : NULL;
    parser->level--;
    return a ? make_pair(parser, EXPR_NOT, begin, a, NULL) : NULL;
}

/* Joins the first `count` of the row, which is taken apart, as a balanced tree: the order of the
   operands stays, and a rule with a thousand of them nests ten deep. */
static struct expr_node *join(struct parser *parser, enum expr_op op, struct expr_node **row,
                              size_t count)
{
    if (count == 1) {
        struct expr_node *only = *row;
        *row = only->next;
        only->next = NULL;
        return only;
    }
    struct expr_node *a = join(parser, op, row, count - count / 2);
    struct expr_node *b = join(parser, op, row, count / 2);
    struct expr_node *node = make_pair(parser, op, a->place.at, a, b);
    node->place.n = b->place.at + b->place.n - a->place.at;
    return node;
}

/* Operands with `or` between, each of them operands with `and` between. */
static struct expr_node *parse_joined(struct parser *parser, enum expr_token_kind kind)
{
    size_t begin = begin_here(parser), count = 0;
    bool is_or = kind == TOKEN_OR;
    struct expr_node *row = NULL, **last = &row;
    do {
        if (count++ && !next(parser))
            return NULL;
        *last = is_or ? parse_joined(parser, TOKEN_AND) : parse_denied(parser);
        if (!*last)
            return NULL;
        last = &(*last)->next;
    } while (at(parser, kind));
    if (count == 1)
        return row;
    struct expr_node *node = join(parser, is_or ? EXPR_OR : EXPR_AND, &row, count);
    node->place = place_since(parser, begin);
    return node;
}

static struct expr_node *parse_any(struct parser *parser)
{
    struct expr_node *node = enter(parser) ? parse_joined(parser, TOKEN_OR) : NULL;
    parser->level--;
    return node;
}

static struct expr_node *parse_whole(struct parser *parser)
{
    if (mbr_expr_lex_check(&parser->lexer) < 0 || !next(parser))
        return NULL;
    if (at(parser, TOKEN_END))
        return fail(parser, parser->lexer.token.place, "the expression is empty");
    struct expr_node *root = parse_any(parser);
    if (!root)
        return NULL;
    if (!at(parser, TOKEN_END)) {
        mbr_expr_refuse_here(&parser->lexer, lacks_and(parser, root)
                                                 ? "an operator is missing; did you mean and?"
                                                 : "an operator is missing");
        return NULL;
    }
    return mbr_expr_check_depth(&parser->lexer, root, MOST_LEVELS) < 0 ? NULL : root;
}

struct expr_node *mbr_expr_parse(struct mbr_arena *arena, struct mbr_span source,
                                 struct mbr_expr_place *place, struct mbr_err *err)
{
    struct parser parser = {.lexer = {.place = place, .err = err}, .arena = arena};
    parser.lexer.source = source.n ? source : mbr_span("");
    struct expr_node *root = parse_whole(&parser);
    mbr_expr_lex_free(&parser.lexer);
    return root;
}
