#include "mbr/learned.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mbr/crew.h"
#include "mbr/mem.h"

#define MEMBERS_A_PIECE 16
#define ASIDE 0 /* the fold that says when there are trees enough */

/* Rows of features with their outcomes, of many members. */
struct heap {
    float *value;
    uint8_t *outcome;
    size_t rows, width, value_cap, outcome_cap;
};

struct piece {
    const struct mbr_features *features;
    const struct mbr_split *split;
    const uint32_t *who;
    uint32_t count;
    struct mbr_rows rows;
    struct mbr_scores truth;
    struct heap own[2], fresh[2]; /* [1]: of members of the fold aside */
};

static void heap_add(struct heap *heap, const float *value, size_t rows, const uint32_t *item,
                     const struct mbr_scores *truth)
{
    size_t n = heap->rows, width = heap->width;
    heap->value = mbr_grow(heap->value, &heap->value_cap, (n + rows) * width, sizeof(float));
    heap->outcome = mbr_grow(heap->outcome, &heap->outcome_cap, n + rows, 1);
    if (rows)
        memcpy(heap->value + n * width, value, rows * width * sizeof *value);
    for (size_t i = 0; item && i < rows; i++)
        heap->outcome[n + i] = truth->of[item[i]] > 0;
    heap->rows += rows;
}

static void heap_move(struct heap *to, struct heap *from)
{
    size_t n = to->rows;
    heap_add(to, from->value, from->rows, NULL, NULL);
    if (from->rows)
        memcpy(to->outcome + n, from->outcome, from->rows);
    from->rows = 0;
}

static void heap_free(struct heap *heap)
{
    free(heap->value);
    free(heap->outcome);
    *heap = (struct heap){0};
}

static void work(void *p)
{
    struct piece *piece = p;
    const struct mbr_baskets *baskets = piece->split->baskets;
    for (uint32_t i = 0; i < piece->count; i++) {
        struct mbr_past past = mbr_past_of(piece->split, piece->who[i]);
        uint8_t fold = mbr_features_fold(piece->features, past.member);
        size_t next = piece->split->next[past.member];
        struct mbr_rows *rows = &piece->rows;
        mbr_scores_clear(&piece->truth);
        for (size_t e = baskets->entry[next]; e < baskets->entry[next + 1]; e++)
            mbr_scores_add(&piece->truth, baskets->item[e], 1);
        mbr_rows_make(rows, piece->features, &past, fold);
        heap_add(&piece->own[fold == ASIDE], rows->own_row, rows->own, rows->item, &piece->truth);
        heap_add(&piece->fresh[fold == ASIDE], rows->fresh_row, rows->fresh, rows->item + rows->own,
                 &piece->truth);
    }
}

static void set_widths(struct heap *own, struct heap *fresh)
{
    for (int aside = 0; aside < 2; aside++) {
        own[aside].width = MBR_FEATURES_OWN;
        fresh[aside].width = MBR_FEATURES_NEW;
    }
}

static struct piece *pieces_new(size_t count, const struct mbr_features *features,
                                const struct mbr_split *split)
{
    struct piece *pieces = mbr_calloc(count, sizeof *pieces);
    for (size_t i = 0; i < count; i++) {
        pieces[i].features = features;
        pieces[i].split = split;
        mbr_scores_init(&pieces[i].truth, split->baskets->items);
        set_widths(pieces[i].own, pieces[i].fresh);
    }
    return pieces;
}

static void pieces_free(struct piece *pieces, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        mbr_rows_free(&pieces[i].rows);
        mbr_scores_free(&pieces[i].truth);
        for (int aside = 0; aside < 2; aside++) {
            heap_free(&pieces[i].own[aside]);
            heap_free(&pieces[i].fresh[aside]);
        }
    }
    free(pieces);
}

static void gather(const struct mbr_features *features, const struct mbr_split *split,
                   const struct mbr_learned_config *config, const uint32_t *who, uint32_t count,
                   struct heap *own, struct heap *fresh)
{
    struct mbr_crew *crew = mbr_crew_new(config->jobs, work);
    size_t depth = mbr_crew_depth(crew), turn = 0;
    struct piece *pieces = pieces_new(depth, features, split), *done;
    uint32_t given = 0;
    set_widths(own, fresh);
    for (;;) {
        while (mbr_crew_held(crew) < depth && given < count) {
            struct piece *piece = &pieces[turn++ % depth];
            piece->who = who + given;
            piece->count = count - given < MEMBERS_A_PIECE ? count - given : MEMBERS_A_PIECE;
            given += piece->count;
            mbr_crew_give(crew, piece);
        }
        if (!(done = mbr_crew_take(crew)))
            break;
        for (int aside = 0; aside < 2; aside++) {
            heap_move(&own[aside], &done->own[aside]);
            heap_move(&fresh[aside], &done->fresh[aside]);
        }
    }
    mbr_crew_free(crew);
    pieces_free(pieces, depth);
}

static struct mbr_examples examples_of(const struct heap *heap)
{
    return (struct mbr_examples){.rows = heap->rows,
                                 .features = (uint32_t)heap->width,
                                 .value = heap->value,
                                 .outcome = heap->outcome};
}

/* The members aside say how many trees are enough. To learn from them too afterwards, with so many
   trees, takes twice as long and gains nothing that can be seen. */
static int fit_trees(struct mbr_trees *trees, struct heap *heap,
                     const struct mbr_learned_config *config, struct mbr_err *err)
{
    struct mbr_trees_options options = config->grow;
    options.jobs = config->jobs;
    options.seed = config->seed;
    if (options.patience && heap[0].rows && heap[1].rows) {
        struct mbr_examples train = examples_of(&heap[0]), aside = examples_of(&heap[1]);
        return mbr_trees_fit(trees, &train, &aside, &options, NULL, err);
    }
    heap_move(&heap[0], &heap[1]);
    struct mbr_examples all = examples_of(&heap[0]);
    return mbr_trees_fit(trees, &all, NULL, &options, NULL, err);
}

/* What is not known is nothing to a linear method. */
static void fill_gaps(float *value, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (isnan(value[i]))
            value[i] = 0;
}

static int fit_line(struct mbr_logistic *line, struct heap *heap,
                    const struct mbr_learned_config *config, struct mbr_err *err)
{
    struct mbr_logistic_options options = config->logistic;
    options.jobs = config->jobs;
    heap_move(&heap[0], &heap[1]);
    fill_gaps(heap[0].value, heap[0].rows * heap[0].width);
    struct mbr_examples all = examples_of(&heap[0]);
    return mbr_logistic_fit(line, &all, &options, NULL, err);
}

static int learn(struct mbr_learned *learned, const struct mbr_learned_config *config,
                 struct heap *own, struct heap *fresh, struct mbr_err *err)
{
    int result = config->trees ? fit_trees(&learned->own_trees, own, config, err)
                               : fit_line(&learned->own_line, own, config, err);
    for (int aside = 0; aside < 2; aside++)
        heap_free(&own[aside]);
    if (result < 0)
        return -1;
    return config->trees ? fit_trees(&learned->new_trees, fresh, config, err)
                         : fit_line(&learned->new_line, fresh, config, err);
}

int mbr_learned_fit(struct mbr_learned *learned, const struct mbr_learned_config *config,
                    const struct mbr_split *split, struct mbr_err *err)
{
    struct heap own[2] = {0}, fresh[2] = {0};
    uint32_t count;
    uint32_t *who = mbr_tastes_draw(split, true, config->examples, config->seed, &count);
    *learned = (struct mbr_learned){.trees = config->trees, .learned_from = count};
    mbr_features_fit(&learned->features, &config->features, split);
    gather(&learned->features, split, config, who, count, own, fresh);
    int result = learn(learned, config, own, fresh, err);
    for (int aside = 0; aside < 2; aside++)
        heap_free(&fresh[aside]);
    free(who);
    if (result < 0)
        mbr_learned_free(learned);
    return result;
}

void mbr_learned_free(struct mbr_learned *learned)
{
    mbr_features_free(&learned->features);
    mbr_logistic_free(&learned->own_line);
    mbr_logistic_free(&learned->new_line);
    mbr_trees_free(&learned->own_trees);
    mbr_trees_free(&learned->new_trees);
}

void mbr_learned_scratch_free(struct mbr_learned_scratch *scratch)
{
    mbr_rows_free(&scratch->rows);
    free(scratch->odds);
    *scratch = (struct mbr_learned_scratch){0};
}

static void ask_line(const struct mbr_logistic *line, float *row, size_t rows, double *odds)
{
    fill_gaps(row, rows * line->features);
    for (size_t i = 0; i < rows; i++)
        odds[i] = mbr_logistic_score(line, row + i * line->features);
}

void mbr_learned_score(const struct mbr_learned *learned, const struct mbr_past *past,
                       struct mbr_learned_scratch *scratch, struct mbr_scores *scores)
{
    struct mbr_rows *rows = &scratch->rows;
    mbr_rows_make(rows, &learned->features, past, MBR_NO_FOLD);
    size_t count = rows->own + rows->fresh;
    double *odds = scratch->odds =
        mbr_grow(scratch->odds, &scratch->cap, count, sizeof *scratch->odds);
    if (learned->trees) {
        mbr_trees_score(&learned->own_trees, rows->own_row, rows->own, odds);
        mbr_trees_score(&learned->new_trees, rows->fresh_row, rows->fresh, odds + rows->own);
    } else {
        ask_line(&learned->own_line, rows->own_row, rows->own, odds);
        ask_line(&learned->new_line, rows->fresh_row, rows->fresh, odds + rows->own);
    }
    for (size_t i = 0; i < count; i++)
        mbr_scores_add(scores, rows->item[i], mbr_logistic_probability(odds[i]));
}
