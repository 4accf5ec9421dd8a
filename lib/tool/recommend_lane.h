#ifndef MBR_RECOMMEND_LANE_H
#define MBR_RECOMMEND_LANE_H

/* Inside mbr_recommend_run: what a thread has for itself, and what it reads of a member. */

#include "mbr/basket_gather.h"
#include "mbr/catalogue.h"
#include "mbr/purchases.h"
#include "recommend_ask.h"
#include "recommend_job.h"

/* A thread's own. recommend_open makes it, and calls recommend_choice_open when it is first asked
   to say. */
struct recommend_lane {
    struct recommend *job;
    const struct mbr_catalogue *items; /* NULL: none */
    struct mbr_purchases purchases;
    struct recommend_past { /* of one member: those of their purchases that the model knows */
        struct mbr_bought *bought;
        struct mbr_basket_gather gather;
        struct mbr_past past; /* baskets are member-days; today: the day after as_of */
        size_t cap;
    } own;
    struct recommend_asker asker;
    struct recommend_seeker { /* of members for items */
        struct mbr_audience_scratch scratch;
        double *score; /* by place among the audience's `asked` */
    } seeker;
    struct mbr_buf text;
    struct recommend_choice *choice; /* recommend_choice.c */
    bool asks;                       /* asker is ready */
    uint64_t lines, known;           /* as in recommend_seen */
};
void *recommend_open(void *self, const struct mbr_catalogue *items, struct mbr_err *err);
void recommend_close(void *self, void *lane);

/* Reads the member's orders: lane->purchases, and lane->own.past by the numbers of the model. 0, or
   -1 with err. */
int recommend_read(struct recommend_lane *lane, const struct mbr_member *member,
                   struct mbr_err *err);

/* Its first half: lane->purchases alone. */
int recommend_read_orders(struct recommend_lane *lane, const struct mbr_member *member,
                          struct mbr_err *err);

/* Popularity among those of the member's segment, whose number is *segment, or of all:
   MBR_MAP_NONE. */
const struct mbr_popular *recommend_popular(struct recommend_lane *lane,
                                            const struct mbr_member *member, uint32_t *segment);

#endif
