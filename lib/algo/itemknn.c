#include "mbr/itemknn.h"

#include <math.h>
#include <stdlib.h>

#include "mbr/crew.h"
#include "mbr/kin.h"
#include "mbr/mem.h"
#include "mbr/popular.h"
#include "mbr/variate.h"

#define ITEMS_A_PIECE 64

/* Members by items and items by members: the same entries twice, in both orders. */
struct matrix {
    struct mbr_tastes tastes;
    struct mbr_kin kin;
    struct mbr_popular popular;
    double *of_item, *of_member;
};

struct piece {
    const struct matrix *matrix;
    uint32_t neighbours, most, from, to;
    struct mbr_scores scores;
    struct mbr_scored *best; /* neighbours for each item of the piece */
    size_t found[ITEMS_A_PIECE];
};

static void weigh_cosine(struct matrix *matrix)
{
    const struct mbr_kin *kin = &matrix->kin;
    for (uint32_t i = 0; i < matrix->tastes.items; i++) {
        double square = 0;
        for (size_t e = kin->start[i]; e < kin->start[i + 1]; e++)
            square += (double)kin->weight[e] * kin->weight[e];
        matrix->of_item[i] = square > 0 ? 1 / sqrt(square) : 0;
    }
    for (uint32_t t = 0; t < matrix->tastes.count; t++)
        matrix->of_member[t] = 1;
}

/* of_member becomes k1 (1 - b + b length / mean length). */
static void weigh_bm25(struct matrix *matrix, const struct mbr_itemknn_config *config)
{
    const struct mbr_tastes *tastes = &matrix->tastes;
    const struct mbr_kin *kin = &matrix->kin;
    double all = 0;
    for (uint32_t t = 0; t < tastes->count; t++) {
        matrix->of_member[t] = 0;
        for (size_t e = tastes->start[t]; e < tastes->start[t + 1]; e++)
            matrix->of_member[t] += tastes->weight[e];
        all += matrix->of_member[t];
    }
    double mean = all > 0 ? all / tastes->count : 1;
    for (uint32_t t = 0; t < tastes->count; t++)
        matrix->of_member[t] =
            config->k1 * (1 - config->b + config->b * matrix->of_member[t] / mean);
    for (uint32_t i = 0; i < tastes->items; i++) {
        size_t members = kin->start[i + 1] - kin->start[i];
        matrix->of_item[i] = mbr_variate_log((1.0 + tastes->count) / (1.0 + (double)members));
    }
}

static float weigh(const struct matrix *matrix, const struct mbr_itemknn_config *config, float x,
                   uint32_t item, uint32_t t)
{
    double weight =
        config->bm25 ? x * (config->k1 + 1) / (x + matrix->of_member[t]) : x * matrix->of_member[t];
    return (float)(weight * matrix->of_item[item]);
}

static void matrix_init(struct matrix *matrix, const struct mbr_itemknn_config *config,
                        const struct mbr_split *split)
{
    const struct mbr_decay counts = {.within = 1, .between = 1};
    const struct mbr_kin_config cosine = {.measure = MBR_KIN_COSINE};
    struct mbr_tastes *tastes = &matrix->tastes;
    struct mbr_kin *kin = &matrix->kin;
    uint32_t count;
    uint32_t *who = mbr_tastes_draw(split, false, 0, 0, &count);
    mbr_popular_fit(&matrix->popular, split, NULL, 0);
    mbr_tastes_fit(tastes, &counts, split, who, count);
    mbr_kin_init(kin, &cosine, tastes);
    matrix->of_item = mbr_alloc(tastes->items * sizeof *matrix->of_item);
    matrix->of_member = mbr_alloc(count * sizeof *matrix->of_member);
    if (config->bm25)
        weigh_bm25(matrix, config);
    else
        weigh_cosine(matrix);
    for (uint32_t t = 0; t < count; t++)
        for (size_t e = tastes->start[t]; e < tastes->start[t + 1]; e++)
            tastes->weight[e] = weigh(matrix, config, tastes->weight[e], tastes->item[e], t);
    for (uint32_t i = 0; i < tastes->items; i++)
        for (size_t e = kin->start[i]; e < kin->start[i + 1]; e++)
            kin->weight[e] = weigh(matrix, config, kin->weight[e], i, kin->taste[e]);
    free(who);
}

static void matrix_free(struct matrix *matrix)
{
    mbr_popular_free(&matrix->popular);
    mbr_kin_free(&matrix->kin);
    mbr_tastes_free(&matrix->tastes);
    free(matrix->of_item);
    free(matrix->of_member);
}

/* One item's row of likenesses: over the members who have it, all else that they have. */
static void add_row(struct piece *piece, uint32_t item)
{
    const struct mbr_tastes *tastes = &piece->matrix->tastes;
    const struct mbr_kin *kin = &piece->matrix->kin;
    mbr_scores_clear(&piece->scores);
    for (size_t e = kin->start[item]; e < kin->start[item + 1]; e++) {
        double weight = kin->weight[e];
        size_t from = tastes->start[kin->taste[e]], to = tastes->start[kin->taste[e] + 1];
        if (piece->most && to - from > piece->most) {
            mbr_scores_add(&piece->scores, item, weight * weight);
            continue;
        }
        for (size_t f = from; f < to; f++)
            mbr_scores_add(&piece->scores, tastes->item[f], weight * tastes->weight[f]);
    }
}

static void work(void *p)
{
    struct piece *piece = p;
    for (uint32_t i = piece->from; i < piece->to; i++) {
        struct mbr_scored *best = piece->best + (size_t)(i - piece->from) * piece->neighbours;
        add_row(piece, i);
        size_t some =
            piece->scores.count < piece->neighbours ? piece->scores.count : piece->neighbours;
        piece->found[i - piece->from] =
            mbr_scores_best(&piece->scores, &piece->matrix->popular, some, NULL, NULL, best);
    }
}

static void take_rows(struct mbr_itemknn *knn, const struct piece *piece, size_t *cap)
{
    for (uint32_t i = piece->from; i < piece->to; i++) {
        const struct mbr_scored *best = piece->best + (size_t)(i - piece->from) * piece->neighbours;
        size_t n = knn->start[i], found = piece->found[i - piece->from], room = *cap;
        knn->neighbour = mbr_grow(knn->neighbour, cap, n + found, sizeof *knn->neighbour);
        knn->likeness = mbr_grow(knn->likeness, &room, n + found, sizeof *knn->likeness);
        for (size_t j = 0; j < found; j++) {
            knn->neighbour[n + j] = best[j].item;
            knn->likeness[n + j] = (float)best[j].score;
        }
        knn->start[i + 1] = n + found;
    }
}

static struct piece *pieces_new(size_t count, const struct matrix *matrix, uint32_t neighbours,
                                uint32_t most)
{
    struct piece *pieces = mbr_calloc(count, sizeof *pieces);
    for (size_t i = 0; i < count; i++) {
        pieces[i].matrix = matrix;
        pieces[i].neighbours = neighbours;
        pieces[i].most = most;
        pieces[i].best = mbr_alloc((size_t)ITEMS_A_PIECE * neighbours * sizeof *pieces[i].best);
        mbr_scores_init(&pieces[i].scores, matrix->tastes.items);
    }
    return pieces;
}

static void pieces_free(struct piece *pieces, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        mbr_scores_free(&pieces[i].scores);
        free(pieces[i].best);
    }
    free(pieces);
}

void mbr_itemknn_fit(struct mbr_itemknn *knn, const struct mbr_itemknn_config *config,
                     const struct mbr_split *split, int64_t jobs)
{
    struct matrix matrix;
    uint32_t items = split->baskets->items, given = 0;
    size_t turn = 0, cap = 0;
    uint32_t neighbours = config->neighbours < items ? config->neighbours : items;
    *knn = (struct mbr_itemknn){.items = items};
    knn->start = mbr_calloc(items + (size_t)1, sizeof *knn->start);
    matrix_init(&matrix, config, split);
    struct mbr_crew *crew = mbr_crew_new(jobs, work);
    size_t depth = mbr_crew_depth(crew);
    struct piece *pieces = pieces_new(depth, &matrix, neighbours, config->most), *done;
    for (;;) {
        while (mbr_crew_held(crew) < depth && given < items) {
            struct piece *piece = &pieces[turn++ % depth];
            piece->from = given;
            given = items - given > ITEMS_A_PIECE ? given + ITEMS_A_PIECE : items;
            piece->to = given;
            mbr_crew_give(crew, piece);
        }
        if (!(done = mbr_crew_take(crew)))
            break;
        take_rows(knn, done, &cap);
    }
    mbr_crew_free(crew);
    pieces_free(pieces, depth);
    matrix_free(&matrix);
}

void mbr_itemknn_free(struct mbr_itemknn *knn)
{
    free(knn->start);
    free(knn->neighbour);
    free(knn->likeness);
    *knn = (struct mbr_itemknn){0};
}

void mbr_itemknn_score(const struct mbr_itemknn *knn, const struct mbr_past *past,
                       struct mbr_scores *scores)
{
    for (size_t e = past->entry[0]; e < past->entry[past->baskets]; e++) {
        uint32_t item = past->item[e];
        for (size_t j = knn->start[item]; j < knn->start[item + 1]; j++)
            mbr_scores_add(scores, knn->neighbour[j], knn->likeness[j]);
    }
}
