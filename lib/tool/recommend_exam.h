#ifndef MBR_RECOMMEND_EXAM_H
#define MBR_RECOMMEND_EXAM_H

/* Inside the fit of mbr_recommend_run: what methods may learn from, and what they are asked. */

#include "recommend_job.h"

/* All baskets up to a point of each member. */
struct recommend_known {
    struct mbr_baskets baskets;
    struct mbr_split whole;  /* for methods that learn from histories */
    struct mbr_split ahead;  /* for those that learn from next baskets */
    uint32_t *among, amongs; /* whom tifu finds neighbours among; NULL: all */
    bool borrowed;           /* the baskets */
};

/* A copy of each member's baskets, from their first up to end[m], a number of all->entry. next[m]:
   the basket that they bought next, of those that methods may learn from, and end[m] for none; in
   both splits. NULL: in `whole` all is history, in `ahead` the last basket is the next one. */
void recommend_known_make(struct recommend_known *known, const struct mbr_baskets *all,
                          const size_t *end, const size_t *next);
void recommend_known_all(struct recommend_known *known,
                         const struct mbr_baskets *all); /* borrowed */
void recommend_known_free(struct recommend_known *known);

/* Members who are asked about, and what they then bought. */
struct recommend_exam {
    const struct mbr_baskets *all;
    const struct recommend_known *known;
    uint32_t *who, count, cap; /* rising */
    struct recommend_truth {
        size_t from, to; /* baskets of all; none: they bought nothing */
    } * truth;           /* by who */
    size_t truth_cap;
    int32_t today;          /* MBR_DAY_NONE: the day of the basket that is to be foretold */
    int32_t horizon;        /* days from the last known basket; 0: the member's own interval */
    int32_t span;           /* days that are held out; 0: as many as there are */
    double interval;        /* of all members */
    const uint8_t *service; /* by item: never recommended, and not asked for */
    struct recommend_only { /* as are these of a member, where the options leave them out */
        bool fresh, repeat; /* only what is new to them, or what is not */
        struct mbr_period not_within;
    } only;
};
void recommend_exam_free(struct recommend_exam *exam);

/* The mean gap of all baskets, next ones too (recommend.h). */
double recommend_mean_gap(const struct mbr_baskets *baskets);

/* Holds out: the last basket of all who have two; or all from a day on. Both fill `known` and the
   exam, which points to it; at most `most` members are asked, drawn by the seed (0: all). */
void recommend_hold_last(const struct mbr_baskets *all, uint32_t most, uint64_t seed,
                         struct recommend_known *known, struct recommend_exam *exam);
void recommend_hold_since(const struct mbr_baskets *all, int32_t since, uint32_t most,
                          uint64_t seed, struct recommend_known *known,
                          struct recommend_exam *exam);

/* What p is to be learned from: holds out so many days up to as_of as the horizon has, or as the
   mean interval of all, so that those who stayed away count too; who comes in that time is learned
   there and then, if it can be. false, with nothing to free, where too few bought in that time, or
   before: what comers buy is to be learned from the last baskets then. */
bool recommend_hold_recent(const struct recommend *job, const struct mbr_baskets *all,
                           int32_t as_of, uint32_t most, struct recommend_known *known,
                           struct recommend_exam *exam, struct recommend_coming *coming);

/* Whether nobody at all bought in that time: the data ends before as_of, which a warning says, and
   p is not to be learned. */
bool recommend_is_stale(const struct recommend *job, const struct mbr_baskets *all, int32_t as_of);

/* Of an exam at one day (recommend_coming.c); as it was where there are too few to learn from. */
void recommend_coming_fit(const struct recommend_exam *exam, struct mbr_coming *coming);

/* The past of who[i]. */
struct mbr_past recommend_exam_past(const struct recommend_exam *exam, uint32_t i);

/* Whether what is bought on a day counts for p: within the horizon, from the last known basket or
   the day that is asked about. */
bool recommend_in_time(const struct recommend_exam *exam, const struct mbr_past *past, int32_t day);

/* On how many days who[i] was seen to buy anything in time. */
uint32_t recommend_times(const struct recommend_exam *exam, uint32_t i);

/* p of members for items, from what came of the exam (recommend_reach.c). */
void recommend_reach_calibrate(struct recommend *job, const struct recommend_exam *exam);

#endif
