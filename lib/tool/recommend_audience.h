#ifndef MBR_RECOMMEND_AUDIENCE_H
#define MBR_RECOMMEND_AUDIENCE_H

/* Inside the audiences of mbr-recommend: whom to offer what. */

#include <stdatomic.h>

#include "recommend_choice.h"

/* A member for a target. */
struct recommend_reached {
    double p, score;
    uint32_t member; /* number among the members kept */
    bool is_repeat;
    struct recommend_reason reason; /* of the item that speaks most for it */
};

/* An item, or all items of a category or brand. */
struct recommend_target {
    char *name;
    uint32_t capacity; /* 0: as many as --top says */
    uint32_t *item;
    size_t items;
    struct recommend_reached *best; /* a heap of at most `keep`, the last of the order on top */
    size_t count, cap, keep;
    _Atomic double least; /* p of the last one, once it is full: whoever has less need not be told
                             of, and as it only rises, who is asked meanwhile may look at it */
};

struct recommend_audience {
    const char *field; /* "item", "category" or "brand": what names of targets are */
    bool has_capacity;
    struct recommend_target *target;
    size_t targets, target_cap;
    struct recommend_lane *lane;     /* its own, with a choice that outlives the others */
    struct recommend_choice *choice; /* the lane's */
    uint32_t *asked;                 /* sold items whose scores are needed */
    uint32_t *place;                 /* of a sold item among them, or RECOMMEND_NONE */
    size_t askeds, asked_cap;
    struct mbr_map members;
    uint64_t refused; /* members who do not let themselves be profiled */
};

/* Members for items (recommend_audience.c). With an audience, ready, say, take and rows of the
   method are these. begin is called before any data is read where one of --for-item,
   --for-category, --for-brand, --for-items or --capacity is given. */
int recommend_audience_begin(struct recommend *job);
int recommend_audience_ready(void *self, struct mbr_err *err);
int recommend_audience_take(void *self, const struct mbr_member *member, struct mbr_err *err);
int recommend_audience_say(void *lane, const struct mbr_member *member, struct mbr_buf *value,
                           struct mbr_err *err);
int recommend_audience_rows(void *self, struct mbr_run *run);
void recommend_audience_free(struct recommend_audience *audience);

/* What the options name (recommend_targets.c): read before any data; and found among the items,
   once they are known. 0, or -1: with the run's err; with err. */
int recommend_targets_read(struct recommend_audience *audience, struct recommend *job);
int recommend_targets_find(struct recommend_audience *audience, struct recommend *job,
                           struct mbr_err *err);

/* Puts one of the kept in; a is before b in the order: by p, then score, then as they came
   (recommend_reached.c). */
void recommend_keep(struct recommend_target *target, const struct recommend_reached *reached);
bool recommend_keeps(const struct recommend_target *target, double p, double score);
void recommend_sort(struct recommend_target *target);

/* Of those kept leaves who is to be offered what where there is not enough for all
   (recommend_capacity.c). */
void recommend_capacity(struct recommend_audience *audience, const struct recommend *job);

#endif
