/* What p promised and what came of it. */

#include <math.h>
#include <stdlib.h>

#include "recommend_backtest.h"

#include "mbr/mem.h"
#include "mbr/number.h"
#include "mbr/rand.h"

#define TENTHS 10
#define SAMPLES 400
#define NO_GROUP UINT8_MAX

enum { RESAMPLED = 5 };

/* Bands of what is known of a member, each going up to the next. */
#define MOST_BANDS 7
struct bands {
    const char *from_key, *to_key;
    int count;
    double from[MOST_BANDS];
    double last; /* what belongs to a band too: of what is counted the number before the next */
    double (*of)(const struct mbr_silence *silence);
};

static double away_of(const struct mbr_silence *silence)
{
    return silence->days / silence->interval;
}

static double baskets_of(const struct mbr_silence *silence)
{
    return silence->baskets;
}

static const struct bands away = {"away_from", "away_to", 7, {0, 0.5, 1, 2, 3, 5, 8}, 0, away_of};
static const struct bands baskets = {"baskets_from", "baskets_to", 6, {1, 2, 3, 6, 11, 21}, 1,
                                     baskets_of};
enum { GROUPS = TENTHS };

/* Of the rows of a group; all of them, or those of one member. */
struct tally {
    double entries, p, bought;
};

struct promise {
    double p;
    size_t row;
};

static int by_promise(const void *a, const void *b)
{
    const struct promise *x = a, *y = b;
    if (x->p != y->p)
        return x->p < y->p ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* What is equal stays together, in the tenth of its middle. */
static void group_tenths(const struct recommend_result *result, uint8_t *group)
{
    struct promise *all = mbr_alloc(result->marks.rows * sizeof *all);
    size_t count = 0;
    for (size_t i = 0; i < result->marks.rows; i++) {
        group[i] = NO_GROUP;
        if (!isnan(result->p[i]))
            all[count++] = (struct promise){result->p[i], i};
    }
    if (count)
        qsort(all, count, sizeof *all, by_promise);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i; end < count && all[end].p <= all[i].p; end++)
            ;
        for (size_t tie = i; tie < end; tie++)
            group[all[tie].row] = (uint8_t)((i + end - 1) / 2 * TENTHS / count);
    }
    free(all);
}

static void group_bands(const struct recommend_result *result, const struct bands *bands,
                        uint8_t *group)
{
    for (size_t i = 0; i < result->marks.rows; i++) {
        double value = bands->of(&result->marks.asked[result->marks.row[i].who].silence);
        uint8_t band = 0;
        while (band + 1 < bands->count && value >= bands->from[band + 1])
            band++;
        group[i] = isnan(result->p[i]) ? NO_GROUP : band;
    }
}

static void add(struct tally *to, const struct tally *more)
{
    to->entries += more->entries;
    to->p += more->p;
    to->bought += more->bought;
}

/* Shares bought in samples of the members, their rows together. */
static void sample_shares(struct tally (*of)[GROUPS], uint32_t members, uint64_t seed,
                          struct recommend_interval within[GROUPS])
{
    double(*share)[SAMPLES] = mbr_alloc(GROUPS * sizeof *share);
    size_t count[GROUPS] = {0};
    for (uint32_t s = 0; s < SAMPLES; s++) {
        struct tally sum[GROUPS] = {{0}};
        struct mbr_rand rand;
        mbr_rand_derive(&rand, seed, s, RESAMPLED);
        for (uint32_t i = 0; i < members; i++) {
            const struct tally *drawn = of[mbr_rand_below(&rand, members)];
            for (int g = 0; g < GROUPS; g++)
                add(&sum[g], &drawn[g]);
        }
        for (int g = 0; g < GROUPS; g++)
            if (sum[g].entries > 0)
                share[g][count[g]++] = sum[g].bought / sum[g].entries;
    }
    for (int g = 0; g < GROUPS; g++)
        within[g] = recommend_interval_of(share[g], count[g]);
    free(share);
}

static void put_group(struct mbr_buf *buf, const struct bands *bands, int group)
{
    if (!bands) {
        mbr_put_key(buf, "decile");
        mbr_put_int(buf, group + 1);
        return;
    }
    mbr_put_key(buf, bands->from_key);
    mbr_put_score(buf, bands->from[group]);
    if (group + 1 < bands->count) {
        mbr_put_key(buf, bands->to_key);
        mbr_put_score(buf, bands->from[group + 1] - bands->last);
    }
}

static int write_groups(struct recommend_trials *trials, const char *name,
                        const struct recommend_result *result, const uint8_t *group,
                        const struct bands *bands)
{
    const struct recommend_marks *marks = &result->marks;
    struct mbr_run *run = trials->job->run;
    struct tally(*of)[GROUPS] = mbr_calloc(marks->count, sizeof *of), all[GROUPS] = {{0}};
    struct recommend_interval within[GROUPS];
    int failed = 0;
    for (size_t i = 0; i < marks->rows; i++) {
        const struct tally row = {1, result->p[i], marks->row[i].bought};
        if (group[i] == NO_GROUP)
            continue;
        add(&of[marks->row[i].who][group[i]], &row);
        add(&all[group[i]], &row);
    }
    sample_shares(of, marks->count, (uint64_t)trials->job->options->seed, within);
    for (int g = 0; g < GROUPS && !failed; g++) {
        struct mbr_buf *buf = &run->out.buf;
        if (!(all[g].entries > 0))
            continue;
        recommend_begin_row(buf, "recommend_calibration", name, result);
        put_group(buf, bands, g);
        mbr_put_key(buf, "entries");
        mbr_put_int(buf, (int64_t)all[g].entries);
        mbr_put_key(buf, "p");
        mbr_put_score(buf, all[g].p / all[g].entries);
        recommend_put_measure(buf, "bought", all[g].bought / all[g].entries, within[g]);
        failed = recommend_end_row(run);
    }
    free(of);
    return failed;
}

int recommend_write_calibration(struct recommend_trials *trials, const char *name,
                                const struct recommend_result *result)
{
    uint8_t *group = mbr_alloc(result->marks.rows);
    group_tenths(result, group);
    int failed = write_groups(trials, name, result, group, NULL);
    const struct bands *all[] = {&away, &baskets};
    for (int i = 0; i < 2 && !failed; i++) {
        group_bands(result, all[i], group);
        failed = write_groups(trials, name, result, group, all[i]);
    }
    free(group);
    return failed;
}
