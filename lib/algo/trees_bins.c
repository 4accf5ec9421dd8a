#include <math.h>
#include <stdlib.h>

#include "mbr/mem.h"
#include "pieces.h"
#include "trees_fit.h"

#define LOOKED_AT 200000 /* rows that say where the quantiles are */
#define BLOCK 256        /* rows of which one feature after the other is binned */

struct job {
    const struct mbr_examples *examples;
    struct trees_bins *bins;
    const struct trees_bins *known;
    uint8_t *bin, *column;
};

static int compare(const void *p, const void *q)
{
    float a = *(const float *)p, b = *(const float *)q;
    return (a > b) - (a < b);
}

/* Between the two, so that values not seen go with the nearer; below `above` in any case. */
static float between(float below, float above)
{
    float middle = (float)(((double)below + (double)above) / 2);
    return middle < above ? middle : below;
}

/* Fills bins with what is left over the bins left, each equally; a value that alone is as much has
   a bin of its own. Where there are no more values than bins, each has its own. */
static uint32_t cut_up(const float *value, size_t n, uint32_t most, float *cut)
{
    size_t distinct = n > 0, in_bin = 0, left = n;
    uint32_t bins = 1;
    for (size_t i = 1; i < n; i++)
        distinct += value[i] > value[i - 1];
    for (size_t from = 0, to; from < n; from = to) {
        size_t aim = left / (most > bins ? most - bins + 1 : 1), after;
        for (to = from + 1; to < n && value[to] <= value[from]; to++)
            ;
        for (after = to; after < n && value[after] <= value[to]; after++)
            ;
        in_bin += to - from;
        bool is_full = distinct <= most || in_bin >= aim || after - to >= aim;
        if (to < n && bins < most && is_full) {
            cut[bins++ - 1] = between(value[from], value[to]);
            left -= in_bin;
            in_bin = 0;
        }
    }
    return bins;
}

static void find_cuts(struct trees_piece *piece)
{
    const struct job *job = piece->job;
    const struct mbr_examples *examples = job->examples;
    size_t rows = examples->rows, looked_at = rows < LOOKED_AT ? rows : LOOKED_AT, n = 0;
    float *value = mbr_alloc(looked_at * sizeof *value);
    for (size_t i = 0; i < looked_at; i++) {
        size_t row = rows / looked_at * i + rows % looked_at * i / looked_at;
        value[n] = examples->value[row * examples->features + piece->from];
        n += isnan(value[n]) ? 0 : 1;
    }
    qsort(value, n, sizeof *value, compare);
    job->bins->count[piece->from] =
        cut_up(value, n, job->bins->most, job->bins->cut + piece->from * MBR_TREES_MOST_BINS);
    free(value);
}

void mbr_trees_bins_init(struct trees_bins *bins, const struct mbr_examples *examples,
                         uint32_t most, struct mbr_crew *crew)
{
    uint32_t features = examples->features;
    struct trees_piece *pieces = mbr_calloc(features, sizeof *pieces);
    struct job job = {.examples = examples, .bins = bins};
    *bins = (struct trees_bins){features, most,
                                mbr_calloc(features, MBR_TREES_MOST_BINS * sizeof(float)),
                                mbr_calloc(features, sizeof(uint32_t))};
    for (size_t i = 0; i < (size_t)features * MBR_TREES_MOST_BINS; i++)
        bins->cut[i] = INFINITY;
    for (uint32_t i = 0; i < features; i++)
        pieces[i] = (struct trees_piece){.work = find_cuts, .job = &job, .from = i};
    mbr_pieces_run(crew, pieces, features, sizeof *pieces);
    free(pieces);
}

void mbr_trees_bins_free(struct trees_bins *bins)
{
    free(bins->cut);
    free(bins->count);
    *bins = (struct trees_bins){0};
}

/* The number of cuts below the value, by halving without branches: behind the cuts there is
   infinity up to a power of two. */
static uint8_t bin_of(const float *cut, float value)
{
    uint32_t below = 0;
    for (uint32_t half = TREES_PLACES / 2; half > 0; half /= 2)
        below += half * (value > cut[below + half - 1]);
    return isnan(value) ? TREES_MISSING : (uint8_t)below;
}

static void bin_block(const struct job *job, size_t from, size_t to)
{
    size_t features = job->known->features, rows = job->examples->rows;
    for (size_t i = 0; i < features; i++) {
        const float *cut = job->known->cut + i * MBR_TREES_MOST_BINS;
        for (size_t row = from; row < to; row++)
            job->bin[row * features + i] = bin_of(cut, job->examples->value[row * features + i]);
        for (size_t row = from; job->column && row < to; row++)
            job->column[i * rows + row] = job->bin[row * features + i];
    }
}

static void bin_rows(struct trees_piece *piece)
{
    for (size_t from = piece->from; from < piece->to; from += BLOCK)
        bin_block(piece->job, from, piece->to - from > BLOCK ? from + BLOCK : piece->to);
}

uint8_t *mbr_trees_bins_of(const struct trees_bins *bins, const struct mbr_examples *examples,
                           uint8_t *column, struct mbr_crew *crew)
{
    size_t rows = examples->rows, count = mbr_pieces_count(rows, TREES_EACH);
    struct trees_piece *pieces = mbr_calloc(count, sizeof *pieces);
    struct job job = {.examples = examples, .known = bins, .column = column};
    job.bin = mbr_calloc(rows, bins->features);
    for (size_t i = 0; i < count; i++)
        pieces[i] = (struct trees_piece){.work = bin_rows,
                                         .job = &job,
                                         .from = i * TREES_EACH,
                                         .to = i + 1 < count ? (i + 1) * TREES_EACH : rows};
    mbr_pieces_run(crew, pieces, count, sizeof *pieces);
    free(pieces);
    return job.bin;
}
