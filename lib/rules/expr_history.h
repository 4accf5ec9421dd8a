#ifndef MBR_EXPR_HISTORY_H
#define MBR_EXPR_HISTORY_H

/* Inside the history functions. A plan (expr_plan.c) is made once a run. A pass (expr_history.c)
   goes over the record's orders or events and adds to its tallies (expr_tally.c) what stands in the
   lines (expr_line.c) and, by their items, in the catalogue (expr_items.c), within days
   (expr_window.c). All that is found once a line is kept with that line's number, so that nothing
   has to be cleared between lines. */

#include "expr_tree.h"
#include "mbr/map.h"

/* Of what kind a line is: of a purchase, of a return, or an event of the type of number
   kind - KIND_EVENT. */
enum { KIND_PURCHASE, KIND_RETURN, KIND_EVENT };

/* Days, both included. first > last: none. Not known: an end is absent in the record. */
struct expr_window {
    struct expr_window *next;
    const struct expr_node *from, *to;
    struct mbr_expr_value back;
    int32_t first, last;
    bool known;
};

/* A condition is cut where `and` joins it; equal parts of all conditions are one test. What depends
   on the item alone is found out once an item: 0 not yet, 1 does not hold, 2 holds. */
struct expr_test {
    struct expr_test *next;
    const struct expr_node *node;
    bool of_item, holds;
    uint64_t line;
    uint8_t *items;
    size_t item_count;
};
struct expr_part {
    struct expr_part *next;
    struct expr_test *test;
};

/* What is summed or made distinct. */
struct expr_term {
    struct expr_term *next;
    const struct expr_node *node;
    uint64_t line;
    struct mbr_expr_value value;
};

/* A sum, exact as long as it can be. */
struct expr_total {
    int64_t exact;
    double rest;
    bool inexact;
};

/* Values told apart; kept from record to record, since they mostly come again: a value is of this
   record if its stamp is. */
struct expr_seen {
    struct mbr_map values;
    uint64_t *stamps;
    size_t cap;
    struct mbr_buf spelling;
};

struct expr_tally {
    struct expr_tally *next;
    const struct expr_aggregate *aggregate;
    struct expr_pass *pass;
    int kind;                   /* of its lines */
    struct expr_window *window; /* NULL: always */
    struct expr_term *term;
    int64_t count;
    uint64_t entry; /* the one that was counted last */
    struct expr_total total, whole, of_order;
    bool has_order;
    uint64_t at;                /* of first and last; 0: none */
    struct mbr_expr_value best; /* of min and max, then the result of all */
    struct expr_seen seen;
};

/* The tallies of one kind and condition. */
struct expr_group {
    struct expr_group *next;
    int kind;
    bool names_gift;
    const struct expr_node *condition;
    struct expr_part *parts;
    struct expr_tally *tallies;
};

/* What can be added up at once: of one list, and not made of one another. Where a condition or a
   window has a history function itself, its pass comes first (needs). */
struct expr_need {
    struct expr_need *next;
    struct expr_pass *pass;
};
struct expr_pass {
    struct expr_pass *next;
    bool over_events, wants_items, done;
    size_t level; /* of the history functions within one another */
    size_t turn;  /* when all fields that it names are known; see expr_uses.h */
    struct expr_need *needs;
    struct expr_window *windows;
    struct expr_group *groups;
};

/* Fields to be asked for, of a line, an event or an item; and by the number of a node (`same`)
   which of them it is, -1 where it is none. */
struct expr_fields {
    const char **paths;
    size_t count, cap;
    int *slot_of;
    size_t nodes;
    int fact[FACT_FIELD];
    struct mbr_ask *ask;
    struct mbr_buf *texts; /* one for each path */
};

/* The first fields of a line and of an event. */
enum { LINE_AT, LINE_GIFT };
enum { EVENT_TYPE, EVENT_AT };

/* The fields of an entry of the orders. */
enum {
    ENTRY_AT,
    ENTRY_RETURN,
    ENTRY_LINES,
    ENTRY_ORDER,
    ENTRY_CHANNEL,
    ENTRY_STORE,
    ENTRY_STAFF,
    ENTRY_CAMPAIGN,
    ENTRY_PATHS
};

/* The line or event at hand. Quantity, amount and price are positive in returns too. */
struct expr_line {
    int kind;
    bool gift, has_sale, has_item, has_price;
    uint64_t at;
    int32_t day;
    uint32_t item; /* its number in the catalogue, or MBR_MAP_NONE */
    int64_t qty, amount, price;
    const struct mbr_json *own, *entry;
    struct mbr_span raw;
};

/* The catalogue as far as it is asked for: a row of values an item, read when the item is met. */
struct expr_items {
    struct expr_fields fields;
    struct mbr_expr_value *values;
    uint8_t *known;
    size_t count;
    struct mbr_arena kept;
    struct mbr_buf record;
};

struct expr_history {
    const struct mbr_expr_set *set;
    struct mbr_arena arena;
    struct expr_tally **tally_of; /* by the aggregate's number; equal ones are one */
    size_t *level_of, *turn_of;
    struct expr_pass *passes;
    struct expr_test *tests;
    struct expr_term *terms;
    struct mbr_span *types; /* of events */
    size_t type_count, type_cap;
    struct expr_fields lines, events;
    struct expr_items items;
    struct mbr_ask *entry;
    struct mbr_buf entry_texts[ENTRY_PATHS], scratch;
    bool refused; /* there is no plan, failed says why */
    struct mbr_err failed;
    struct expr_line line;
    uint64_t lines_seen, entries_seen, passes_seen;
};

/* expr_window.c: the days of a window for the record. 0, or -1. */
int mbr_expr_window_resolve(struct mbr_expr_run *run, struct expr_window *window,
                            struct mbr_err *err);

/* expr_line.c: a value of the time of a line, by day where only that is given; quantity, amount and
   price of the line at hand; the content of its item's id, n 0 where it has none. */
struct mbr_expr_value mbr_expr_time(uint64_t at);
int mbr_expr_sale(struct expr_history *history, struct mbr_err *err);
int mbr_expr_item_id(struct expr_history *history, struct mbr_span *id, struct mbr_err *err);

/* expr_items.c: to be called before a pass that wants items; the item of the line at hand; its
   fact. */
int mbr_expr_items_begin(struct mbr_expr_run *run, struct mbr_err *err);
int mbr_expr_item_find(struct mbr_expr_run *run, struct mbr_err *err);
int mbr_expr_item_fact(struct mbr_expr_run *run, const struct expr_node *node,
                       struct mbr_expr_value *value, struct mbr_err *err);
void mbr_expr_items_free(struct expr_items *items);

/* expr_tally.c: empties; adds the line at hand, for which the condition holds; adds it to what a
   share is of; puts the result into best. */
void mbr_expr_tally_begin(struct expr_tally *tally);
int mbr_expr_tally_add(struct mbr_expr_run *run, struct expr_tally *tally, struct mbr_err *err);
int mbr_expr_tally_whole(struct expr_history *history, struct expr_tally *tally,
                         struct mbr_err *err);
void mbr_expr_tally_end(struct expr_tally *tally);
void mbr_expr_tally_free(struct expr_tally *tally);

/* expr_fields.c */
void mbr_expr_fields_free(struct expr_fields *fields);

#endif
