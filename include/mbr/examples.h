#ifndef MBR_EXAMPLES_H
#define MBR_EXAMPLES_H

/* What a method learns from when the answer is yes or no: rows of features, each with its outcome.
   Everything belongs to the caller. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mbr/err.h"

struct mbr_examples {
    size_t rows;
    uint32_t features;
    const float *value;     /* rows * features, row by row; finite, NaN where a method takes it */
    const uint8_t *outcome; /* of a row: 0 or 1 */
    const float *weight;    /* of a row: finite, >= 0, not all 0; NULL: 1 each */
};

/* 0; or -1 without rows or features, or for the first row, from 0, with something else than the
   above says. missing: NaN is taken. */
int mbr_examples_check(const struct mbr_examples *examples, bool missing, struct mbr_err *err);

/* The rows' weight, that of the heaviest, and the weight of those whose outcome is 1. */
struct mbr_examples_sum {
    double weight, heaviest, positive;
};
struct mbr_examples_sum mbr_examples_sum(const struct mbr_examples *examples);

/* To be asked where both outcomes are needed: -1 when only one has weight. */
int mbr_examples_both(const struct mbr_examples_sum *sum, struct mbr_err *err);

#endif
