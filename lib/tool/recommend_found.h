#ifndef MBR_RECOMMEND_FOUND_H
#define MBR_RECOMMEND_FOUND_H

/* Inside the backtest of mbr_recommend_run: members found for items. */

#include "recommend_backtest.h"

#define RECOMMEND_SAMPLES 100

/* What is true of a member and an item: bits. */
enum { RECOMMEND_HAD = 1, RECOMMEND_BOUGHT = 2, RECOMMEND_RECENT = 4 };

/* Rows are items, columns those who were asked. */
struct recommend_grid {
    const struct recommend_exam *exam;
    const struct mbr_coming *coming;
    struct mbr_audience audience;
    uint32_t *item, items;
    float *score;
    uint8_t *fate;
    uint8_t (*weight)[RECOMMEND_SAMPLES]; /* how often a sample has the member */
};

/* The rows of what is in the grid (recommend_found_rows.c): 0, or -1 with the run's err. */
int recommend_write_grid(const struct recommend_grid *grid, struct mbr_run *run);

#endif
