#include <string.h>

#include "mbr/mem.h"
#include "trees_fit.h"

#define ROWS_FROM 46 /* the bit from which on a cell counts rows: 2^15 hessians are below it */
#define AHEAD 12     /* rows whose bins are asked for before they are needed */

/* A cell has two words, added at once where the machine can: one has a gradient, the other a
   hessian and one row. */
static void fill_piece(struct trees_piece *piece)
{
    const struct trees_grower *grower = piece->job;
    const uint32_t *chosen = grower->chosen, choices = grower->choices;
    size_t features = grower->bins->features;
    memset(piece->cell, 0, choices * TREES_PLACES * sizeof *piece->cell);
    for (size_t i = piece->from; i < piece->to; i++) {
        if (i + AHEAD < piece->to) {
            const uint8_t *far = grower->bin + grower->row[i + AHEAD] * features;
            __builtin_prefetch(far);
            __builtin_prefetch(far + features - 1);
        }
        const uint8_t *bin = grower->bin + grower->row[i] * features;
        int64_t gradient = grower->slope[grower->row[i]].gradient;
        int64_t hessian = grower->slope[grower->row[i]].hessian + (1LL << ROWS_FROM);
        int64_t(*cell)[2] = piece->cell;
        for (uint32_t k = 0; k < choices; k++, cell += TREES_PLACES) {
            int64_t *to = cell[bin[chosen[k]]];
            to[0] += gradient;
            to[1] += hessian;
        }
    }
}

static void add_piece(const struct trees_grower *grower, const struct trees_piece *piece)
{
    struct trees_sum *to = piece->branch->histogram;
    for (size_t i = 0; i < (size_t)grower->choices * TREES_PLACES; i++) {
        to[i].gradient += piece->cell[i][0];
        to[i].hessian += piece->cell[i][1] & ((1LL << ROWS_FROM) - 1);
        to[i].rows += piece->cell[i][1] >> ROWS_FROM;
    }
}

void mbr_trees_histograms(struct trees_grower *grower, struct trees_branch **branch, size_t count)
{
    size_t depth = mbr_crew_depth(grower->crew), given = 0, at = 0;
    size_t from = count > 0 ? branch[0]->from : 0;
    struct trees_piece *piece;
    for (size_t i = 0; i < count; i++)
        memset(branch[i]->histogram, 0,
               (size_t)grower->choices * TREES_PLACES * sizeof *branch[i]->histogram);
    for (;;) {
        while (at < count && mbr_crew_held(grower->crew) < depth) {
            size_t to = branch[at]->to;
            piece = &grower->piece[given++ % depth];
            piece->work = fill_piece;
            piece->job = grower;
            piece->branch = branch[at];
            piece->from = from;
            piece->to = to - from > TREES_EACH ? from + TREES_EACH : to;
            from = piece->to;
            if (from == to && ++at < count)
                from = branch[at]->from;
            mbr_crew_give(grower->crew, piece);
        }
        if (!(piece = mbr_crew_take(grower->crew)))
            return;
        add_piece(grower, piece);
    }
}

static double square(const struct trees_grower *grower, const struct trees_sum *sum)
{
    double gradient = (double)sum->gradient * grower->unit / TREES_ONE;
    double hessian = (double)sum->hessian * grower->unit / TREES_ONE;
    return gradient * gradient / (hessian + grower->options->l2);
}

static bool is_enough(const struct trees_grower *grower, const struct trees_sum *sum)
{
    return sum->rows > 0 && (double)sum->rows >= grower->options->least_rows &&
           (double)sum->hessian * grower->unit / TREES_ONE >= grower->options->least_hessian;
}

/* The first of equal gains stays: that of the lowest feature, the lowest cut, missing right. */
static void try_split(const struct trees_grower *grower, struct trees_branch *branch, double before,
                      const struct trees_split *tried)
{
    struct trees_sum right = {branch->whole.gradient - tried->left.gradient,
                              branch->whole.hessian - tried->left.hessian,
                              branch->whole.rows - tried->left.rows};
    if (!is_enough(grower, &tried->left) || !is_enough(grower, &right))
        return;
    double gain = square(grower, &tried->left) + square(grower, &right) - before;
    if (gain > branch->split.gain) {
        branch->split = *tried;
        branch->split.gain = gain;
    }
}

static void add_sum(struct trees_sum *to, const struct trees_sum *sum)
{
    to->gradient += sum->gradient;
    to->hessian += sum->hessian;
    to->rows += sum->rows;
}

static void try_feature(const struct trees_grower *grower, struct trees_branch *branch,
                        double before, uint32_t choice)
{
    const struct trees_sum *bin = branch->histogram + (size_t)choice * TREES_PLACES;
    const struct trees_sum *missing = &bin[TREES_MISSING];
    struct trees_split right = {.feature = grower->chosen[choice]}, left = right;
    uint32_t bins = grower->bins->count[right.feature];
    left.missing_left = true;
    left.left = *missing;
    for (uint32_t b = 0; b < bins; b++) {
        if (bin[b].rows == 0)
            continue;
        right.bin = left.bin = (uint8_t)b;
        add_sum(&right.left, &bin[b]);
        add_sum(&left.left, &bin[b]);
        right.missing_left = missing->rows == 0 && 2 * right.left.rows > branch->whole.rows;
        try_split(grower, branch, before, &right);
        if (missing->rows > 0)
            try_split(grower, branch, before, &left);
    }
}

void mbr_trees_split_find(const struct trees_grower *grower, struct trees_branch *branch)
{
    double before = square(grower, &branch->whole);
    branch->split = (struct trees_split){.gain = grower->options->least_gain};
    for (uint32_t choice = 0; choice < grower->choices; choice++)
        try_feature(grower, branch, before, choice);
    if (branch->split.left.rows == 0)
        branch->split.gain = 0;
}
