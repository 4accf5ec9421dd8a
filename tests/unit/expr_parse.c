#include "../../lib/rules/expr_tree.h"

#include <check.h>

#include "main.h"
#include "mbr/date.h"
#include "mbr/decimal.h"
#include "mbr/number.h"

static struct mbr_arena arena;
static struct mbr_buf shown;
static struct mbr_expr_place place;
static struct mbr_err err;

static void put_value(const struct mbr_expr_value *value)
{
    char text[MBR_AT_SIZE];
    switch (value->kind) {
    case MBR_EXPR_BOOL:
        mbr_put_text(&shown, value->truth ? "true" : "false");
        break;
    case MBR_EXPR_DECIMAL:
        mbr_put_decimal(&shown, value->decimal);
        break;
    case MBR_EXPR_DOUBLE:
        mbr_put_char(&shown, '~');
        mbr_put_double(&shown, value->number);
        break;
    case MBR_EXPR_TEXT:
        mbr_put_string(&shown, value->text);
        break;
    case MBR_EXPR_DAY:
        mbr_day_write(text, value->day);
        mbr_put(&shown, text, MBR_DAY_SIZE);
        break;
    case MBR_EXPR_TIME:
        mbr_put(&shown, text, mbr_at_write(text, value->at));
        break;
    case MBR_EXPR_DURATION:
        mbr_put_format(&shown, "%dm%dd", value->duration.months, value->duration.days);
        break;
    case MBR_EXPR_ABSENT:
        ck_abort();
    }
}

/* The tree as nested lists: (+ a (* b c)). */
static void put_tree(const struct expr_node *node)
{
    static const char *const names[] = {
        [EXPR_OR] = "or",    [EXPR_AND] = "and",  [EXPR_NOT] = "not",    [EXPR_EQ] = "==",
        [EXPR_NE] = "!=",    [EXPR_LT] = "<",     [EXPR_LE] = "<=",      [EXPR_GT] = ">",
        [EXPR_GE] = ">=",    [EXPR_MATCH] = "~",  [EXPR_IN] = "in",      [EXPR_LIST] = "list",
        [EXPR_RANGE] = "..", [EXPR_ADD] = "+",    [EXPR_SUBTRACT] = "-", [EXPR_MULTIPLY] = "*",
        [EXPR_DIVIDE] = "/", [EXPR_NEGATE] = "-", [EXPR_CALL] = "call ",
    };
    if (node->op == EXPR_LITERAL) {
        put_value(&node->value);
    } else if (node->op == EXPR_TODAY) {
        mbr_put_text(&shown, "today");
    } else if (node->op == EXPR_FIELD) {
        mbr_put_span(&shown, node->text);
    } else {
        mbr_put_format(&shown, "(%s%s", names[node->op], node->op == EXPR_CALL ? node->text.p : "");
        for (const struct expr_node *a = node->a; a; a = a->next) {
            mbr_put_char(&shown, ' ');
            put_tree(a);
        }
        if (node->b) {
            mbr_put_char(&shown, ' ');
            put_tree(node->b);
        }
        if (node->op == EXPR_MATCH)
            mbr_put_format(&shown, " /%s/%s", node->text.p, node->flags.p);
        mbr_put_char(&shown, ')');
    }
}

static struct expr_node *parse_span(struct mbr_span source)
{
    mbr_arena_free(&arena);
    err.text[0] = '\0';
    return mbr_expr_parse(&arena, source, &place, &err);
}

static const char *tree(const char *source)
{
    const struct expr_node *root = parse_span(mbr_span(source));
    ck_assert_msg(root != NULL, "%s: %s", source, err.text);
    shown.n = 0;
    put_tree(root);
    mbr_put_char(&shown, '\0');
    return shown.p;
}

#define IS(source, expected) ck_assert_str_eq(tree(source), expected)

/* As mbr-expr(7) says under VALUES. */
START_TEST(values)
{
    IS("0", "0");
    IS("19.90", "19.9");
    IS("1e3", "1000");
    IS("12.5e-1", "1.25");
    IS("0.00001", "~1e-5");
    IS("1e300", "~1e300");
    IS("922337203685477.5808", "~922337203685477.6"); /* beyond 2^63 - 1 ten thousandths */
    IS("true", "true");
    IS("'it''s \"so\"'", "\"it's \\\"so\\\"\"");
    IS("\"it's \"\"so\"\"\"", "\"it's \\\"so\\\"\"");
    IS("''", "\"\"");
    IS("'a\\b # not a comment'", "\"a\\\\b # not a comment\"");
    IS("2024-02-29", "2024-02-29");
    IS("2024-11-11T10:00:00", "2024-11-11T10:00:00");
    IS("2024-11-11T10:00:00+08:00", "2024-11-11T10:00:00+08:00");
    IS("2024-11-11T10:00:00-90d", "(- 2024-11-11T10:00:00 0m90d)");
    IS("90d", "0m90d");
    IS("12w", "0m84d");
    IS("6m", "6m0d");
    IS("2y", "24m0d");
    IS("0d", "0m0d");
    IS("today", "today");
}
END_TEST

START_TEST(paths)
{
    IS("buy.spend", "buy.spend");
    IS("attr.'shoe-size'", "attr.'shoe-size'");
    IS("attr.\"shoe-size\"", "attr.'shoe-size'");
    IS("attr.'city'", "attr.city"); /* one spelling for one path */
    IS("attr.\"it's\".x", "attr.'it''s'.x");
    IS("attr.''", "attr.''");
    IS("tags.618_buyer", "tags.618_buyer");
    IS("tags.not", "tags.not"); /* behind a point no word is reserved */
    IS("attr.城市 == '上海'", "(== attr.城市 \"上海\")");
    IS("_x.naïveté", "_x.naïveté");
    IS("order", "order"); /* begins with or */
    IS("today_x", "today_x");
}
END_TEST

/* Loosest first: or, and, not, comparisons, sums, products, minus. */
START_TEST(precedence)
{
    IS("a or b and c", "(or a (and b c))");
    IS("a and b or c", "(or (and a b) c)");
    IS("(a or b) and c", "(and (or a b) c)");
    IS("not a and b", "(and (not a) b)");
    IS("not a == b", "(not (== a b))");
    IS("not not a", "(not (not a))");
    IS("a + b < c * d", "(< (+ a b) (* c d))");
    IS("a - b - c", "(- (- a b) c)");
    IS("a / b / c * d", "(* (/ (/ a b) c) d)");
    IS("a + b * c - d", "(- (+ a (* b c)) d)");
    IS("-a * b", "(* (- a) b)");
    IS("a - -b", "(- a (- b))");
    IS("a--b", "(- a (- b))");
    IS("-(a + b)", "(- (+ a b))");
    IS("(a < b) == (c < d)", "(== (< a b) (< c d))");
    IS("buy.last > today - 90d", "(> buy.last (- today 0m90d))");
    IS("a == b and c != d or e <= f", "(or (and (== a b) (!= c d)) (<= e f))");
}
END_TEST

START_TEST(sets_and_patterns)
{
    IS("a in [1, 2, 'x']", "(in a (list 1 2 \"x\"))");
    IS("a in [b + 1]", "(in a (list (+ b 1)))");
    IS("a in 1 .. 5", "(in a (.. 1 5))");
    IS("a in 1..5", "(in a (.. 1 5))");
    IS("a in b - 1..b + 1", "(in a (.. (- b 1) (+ b 1)))");
    IS("a in 2024-01-01..today", "(in a (.. 2024-01-01 today))");
    IS("a not in [1]", "(not (in a (list 1)))");
    IS("a in 1 .. 5 and b", "(and (in a (.. 1 5)) b)");
    IS("a ~ /^(x|y)$/i", "(~ a /^(x|y)$/i)");
    IS("a ~ /a\\/b/", "(~ a /a\\/b/)");
    IS("a ~/ [#'\"] /xs or b", "(or (~ a / [#'\"] /xs) b)");
    IS("not a ~ /\\\\/", "(not (~ a /\\\\/))");
    IS("a ~ /x/ or b / c / d > 1", "(or (~ a /x/) (> (/ (/ b c) d) 1))");
}
END_TEST

START_TEST(calls)
{
    IS("f()", "(call f)");
    IS("f (a)", "(call f a)");
    IS("count(purchase, category == 'coffee', 180d) >= 3",
       "(>= (call count purchase (== category \"coffee\") 0m180d) 3)");
    IS("sum(amount, purchase, 2024-01-01 .. 2024-12-31)",
       "(call sum amount purchase (.. 2024-01-01 2024-12-31))");
    IS("count(view, today - 9d .. today - 3d)",
       "(call count view (.. (- today 0m9d) (- today 0m3d)))");
    IS("count(line, a in 1 .. 5, 90d)", "(call count line (in a (.. 1 5)) 0m90d)");
    IS("days_since(last(view))", "(call days_since (call last view))");
    IS("min(-1, (2), 3)", "(call min (- 1) 2 3)");
    IS("share(a or b and not c)", "(call share (or a (and b (not c))))");
}
END_TEST

START_TEST(blanks_and_comments)
{
    IS(" \t\r\na # and b\n  or #\nc#", "(or a c)");
    IS("a\xC2\xA0or\xE3\x80\x80"
       "b",
       "(or a b)"); /* a no-break and an ideographic space */
    IS("a==-1", "(== a (- 1))");
    IS("a<b", "(< a b)");
}
END_TEST

/* Long chains of and, or are balanced, in their order; the other levels are limited. */
START_TEST(depth)
{
    IS("a or b or c or d or e", "(or (or (or a b) c) (or d e))");
    IS("a and b and c and (d and e)", "(and (and a b) (and c (and d e)))");
    char source[8000] = "";
    for (size_t i = 0; i < 1000; i++)
        memcpy(source + i * 5, i ? " or a" : "    a", 5);
    const struct expr_node *node = parse_span((struct mbr_span){source, 5000});
    int levels = 0;
    ck_assert_ptr_nonnull(node);
    for (; node->op == EXPR_OR; node = node->a)
        levels++;
    ck_assert_int_eq(levels, 10);
    for (size_t i = 0; i < 1000; i++)
        memcpy(source + i * 2, i ? "+1" : " 1", 2);
    ck_assert_ptr_nonnull(parse_span((struct mbr_span){source, 400}));
    ck_assert_ptr_null(parse_span((struct mbr_span){source, 404}));
    ck_assert_str_eq(err.text, "more than 200 operators in a row; parentheses group them");
}
END_TEST

/* So many times `open`, then 1, then as many times `close`. */
static bool nests(const char *open, const char *close, size_t times)
{
    struct mbr_buf source = {0};
    for (size_t i = 0; i < times; i++)
        mbr_put_text(&source, open);
    mbr_put_char(&source, '1');
    for (size_t i = 0; i < times; i++)
        mbr_put_text(&source, close);
    bool fits = parse_span(mbr_buf_span(&source)) != NULL;
    ck_assert(fits || strcmp(err.text, "nested more than 200 levels deep") == 0);
    ck_assert(fits || place.at + place.n <= source.n);
    mbr_buf_free(&source);
    return fits;
}

START_TEST(nesting)
{
    const char *const pairs[][2] = {{"(", ")"},   {"f(", ")"},       {"-", ""},
                                    {"not ", ""}, {"1 in [(", ")]"}, {"(1+", ")"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        ck_assert(nests(pairs[i][0], pairs[i][1], 90));
        ck_assert(!nests(pairs[i][0], pairs[i][1], 201));
        ck_assert(!nests(pairs[i][0], pairs[i][1], 1000000));
    }
}
END_TEST

/* The place of each part is its extent in the source, parentheses around it left out. */
START_TEST(places)
{
    const char *source = " (a+1) * b == 'x' and not (c ~ /y/i)";
    const struct expr_node *root = parse_span(mbr_span(source));
    const struct expr_node *equal = root->a, *match = root->b->a;
    const struct {
        const struct expr_node *node;
        const char *text;
    } parts[] = {{root, "(a+1) * b == 'x' and not (c ~ /y/i)"},
                 {equal, "(a+1) * b == 'x'"},
                 {equal->a, "(a+1) * b"},
                 {equal->a->a, "a+1"},
                 {equal->b, "'x'"},
                 {root->b, "not (c ~ /y/i)"},
                 {match, "c ~ /y/i"},
                 {match->a, "c"}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct mbr_expr_place at = parts[i].node->place;
        ck_assert(mbr_span_is((struct mbr_span){source + at.at, at.n}, parts[i].text));
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("expr_parse");
    tcase_add_test(tests, values);
    tcase_add_test(tests, paths);
    tcase_add_test(tests, precedence);
    tcase_add_test(tests, sets_and_patterns);
    tcase_add_test(tests, calls);
    tcase_add_test(tests, blanks_and_comments);
    tcase_add_test(tests, depth);
    tcase_add_test(tests, nesting);
    tcase_add_test(tests, places);
    return run_tests("expr_parse", tests);
}
