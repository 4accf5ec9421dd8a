#ifndef MBR_EXPR_WHY_H
#define MBR_EXPR_WHY_H

/* Inside the tools that explain an expression to a person. */

#include "mbr/expr.h"

/* Puts, in one line, the parts of the expression that decided for the record, each with whether it
   held and what stood at its left: "buy.spend > 500: yes (704.2); ...". 0, or -1 with err. */
int mbr_put_why(struct mbr_buf *to, struct mbr_expr_run *run, int expr, struct mbr_span source,
                struct mbr_err *err);

#endif
