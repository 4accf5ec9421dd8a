#ifndef MBR_BASKET_H
#define MBR_BASKET_H

/* What is bought together, out of members' purchases, as rows: rules, sets, pairs in time, or units
   an order. */

#include "mbr/annotate.h"

struct mbr_basket_options {
    struct mbr_member_options member;
    const char *by, *level; /* of the lists below */
    bool rules, sets, closed, maximal;
    const char *then;  /* a duration, such as 60d; NULL: no pairs in time */
    const char *units; /* of the list below; NULL: no units */
    double support;    /* below 1 a share of the baskets, from 1 on a number of them */
    double confidence;
    double most_q;
    int64_t longest, most_sets;
    struct mbr_list antecedent, consequent;
    bool prune;
    const char *sort;
    int64_t top; /* 0: all */
};

#define MBR_BASKET_OPTIONS_INIT                                                                    \
    {                                                                                              \
        .member = MBR_MEMBER_OPTIONS_INIT, .by = "order", .level = "item", .support = 0.01,        \
        .confidence = 0.2, .most_q = 1, .longest = 10, .most_sets = 1000000, .sort = "hyper_lift"  \
    }

extern const char *const mbr_basket_bys[], *const mbr_basket_levels[];
extern const char *const mbr_basket_units[], *const mbr_basket_sorts[];

/* Reads the run's input and writes rows to its output. 0, or -1 with run->err. */
int mbr_basket(struct mbr_run *run, const struct mbr_basket_options *options);

#endif
