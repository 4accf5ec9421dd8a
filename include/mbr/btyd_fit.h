#ifndef MBR_BTYD_FIT_H
#define MBR_BTYD_FIT_H

/* Fitting a model of btyd.h by maximum likelihood. */

#include <stdint.h>

#include "mbr/btyd.h"
#include "mbr/err.h"

#define MBR_BTYD_COVARIATES 16
#define MBR_BTYD_MOST_K 12 /* of the regular models */

/* Members who share the values z of the covariates (as many as the fit has), which are best of the
   order of 1: indicators, or standardised. */
struct mbr_btyd_group {
    const double *z;
    const struct mbr_btyd_case *cases; /* in order of x, T, tx; no two alike */
    size_t count;
};

struct mbr_btyd_fit_options {
    int covariates;
    double ridge; /* adds ridge/2 times the sum of the squares of the covariates' effects, and of
                     the distances of the logarithms of the parameters from those of `prior` (a
                     start of the model's own where it is NULL); 0: plain maximum likelihood */
    const double *prior;
    int64_t jobs; /* threads; the result does not depend on them */
};

/* What was found. Effects: of covariate i on the rate of purchases at [i], on dropping out at
   [covariates + i]: exp(effect * z) times quicker. theta = logarithms of the parameters, then the
   effects; covariance is that of theta, `size` x `size`, row by row. */
struct mbr_btyd_fitted {
    const struct mbr_btyd_model *model;
    double p[MBR_BTYD_ENTRIES];
    int covariates;
    double effect[2 * MBR_BTYD_COVARIATES];
    double log_likelihood; /* without the ridge */
    double gradient; /* its Euclidean norm at the end, divided by the members; with the ridge */
    int size;
    double covariance[(MBR_BTYD_MOST + 2 * MBR_BTYD_COVARIATES) *
                      (MBR_BTYD_MOST + 2 * MBR_BTYD_COVARIATES)];
    double members;
    int evaluations, starts;
    bool converged; /* gradient small, and the Hessian positive definite, but for idle parameters:
                       those at their bound, and those that the likelihood does not depend on there,
                       such as those of leaving where nobody leaves. Their variance is 0 */
    bool definite;  /* covariance is of use: so is the Hessian, and no standard error of a logarithm
                       is above 5; else it is all zero */
};

/* Fills fitted; whether it converged stands there. -1 with err only when there is nothing to fit:
   no case with x > 0, a likelihood that is not finite at any start, or covariates for a model that
   takes none. Regular models are tried for k = 1, 2 … until the likelihood falls. All starts are
   tried on a few thousand cases that stand for all; the best of them leads on. */
int mbr_btyd_fit(const struct mbr_btyd_model *model, const struct mbr_btyd_group *groups,
                 size_t count, const struct mbr_btyd_fit_options *options,
                 struct mbr_btyd_fitted *fitted, struct mbr_err *err);

/* The parameters of one who has the covariates z (NULL: none). */
void mbr_btyd_at(const struct mbr_btyd_fitted *fitted, const double *z, double p[MBR_BTYD_ENTRIES]);

#endif
