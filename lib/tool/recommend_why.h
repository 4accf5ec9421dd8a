#ifndef MBR_RECOMMEND_WHY_H
#define MBR_RECOMMEND_WHY_H

/* Inside what mbr-recommend says of a member: what speaks for an item. */

#include "recommend_price.h"

struct recommend_choice;

/* What the member did with an item. */
struct recommend_own {
    uint32_t days; /* on which they bought it; 0: they did not */
    int32_t first, last;
};

/* Who speaks for an item: the nearest members, most alike first. */
#define RECOMMEND_KIN 100
struct recommend_circle {
    uint32_t *count; /* of an item of the model: how many of them bought it */
    uint32_t *item;  /* those with a count above 0 */
    size_t items, cap;
    uint32_t members;
    bool next; /* they bought it next, in what followed the history that they are alike by */
};

/* Who is near (recommend_circle.c): counts what the nearest members bought, for the method that was
   just asked; or step by step. */
void recommend_circle_fit(struct recommend_choice *choice);
void recommend_circle_add(struct recommend_circle *circle, const struct mbr_kin_scratch *kin,
                          const size_t *start, const uint32_t *item);
void recommend_circle_begin(struct recommend_circle *circle, uint32_t items, bool next);
void recommend_circle_free(struct recommend_circle *circle);

/* Why an item is there (recommend_why.c): found while its member is at hand, and told at any time,
   as a JSON string. */
struct recommend_reason {
    uint32_t item;
    struct recommend_own own;
    int32_t as_of;
    struct recommend_band pays; /* 0: nothing is to be said of it */
    uint32_t kin, of;   /* so many of the nearest bought it; 0: nothing is to be said of them */
    uint32_t partner;   /* what it goes with, or RECOMMEND_NONE */
    bool next, in_last; /* they bought it next; the partner is in the last basket */
};
void recommend_reason_find(struct recommend_reason *reason, const struct recommend_choice *choice,
                           uint32_t item);
void recommend_put_reason(struct mbr_buf *to, struct recommend_choice *choice,
                          const struct recommend_reason *reason);

#endif
