#include "expr_check.h"
#include "expr_value.h"

#include "mbr/near.h"

#define LONGEST_NAME 64
#define TELLING 7 /* letters: among shorter names, near ones are often others */

struct known {
    const char *name;
    enum expr_type type;
};

/* The record's own fields whose type is known (mbr-stream(5)). */
static const struct known fields[] = {
    {"as_of", TYPE_DAY},        {"attr.birthday", TYPE_DAY}, {"attr.joined", TYPE_DAY},
    {"buy.first", TYPE_DAY},    {"buy.last", TYPE_DAY},      {"buy.orders", TYPE_NUMBER},
    {"buy.units", TYPE_NUMBER}, {"buy.spend", TYPE_NUMBER},  {"buy.refunds", TYPE_NUMBER},
    {"member", TYPE_TEXT},      {"currency", TYPE_TEXT},     {"type", TYPE_TEXT},
};

static const char *const buy[] = {"buy", NULL};
static const char *const buy_fields[] = {"buy.first", "buy.last",    "buy.orders", "buy.units",
                                         "buy.spend", "buy.refunds", NULL};
static const char *const today[] = {"today", NULL};

/* Within a condition: in the order of enum expr_fact. Those up to FACT_ORDER belong to orders. */
static const struct known facts[] = {
    [FACT_ITEM] = {"item", TYPE_TEXT},       [FACT_QTY] = {"qty", TYPE_NUMBER},
    [FACT_AMOUNT] = {"amount", TYPE_NUMBER}, [FACT_PRICE] = {"price", TYPE_NUMBER},
    [FACT_LIST] = {"list", TYPE_NUMBER},     [FACT_DISCOUNT] = {"discount", TYPE_NUMBER},
    [FACT_COUPON] = {"coupon", TYPE_TEXT},   [FACT_GIFT] = {"gift", TYPE_BOOL},
    [FACT_ORDER] = {"order", TYPE_TEXT},     [FACT_AT] = {"at", TYPE_DAY},
    [FACT_CHANNEL] = {"channel", TYPE_TEXT}, [FACT_STORE] = {"store", TYPE_TEXT},
    [FACT_STAFF] = {"staff", TYPE_TEXT},     [FACT_CAMPAIGN] = {"campaign", TYPE_TEXT},
};
#define FACTS (sizeof facts / sizeof *facts)

/* Of the catalogue; a size may be "500" or 500. */
static const struct known items[] = {
    {"name", TYPE_TEXT}, {"category", TYPE_TEXT}, {"brand", TYPE_TEXT},   {"size", TYPE_ANY},
    {"unit", TYPE_TEXT}, {"stock", TYPE_NUMBER},  {"price", TYPE_NUMBER},
};
#define BARE_ITEMS 6 /* a bare price is what was paid */
#define ITEMS (sizeof items / sizeof *items)

const char *const mbr_line_names[] = {
    "item",  "qty",    "amount",  "price",  "list",  "discount", "coupon",  "gift",
    "order", "at",     "channel", "store",  "staff", "campaign", "name",    "category",
    "brand", "size",   "unit",    "stock",  "type",  "query",    "rating",  "value",
    "until", "points", "reason",  "status", "cost",  "purpose",  "granted", NULL};

const char *mbr_name_near(struct mbr_span word, const char *const *names)
{
    char text[LONGEST_NAME + 1];
    if (word.n > LONGEST_NAME)
        return NULL;
    memcpy(text, word.p, word.n);
    text[word.n] = '\0';
    return mbr_near(text, names);
}

static bool is_one_of(struct mbr_span word, const char *const *names)
{
    for (; *names; names++)
        if (mbr_span_is(word, *names))
            return true;
    return false;
}

bool mbr_name_of_line(struct mbr_span name)
{
    return is_one_of(name, mbr_line_names);
}

static bool begins(struct mbr_span text, const char *with)
{
    size_t n = strlen(with);
    return text.n > n && memcmp(text.p, with, n) == 0;
}

/* How much of a name an error shows: whole characters. */
static int shown(struct mbr_span name)
{
    size_t n = name.n < LONGEST_NAME ? name.n : LONGEST_NAME;
    while (n < name.n && (name.p[n] & 0xc0) == 0x80)
        n--;
    return (int)n;
}

/* kind: "field" or "function". */
static int refuse(struct expr_check *check, const struct expr_node *node, const char *kind,
                  const char *meant)
{
    const char *ask = meant ? "; did you mean " : "", *end = meant ? "?" : "";
    return mbr_check_fail(check, node, "no %s %.*s%s%s%s", kind, shown(node->text), node->text.p,
                          ask, meant ? meant : "", end);
}

/* Records may have fields of any name, so only those can be told to be misspelt that are nearly
   `today`, or stand in what is nearly `buy`. */
static int refuse_misspelt(struct expr_check *check, const struct expr_node *node)
{
    const char *point = memchr(node->text.p, '.', node->text.n);
    if (!point) {
        const char *meant = mbr_name_near(node->text, today);
        return meant ? refuse(check, node, "field", meant) : 0;
    }
    struct mbr_span object = {node->text.p, (size_t)(point - node->text.p)};
    if (!mbr_name_near(object, buy) || is_one_of(node->text, buy_fields))
        return 0;
    const char *meant = mbr_name_near(node->text, buy_fields);
    return meant || mbr_span_is(object, "buy") ? refuse(check, node, "field", meant) : 0;
}

static int name_field(struct expr_check *check, struct expr_node *node)
{
    if (refuse_misspelt(check, node) < 0)
        return -1;
    node->op = EXPR_FIELD;
    node->type = TYPE_ANY;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (mbr_span_is(node->text, fields[i].name))
            node->type = fields[i].type;
    node->slot = mbr_expr_slot(check->set, node->text);
    if (node->slot < 0)
        return mbr_check_fail(check, node, "more than %d fields", EXPR_MOST_PATHS);
    return 0;
}

/* The content of a key of a path, which may be quoted; false when there is more than one key. */
static bool unquote(struct mbr_arena *arena, struct mbr_span path, struct mbr_span *key)
{
    *key = path;
    if (path.p[0] != '\'')
        return !memchr(path.p, '.', path.n);
    char *to = mbr_arena_dup(arena, path.p, path.n);
    size_t n = 0, i = 1;
    for (; i < path.n; i++) {
        if (path.p[i] == '\'' && (++i == path.n || path.p[i] != '\''))
            break;
        to[n++] = path.p[i];
    }
    *key = (struct mbr_span){to, n};
    return i >= path.n;
}

static int name_item(struct expr_check *check, struct expr_node *node, struct mbr_span path)
{
    if (!unquote(&check->set->arena, path, &node->text))
        return mbr_check_fail(check, node, "items have no fields within fields");
    node->op = EXPR_ITEM;
    node->type = TYPE_ANY;
    for (size_t i = 0; i < ITEMS; i++)
        if (mbr_span_is(node->text, items[i].name))
            node->type = items[i].type;
    check->set->needs_items = true;
    return 0;
}

static bool is_item_name(struct mbr_span name)
{
    for (size_t i = 0; i < BARE_ITEMS; i++)
        if (mbr_span_is(name, items[i].name))
            return true;
    return false;
}

/* The fact of this name, FACT_FIELD when there is none. Of events, those that belong to orders are
   fields like others, that may be spelled in any way. */
static int fact_of(struct mbr_span name, bool of_event)
{
    for (size_t i = 0; i < FACTS; i++)
        if (mbr_span_is(name, facts[i].name))
            return of_event && i != FACT_ITEM && i <= FACT_ORDER ? FACT_FIELD : (int)i;
    return FACT_FIELD;
}

/* Fields of members (mbr-stream(5)) that no line has and no event; those that events have too, but
   not with fields of their own; and what lines have not. */
static const char *const of_members[] = {"as_of",  "attr",   "buy", "clv",  "consent", "dropped",
                                         "events", "orders", "rfm", "tags", NULL};
static const char *const objects_of_members[] = {"points", "prefer", "recommend",
                                                 "stage",  "tier",   NULL};
static const char *const not_of_lines[] = {"ids", NULL};

static bool is_of_member(const struct expr_check *check, struct mbr_span path)
{
    const char *point = memchr(path.p, '.', path.n);
    struct mbr_span name = {path.p, point ? (size_t)(point - path.p) : path.n};
    return is_one_of(name, of_members) || (point && is_one_of(name, objects_of_members)) ||
           (check->within->what != WHAT_EVENT && is_one_of(name, not_of_lines));
}

static int refuse_member(struct expr_check *check, const struct expr_node *node)
{
    const char *what = check->within->what == WHAT_EVENT ? "event" : "line";
    int n = shown(node->text);
    return mbr_check_fail(check, node,
                          "within a condition %.*s is a field of the %s; did you mean member.%.*s?",
                          n, node->text.p, what, n, node->text.p);
}

static int name_fact(struct expr_check *check, struct expr_node *node)
{
    if (is_of_member(check, node->text))
        return refuse_member(check, node);
    node->fact = fact_of(node->text, check->within->what == WHAT_EVENT);
    if (node->fact == FACT_FIELD && is_item_name(node->text))
        return name_item(check, node, node->text);
    if (node->fact == FACT_FIELD && node->text.n >= TELLING && !mbr_name_of_line(node->text)) {
        const char *meant = mbr_name_near(node->text, mbr_line_names);
        if (meant)
            return refuse(check, node, "field", meant);
    }
    node->op = EXPR_FACT;
    node->type = node->fact == FACT_FIELD ? TYPE_ANY : facts[node->fact].type;
    if (node->fact == FACT_GIFT)
        check->within->names_gift = true;
    return 0;
}

static struct mbr_span behind(struct mbr_span path, const char *front)
{
    size_t n = strlen(front);
    return (struct mbr_span){path.p + n, path.n - n};
}

int mbr_check_name(struct expr_check *check, struct expr_node *node)
{
    if (!check->within && !check->set->about_item)
        return name_field(check, node);
    if (begins(node->text, "item.") && check->in_window)
        return mbr_check_fail(check, node, "a window cannot depend on the item");
    if (begins(node->text, "item."))
        return name_item(check, node, behind(node->text, "item."));
    if (mbr_span_is(node->text, "member"))
        return name_field(check, node);
    if (begins(node->text, "member.")) {
        node->text = behind(node->text, "member.");
        return name_field(check, node);
    }
    if (!check->within)
        return mbr_span_is(node->text, "item") && !check->in_window
                   ? name_item(check, node, node->text)
                   : name_field(check, node);
    return name_fact(check, node);
}

/* What functions are called in other languages. */
static const char *meant_by(const char *word)
{
    static const char *const words[][2] = {
        {"len", "length"},          {"strlen", "length"}, {"upper", "lower"},  {"lcase", "lower"},
        {"ucase", "lower"},         {"average", "avg"},   {"mean", "avg"},     {"exists", "has"},
        {"defined", "has"},         {"least", "min"},     {"greatest", "max"}, {"total", "sum"},
        {"tonumber", "number"},     {"float", "number"},  {"int", "number"},   {"dow", "weekday"},
        {"datediff", "days_since"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i][0]) == 0)
            return words[i][1];
    return NULL;
}

/* COUNT and Len are misspelt as well. */
static const char *function_near(struct mbr_span word, const char *const *names)
{
    char text[LONGEST_NAME + 1];
    if (word.n > LONGEST_NAME)
        return NULL;
    for (size_t i = 0; i < word.n; i++)
        text[i] = (char)(word.p[i] >= 'A' && word.p[i] <= 'Z' ? word.p[i] - 'A' + 'a' : word.p[i]);
    text[word.n] = '\0';
    const char *meant = meant_by(text);
    return meant ? meant : mbr_near(text, names);
}

static bool is_if(struct mbr_span word)
{
    return word.n == 2 && (word.p[0] | 0x20) == 'i' && (word.p[1] | 0x20) == 'f';
}

static int refuse_call(struct expr_check *check, const struct expr_node *call)
{
    const char *names[64];
    size_t count = 0;
    if (is_if(call->text)) {
        mbr_check_fail(check, call, "there is no if; and, or and not put conditions together");
        check->place->n = call->text.n;
        return -1;
    }
    for (const struct expr_call_kind *kind = mbr_expr_calls; kind->name; kind++)
        names[count++] = kind->name;
    for (const char *const *name = mbr_over_names; *name; name++)
        names[count++] = *name;
    names[count] = NULL;
    refuse(check, call, "function", function_near(call->text, names));
    check->place->n = call->text.n;
    return -1;
}

static int check_argument(struct expr_check *check, struct expr_node *argument,
                          const struct expr_call_kind *kind)
{
    if (!kind->of_field) {
        if (mbr_check_type(check, argument, kind->of) < 0)
            return -1;
        bool is_open = kind->of == TYPE_ANY && argument->type != TYPE_TEXT;
        return is_open ? mbr_check_is(check, argument, TYPE_NUMBER) : 0;
    }
    if (argument->op != EXPR_FIELD)
        return mbr_check_fail(check, argument, "%s asks for a field", kind->name);
    if (mbr_check_name(check, argument) < 0)
        return -1;
    mbr_expr_number(check->set, argument);
    return 0;
}

static int check_arguments(struct expr_check *check, struct expr_node *call,
                           const struct expr_call_kind *kind)
{
    size_t count = 0;
    for (struct expr_node *one = call->a; one; one = one->next, count++) {
        if (count == kind->most)
            return mbr_check_fail(check, one, "%s takes no more than %zu", kind->name, kind->most);
        if (check_argument(check, one, kind) < 0)
            return -1;
    }
    if (count < kind->least)
        return mbr_check_fail(check, call, "%s needs %s", kind->name,
                              kind->least == 1 ? "a value in its parentheses"
                                               : "two values or more");
    return 0;
}

int mbr_check_call(struct expr_check *check, struct expr_node *call)
{
    int function = mbr_over_find(call->text);
    if (function >= 0 && mbr_over_is(check, call, function))
        return mbr_check_over(check, call, (enum expr_function)function);
    call->index = mbr_expr_call_find(call->text);
    if (call->index < 0)
        return function < 0 ? refuse_call(check, call)
                            : mbr_check_over(check, call, (enum expr_function)function);
    const struct expr_call_kind *kind = &mbr_expr_calls[call->index];
    call->type = kind->result;
    if (kind->result == TYPE_TEXT)
        call->slot = (int)check->set->call_texts++;
    return check_arguments(check, call, kind);
}
