#ifndef MBR_RECOMMEND_LIST_H
#define MBR_RECOMMEND_LIST_H

/* Inside what mbr-recommend says of a member: the list. */

#include "recommend_choice.h"

/* One member's list while it is made. */
struct recommend_list {
    struct recommend_choice *choice;
    struct mbr_span member;
    const struct mbr_popular *popular;
    double scale;   /* of popularity to what its p was learned from */
    double chance;  /* that the member comes in time */
    double times;   /* how often, if so */
    double span;    /* days that p is about; 0: it is not known whether the member comes */
    bool by_method; /* else by popularity */
    size_t count;   /* of the pool */
    size_t n;       /* places */
    size_t *picked;
    size_t picks;
    uint32_t *used; /* by value of a limited field: picks */
};

/* Picks the items, n at most, from the scores of the lane's asker: picked, which has room for
   them, and picks; count and the choice's pool are what they were picked from. */
void recommend_list_choose(struct recommend_list *list);

#endif
