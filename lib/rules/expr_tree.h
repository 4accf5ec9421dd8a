#ifndef MBR_EXPR_TREE_H
#define MBR_EXPR_TREE_H

/* Inside the expressions: the tree that parsing makes (expr_lex.c, expr_parse.c), checking
   completes (expr_check.c, expr_names.c), and evaluating walks (expr_eval.c, expr_calendar.c,
   expr_history.c). All of it belongs to the set's arena and is read only once it is compiled, so
   that several threads can walk it. */

#include "mbr/expr.h"
#include "mbr/pattern.h"

/* What is known of a type before any data is read; ANY: not known. NUMBER is DECIMAL or DOUBLE. */
enum expr_type {
    TYPE_ANY,
    TYPE_BOOL,
    TYPE_NUMBER,
    TYPE_TEXT,
    TYPE_DAY, /* days and times compare with each other, by the day where one is a day */
    TYPE_DURATION,
    TYPE_LIST,
    TYPE_RANGE
};

enum expr_op {
    EXPR_LITERAL, /* value */
    EXPR_TODAY,
    EXPR_FIELD, /* slot: number in set->paths; of the record, also within a condition (member.…) */
    EXPR_FACT,  /* within a condition: `fact` of the line, order or event (see enum expr_fact) */
    EXPR_ITEM,  /* the catalogue's field `text`: within a condition of the line's item, elsewhere of
                   the one that the expression is about */
    EXPR_OR,
    EXPR_AND,
    EXPR_NOT,
    EXPR_EQ,
    EXPR_NE,
    EXPR_LT,
    EXPR_LE,
    EXPR_GT,
    EXPR_GE,
    EXPR_MATCH, /* a ~ the pattern number `index` */
    EXPR_IN,    /* a in b: b a list or a range */
    EXPR_LIST,  /* a's siblings: a, a->next … */
    EXPR_RANGE, /* a .. b, both ends included */
    EXPR_ADD,
    EXPR_SUBTRACT,
    EXPR_MULTIPLY,
    EXPR_DIVIDE,
    EXPR_NEGATE,
    EXPR_CALL,   /* function `index` of the table of value functions, arguments a, a->next … */
    EXPR_HISTORY /* aggregate number `index` of the set (struct expr_aggregate) */
};

struct expr_node {
    enum expr_op op;
    enum expr_type type;
    struct mbr_expr_place place;
    struct expr_node *a, *b, *next;      /* operands; next: of arguments and of a list's elements */
    struct mbr_expr_value value;         /* of a literal; text in the arena */
    struct mbr_span text;                /* a field's path as mbr_ask wants it, a function's name, a
                                            pattern's source */
    struct mbr_span flags;               /* of a pattern */
    const struct mbr_expr_value *sorted; /* of a list, `count` of them: see expr_list.c */
    size_t count;
    int slot, fact, index;
    uint32_t same;  /* equal nodes have equal numbers: by op, operands and values, not by place */
    bool of_record; /* has no fact of a line in it, so it is the same all through a record */
};

/* What can be said within a condition without the catalogue. Of a line of an order: all; of an
   event: AT, CHANNEL … CAMPAIGN, ITEM and FIELD. */
enum expr_fact {
    FACT_ITEM,
    FACT_QTY,
    FACT_AMOUNT, /* of the line; positive in returns too */
    FACT_PRICE,  /* paid a unit: the line's price, or amount / qty */
    FACT_LIST,
    FACT_DISCOUNT,
    FACT_COUPON,
    FACT_GIFT,
    FACT_ORDER,
    FACT_AT,
    FACT_CHANNEL,
    FACT_STORE,
    FACT_STAFF,
    FACT_CAMPAIGN,
    FACT_FIELD /* any other field of the line or event, by name: text */
};

/* A call over the history. What is counted: purchases (distinct orders with a line for which the
   condition holds), lines (of purchases), orders (as purchases, but what is summed or the greatest
   is made of whole orders), returns (distinct), or events of a type. Windows count
   back from as_of, or are days from..to. */
enum expr_function {
    OVER_COUNT,
    OVER_SUM,
    OVER_AVG,
    OVER_MIN,
    OVER_MAX,
    OVER_FIRST,
    OVER_LAST,
    OVER_SHARE,
    OVER_DISTINCT
};
enum expr_what { WHAT_PURCHASE, WHAT_LINE, WHAT_ORDER, WHAT_RETURN, WHAT_EVENT };

struct expr_aggregate {
    enum expr_function function;
    enum expr_what what;
    struct mbr_span type;        /* of WHAT_EVENT: "view" … */
    struct expr_node *of;        /* what is summed, or made distinct: evaluated for each line */
    struct expr_node *condition; /* NULL: all; names `gift` in names_gift */
    bool names_gift;             /* else gifts do not count */
    struct expr_node *from, *to; /* days, both included; NULL: open */
    struct mbr_expr_value back;  /* a duration that ends with as_of; ABSENT: none */
    uint32_t same;               /* equal aggregates are one */
};

struct mbr_expr_set {
    struct mbr_arena arena;
    const char **paths; /* the tool's, then what expressions need */
    size_t path_count, path_cap, own_paths;
    struct expr_node **roots;
    struct mbr_span *sources;
    size_t root_count, root_cap;
    struct expr_aggregate *aggregates;
    size_t aggregate_count, aggregate_cap;
    struct mbr_pattern **patterns; /* compiled once here, copied for each run */
    size_t pattern_count, pattern_cap;
    int orders_slot, events_slot, dropped_slot; /* -1: not needed */
    size_t call_texts; /* calls that make a text have places in run->texts behind the paths */
    bool needs_items, about_item;
    struct mbr_map nodes; /* spellings of nodes, for `same` */
    size_t *turns;        /* by path: see expr_uses.h; 0 of those beyond turn_cap */
    size_t turn_cap;
};

struct expr_memo {
    uint64_t record; /* in which the value was found; 0: never */
    struct mbr_expr_value value;
};

struct mbr_expr_run {
    const struct mbr_expr_set *set;
    const struct mbr_catalogue *items;
    uint32_t item; /* what the expression is about, or MBR_MAP_NONE */
    const struct mbr_json *slots;
    int32_t as_of;
    struct mbr_pattern **patterns;
    struct mbr_buf *texts;        /* a place for each text that had escapes; see expr_run.c */
    struct mbr_buf element;       /* of a list in the data: its text, if that had escapes */
    struct mbr_buf told;          /* what an explanation says of a value */
    struct expr_memo *memos;      /* by `same`: what was found out; see expr_eval.c */
    uint64_t record;              /* its number, from 1 on */
    struct expr_history *history; /* expr_history.c: results of aggregates for this record */
    struct mbr_expr_notes *notes; /* NULL: nobody wants them */
    const struct expr_line *line; /* within a condition: the line or event at hand */
};

/* parsing: the tree, or NULL with err and place. Nothing is looked up yet but syntax: names are
   EXPR_FIELD with text, calls EXPR_CALL with text and arguments. */
struct expr_node *mbr_expr_parse(struct mbr_arena *arena, struct mbr_span source,
                                 struct mbr_expr_place *place, struct mbr_err *err);

/* checking: names become fields, facts, functions and aggregates of the set; types are told; what
   is constant is computed. 0, or -1. */
int mbr_expr_check(struct mbr_expr_set *set, struct expr_node *root, enum mbr_expr_want want,
                   struct mbr_expr_place *place, struct mbr_err *err);

/* evaluating a node for the record, and (run->line set) for the line at hand. 0, or -1. Truth: a
   bare value holds if it is there and not false. */
int mbr_expr_eval(struct mbr_expr_run *run, const struct expr_node *node,
                  struct mbr_expr_value *value, struct mbr_err *err);
int mbr_expr_truth(struct mbr_expr_run *run, const struct expr_node *node, struct mbr_err *err);

/* value functions: arguments evaluated, the result put. 0, or -1. */
int mbr_expr_call(struct mbr_expr_run *run, const struct expr_node *call,
                  struct mbr_expr_value *value, struct mbr_err *err);

/* a JSON value as a value: strings that are to be days or times where `type` says so (else texts);
   objects, arrays and null are absent. `text` is where an unescaped one goes. 0; -1 with an absent
   value for a string that holds \u0000. */
int mbr_expr_from_json(const struct mbr_json *json, enum expr_type type, struct mbr_buf *text,
                       struct mbr_expr_value *value);

/* history: the result of an aggregate for the record, computed with all others on first use. 0, or
   -1 with err. A fact of the line at hand. */
struct expr_history *mbr_expr_history_new(const struct mbr_expr_set *set);
void mbr_expr_history_free(struct expr_history *history);
void mbr_expr_history_reset(struct expr_history *history); /* for the next record */
int mbr_expr_aggregate(struct mbr_expr_run *run, int index, struct mbr_expr_value *value,
                       struct mbr_err *err);
int mbr_expr_fact(struct mbr_expr_run *run, const struct expr_node *node,
                  struct mbr_expr_value *value, struct mbr_err *err);

/* A field or fact that has no value, but is there nevertheless: an object or a list; else NULL. */
const struct mbr_json *mbr_expr_compound(const struct mbr_expr_run *run,
                                         const struct expr_node *node);

#endif
