#ifndef MBR_CLV_RUN_H
#define MBR_CLV_RUN_H

/* What mbr-clv does; mbr-clv(1) tells it. */

#include "mbr/annotate.h"

struct mbr_clv_options {
    struct mbr_member_options member;
    const char *kind;    /* "auto", or a model's name */
    const char *horizon; /* "52w", "90d", "inf" */
    const char *cohort;  /* "DAY..DAY"; NULL: all */
    const char *backtest, *history, *unit;
    struct mbr_list covariates;
    const char *margins; /* a file */
    double margin, discount, cost, ridge, referral_share, referral_decay;
    int64_t interval;
    bool no_season, summary, influence;
};

extern const char *const mbr_clv_kind_names[];

#define MBR_CLV_OPTIONS_INIT                                                                       \
    {                                                                                              \
        .member = MBR_MEMBER_OPTIONS_INIT, .kind = "auto", .horizon = "52w", .margin = 1,          \
        .discount = 0.1, .interval = 80, .unit = "4w", .referral_share = 0.1                       \
    }

int mbr_clv_run(struct mbr_run *run, const struct mbr_clv_options *options);

#endif
