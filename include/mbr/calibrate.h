#ifndef MBR_CALIBRATE_H
#define MBR_CALIBRATE_H

/* Scores to probabilities, learned from outcomes that the scores have not seen. */

#include <stddef.h>
#include <stdint.h>

#include "mbr/err.h"

/* A probability that never falls as the score rises, nearest to the outcomes by squares: pool
   adjacent violators (Ayer et al., Annals of Mathematical Statistics 26, 1955). Scores that are
   equal have one probability. Two points for each pool, at its lowest and its highest score, or one
   where they are the same; between points it is linear, outside of them constant. To be written
   down: points, score (rising) and probability (never falling). */
struct mbr_isotonic {
    size_t points;
    double *score, *probability;
};

/* weight may be NULL: 1 each. -1, and the model as it was, without rows, for a score beyond 1e100
   or NaN, an outcome above 1, a weight that is not finite or below 0, or no weight above 0. */
int mbr_isotonic_fit(struct mbr_isotonic *model, const double *score, const uint8_t *outcome,
                     const float *weight, size_t rows, struct mbr_err *err);

/* The same with one made-up row at the lowest and one at the highest score, each with the share of
   positives of all ((positives + 1/2) / (weight + 1)) as its outcome: a few lucky ones at the top
   are not yet certainty. */
int mbr_isotonic_fit_softened(struct mbr_isotonic *model, const double *score,
                              const uint8_t *outcome, const float *weight, size_t rows,
                              struct mbr_err *err);

void mbr_isotonic_free(struct mbr_isotonic *model);

/* Whether a model that was read back is sound: 0 or -1. */
int mbr_isotonic_check(const struct mbr_isotonic *model, struct mbr_err *err);
double mbr_isotonic_probability(const struct mbr_isotonic *model, double score); /* no NaN */

#endif
