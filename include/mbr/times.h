#ifndef MBR_TIMES_H
#define MBR_TIMES_H

/* Something that may happen each time, and how many times are to be expected: whether it happens at
   all. Where the times are 1 + a number of the geometric distribution, and it happens each time
   with the same probability, its odds are those of one time multiplied by the times' mean:
   the sum over k of s (1 - s)^(k-1) (1 - (1 - q)^k) with s = 1 / mean is q / (q + s (1 - q)). */

#include <stddef.h>
#include <stdint.h>

#include "mbr/calibrate.h"
#include "mbr/err.h"

/* once: in 0 to 1; times: their mean, 1 or more. */
double mbr_times_probability(double once, double times);

/* A score that rises with how often someone comes says a part of it already, so that only a power
   of the times counts besides. To be written down: all of it. */
struct mbr_times {
    struct mbr_isotonic once; /* points 0: not learned */
    double power;             /* 0 to MBR_TIMES_POWER */
};
#define MBR_TIMES_POWER 1.5

/* The probability of one time by the score, never falling as it rises, learned from whether it
   happened at all: adjacent violators pooled, each pool with the likeliest probability (as in
   calibrate.h, by likelihood: Best, Chakravarti and Ubhaya, SIAM Journal on Optimization 10, 2000),
   and of the powers in quarters the likeliest. Softened by made-up rows as there. Times count to
   within a twentieth; where all are 1 it is mbr_isotonic_fit_softened. -1, and the model as it was,
   as there, and for times below 1 or not finite. */
int mbr_times_fit(struct mbr_times *model, const double *score, const uint8_t *outcome,
                  const double *times, size_t rows, struct mbr_err *err);
void mbr_times_free(struct mbr_times *model);

/* Whether what was read back is sound: 0 or -1. */
int mbr_times_check(const struct mbr_times *model, struct mbr_err *err);

/* By a score that is no NaN; not of a model with 0 points. */
double mbr_times_chance(const struct mbr_times *model, double score, double times);

#endif
