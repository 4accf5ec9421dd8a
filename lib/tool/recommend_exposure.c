/* How many of the items lists show, and how evenly. */

#include <math.h>
#include <stdlib.h>

#include "recommend_backtest.h"

#include "mbr/mem.h"
#include "mbr/rand.h"

#define SAMPLES 100

enum { RESAMPLED = 4 };

/* How often each item is shown, and how many items are shown so often. */
struct shown {
    const struct recommend_marks *marks;
    uint32_t *times, items; /* that there are, services among them */
    uint32_t *often, most;  /* times 0 … most: members asked */
    uint32_t services;      /* never shown */
};

static void measure(struct shown *shown, double *coverage, double *gini)
{
    double count = (double)shown->items - shown->services, below = 0, sum = 0, weighed = 0;
    memset(shown->often, 0, (shown->most + (size_t)1) * sizeof *shown->often);
    for (uint32_t i = 0; i < shown->items; i++)
        shown->often[shown->times[i]]++;
    shown->often[0] -= shown->services;
    for (uint32_t t = 0; t <= shown->most; t++) {
        double n = shown->often[t];
        sum += n * t;
        weighed += n * (2 * below + n - count) * t;
        below += n;
    }
    *coverage = count > 0 ? 1 - shown->often[0] / count : NAN;
    *gini = sum > 0 ? weighed / (count * sum) : NAN;
}

/* rand: a sample of the members; NULL: each once. */
static void expose(struct shown *shown, struct mbr_rand *rand, double coverage[RECOMMEND_DEPTHS],
                   double gini[RECOMMEND_DEPTHS])
{
    const struct recommend_marks *marks = shown->marks;
    uint32_t *who = mbr_alloc(marks->count * sizeof *who);
    for (uint32_t i = 0; i < marks->count; i++)
        who[i] = rand ? mbr_rand_below(rand, marks->count) : i;
    memset(shown->times, 0, shown->items * sizeof *shown->times);
    for (int depth = 0; depth < RECOMMEND_DEPTHS; depth++) {
        uint32_t from = depth ? recommend_depth[depth - 1] : 0;
        for (uint32_t i = 0; i < marks->count; i++)
            for (uint32_t d = from; d < recommend_depth[depth]; d++)
                if (marks->shown[who[i]][d] != UINT32_MAX)
                    shown->times[marks->shown[who[i]][d]]++;
        measure(shown, &coverage[depth], &gini[depth]);
    }
    free(who);
}

/* A sample has fewer different members and so shows fewer items: how far samples lie apart counts,
   not where they lie. */
static struct recommend_interval around(double value, double *sample)
{
    double mean = 0;
    for (int s = 0; s < SAMPLES; s++)
        mean += sample[s] / SAMPLES;
    struct recommend_interval of = recommend_interval_of(sample, isnan(mean) ? 0 : SAMPLES);
    of.low = fmax(value + of.low - mean, 0);
    of.high = fmin(value + of.high - mean, 1);
    return isnan(mean) ? (struct recommend_interval){NAN, NAN} : of;
}

void recommend_expose(const struct recommend_marks *marks, const struct recommend_exam *exam,
                      uint64_t seed, struct recommend_exposure *exposure)
{
    double(*coverage)[RECOMMEND_DEPTHS] = mbr_alloc(SAMPLES * sizeof *coverage);
    double(*gini)[RECOMMEND_DEPTHS] = mbr_alloc(SAMPLES * sizeof *gini), sample[SAMPLES];
    struct shown shown = {.marks = marks, .items = exam->all->items, .most = marks->count};
    shown.times = mbr_alloc(shown.items * sizeof *shown.times);
    shown.often = mbr_alloc((shown.most + (size_t)1) * sizeof *shown.often);
    for (uint32_t i = 0; exam->service && i < shown.items; i++)
        shown.services += exam->service[i] != 0;
    expose(&shown, NULL, exposure->coverage, exposure->gini);
    for (uint32_t s = 0; s < SAMPLES; s++) {
        struct mbr_rand rand;
        mbr_rand_derive(&rand, seed, s, RESAMPLED);
        expose(&shown, &rand, coverage[s], gini[s]);
    }
    for (int d = 0; d < RECOMMEND_DEPTHS; d++) {
        for (int s = 0; s < SAMPLES; s++)
            sample[s] = coverage[s][d];
        exposure->coverage_within[d] = around(exposure->coverage[d], sample);
        for (int s = 0; s < SAMPLES; s++)
            sample[s] = gini[s][d];
        exposure->gini_within[d] = around(exposure->gini[d], sample);
    }
    free(coverage);
    free(gini);
    free(shown.times);
    free(shown.often);
}
