#include <math.h>
#include <stdlib.h>

#include "recommend_backtest.h"

#include "mbr/mem.h"
#include "mbr/number.h"

static const char *const measure_names[RECOMMEND_MEASURES] = {
    "recall",        "ndcg",        "phr",        "precision",
    "recall_repeat", "ndcg_repeat", "phr_repeat", "precision_repeat",
    "recall_new",    "ndcg_new",    "phr_new",    "precision_new"};

void recommend_begin_row(struct mbr_buf *buf, const char *of, const char *name,
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

int recommend_end_row(struct mbr_run *run)
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

void recommend_put_measure(struct mbr_buf *buf, const char *name, double mean,
                           struct recommend_interval interval)
{
    char key[40];
    put_number(buf, name, mean);
    snprintf(key, sizeof key, "%s_low", name);
    put_number(buf, key, interval.low);
    snprintf(key, sizeof key, "%s_high", name);
    put_number(buf, key, interval.high);
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
    struct recommend_exposure exposure;
    uint64_t seed = (uint64_t)trials->job->options->seed;
    recommend_bootstrap(&result->marks, seed, interval);
    recommend_expose(&result->marks, &trials->outer, seed, &exposure);
    for (int d = 0; d < RECOMMEND_DEPTHS; d++) {
        recommend_begin_row(buf, "recommend", name, result);
        mbr_put_key(buf, "at");
        mbr_put_int(buf, recommend_depth[d]);
        mbr_put_key(buf, "members");
        mbr_put_int(buf, count_marked(&result->marks));
        for (int m = 0; m < RECOMMEND_MEASURES; m++)
            recommend_put_measure(buf, measure_names[m],
                                  recommend_mean(&result->marks, d, (enum recommend_measure)m),
                                  interval[d][m]);
        recommend_put_measure(buf, "coverage", exposure.coverage[d], exposure.coverage_within[d]);
        recommend_put_measure(buf, "gini", exposure.gini[d], exposure.gini_within[d]);
        if (recommend_end_row(run) < 0)
            return -1;
    }
    return 0;
}

int recommend_write_result(struct recommend_trials *trials, const char *name,
                           const struct recommend_result *result)
{
    if (write_depths(trials, name, result) < 0)
        return -1;
    return recommend_write_calibration(trials, name, result);
}
