#include "mbr/times.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "mbr/mem.h"
#include "mbr/variate.h"

#define FARTHEST 1e100 /* of a score, as in calibrate.h */
#define STEPS 8        /* classes of times for each doubling */
#define CLASSES 96     /* the last one, from 2^12 times on */
#define ROUNDS 60
#define SETTLED 1e-14
#define QUARTERS 4 /* of a power */

/* Rows whose scores are from lowest to highest, by class of their times. */
struct pool {
    double lowest, highest, positive, all, once;
    double weight[CLASSES];
};

struct row {
    double score;
    size_t at;
};

struct task {
    struct row *row;
    const uint8_t *outcome;
    uint8_t *class_of; /* of a row's times */
    size_t rows;
    double times[CLASSES]; /* to the power that is tried */
    struct pool *pool;
    size_t pools, cap;
};

double mbr_times_probability(double once, double times)
{
    return once * times / (1 + once * (times - 1));
}

static int check_rows(const double *score, const uint8_t *outcome, const double *times, size_t rows,
                      struct mbr_err *err)
{
    if (rows == 0)
        return mbr_err_set(err, "nothing to learn from: no rows");
    for (size_t i = 0; i < rows; i++) {
        if (!(fabs(score[i]) <= FARTHEST))
            return mbr_err_set(err, "row %zu: score: not a number within 1e100: %g", i, score[i]);
        if (outcome[i] > 1)
            return mbr_err_set(err, "row %zu: outcome: not 0 or 1: %d", i, outcome[i]);
        if (!(times[i] >= 1 && isfinite(times[i])))
            return mbr_err_set(err, "row %zu: times: not a number from 1 on: %g", i, times[i]);
    }
    return 0;
}

static int compare(const void *p, const void *q)
{
    const struct row *a = p, *b = q;
    if (a->score < b->score || a->score > b->score)
        return a->score < b->score ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

/* The probability of one time that makes as many of the pool likely as there were. What is summed
   bends down as the odds rise, so Newton's steps come from below and never pass. */
static void settle(const struct task *task, struct pool *pool)
{
    double odds = 0;
    for (int c = 0; c < CLASSES; c++)
        odds += pool->weight[c] * task->times[c];
    odds = pool->positive / odds;
    for (int round = 0; pool->positive > 0 && pool->positive < pool->all && round < ROUNDS;
         round++) {
        double sum = 0, slope = 0;
        for (int c = 0; c < CLASSES; c++) {
            double rest = 1 / (1 + odds * task->times[c]);
            if (pool->weight[c] <= 0)
                continue;
            sum += pool->weight[c] * (1 - rest);
            slope += pool->weight[c] * task->times[c] * rest * rest;
        }
        double step = (pool->positive - sum) / slope;
        odds += step;
        if (step <= SETTLED * odds)
            break;
    }
    pool->once = pool->positive < pool->all ? odds / (1 + odds) : 1;
}

static void merge(struct pool *to, const struct pool *pool)
{
    to->highest = pool->highest;
    to->positive += pool->positive;
    to->all += pool->all;
    for (int c = 0; c < CLASSES; c++)
        to->weight[c] += pool->weight[c];
}

static void add(struct pool *pool, int class, double positive)
{
    pool->all++;
    pool->weight[class]++;
    pool->positive += positive;
}

/* The last pool has all its rows: it goes together with those that it does not stand above. */
static void close_last(struct task *task)
{
    struct pool *last = &task->pool[task->pools - 1];
    settle(task, last);
    for (; task->pools > 1 && last[-1].once >= last->once; last--, task->pools--) {
        merge(last - 1, last);
        settle(task, last - 1);
    }
}

static void open_pool(struct task *task, double score)
{
    task->pool = mbr_grow(task->pool, &task->cap, task->pools + 1, sizeof *task->pool);
    task->pool[task->pools++] = (struct pool){.lowest = score};
}

/* What did not happen would be pooled with what is before it, but for the ends, where a part of
   something is made up. */
static void pool_rows(struct task *task, double share)
{
    for (size_t i = 0, end; i < task->rows; i = end) {
        bool happened = i == 0;
        double score = task->row[i].score;
        for (end = i; end < task->rows && task->row[end].score <= score; end++)
            happened |= task->outcome[task->row[end].at] != 0;
        if (happened || end == task->rows) {
            if (task->pools)
                close_last(task);
            open_pool(task, score);
        }
        struct pool *last = &task->pool[task->pools - 1];
        last->highest = score;
        for (size_t r = i; r < end; r++)
            add(last, task->class_of[task->row[r].at], task->outcome[task->row[r].at]);
        if (i == 0)
            add(last, 0, share);
        if (end == task->rows)
            add(last, 0, share);
    }
    close_last(task);
}

static double share_of_all(const struct task *task)
{
    struct pool all = {.all = 1, .positive = 0.5, .weight = {1}};
    for (size_t i = 0; i < task->rows; i++)
        add(&all, task->class_of[i], task->outcome[i]);
    settle(task, &all);
    return all.once;
}

static void class_rows(struct task *task, const double *score, const double *times)
{
    double doubling = mbr_variate_log(2);
    for (size_t i = 0; i < task->rows; i++) {
        double class = mbr_variate_log(times[i]) / doubling * STEPS + 0.5;
        task->row[i] = (struct row){score[i], i};
        task->class_of[i] = (uint8_t)fmin(class, CLASSES - 1);
    }
    qsort(task->row, task->rows, sizeof *task->row, compare);
}

/* The logarithm of what the pools make of what happened. */
static double likelihood(const struct task *task)
{
    const struct pool *pool = task->pool;
    double sum = 0;
    for (size_t i = 0; i < task->rows; i++) {
        size_t at = task->row[i].at;
        while (task->row[i].score > pool->highest)
            pool++;
        double p = mbr_times_probability(pool->once, task->times[task->class_of[at]]);
        sum += mbr_variate_log(fmax(task->outcome[at] ? p : 1 - p, DBL_MIN));
    }
    return sum;
}

static double try_power(struct task *task, double power)
{
    double doubling = mbr_variate_log(2);
    for (int c = 0; c < CLASSES; c++)
        task->times[c] = mbr_variate_exp(doubling * c / STEPS * power);
    task->pools = 0;
    pool_rows(task, share_of_all(task));
    return likelihood(task);
}

/* 1, if others are no better. */
static double best_power(struct task *task)
{
    double best = 1, most = try_power(task, 1);
    for (int quarter = 0; quarter <= MBR_TIMES_POWER * QUARTERS; quarter++) {
        double power = (double)quarter / QUARTERS, sum = try_power(task, power);
        if (sum > most) {
            best = power;
            most = sum;
        }
    }
    return best;
}

static void add_point(struct mbr_isotonic *model, double score, double probability)
{
    model->score[model->points] = score;
    model->probability[model->points++] = probability;
}

static struct mbr_isotonic points_of(const struct task *task)
{
    struct mbr_isotonic once = {0, mbr_calloc(2 * task->pools, sizeof *once.score),
                                mbr_calloc(2 * task->pools, sizeof *once.probability)};
    for (size_t i = 0; i < task->pools; i++) {
        const struct pool *pool = &task->pool[i];
        add_point(&once, pool->lowest, pool->once);
        if (pool->highest > pool->lowest)
            add_point(&once, pool->highest, pool->once);
    }
    return once;
}

int mbr_times_fit(struct mbr_times *model, const double *score, const uint8_t *outcome,
                  const double *times, size_t rows, struct mbr_err *err)
{
    if (check_rows(score, outcome, times, rows, err) < 0)
        return -1;
    struct task task = {.rows = rows,
                        .outcome = outcome,
                        .row = mbr_alloc(rows * sizeof *task.row),
                        .class_of = mbr_alloc(rows)};
    class_rows(&task, score, times);
    model->power = best_power(&task);
    try_power(&task, model->power);
    model->once = points_of(&task);
    free(task.row);
    free(task.class_of);
    free(task.pool);
    return 0;
}

void mbr_times_free(struct mbr_times *model)
{
    mbr_isotonic_free(&model->once);
    *model = (struct mbr_times){0};
}

int mbr_times_check(const struct mbr_times *model, struct mbr_err *err)
{
    if (!(model->power >= 0 && model->power <= MBR_TIMES_POWER))
        return mbr_err_set(err, "times: power: not in 0 to %g: %g", MBR_TIMES_POWER, model->power);
    return mbr_isotonic_check(&model->once, err);
}

double mbr_times_chance(const struct mbr_times *model, double score, double times)
{
    double counted = mbr_variate_exp(model->power * mbr_variate_log(times));
    return mbr_times_probability(mbr_isotonic_probability(&model->once, score), counted);
}
