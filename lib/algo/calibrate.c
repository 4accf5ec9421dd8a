#include "mbr/calibrate.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "mbr/mem.h"
#include "odds.h"

#define FARTHEST 1e100 /* of a score: its square is still a number */
#define ROUNDS 100
#define MOST_HALVINGS 40
#define SETTLED 1e-10

/* Rows whose scores are from lowest to highest. */
struct pool {
    double lowest, highest, weight, positive;
};

struct row {
    double score;
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
static size_t pool_rows(struct pool *pool, const struct row *row, size_t rows,
                        const uint8_t *outcome, const float *weight)
{
    size_t pools = 0;
    for (size_t i = 0; i < rows;) {
        struct pool tie = {.lowest = row[i].score, .highest = row[i].score};
        for (double score = row[i].score; i < rows && row[i].score <= score; i++) {
            double own = weight ? (double)weight[row[i].at] : 1;
            tie.weight += own;
            tie.positive += outcome[row[i].at] ? own : 0;
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

int mbr_isotonic_fit(struct mbr_isotonic *model, const double *score, const uint8_t *outcome,
                     const float *weight, size_t rows, struct mbr_err *err)
{
    if (check_rows(score, outcome, weight, rows, err) < 0)
        return -1;
    struct row *row = mbr_calloc(rows, sizeof *row);
    struct pool *pool = mbr_calloc(rows, sizeof *pool);
    for (size_t i = 0; i < rows; i++)
        row[i] = (struct row){score[i], i};
    qsort(row, rows, sizeof *row, compare);
    size_t pools = pool_rows(pool, row, rows, outcome, weight);
    *model = (struct mbr_isotonic){0, mbr_calloc(2 * pools, sizeof *model->score),
                                   mbr_calloc(2 * pools, sizeof *model->probability)};
    for (size_t i = 0; i < pools; i++) {
        double probability = pool[i].positive / pool[i].weight;
        add_point(model, pool[i].lowest, probability);
        if (pool[i].highest > pool[i].lowest)
            add_point(model, pool[i].highest, probability);
    }
    free(row);
    free(pool);
    return 0;
}

/* Rows with room for the made-up ones, of which an outcome that is a share takes two. */
struct softened {
    double *score;
    uint8_t *outcome;
    float *weight;
    size_t rows;
};

static void add_end(struct softened *to, double score, double share)
{
    for (uint8_t outcome = 0; outcome < 2; outcome++) {
        to->score[to->rows] = score;
        to->outcome[to->rows] = outcome;
        to->weight[to->rows++] = (float)(outcome ? share : 1 - share);
    }
}

int mbr_isotonic_fit_softened(struct mbr_isotonic *model, const double *score,
                              const uint8_t *outcome, const float *weight, size_t rows,
                              struct mbr_err *err)
{
    double low = HUGE_VAL, high = -HUGE_VAL, positive = 0, all = 0;
    if (check_rows(score, outcome, weight, rows, err) < 0)
        return -1;
    struct softened to = {.score = mbr_alloc((rows + 4) * sizeof *to.score),
                          .outcome = mbr_alloc(rows + 4),
                          .weight = mbr_alloc((rows + 4) * sizeof *to.weight),
                          .rows = rows};
    for (size_t i = 0; i < rows; i++) {
        to.score[i] = score[i];
        to.outcome[i] = outcome[i];
        to.weight[i] = weight ? weight[i] : 1;
        low = fmin(low, score[i]);
        high = fmax(high, score[i]);
        all += (double)to.weight[i];
        positive += outcome[i] ? (double)to.weight[i] : 0;
    }
    add_end(&to, low, (positive + 0.5) / (all + 1));
    add_end(&to, high, (positive + 0.5) / (all + 1));
    int failed = mbr_isotonic_fit(model, to.score, to.outcome, to.weight, to.rows, err);
    free(to.score);
    free(to.outcome);
    free(to.weight);
    return failed;
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

/* Platt's fit is over scores of mean 0 and variance 1. */
struct platt {
    const double *score;
    const uint8_t *outcome;
    size_t rows;
    double mean, scale;
    double target[2]; /* of an outcome */
};

/* Loss, its gradient and its second derivatives at a line. */
struct slopes {
    double loss, by_intercept, by_slope, second[3];
};

static struct slopes slopes_at(const struct platt *fit, const struct mbr_platt *at)
{
    struct slopes sum = {0};
    for (size_t i = 0; i < fit->rows; i++) {
        double x = (fit->score[i] - fit->mean) * fit->scale, target = fit->target[fit->outcome[i]];
        double z = at->intercept + at->slope * x, p = mbr_odds_probability(z);
        sum.loss += target * mbr_odds_loss(-z) + (1 - target) * mbr_odds_loss(z);
        sum.by_intercept += p - target;
        sum.by_slope += (p - target) * x;
        sum.second[0] += p * (1 - p);
        sum.second[1] += p * (1 - p) * x;
        sum.second[2] += p * (1 - p) * x * x;
    }
    return sum;
}

static struct mbr_platt step_of(const struct slopes *at)
{
    double determinant = at->second[0] * at->second[2] - at->second[1] * at->second[1];
    if (!(determinant > 1e-12 * at->second[0] * at->second[2]))
        return (struct mbr_platt){at->by_intercept / at->second[0], 0};
    return (struct mbr_platt){
        (at->second[2] * at->by_intercept - at->second[1] * at->by_slope) / determinant,
        (at->second[0] * at->by_slope - at->second[1] * at->by_intercept) / determinant};
}

/* Newton's method; a step that does not lessen the loss is halved. */
static void descend(const struct platt *fit, struct mbr_platt *model)
{
    struct slopes here = slopes_at(fit, model);
    for (int round = 0; round < ROUNDS; round++) {
        struct mbr_platt step = step_of(&here), next;
        struct slopes there;
        double part = 1;
        for (int i = 0; i < MOST_HALVINGS; i++, part /= 2) {
            next.intercept = model->intercept - part * step.intercept;
            next.slope = model->slope - part * step.slope;
            there = slopes_at(fit, &next);
            if (there.loss <= here.loss)
                break;
        }
        if (there.loss > here.loss)
            return;
        *model = next;
        here = there;
        if (fabs(step.intercept) + fabs(step.slope) < SETTLED)
            return;
    }
}

int mbr_platt_fit(struct mbr_platt *model, const double *score, const uint8_t *outcome, size_t rows,
                  struct mbr_err *err)
{
    struct platt fit = {.score = score, .outcome = outcome, .rows = rows};
    double positive = 0, count = (double)rows;
    if (check_rows(score, outcome, NULL, rows, err) < 0)
        return -1;
    for (size_t i = 0; i < rows; i++) {
        fit.mean += (score[i] - score[0]) / count;
        positive += outcome[i];
    }
    fit.mean += score[0];
    for (size_t i = 0; i < rows; i++)
        fit.scale += (score[i] - fit.mean) * (score[i] - fit.mean) / count;
    fit.scale = fit.scale > 0 ? 1 / sqrt(fit.scale) : 0;
    fit.target[1] = (positive + 1) / (positive + 2);
    fit.target[0] = 1 / (count - positive + 2);
    *model = (struct mbr_platt){mbr_variate_log((positive + 1) / (count - positive + 1)), 0};
    descend(&fit, model);
    model->slope *= fit.scale;
    model->intercept -= model->slope * fit.mean;
    return 0;
}

int mbr_platt_check(const struct mbr_platt *model, struct mbr_err *err)
{
    if (!isfinite(model->intercept) || !isfinite(model->slope))
        return mbr_err_set(err, "platt: not finite: intercept %g, slope %g", model->intercept,
                           model->slope);
    return 0;
}

double mbr_platt_probability(const struct mbr_platt *model, double score)
{
    return mbr_odds_probability(model->intercept + model->slope * score);
}
