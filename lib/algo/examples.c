#include "mbr/examples.h"

#include <math.h>

static int check_row(const struct mbr_examples *examples, size_t row, bool missing,
                     struct mbr_err *err)
{
    const float *value = examples->value + row * examples->features;
    for (uint32_t i = 0; i < examples->features; i++) {
        if (!isfinite(value[i]) && !(missing && isnan(value[i])))
            return mbr_err_set(err, "row %zu: feature %u: not a finite number: %g", row, i,
                               (double)value[i]);
    }
    if (examples->outcome[row] > 1)
        return mbr_err_set(err, "row %zu: outcome: not 0 or 1: %d", row, examples->outcome[row]);
    if (examples->weight && !(isfinite(examples->weight[row]) && examples->weight[row] >= 0))
        return mbr_err_set(err, "row %zu: weight: not a finite number from 0 on: %g", row,
                           (double)examples->weight[row]);
    return 0;
}

int mbr_examples_check(const struct mbr_examples *examples, bool missing, struct mbr_err *err)
{
    if (examples->rows == 0 || examples->features == 0)
        return mbr_err_set(err, "nothing to learn from: %zu rows of %u features", examples->rows,
                           examples->features);
    for (size_t row = 0; row < examples->rows; row++) {
        if (check_row(examples, row, missing, err) < 0)
            return -1;
    }
    if (mbr_examples_sum(examples).weight <= 0)
        return mbr_err_set(err, "weight: 0 in all of the %zu rows", examples->rows);
    return 0;
}

struct mbr_examples_sum mbr_examples_sum(const struct mbr_examples *examples)
{
    struct mbr_examples_sum sum = {0};
    for (size_t row = 0; row < examples->rows; row++) {
        double weight = examples->weight ? (double)examples->weight[row] : 1;
        sum.weight += weight;
        sum.heaviest = weight > sum.heaviest ? weight : sum.heaviest;
        sum.positive += examples->outcome[row] ? weight : 0;
    }
    return sum;
}

/* Whole weights and their sums are exact; for others a sum of the same numbers in the same order is
   the same sum. */
int mbr_examples_both(const struct mbr_examples_sum *sum, struct mbr_err *err)
{
    if (sum->positive <= 0 || sum->positive >= sum->weight)
        return mbr_err_set(err, "outcome: %d in every row that counts: nothing to tell apart",
                           sum->positive > 0);
    return 0;
}
