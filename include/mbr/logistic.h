#ifndef MBR_LOGISTIC_H
#define MBR_LOGISTIC_H

/* Logistic regression of a yes or no, by Newton's method (McCullagh and Nelder, Generalized Linear
   Models, 2nd ed., 1989, 4.4).

   What is least is  sum of weight * log loss + l2 / 2 * sum of squares of the slopes,  the slopes
   being those of the features brought to mean 0 and variance 1 (the weights of the rows counted),
   the intercept free. A feature that is constant gets slope 0. Any number of threads gives the same
   bits. */

#include <stdbool.h>

#include "mbr/err.h"
#include "mbr/examples.h"

/* Log odds of a row: intercept + sum of slope[j] * (value[j] - mean[j]). To be written down:
   features, intercept, slope and mean. */
struct mbr_logistic {
    uint32_t features;
    double intercept;
    double *slope, *mean; /* features of each; slopes are those of the values as they come */
};

struct mbr_logistic_options {
    double l2;       /* >= 0; with 0 outcomes that a line parts without error have no best slopes */
    uint32_t rounds; /* of Newton's method at most, 1 or more */
    int64_t jobs;    /* threads, as mbr_crew_new takes them */
};
#define MBR_LOGISTIC_USUAL                                                                         \
    {                                                                                              \
        .l2 = 1, .rounds = 50, .jobs = 0                                                           \
    }

struct mbr_logistic_report {
    double loss; /* mean log loss of the rows, in nats, the penalty left out */
    uint32_t rounds;
    bool converged; /* false: the rounds were used up; the model is the best so far */
};

/* -1, and the model as it was, for an option out of range, no rows or no features, a value that is
   not finite (the first is named), an outcome above 1, weights that are not sound, or only one
   outcome among the rows of weight above 0. Holds two to three times features^2 doubles for each
   thread, and no copy of the rows. report may be NULL. */
int mbr_logistic_fit(struct mbr_logistic *model, const struct mbr_examples *examples,
                     const struct mbr_logistic_options *options, struct mbr_logistic_report *report,
                     struct mbr_err *err);
void mbr_logistic_free(struct mbr_logistic *model);

/* Whether a model that was read back is sound: features above 0, all numbers finite; 0 or -1. */
int mbr_logistic_check(const struct mbr_logistic *model, struct mbr_err *err);

double mbr_logistic_score(const struct mbr_logistic *model, const float *value); /* log odds */
double mbr_logistic_probability(double log_odds); /* 1 / (1 + e^-x), the same on every machine */

#endif
