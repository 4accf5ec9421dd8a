#ifndef MBR_GAMMAGAMMA_H
#define MBR_GAMMAGAMMA_H

/* The gamma-gamma model of spend (Fader and Hardie, "The gamma-gamma model of monetary value",
   note 025, 2013; Fader, Hardie and Lee, Journal of Marketing Research 42, 2005): what a purchase
   is worth is gamma with shape p and a member's own rate, which is gamma with shape q and rate
   gamma over the members; independent of how often they buy. */

#include <stdbool.h>
#include <stddef.h>

#include "mbr/err.h"

struct mbr_gammagamma_case {
    double x;      /* purchases */
    double mean;   /* their mean worth, > 0 */
    double weight; /* members */
};

struct mbr_gammagamma {
    double p, q, gamma;
    double log_likelihood; /* without the ridge */
    double gradient; /* its Euclidean norm at the end, divided by the members; with the ridge */
    double members;
    double covariance[9]; /* of the logarithms; all zero where it could not be had */
    int evaluations;
    bool converged;
};

/* ridge: the strength that pulls the logarithms to those of the start, as in btyd_fit.h; 0: none.
   Cases without purchases or of a mean that is not > 0 are left out, and are not among `members`.
   -1 with err when no others are there, or all their means are the same. */
int mbr_gammagamma_fit(const struct mbr_gammagamma_case *cases, size_t count, double ridge,
                       struct mbr_gammagamma *fitted, struct mbr_err *err);

/* The mean worth of a purchase to come, of one with x purchases of that mean so far; x 0: of a
   stranger. Where that mean does not exist (q + p x <= 1): false, and *worth is the median of what
   it may be; at most DBL_MAX. */
bool mbr_gammagamma_worth(const struct mbr_gammagamma *model, double x, double mean, double *worth);

/* The probability that n > 0 purchases to come of such a member are worth at most `worth` together:
   n p and q + p x are the shapes of a beta prime variate of scale gamma + x mean. */
double mbr_gammagamma_below(const struct mbr_gammagamma *model, double x, double mean, double n,
                            double worth);

#endif
