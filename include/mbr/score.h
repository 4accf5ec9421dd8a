#ifndef MBR_SCORE_H
#define MBR_SCORE_H

/* How good forecasts were: predicted[i] and actual[i] of n members, all finite, n <= UINT32_MAX.
   A measure that does not exist is told by false, and leaves its result alone. */

#include <stdbool.h>
#include <stddef.h>

struct mbr_score_error {
    double predicted, actual; /* sums */
    double mean_absolute;
    double root_mean_square;
    double bias; /* mean of predicted - actual */
};

/* false when n is 0. */
bool mbr_score_errors(const double *predicted, const double *actual, size_t n,
                      struct mbr_score_error *error);

/* Sum predicted over sum actual; false when the latter is not > 0. */
bool mbr_score_ratio(const struct mbr_score_error *error, double *ratio);

/* Spearman's rank correlation, ties having the middle of their ranks: -1 to 1; false when all
   predicted or all actual are equal, or n < 2. */
bool mbr_score_spearman(const double *predicted, const double *actual, size_t n, double *rho);

/* How well the prediction puts the members in order: the area between the diagonal and the curve of
   the part of `actual` that the best predicted parts of the members have, divided by what the
   perfect order gives. 1: perfect, 0: no better than chance (all predicted being equal, too), -1:
   upside down. Members of equal prediction have the mean of their orders. It is Gini's correlation
   (Schechtman and Yitzhaki, Communications in Statistics A 16, 1987). false when all actual are
   equal, or n < 2. */
bool mbr_score_gini(const double *predicted, const double *actual, size_t n, double *gini);

/* Splits the members by prediction into `count` parts, the best first, of sizes that differ by 1 at
   most (0 or 1 where n < count); equal predictions stay in the order of the members. */
struct mbr_score_part {
    size_t members;
    double predicted, actual; /* sums */
};
void mbr_score_parts(const double *predicted, const double *actual, size_t n,
                     struct mbr_score_part *parts, size_t count);

/* Whether the middle interval of a discrete forecast, which has `level` of its probability, covers
   what happened, from the forecast's probabilities of less than that and of at most that: 1 inside,
   0 outside, and at its ends the part of that outcome's probability which belongs to the interval.
   Its mean over members is `level` when the forecasts are right, which a count of the outcomes
   inside would not be (the nonrandomised PIT of Czado, Gneiting and Held, "Predictive model
   assessment for count data", Biometrics 65, 2009). An outcome of no probability is a point, the
   ends of the interval being inside. */
double mbr_score_covered(double less, double at_most, double level);

#endif
