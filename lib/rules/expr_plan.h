#ifndef MBR_EXPR_PLAN_H
#define MBR_EXPR_PLAN_H

/* Inside the planning of passes: what is being planned, a tally whose lines have these fields. */

#include "expr_history.h"

struct expr_plan {
    struct expr_history *history;
    struct expr_pass *pass;
    struct expr_fields *fields;
    size_t level, turn;
};

/* A piece of the plan, all zero. */
void *mbr_expr_plan_make(struct expr_history *history, size_t size);

/* All nodes of a tree, but not what a history function in it is made of. tree may be NULL. */
void mbr_expr_visit(struct expr_plan *plan, const struct expr_node *tree,
                    void (*see)(struct expr_plan *plan, const struct expr_node *node));

/* expr_fields.c: to be called first; for each aggregate; for what expressions say of the item that
   they are about; and last: 0, or -1 with err. */
void mbr_expr_fields_begin(struct expr_history *history);
void mbr_expr_plan_fields(struct expr_plan *plan, const struct expr_aggregate *aggregate);
void mbr_expr_plan_items(struct expr_history *history);
int mbr_expr_fields_ask(struct expr_history *history, struct mbr_err *err);

#endif
