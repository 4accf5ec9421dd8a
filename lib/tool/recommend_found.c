/* How well members are found for items: of those who bought an item, how many stand at the top of
   its list. */

#include <math.h>
#include <stdlib.h>

#include "recommend_backtest.h"

#include "mbr/crew.h"
#include "mbr/mem.h"
#include "mbr/number.h"
#include "mbr/rand.h"

/* Items of fewer buyers say little; of more items than this those with the most buyers. */
#define LEAST_BUYERS 20
#define MOST_ITEMS 1000
#define SAMPLES 100
#define MEMBERS_A_PIECE 32

enum { RESAMPLED = 3 };
enum { AUC, TOP1, TOP5, TOP10, FIGURES };
static const char *const figure_names[FIGURES] = {"auc", "top1", "top5", "top10"};
static const double top_share[FIGURES] = {0, 0.01, 0.05, 0.1};

enum { HAD = 1, BOUGHT = 2, RECENT = 4 };

/* Rows are items, columns those who were asked. */
struct grid {
    const struct recommend_exam *exam;
    const struct mbr_coming *coming;
    struct mbr_audience audience;
    uint32_t *item, items;
    float *score;
    uint8_t *fate;
    uint8_t (*weight)[SAMPLES]; /* how often a sample has the member */
};

struct piece {
    struct grid *grid;
    uint32_t from, to;
    struct mbr_audience_scratch scratch;
    double *score;
};

static void work(void *p)
{
    struct piece *piece = p;
    struct grid *grid = piece->grid;
    for (uint32_t i = piece->from; i < piece->to; i++) {
        struct mbr_past past = recommend_exam_past(grid->exam, i);
        double visits = recommend_visits(grid->coming, &past, grid->exam->interval);
        mbr_audience_score(&grid->audience, &past, visits, &piece->scratch, grid->item, grid->items,
                           piece->score);
        for (uint32_t r = 0; r < grid->items; r++)
            grid->score[(size_t)r * grid->exam->count + i] = (float)piece->score[r];
    }
}

static void score_all(struct grid *grid, int64_t jobs)
{
    struct mbr_crew *crew = mbr_crew_new(jobs, work);
    size_t depth = mbr_crew_depth(crew), turn = 0;
    struct piece *pieces = mbr_calloc(depth, sizeof *pieces);
    uint32_t given = 0, count = grid->exam->count;
    for (size_t i = 0; i < depth; i++) {
        pieces[i].grid = grid;
        pieces[i].score = mbr_alloc(grid->items * sizeof *pieces[i].score);
    }
    do {
        while (mbr_crew_held(crew) < depth && given < count) {
            struct piece *piece = &pieces[turn++ % depth];
            piece->from = given;
            given += count - given < MEMBERS_A_PIECE ? count - given : MEMBERS_A_PIECE;
            piece->to = given;
            mbr_crew_give(crew, piece);
        }
    } while (mbr_crew_take(crew));
    mbr_crew_free(crew);
    for (size_t i = 0; i < depth; i++) {
        mbr_audience_scratch_free(&pieces[i].scratch);
        free(pieces[i].score);
    }
    free(pieces);
}

struct bought {
    uint32_t item, buyers;
};

static int by_buyers(const void *a, const void *b)
{
    const struct bought *x = a, *y = b;
    if (x->buyers != y->buyers)
        return x->buyers > y->buyers ? -1 : 1;
    return (x->item > y->item) - (x->item < y->item);
}

/* Counts each who bought an item later once; a stamp tells. */
static void count_buyers(const struct recommend_exam *exam, struct bought *of)
{
    const struct mbr_baskets *all = exam->all;
    uint32_t *stamp = mbr_calloc(all->items, sizeof *stamp);
    for (uint32_t i = 0; i < exam->count; i++) {
        size_t from = all->entry[exam->truth[i].from], to = all->entry[exam->truth[i].to];
        for (size_t e = from; e < to; e++) {
            of[all->item[e]].buyers += stamp[all->item[e]] != i + 1;
            stamp[all->item[e]] = i + 1;
        }
    }
    free(stamp);
}

static void choose_items(struct grid *grid)
{
    uint32_t items = grid->exam->all->items;
    struct bought *of = mbr_calloc(items, sizeof *of);
    for (uint32_t i = 0; i < items; i++)
        of[i].item = i;
    count_buyers(grid->exam, of);
    for (uint32_t i = 0; i < items; i++)
        if (grid->exam->service && grid->exam->service[i])
            of[i].buyers = 0;
    qsort(of, items, sizeof *of, by_buyers);
    grid->item = mbr_alloc(MOST_ITEMS * sizeof *grid->item);
    while (grid->items < MOST_ITEMS && grid->items < items &&
           of[grid->items].buyers >= LEAST_BUYERS) {
        grid->item[grid->items] = of[grid->items].item;
        grid->items++;
    }
    free(of);
}

static void mark_fate(struct grid *grid, const uint32_t *row, uint32_t column, const uint32_t *item,
                      size_t from, size_t to, uint8_t what)
{
    for (size_t e = from; e < to; e++)
        if (row[item[e]] < grid->items)
            grid->fate[(size_t)row[item[e]] * grid->exam->count + column] |= what;
}

static void set_fates(struct grid *grid)
{
    const struct recommend_exam *exam = grid->exam;
    const struct mbr_baskets *all = exam->all;
    uint32_t *row = mbr_alloc(exam->all->items * sizeof *row);
    for (uint32_t i = 0; i < exam->all->items; i++)
        row[i] = UINT32_MAX;
    for (uint32_t r = 0; r < grid->items; r++)
        row[grid->item[r]] = r;
    for (uint32_t i = 0; i < exam->count; i++) {
        struct mbr_past past = recommend_exam_past(exam, i);
        for (size_t b = 0; b < past.baskets; b++) {
            bool recent = recommend_is_within(&exam->only.not_within, past.day[b], past.today - 1);
            mark_fate(grid, row, i, past.item, past.entry[b], past.entry[b + 1],
                      recent ? HAD | RECENT : HAD);
        }
        mark_fate(grid, row, i, all->item, all->entry[exam->truth[i].from],
                  all->entry[exam->truth[i].to], BOUGHT);
    }
    free(row);
}

/* The first column is the sample in which each is once. */
static void draw_weights(struct grid *grid, uint64_t seed)
{
    uint32_t count = grid->exam->count;
    grid->weight = mbr_calloc(count, sizeof *grid->weight);
    for (uint32_t i = 0; i < count; i++)
        grid->weight[i][0] = 1;
    for (uint32_t s = 1; s < SAMPLES; s++) {
        struct mbr_rand rand;
        mbr_rand_derive(&rand, seed, s, RESAMPLED);
        for (uint32_t i = 0; i < count; i++) {
            uint8_t *weight = &grid->weight[mbr_rand_below(&rand, count)][s];
            *weight = (uint8_t)(*weight + (*weight < UINT8_MAX));
        }
    }
}

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
static bool measure(const struct grid *grid, const uint8_t *fate, const struct listed *list,
                    uint32_t count, uint32_t sample, double figure[FIGURES])
{
    double all = 0, positive = 0, seen = 0, found = 0, below = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint8_t weight = grid->weight[list[i].column][sample];
        all += weight;
        positive += fate[list[i].column] & BOUGHT ? weight : 0;
    }
    for (int f = 0; f < FIGURES; f++)
        figure[f] = 0;
    if (positive <= 0 || positive >= all)
        return false;
    for (uint32_t i = 0, end; i < count; i = end) {
        double yes = 0, no = 0;
        for (end = i; end < count && list[end].score == list[i].score; end++) {
            double weight = grid->weight[list[end].column][sample];
            bool bought = fate[list[end].column] & BOUGHT;
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
    double figure[SAMPLES][FIGURES];
    uint32_t items[SAMPLES];
};

/* Which members a row is about; those that the options leave out are in none. */
enum buyers { ALL, NEW, REPEAT };
static const char *const buyers_names[] = {"all", "new", "repeat"};

static bool is_asked(uint8_t fate, enum buyers buyers)
{
    if (fate & RECENT)
        return false;
    return buyers == ALL || (fate & HAD ? buyers == REPEAT : buyers == NEW);
}

static void measure_item(const struct grid *grid, uint32_t row, enum buyers buyers,
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
    for (uint32_t s = 0; s < SAMPLES; s++) {
        double figure[FIGURES];
        if (!measure(grid, fate, list, count, s, figure))
            continue;
        sums->items[s]++;
        for (int f = 0; f < FIGURES; f++)
            sums->figure[s][f] += figure[f];
    }
}

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void put_figure(struct mbr_buf *buf, const struct sums *sums, int f)
{
    double mean[SAMPLES];
    char key[20];
    size_t count = 0;
    for (uint32_t s = 1; s < SAMPLES; s++)
        if (sums->items[s])
            mean[count++] = sums->figure[s][f] / sums->items[s];
    qsort(mean, count, sizeof *mean, by_size);
    mbr_put_key(buf, figure_names[f]);
    mbr_put_score(buf, sums->figure[0][f] / sums->items[0]);
    for (int high = 0; high < 2 && count; high++) {
        snprintf(key, sizeof key, "%s_%s", figure_names[f], high ? "high" : "low");
        mbr_put_key(buf, key);
        mbr_put_score(buf, mean[high ? count - 1 - count / 40 : count / 40]);
    }
}

static int write_row(const struct grid *grid, enum buyers buyers, struct mbr_run *run)
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

static int write_rows(const struct grid *grid, struct mbr_run *run)
{
    const struct recommend_only *only = &grid->exam->only;
    if (only->fresh || only->repeat)
        return write_row(grid, only->fresh ? NEW : REPEAT, run);
    return write_row(grid, ALL, run) < 0 ? -1 : write_row(grid, NEW, run);
}

int recommend_write_found(struct recommend_trials *trials)
{
    const struct mbr_recommend_options *options = trials->job->options;
    const struct mbr_audience_config config = recommend_reach_config(trials->job);
    struct grid grid = {.exam = &trials->outer, .coming = &trials->coming.usual};
    int failed = 0;
    choose_items(&grid);
    if (grid.items) {
        size_t cells = (size_t)grid.items * grid.exam->count;
        mbr_audience_fit(&grid.audience, &config, &trials->known.whole);
        grid.score = mbr_alloc(cells * sizeof *grid.score);
        grid.fate = mbr_calloc(cells, 1);
        score_all(&grid, options->member.jobs);
        set_fates(&grid);
        draw_weights(&grid, config.seed);
        failed = write_rows(&grid, trials->job->run);
        mbr_audience_free(&grid.audience);
    } else {
        mbr_note(trials->job->run, "no item with %d later buyers: audiences are not measured",
                 LEAST_BUYERS);
    }
    free(grid.item);
    free(grid.score);
    free(grid.fate);
    free(grid.weight);
    return failed ? -1 : 0;
}
