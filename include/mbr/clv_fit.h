#ifndef MBR_CLV_FIT_H
#define MBR_CLV_FIT_H

/* What a fit on the members of a shop finds: the model of purchases, which of several is best, the
   seasons and what purchases are worth. */

#include "mbr/clv_base.h"

#define MBR_CLV_KINDS 7
extern const struct mbr_btyd_model *const mbr_clv_kinds[MBR_CLV_KINDS];

/* How to fit. */
struct mbr_clv_terms {
    const struct mbr_btyd_model *kind; /* NULL: the best of all but the discrete one */
    struct mbr_clv_whom whom;
    int32_t period; /* days of an occasion of the discrete model */
    bool seasons;   /* learn them, if there is more than a year */
    double ridge;
    int64_t jobs;
};

/* How a kind did on what was held out: bought after `cut`, and up to the end. */
struct mbr_clv_trial {
    const struct mbr_btyd_model *kind;
    bool fitted;  /* and converged */
    bool refused; /* fitted to all members it did not, or left its parameters open */
    double score; /* mean logarithm of the probability that it gave to what was bought */
    double error; /* mean absolute error of purchases */
    double predicted, bought; /* their sums */
    double members;
    int k;
};

/* Why there is no model of purchases, but a shrunken average. */
enum mbr_clv_want {
    MBR_CLV_NOTHING_WANTED,
    MBR_CLV_NO_REPEATERS,  /* none at all: there is no average either, and no forecast */
    MBR_CLV_FEW_REPEATERS, /* fewer than MBR_CLV_REPEATERS */
    MBR_CLV_SHORT,         /* history: less than MBR_CLV_DAYS */
    MBR_CLV_NOT_CONVERGED
};
#define MBR_CLV_REPEATERS 30
#define MBR_CLV_DAYS 56

struct mbr_clv_fit {
    int32_t first, as_of; /* the first purchase; the last day that was known */
    struct mbr_season season;
    enum mbr_clv_want want;
    struct mbr_btyd_fitted fitted; /* of no meaning where something was wanting */
    int32_t period;
    double further_days; /* of purchases in a period of the discrete model that has any, beyond the
                            first, on average; 0 of the others */
    /* The average: gamma with this shape and rate (of purchases a week), as a prior. */
    double shape, rate;
    bool has_spend; /* the gamma-gamma model; else purchases are worth the mean */
    struct mbr_gammagamma spend;
    double mean_spend;  /* a purchase of anybody's */
    double correlation; /* Spearman's, of number and mean worth of repeats; 0 where unknown */
    double members, repeaters, left_out;
    size_t kinds; /* distinct cases */
    /* of `auto`: */
    struct mbr_clv_trial trial[MBR_CLV_KINDS];
    size_t trials;
    int32_t cut;
};

/* 0, or -1 with err where the base has no purchase. The terms' `until` becomes as_of. */
int mbr_clv_fit(const struct mbr_clv_base *base, const struct mbr_clv_terms *terms,
                struct mbr_clv_fit *fit, struct mbr_err *err);

/* One kind, with the seasons as they are; false when it did not converge. */
bool mbr_clv_fit_kind(const struct mbr_clv_base *base, const struct mbr_clv_terms *terms,
                      const struct mbr_btyd_model *kind, const struct mbr_clv_time *time,
                      struct mbr_btyd_fitted *fitted, size_t *cases);

/* The seasons, learnt (clv_season.c). */
void mbr_clv_seasons(const struct mbr_clv_base *base, const struct mbr_clv_terms *terms,
                     struct mbr_season *season);

/* How the kinds do on the second half of the history, at most its last year (clv_trial.c): fills
   the trials. The terms are as of the end. Of those that are not refused the first whose error is
   within one in a thousand of the least, or NULL. */
void mbr_clv_try(const struct mbr_clv_base *base, const struct mbr_clv_terms *terms,
                 struct mbr_clv_fit *fit);
struct mbr_clv_trial *mbr_clv_best(struct mbr_clv_fit *fit);

#endif
