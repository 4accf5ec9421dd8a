#ifndef MBR_TESTS_UNIT_LEARNING_H
#define MBR_TESTS_UNIT_LEARNING_H

/* Rows to learn from that other programs can make too: whole numbers, and their eighths. */

#include "mbr/examples.h"

#define LEARNING_ROWS 2000
#define LEARNING_FEATURES 4

struct learning {
    float value[LEARNING_ROWS * LEARNING_FEATURES], weight[LEARNING_ROWS];
    uint8_t outcome[LEARNING_ROWS];
};

/* value(i, j) = ((i^2 (2j + 3) + i (37j + 11) + j) mod 101) / 8, weight(i) = (1 + i mod 3) / 2;
   outcome(i) is whether (31 i^2 + 17 i) mod 97 < 40 + 3 v0 - 2 v1 + 25 [v0 > 6 and v2 > 6]. */
static inline void learning_fill(struct learning *data)
{
    for (int64_t i = 0; i < LEARNING_ROWS; i++) {
        float *value = data->value + i * LEARNING_FEATURES;
        for (int64_t j = 0; j < LEARNING_FEATURES; j++)
            value[j] = (float)((i * i * (2 * j + 3) + i * (37 * j + 11) + j) % 101) / 8;
        double level = 40 + 3 * (double)value[0] - 2 * (double)value[1];
        level += value[0] > 6 && value[2] > 6 ? 25 : 0;
        data->outcome[i] = (double)((i * i * 31 + i * 17) % 97) < level;
        data->weight[i] = (float)(1 + i % 3) / 2;
    }
}

static inline struct mbr_examples learning_rows(const struct learning *data, size_t from, size_t to,
                                                bool weighted)
{
    return (struct mbr_examples){to - from, LEARNING_FEATURES,
                                 data->value + from * LEARNING_FEATURES, data->outcome + from,
                                 weighted ? data->weight + from : NULL};
}

#endif
