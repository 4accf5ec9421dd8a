#include "mbr/calibrate.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "mbr/mem.h"

#define FARTHEST 1e100 /* of a score: differences are still numbers */

/* Rows whose scores are from lowest to highest. */
struct pool {
    double lowest, highest, weight, positive;
};

struct row {
    double score, weight, positive;
    size_t at;
};

static int check_rows(const double *score, const uint8_t *outcome, const float *weight, size_t rows,
                      struct mbr_err *err)
{
    double sum = 0;
    if (rows == 0)
        return mbr_err_set(err, "nothing to learn from: no rows");
    for (size_t i = 0; i < rows; i++) {
        if (!(fabs(score[i]) <= FARTHEST))
            return mbr_err_set(err, "row %zu: score: not a number within 1e100: %g", i, score[i]);
        if (outcome[i] > 1)
            return mbr_err_set(err, "row %zu: outcome: not 0 or 1: %d", i, outcome[i]);
        if (weight && !(isfinite(weight[i]) && weight[i] >= 0))
            return mbr_err_set(err, "row %zu: weight: not a finite number from 0 on: %g", i,
                               (double)weight[i]);
        sum += weight ? (double)weight[i] : 1;
    }
    if (sum <= 0)
        return mbr_err_set(err, "weight: 0 in all of the %zu rows", rows);
    return 0;
}

/* Equal scores in the order in which they came, so that their weights are always summed alike. */
static int compare(const void *p, const void *q)
{
    const struct row *a = p, *b = q;
    if (a->score < b->score || a->score > b->score)
        return a->score < b->score ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

static bool is_no_less(const struct pool *a, const struct pool *b)
{
    return a->positive * b->weight >= b->positive * a->weight;
}

static void merge(struct pool *to, const struct pool *pool)
{
    to->highest = pool->highest;
    to->weight += pool->weight;
    to->positive += pool->positive;
}

/* The pools of rows in order of their scores, each with a greater share of positives than the one
   before it; how many. */
static size_t pool_rows(struct pool *pool, const struct row *row, size_t rows)
{
    size_t pools = 0;
    for (size_t i = 0; i < rows;) {
        struct pool tie = {.lowest = row[i].score, .highest = row[i].score};
        for (double score = row[i].score; i < rows && row[i].score <= score; i++) {
            tie.weight += row[i].weight;
            tie.positive += row[i].positive;
        }
        if (tie.weight <= 0)
            continue;
        pool[pools++] = tie;
        while (pools > 1 && is_no_less(&pool[pools - 2], &pool[pools - 1])) {
            merge(&pool[pools - 2], &pool[pools - 1]);
            pools--;
        }
    }
    return pools;
}

static void add_point(struct mbr_isotonic *model, double score, double probability)
{
    model->score[model->points] = score;
    model->probability[model->points++] = probability;
}

/* The rows are put into order. */
static void fit_rows(struct mbr_isotonic *model, struct row *row, size_t rows)
{
    struct pool *pool = mbr_calloc(rows, sizeof *pool);
    qsort(row, rows, sizeof *row, compare);
    size_t pools = pool_rows(pool, row, rows);
    *model = (struct mbr_isotonic){0, mbr_calloc(2 * pools, sizeof *model->score),
                                   mbr_calloc(2 * pools, sizeof *model->probability)};
    for (size_t i = 0; i < pools; i++) {
        double probability = pool[i].positive / pool[i].weight;
        add_point(model, pool[i].lowest, probability);
        if (pool[i].highest > pool[i].lowest)
            add_point(model, pool[i].highest, probability);
    }
    free(pool);
}

/* With room for two more. */
static struct row *list_rows(const double *score, const uint8_t *outcome, const float *weight,
                             size_t rows)
{
    struct row *row = mbr_calloc(rows + 2, sizeof *row);
    for (size_t i = 0; i < rows; i++) {
        double own = weight ? (double)weight[i] : 1;
        row[i] = (struct row){score[i], own, outcome[i] ? own : 0, i};
    }
    return row;
}

int mbr_isotonic_fit(struct mbr_isotonic *model, const double *score, const uint8_t *outcome,
                     const float *weight, size_t rows, struct mbr_err *err)
{
    if (check_rows(score, outcome, weight, rows, err) < 0)
        return -1;
    struct row *row = list_rows(score, outcome, weight, rows);
    fit_rows(model, row, rows);
    free(row);
    return 0;
}

int mbr_isotonic_fit_softened(struct mbr_isotonic *model, const double *score,
                              const uint8_t *outcome, const float *weight, size_t rows,
                              struct mbr_err *err)
{
    if (check_rows(score, outcome, weight, rows, err) < 0)
        return -1;
    struct row *row = list_rows(score, outcome, weight, rows);
    double low = HUGE_VAL, high = -HUGE_VAL, positive = 0, all = 0;
    for (size_t i = 0; i < rows; i++) {
        low = fmin(low, score[i]);
        high = fmax(high, score[i]);
        all += row[i].weight;
        positive += row[i].positive;
    }
    double share = (positive + 0.5) / (all + 1);
    row[rows] = (struct row){low, 1, share, rows};
    row[rows + 1] = (struct row){high, 1, share, rows + 1};
    fit_rows(model, row, rows + 2);
    free(row);
    return 0;
}

void mbr_isotonic_free(struct mbr_isotonic *model)
{
    free(model->score);
    free(model->probability);
    *model = (struct mbr_isotonic){0};
}

int mbr_isotonic_check(const struct mbr_isotonic *model, struct mbr_err *err)
{
    double score = -INFINITY, probability = 0;
    if (model->points == 0)
        return mbr_err_set(err, "isotonic: no points");
    for (size_t i = 0; i < model->points; i++) {
        if (!(model->score[i] > score && model->score[i] <= FARTHEST &&
              model->score[i] >= -FARTHEST))
            return mbr_err_set(err, "isotonic: point %zu: score: does not rise: %g", i,
                               model->score[i]);
        if (!(model->probability[i] >= probability && model->probability[i] <= 1))
            return mbr_err_set(err, "isotonic: point %zu: probability: falls, or not in 0 to 1: %g",
                               i, model->probability[i]);
        score = model->score[i];
        probability = model->probability[i];
    }
    return 0;
}

double mbr_isotonic_probability(const struct mbr_isotonic *model, double score)
{
    size_t below = 0, above = model->points; /* the first point above the score is in between */
    while (below < above) {
        size_t middle = below + (above - below) / 2;
        if (model->score[middle] <= score)
            below = middle + 1;
        else
            above = middle;
    }
    if (below == 0)
        return model->probability[0];
    if (below == model->points)
        return model->probability[below - 1];
    double from = model->score[below - 1], low = model->probability[below - 1];
    double part = (score - from) / (model->score[below] - from);
    return low + part * (model->probability[below] - low);
}
