#ifndef MBR_BTYD_SUM_H
#define MBR_BTYD_SUM_H

/* The log-likelihood of all groups at one place, by several threads: what btyd_fit.c climbs. A
   place, theta, is the logarithms of the parameters and then the effects (btyd_fit.h). */

#include "mbr/btyd_fit.h"
#include "mbr/crew.h"

#define MBR_BTYD_SIZE (MBR_BTYD_MOST + 2 * MBR_BTYD_COVARIATES)
#define MBR_BTYD_BOUND 15.0 /* of the logarithms, either way */

/* The parameters at theta of those who have the covariates z (NULL: none), within the bounds.
   slope (NULL: not wanted): how the logarithm of each goes with its unscaled one, 1, or 0 beyond
   the bounds. What stands behind the fitted ones in p is left alone. */
void mbr_btyd_scale(const struct mbr_btyd_model *model, const double *theta, int covariates,
                    const double *z, double *p, double *slope);

/* The groups, cut into pieces of a fixed size; they and the crew are borrowed. crew works
   mbr_btyd_sum_piece. */
struct mbr_btyd_sum {
    const struct mbr_btyd_model *model;
    const struct mbr_btyd_group *groups;
    int covariates, size; /* size: of theta */
    double k;             /* of regular models */
    double members;
    struct mbr_crew *crew;
    struct mbr_btyd_piece *pieces;
    size_t count;
    const double *theta;
};
void mbr_btyd_sum_init(struct mbr_btyd_sum *sum, const struct mbr_btyd_model *model,
                       const struct mbr_btyd_group *groups, size_t count, int covariates,
                       struct mbr_crew *crew);
void mbr_btyd_sum_free(struct mbr_btyd_sum *sum);
void mbr_btyd_sum_piece(void *piece);

/* The log-likelihood at theta and its gradient; the same to the last bit for any number of
   threads. */
double mbr_btyd_sum_at(struct mbr_btyd_sum *sum, const double *theta, double *gradient);

/* Some `most` cases that stand for all: those of many members as they are, of the others every
   n-th member's, for n of them. Makes as many groups and one array of cases, which the caller
   frees; *cases is how many there are. NULL when there are no more than `most` anyway. */
struct mbr_btyd_group *mbr_btyd_thin(const struct mbr_btyd_group *groups, size_t count, size_t most,
                                     struct mbr_btyd_case **cases, size_t *kept);

#endif
