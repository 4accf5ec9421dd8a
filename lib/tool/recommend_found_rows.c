/* Of those who bought an item, how many stand at the top of its list. */

#include <math.h>
#include <stdlib.h>

#include "recommend_found.h"

#include "mbr/mem.h"
#include "mbr/number.h"

enum { AUC, TOP1, TOP5, TOP10, FIGURES };
static const char *const figure_names[FIGURES] = {"auc", "top1", "top5", "top10"};
static const double top_share[FIGURES] = {0, 0.01, 0.05, 0.1};

struct listed {
    float score;
    uint32_t column;
};

static int by_score(const void *a, const void *b)
{
    const struct listed *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->column > y->column) - (x->column < y->column);
}

/* Of one list and one sample; false: nobody bought it there. Equal scores count half in AUC. */
static bool measure(const struct recommend_grid *grid, const uint8_t *fate,
                    const struct listed *list, uint32_t count, uint32_t sample,
                    double figure[FIGURES])
{
    double all = 0, positive = 0, seen = 0, found = 0, below = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint8_t weight = grid->weight[list[i].column][sample];
        all += weight;
        positive += fate[list[i].column] & RECOMMEND_BOUGHT ? weight : 0;
    }
    for (int f = 0; f < FIGURES; f++)
        figure[f] = 0;
    if (positive <= 0 || positive >= all)
        return false;
    for (uint32_t i = 0, end; i < count; i = end) {
        double yes = 0, no = 0;
        for (end = i; end < count && list[end].score == list[i].score; end++) {
            double weight = grid->weight[list[end].column][sample];
            bool bought = fate[list[end].column] & RECOMMEND_BOUGHT;
            for (int f = TOP1; bought && f < FIGURES; f++) {
                double room = ceil(top_share[f] * all) - seen;
                figure[f] += room >= weight ? weight : room > 0 ? room : 0;
            }
            seen += weight;
            *(bought ? &yes : &no) += weight;
        }
        below += no * (found + yes / 2);
        found += yes;
    }
    figure[AUC] = below / positive / (all - positive);
    for (int f = TOP1; f < FIGURES; f++)
        figure[f] /= positive;
    return true;
}

struct sums {
    double figure[RECOMMEND_SAMPLES][FIGURES];
    uint32_t items[RECOMMEND_SAMPLES];
};

/* Which members a row is about; those that the options leave out are in none. */
enum buyers { ALL, NEW, REPEAT };
static const char *const buyers_names[] = {"all", "new", "repeat"};

static bool is_asked(uint8_t fate, enum buyers buyers)
{
    if (fate & RECOMMEND_RECENT)
        return false;
    return buyers == ALL || (fate & RECOMMEND_HAD ? buyers == REPEAT : buyers == NEW);
}

static void measure_item(const struct recommend_grid *grid, uint32_t row, enum buyers buyers,
                         struct listed *list, struct sums *sums)
{
    uint32_t columns = grid->exam->count, count = 0;
    const float *score = grid->score + (size_t)row * columns;
    const uint8_t *fate = grid->fate + (size_t)row * columns;
    for (uint32_t i = 0; i < columns; i++)
        if (is_asked(fate[i], buyers))
            list[count++] = (struct listed){score[i], i};
    if (count)
        qsort(list, count, sizeof *list, by_score);
    for (uint32_t s = 0; s < RECOMMEND_SAMPLES; s++) {
        double figure[FIGURES];
        if (!measure(grid, fate, list, count, s, figure))
            continue;
        sums->items[s]++;
        for (int f = 0; f < FIGURES; f++)
            sums->figure[s][f] += figure[f];
    }
}

static void put_figure(struct mbr_buf *buf, const struct sums *sums, int f)
{
    double mean[RECOMMEND_SAMPLES];
    size_t count = 0;
    for (uint32_t s = 1; s < RECOMMEND_SAMPLES; s++)
        if (sums->items[s])
            mean[count++] = sums->figure[s][f] / sums->items[s];
    recommend_put_measure(buf, figure_names[f], sums->figure[0][f] / sums->items[0],
                          recommend_interval_of(mean, count));
}

static int write_row(const struct recommend_grid *grid, enum buyers buyers, struct mbr_run *run)
{
    struct mbr_buf *buf = &run->out.buf;
    struct listed *list = mbr_alloc(grid->exam->count * sizeof *list);
    struct sums *sums = mbr_calloc(1, sizeof *sums);
    int failed = 0;
    for (uint32_t r = 0; r < grid->items; r++)
        measure_item(grid, r, buyers, list, sums);
    if (sums->items[0]) {
        mbr_put_text(buf, "{\"type\":\"row\",\"of\":\"recommend_audience\"");
        mbr_put_key(buf, "buyers");
        mbr_put_string(buf, mbr_span(buyers_names[buyers]));
        mbr_put_key(buf, "items");
        mbr_put_int(buf, sums->items[0]);
        for (int f = 0; f < FIGURES; f++)
            put_figure(buf, sums, f);
        mbr_put_char(buf, '}');
        failed = mbr_end(run);
    }
    free(list);
    free(sums);
    return failed;
}

int recommend_write_grid(const struct recommend_grid *grid, struct mbr_run *run)
{
    const struct recommend_only *only = &grid->exam->only;
    if (only->fresh || only->repeat)
        return write_row(grid, only->fresh ? NEW : REPEAT, run);
    return write_row(grid, ALL, run) < 0 ? -1 : write_row(grid, NEW, run);
}
