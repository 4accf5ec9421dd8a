#include <math.h>
#include <stdlib.h>

#include "recommend_backtest.h"

#include "mbr/mem.h"
#include "mbr/rand.h"

#define SAMPLES 400
#define CELLS (RECOMMEND_DEPTHS * RECOMMEND_MEASURES)

enum { BOOTSTRAP = 2 };

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

struct recommend_interval recommend_interval_of(double *sample, size_t count)
{
    if (count == 0)
        return (struct recommend_interval){NAN, NAN};
    qsort(sample, count, sizeof *sample, by_size);
    return (struct recommend_interval){sample[count / 40], sample[count - 1 - count / 40]};
}

static void draw_sample(const struct recommend_marks *marks, uint64_t seed, uint32_t number,
                        double mean[CELLS])
{
    struct mbr_rand rand;
    double sum[CELLS] = {0};
    uint32_t count[CELLS] = {0};
    mbr_rand_derive(&rand, seed, number, BOOTSTRAP);
    for (uint32_t i = 0; i < marks->count; i++) {
        const double *mark = &marks->of[mbr_rand_below(&rand, marks->count)][0][0];
        for (int c = 0; c < CELLS; c++)
            if (!isnan(mark[c])) {
                sum[c] += mark[c];
                count[c]++;
            }
    }
    for (int c = 0; c < CELLS; c++)
        mean[c] = count[c] ? sum[c] / count[c] : NAN;
}

void recommend_bootstrap(const struct recommend_marks *marks, uint64_t seed,
                         struct recommend_interval of[RECOMMEND_DEPTHS][RECOMMEND_MEASURES])
{
    double(*mean)[CELLS] = mbr_alloc(SAMPLES * sizeof *mean);
    double sorted[SAMPLES];
    for (uint32_t s = 0; s < SAMPLES; s++)
        draw_sample(marks, seed, s, mean[s]);
    for (int c = 0; c < CELLS; c++) {
        size_t count = 0;
        for (int s = 0; s < SAMPLES; s++)
            if (!isnan(mean[s][c]))
                sorted[count++] = mean[s][c];
        of[c / RECOMMEND_MEASURES][c % RECOMMEND_MEASURES] = recommend_interval_of(sorted, count);
    }
    free(mean);
}
