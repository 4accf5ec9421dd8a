#ifndef MBR_EXPR_CHECK_H
#define MBR_EXPR_CHECK_H

/* Inside the checking of one expression: operators (expr_check.c), names (expr_names.c), calls over
   the history (expr_over.c), and what all of them add to the set (expr_same.c). */

#include "expr_tree.h"

struct expr_check {
    struct mbr_expr_set *set;
    struct expr_aggregate *within; /* whose lines' names are meant; NULL: the record's */
    bool in_window;                /* what is checked is the same for all lines and items */
    struct mbr_expr_place *place;
    struct mbr_err *err;
};

/* Says why, and that it is the node's place. Returns -1. */
int mbr_check_fail(struct expr_check *check, const struct expr_node *node, const char *format, ...)
    MBR_PRINTF(3, 4);

/* Checks a node and what is below it, once; one that stands where a condition does; one that must
   have this type (or ANY); and only the type, of one that has been checked. 0, or -1. */
int mbr_check_node(struct expr_check *check, struct expr_node *node);
int mbr_check_truth(struct expr_check *check, struct expr_node *node);
int mbr_check_type(struct expr_check *check, struct expr_node *node, enum expr_type type);
int mbr_check_is(struct expr_check *check, const struct expr_node *node, enum expr_type type);

/* The ends of a range, which have to go together. 0, or -1. */
int mbr_check_range(struct expr_check *check, struct expr_node *range);

/* Refuses the name of a day or month where weekday() and month() give numbers: of a comparison that
   has not been checked. 0, or -1. */
int mbr_check_daynames(struct expr_check *check, const struct expr_node *a,
                       const struct expr_node *b);

/* What a path or a call stands for. 0, or -1. */
int mbr_check_name(struct expr_check *check, struct expr_node *node);
int mbr_check_call(struct expr_check *check, struct expr_node *node);

/* Functions over the history: the one of this name (enum expr_function), or -1; whether a call is
   meant for it and not for the value function of its name (min, max); checking it. */
extern const char *const mbr_over_names[];
int mbr_over_find(struct mbr_span name);
bool mbr_over_is(const struct expr_check *check, const struct expr_node *call, int function);
int mbr_check_over(struct expr_check *check, struct expr_node *call, enum expr_function function);

/* Whether within a condition a name is known to be of the line, the event or its item. */
bool mbr_name_of_line(struct mbr_span name);
extern const char *const mbr_line_names[]; /* all of them, then NULL */

/* The name in the NULL-terminated list that is near to the word (near.h), or NULL. */
const char *mbr_name_near(struct mbr_span word, const char *const *names);

/* The slot of a path, which lines are asked for from then on; -1 when there are too many. */
#define EXPR_MOST_PATHS 250
int mbr_expr_slot(struct mbr_expr_set *set, struct mbr_span path);

/* Gives a node its `same`, when those below it have theirs. An aggregate is added unless there is
   an equal one; returns its number in the set. */
void mbr_expr_number(struct mbr_expr_set *set, struct expr_node *node);
int mbr_expr_aggregate_put(struct mbr_expr_set *set, const struct expr_aggregate *aggregate);

#endif
