#ifndef MBR_CLV_BASE_H
#define MBR_CLV_BASE_H

/* All members of a shop with what they bought when, and what of it a model is fitted on: cases as
   of any day of the past. Memory: 16 bytes an occasion, 24 a member. */

#include <stdbool.h>

#include "mbr/btyd_fit.h"
#include "mbr/gammagamma.h"
#include "mbr/occasion.h"
#include "mbr/season.h"

#define MBR_CLV_WEEK 7.0 /* days; the unit of time of continuous models */

struct mbr_clv_member {
    size_t begin; /* the first occasion */
    uint32_t count;
    uint32_t group; /* of covariates */
};

struct mbr_clv_base {
    struct mbr_occasion *occasion;
    struct mbr_clv_member *member;
    size_t occasions, occasions_cap, members, members_cap;
    int32_t first, last; /* days of the first and the last purchase; no meaning without one */
};

/* Occasions are copied; there may be none. */
void mbr_clv_base_add(struct mbr_clv_base *base, const struct mbr_occasions *occasions,
                      uint32_t group);
void mbr_clv_base_free(struct mbr_clv_base *base);

/* What was known of a member at the end of a day. */
struct mbr_clv_history {
    int32_t first, last; /* days of the first and the latest purchase */
    uint32_t x;          /* days with a purchase after the first */
    double first_spend;  /* of the first day, less what was returned of it */
    double spend;        /* of the x days, likewise */
};

/* false when they had bought nothing by then. */
bool mbr_clv_history(const struct mbr_occasion *occasions, size_t count, int32_t until,
                     struct mbr_clv_history *history);

/* Days on which they bought after `from`, up to and including `to`. */
uint32_t mbr_clv_bought(const struct mbr_occasion *occasions, size_t count, int32_t from,
                        int32_t to);

/* How time is counted. period: days of an occasion of discrete models. clock: NULL for the
   calendar. */
struct mbr_clv_time {
    const struct mbr_clock *clock;
    int32_t period;
};

/* Time from the end of one day to that of a later one, in weeks of the clock. */
double mbr_clv_weeks(const struct mbr_clv_time *time, int32_t from, int32_t to);

/* The case of a member as a model wants it (weight 1). */
void mbr_clv_case(const struct mbr_btyd_model *model, const struct mbr_clv_time *time,
                  const struct mbr_occasion *occasions, size_t count, int32_t until,
                  const struct mbr_clv_history *history, struct mbr_btyd_case *to);

/* Whom to fit on. */
struct mbr_clv_whom {
    int32_t until;    /* what came later is not known */
    int32_t from, to; /* first purchase within these days */
    size_t most;      /* members: more are thinned evenly; 0: all */
    const double *z;  /* the covariates, group by group; NULL for none */
    int covariates;
    size_t groups;
};

#define MBR_CLV_NONE UINT32_MAX

/* Members who are alike, once. */
struct mbr_clv_cases {
    struct mbr_btyd_case *all; /* group by group */
    size_t count;
    struct mbr_btyd_group *group;
    size_t groups;
    uint32_t *of;    /* by member: the number of the case, or MBR_CLV_NONE */
    uint32_t *whose; /* by case: the number of the group */
    size_t members, repeaters;
    double purchases, weeks; /* the sums of x and T */
};
void mbr_clv_cases_make(struct mbr_clv_cases *cases, const struct mbr_clv_base *base,
                        const struct mbr_btyd_model *model, const struct mbr_clv_time *time,
                        const struct mbr_clv_whom *whom);
void mbr_clv_cases_free(struct mbr_clv_cases *cases);

/* What repeats were worth, a case a member with any, in order of x. left_out: those whose returns
   ate up all of it. The caller frees the array. */
struct mbr_gammagamma_case *mbr_clv_spends(const struct mbr_clv_base *base,
                                           const struct mbr_clv_whom *whom, size_t *count,
                                           size_t *left_out);

#endif
