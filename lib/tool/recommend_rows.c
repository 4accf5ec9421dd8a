#include <math.h>
#include <stdlib.h>

#include "recommend_backtest.h"

#include "mbr/mem.h"
#include "mbr/number.h"

#define TENTHS 10

static const char *const measure_names[RECOMMEND_MEASURES] = {
    "recall", "ndcg", "phr", "precision", "recall_repeat", "recall_new"};

static void begin_row(struct mbr_buf *buf, const char *of, const char *name,
                      const struct recommend_result *result)
{
    mbr_put_text(buf, "{\"type\":\"row\"");
    mbr_put_key(buf, "of");
    mbr_put_string(buf, mbr_span(of));
    mbr_put_key(buf, "method");
    mbr_put_string(buf, mbr_span(name));
    if (strcmp(name, mbr_recommend_methods[result->method + 1]) != 0) {
        mbr_put_key(buf, "taken");
        mbr_put_string(buf, mbr_span(mbr_recommend_methods[result->method + 1]));
    }
}

static int end_row(struct mbr_run *run)
{
    mbr_put_char(&run->out.buf, '}');
    return mbr_end(run);
}

static void put_number(struct mbr_buf *buf, const char *key, double value)
{
    if (isnan(value))
        return;
    mbr_put_key(buf, key);
    mbr_put_score(buf, value);
}

static void put_measure(struct mbr_buf *buf, const char *name, double mean,
                        struct recommend_interval interval)
{
    char key[40];
    put_number(buf, name, mean);
    snprintf(key, sizeof key, "%s_low", name);
    put_number(buf, key, interval.low);
    snprintf(key, sizeof key, "%s_high", name);
    put_number(buf, key, interval.high);
}

static int by_count(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* What share of all items is shown to anyone, and how unevenly: 0 each as often, near 1 one item
   alone (Gini's coefficient). */
static void put_exposure(struct mbr_buf *buf, const struct recommend_marks *marks, uint32_t depth,
                         uint32_t items)
{
    uint32_t *times = mbr_calloc(items, sizeof *times);
    double shown = 0, sum = 0, weighed = 0;
    for (uint32_t i = 0; i < marks->count; i++)
        for (uint32_t d = 0; d < depth; d++)
            if (marks->shown[i][d] != UINT32_MAX)
                times[marks->shown[i][d]]++;
    qsort(times, items, sizeof *times, by_count);
    for (uint32_t i = 0; i < items; i++) {
        shown += times[i] > 0;
        sum += times[i];
        weighed += (2.0 * (i + 1) - items - 1) * times[i];
    }
    put_number(buf, "coverage", shown / items);
    put_number(buf, "gini", sum > 0 ? weighed / (items * sum) : NAN);
    free(times);
}

static uint32_t count_marked(const struct recommend_marks *marks)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < marks->count; i++)
        count += isnan(marks->of[i][0][RECOMMEND_RECALL]) ? 0 : 1;
    return count;
}

static int write_depths(struct recommend_trials *trials, const char *name,
                        const struct recommend_result *result)
{
    struct mbr_run *run = trials->job->run;
    struct mbr_buf *buf = &run->out.buf;
    struct recommend_interval interval[RECOMMEND_DEPTHS][RECOMMEND_MEASURES];
    recommend_bootstrap(&result->marks, (uint64_t)trials->job->options->seed, interval);
    for (int d = 0; d < RECOMMEND_DEPTHS; d++) {
        begin_row(buf, "recommend", name, result);
        mbr_put_key(buf, "at");
        mbr_put_int(buf, recommend_depth[d]);
        mbr_put_key(buf, "members");
        mbr_put_int(buf, count_marked(&result->marks));
        for (int m = 0; m < RECOMMEND_MEASURES; m++)
            put_measure(buf, measure_names[m],
                        recommend_mean(&result->marks, d, (enum recommend_measure)m),
                        interval[d][m]);
        put_exposure(buf, &result->marks, recommend_depth[d], trials->outer.all->items);
        if (end_row(run) < 0)
            return -1;
    }
    return 0;
}

struct promise {
    double p;
    size_t row;
    bool bought;
};

static int by_promise(const void *a, const void *b)
{
    const struct promise *x = a, *y = b;
    if (x->p != y->p)
        return x->p < y->p ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* Tenths of what was promised: what was, and what came of it. */
static int write_tenths(struct recommend_trials *trials, const char *name,
                        const struct recommend_result *result)
{
    struct mbr_run *run = trials->job->run;
    struct mbr_buf *buf = &run->out.buf;
    size_t count = 0;
    int failed = 0;
    struct promise *all = mbr_alloc(result->marks.rows * sizeof *all);
    for (size_t i = 0; i < result->marks.rows; i++)
        if (!isnan(result->p[i]))
            all[count++] = (struct promise){result->p[i], i, result->marks.row[i].bought};
    if (count)
        qsort(all, count, sizeof *all, by_promise);
    for (size_t tenth = 0, i = 0; tenth < TENTHS && count && !failed; tenth++) {
        size_t begin = i, end = count * (tenth + 1) / TENTHS;
        double p = 0, bought = 0;
        for (; i < end; i++) {
            p += all[i].p;
            bought += all[i].bought;
        }
        begin_row(buf, "recommend_calibration", name, result);
        mbr_put_key(buf, "decile");
        mbr_put_int(buf, (int64_t)tenth + 1);
        mbr_put_key(buf, "entries");
        mbr_put_int(buf, (int64_t)(end - begin));
        put_number(buf, "p", end > begin ? p / (double)(end - begin) : NAN);
        put_number(buf, "bought", end > begin ? bought / (double)(end - begin) : NAN);
        failed = end_row(run);
    }
    free(all);
    return failed;
}

int recommend_write_result(struct recommend_trials *trials, const char *name,
                           const struct recommend_result *result)
{
    if (write_depths(trials, name, result) < 0)
        return -1;
    return write_tenths(trials, name, result);
}
