/* How well members are found for items. */

#include <stdlib.h>

#include "recommend_found.h"

#include "mbr/crew.h"
#include "mbr/mem.h"
#include "mbr/rand.h"

/* Items of fewer buyers say little; of more items than this those with the most buyers. */
#define LEAST_BUYERS 20
#define MOST_ITEMS 1000
#define MEMBERS_A_PIECE 32

enum { RESAMPLED = 3 };

struct piece {
    struct recommend_grid *grid;
    uint32_t from, to;
    struct mbr_audience_scratch scratch;
    double *score;
};

static void work(void *p)
{
    struct piece *piece = p;
    struct recommend_grid *grid = piece->grid;
    for (uint32_t i = piece->from; i < piece->to; i++) {
        struct mbr_past past = recommend_exam_past(grid->exam, i);
        double visits = recommend_visits(grid->coming, &past, grid->exam->interval);
        mbr_audience_score(&grid->audience, &past, visits, &piece->scratch, grid->item, grid->items,
                           piece->score);
        for (uint32_t r = 0; r < grid->items; r++)
            grid->score[(size_t)r * grid->exam->count + i] = (float)piece->score[r];
    }
}

static void score_all(struct recommend_grid *grid, int64_t jobs)
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

static void choose_items(struct recommend_grid *grid)
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

static void mark_fate(struct recommend_grid *grid, const uint32_t *row, uint32_t column,
                      const uint32_t *item, size_t from, size_t to, uint8_t what)
{
    for (size_t e = from; e < to; e++)
        if (row[item[e]] < grid->items)
            grid->fate[(size_t)row[item[e]] * grid->exam->count + column] |= what;
}

static void set_fates(struct recommend_grid *grid)
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
                      recent ? RECOMMEND_HAD | RECOMMEND_RECENT : RECOMMEND_HAD);
        }
        mark_fate(grid, row, i, all->item, all->entry[exam->truth[i].from],
                  all->entry[exam->truth[i].to], RECOMMEND_BOUGHT);
    }
    free(row);
}

/* The first column is the sample in which each is once. */
static void draw_weights(struct recommend_grid *grid, uint64_t seed)
{
    uint32_t count = grid->exam->count;
    grid->weight = mbr_calloc(count, sizeof *grid->weight);
    for (uint32_t i = 0; i < count; i++)
        grid->weight[i][0] = 1;
    for (uint32_t s = 1; s < RECOMMEND_SAMPLES; s++) {
        struct mbr_rand rand;
        mbr_rand_derive(&rand, seed, s, RESAMPLED);
        for (uint32_t i = 0; i < count; i++) {
            uint8_t *weight = &grid->weight[mbr_rand_below(&rand, count)][s];
            *weight = (uint8_t)(*weight + (*weight < UINT8_MAX));
        }
    }
}

int recommend_write_found(struct recommend_trials *trials)
{
    const struct mbr_recommend_options *options = trials->job->options;
    const struct mbr_audience_config config = recommend_reach_config(trials->job);
    struct recommend_grid grid = {.exam = &trials->outer, .coming = &trials->coming.usual};
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
        failed = recommend_write_grid(&grid, trials->job->run);
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
