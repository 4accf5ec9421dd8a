#ifndef MBR_BASKET_RULES_H
#define MBR_BASKET_RULES_H

/* Association rules: who has all of A has B too, A being a set of at least one item, B one item. */

#include "mbr/basket_measures.h"
#include "mbr/basket_sets.h"

struct mbr_basket_rule {
    uint32_t set;   /* A and B together: its number among the sets */
    uint8_t place;  /* of B among the set's ranks */
    bool redundant; /* a part of A has B with at least this confidence */
    struct mbr_basket_counts counts;
};

struct mbr_basket_rules {
    struct mbr_basket_rule *rule; /* by set, then by place; the caller frees */
    size_t count, cap;
};

/* Adds all rules that the sets give with at least this confidence, a share, both in doubles. 0, or
   -1 with err when there are more than `most`.

   Redundancy is that of Bayardo, Agrawal and Gunopulos, "Constraint-Based Rule Mining in Large,
   Dense Databases", 2000: no improvement over the best rule with less on its left side. */
int mbr_basket_rules_find(struct mbr_basket_rules *rules, const struct mbr_basket_sets *sets,
                          double confidence, size_t most, struct mbr_err *err);

#endif
