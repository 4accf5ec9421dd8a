#ifndef MBR_EXPR_USES_H
#define MBR_EXPR_USES_H

/* Inside rules that are made of one another: which fields an expression names, and fields whose
   values become known while a record is evaluated. */

#include "expr_tree.h"

/* Calls see for each path that an expression names, as often as it does, with the place. */
void mbr_expr_uses(const struct mbr_expr_set *set, int expr,
                   void (*see)(void *self, size_t path, struct mbr_expr_place place), void *self);

/* Says of a path (its number in mbr_expr_paths) that the tool puts its value into the slots between
   mbr_expr_record and the first expression that names it, at this turn, from 1 on. Then history
   functions that name it are not computed with those of other turns, which may be wanted before. To
   be called behind the last mbr_expr_add and before the first mbr_expr_run_new. */
void mbr_expr_turn(struct mbr_expr_set *set, size_t path, size_t turn);

/* What is known of an expression's type before any data is read. */
enum expr_type mbr_expr_type(const struct mbr_expr_set *set, int expr);

#endif
