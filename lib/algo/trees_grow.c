#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "mbr/mem.h"
#include "pieces.h"
#include "trees_fit.h"

static size_t histogram_size(const struct trees_grower *grower)
{
    return (size_t)grower->choices * TREES_PLACES;
}

void mbr_trees_grower_init(struct trees_grower *grower)
{
    size_t leaves = (size_t)1 << grower->options->depth, depth = mbr_crew_depth(grower->crew);
    grower->step = mbr_calloc(2 * leaves, sizeof *grower->step);
    grower->branch = mbr_calloc(leaves, sizeof *grower->branch);
    grower->next = mbr_calloc(leaves, sizeof *grower->next);
    grower->unused = mbr_calloc(leaves, sizeof *grower->unused);
    grower->piece = mbr_calloc(depth, sizeof *grower->piece);
    for (size_t i = 0; i < depth; i++)
        grower->piece[i].cell = mbr_calloc(histogram_size(grower), sizeof *grower->piece->cell);
}

void mbr_trees_grower_free(struct trees_grower *grower)
{
    size_t depth = mbr_crew_depth(grower->crew);
    for (size_t i = 0; i < depth; i++)
        free(grower->piece[i].cell);
    for (uint32_t i = 0; i < grower->unuseds; i++)
        free(grower->unused[i]);
    free(grower->step);
    free(grower->branch);
    free(grower->next);
    free(grower->unused);
    free(grower->piece);
}

static struct trees_sum *take_histogram(struct trees_grower *grower)
{
    if (grower->unuseds > 0)
        return grower->unused[--grower->unuseds];
    return mbr_calloc(histogram_size(grower), sizeof(struct trees_sum));
}

static void give_back(struct trees_grower *grower, struct trees_branch *branch)
{
    grower->unused[grower->unuseds++] = branch->histogram;
    branch->histogram = NULL;
}

static uint32_t add_leaf(struct trees_grower *grower, const struct trees_sum *sum)
{
    const struct mbr_trees_options *options = grower->options;
    double gradient = (double)sum->gradient * grower->unit / TREES_ONE;
    double hessian = (double)sum->hessian * grower->unit / TREES_ONE + options->l2;
    double value = hessian > 0 ? -gradient / hessian * options->rate : 0;
    value = value > (double)FLT_MAX ? (double)FLT_MAX : value;
    value = value < -(double)FLT_MAX ? -(double)FLT_MAX : value;
    grower->step[grower->steps] = (struct trees_step){
        .left = grower->steps, .bin = TREES_MISSING, .missing_left = 1, .value = (float)value};
    return grower->steps++;
}

static void find_split(struct trees_piece *piece)
{
    mbr_trees_split_find(piece->job, piece->branch);
}

static void find_splits(struct trees_grower *grower)
{
    struct trees_piece *pieces = mbr_calloc(grower->branches, sizeof *pieces);
    for (uint32_t i = 0; i < grower->branches; i++)
        pieces[i] =
            (struct trees_piece){.work = find_split, .job = grower, .branch = &grower->branch[i]};
    mbr_pieces_run(grower->crew, pieces, grower->branches, sizeof *pieces);
    free(pieces);
}

/* Rows that go left move up in their place, the others are put aside. Which way a row goes is as
   good as random, so it is counted, not branched on. */
static void part_piece(struct trees_piece *piece)
{
    const struct trees_grower *grower = piece->job;
    const struct trees_split *split = &piece->branch->split;
    const uint8_t *bin = grower->column + split->feature * grower->all;
    size_t left = piece->from, right = left;
    for (size_t i = piece->from; i < piece->to; i++) {
        uint32_t row = grower->row[i];
        uint8_t b = bin[row];
        bool is_right = (b > split->bin) & !((b == TREES_MISSING) & split->missing_left);
        grower->row[left] = row;
        grower->spare[right] = row;
        left += !is_right;
        right += is_right;
    }
    piece->kept = left - piece->from;
}

/* All on the left first: what comes from the spare would else lie on rows not yet moved. */
static void join_pieces(struct trees_grower *grower, const struct trees_piece *piece, size_t count)
{
    size_t at = piece->from;
    for (size_t i = 0; i < count; at += piece[i++].kept)
        memmove(grower->row + at, grower->row + piece[i].from, piece[i].kept * sizeof *grower->row);
    for (size_t i = 0; i < count; i++) {
        size_t n = piece[i].to - piece[i].from - piece[i].kept;
        memcpy(grower->row + at, grower->spare + piece[i].from, n * sizeof *grower->row);
        at += n;
    }
}

static void part_rows(struct trees_grower *grower)
{
    size_t count = 0, most = mbr_pieces_count(grower->rows, TREES_EACH) + grower->branches;
    struct trees_piece *pieces = mbr_calloc(most, sizeof *pieces);
    for (uint32_t i = 0; i < grower->branches; i++) {
        struct trees_branch *branch = &grower->branch[i];
        for (size_t from = branch->from; branch->split.gain > 0 && from < branch->to;
             from += TREES_EACH)
            pieces[count++] = (struct trees_piece){
                .work = part_piece,
                .job = grower,
                .branch = branch,
                .from = from,
                .to = branch->to - from > TREES_EACH ? from + TREES_EACH : branch->to};
    }
    mbr_pieces_run(grower->crew, pieces, count, sizeof *pieces);
    for (size_t first = 0, n; first < count; first += n) {
        for (n = 1; first + n < count && pieces[first + n].branch == pieces[first].branch;)
            n++;
        join_pieces(grower, pieces + first, n);
    }
    free(pieces);
}

/* The two children of a branch that is split, the left one first. */
static void add_children(struct trees_grower *grower, const struct trees_branch *branch,
                         struct trees_branch child[2])
{
    const struct trees_split *split = &branch->split;
    struct trees_step *step = &grower->step[branch->node];
    size_t middle = branch->from + (size_t)split->left.rows;
    child[0] = (struct trees_branch){.from = branch->from, .to = middle, .whole = split->left};
    child[1] = (struct trees_branch){.from = middle, .to = branch->to};
    child[1].whole.gradient = branch->whole.gradient - split->left.gradient;
    child[1].whole.hessian = branch->whole.hessian - split->left.hessian;
    child[1].whole.rows = branch->whole.rows - split->left.rows;
    child[0].node = add_leaf(grower, &child[0].whole);
    child[1].node = add_leaf(grower, &child[1].whole);
    *step = (struct trees_step){.left = child[0].node,
                                .feature = (uint16_t)split->feature,
                                .bin = split->bin,
                                .missing_left = split->missing_left};
}

static void subtract(const struct trees_grower *grower, struct trees_branch *from,
                     const struct trees_branch *part)
{
    for (size_t i = 0; i < histogram_size(grower); i++) {
        from->histogram[i].gradient -= part->histogram[i].gradient;
        from->histogram[i].hessian -= part->histogram[i].hessian;
        from->histogram[i].rows -= part->histogram[i].rows;
    }
}

static bool may_split(const struct trees_grower *grower, const struct trees_branch *branch)
{
    return branch->whole.rows >= 2 && (double)branch->whole.rows / 2 >= grower->options->least_rows;
}

/* The larger of two children takes the histogram of its parent, from which that of the smaller,
   which is counted, will be subtracted. */
static void hand_down(struct trees_grower *grower, struct trees_branch *branch, bool is_last,
                      struct trees_branch **smaller)
{
    struct trees_branch child[2];
    add_children(grower, branch, child);
    int larger = child[1].whole.rows > child[0].whole.rows;
    if (is_last || !may_split(grower, &child[larger])) {
        give_back(grower, branch);
        return;
    }
    child[larger].histogram = branch->histogram;
    child[!larger].histogram = take_histogram(grower);
    smaller[grower->nexts / 2] = &grower->next[grower->nexts + (uint32_t)!larger];
    grower->next[grower->nexts++] = child[0];
    grower->next[grower->nexts++] = child[1];
}

static void next_level(struct trees_grower *grower, bool is_last)
{
    struct trees_branch **smaller = mbr_calloc(grower->branches, sizeof *smaller), *level;
    grower->nexts = 0;
    for (uint32_t i = 0; i < grower->branches; i++) {
        if (grower->branch[i].split.gain > 0)
            hand_down(grower, &grower->branch[i], is_last, smaller);
        else
            give_back(grower, &grower->branch[i]);
    }
    mbr_trees_histograms(grower, smaller, grower->nexts / 2);
    for (uint32_t i = 0; i < grower->nexts; i += 2) {
        bool is_first = smaller[i / 2] == &grower->next[i];
        subtract(grower, &grower->next[i + is_first], smaller[i / 2]);
    }
    level = grower->branch;
    grower->branch = grower->next;
    grower->next = level;
    grower->branches = grower->nexts;
    free(smaller);
}

void mbr_trees_grow(struct trees_grower *grower)
{
    struct trees_branch root = {.to = grower->rows, .histogram = take_histogram(grower)};
    struct trees_branch *only = &root;
    mbr_trees_histograms(grower, &only, 1);
    for (size_t i = 0; i < TREES_PLACES; i++) {
        root.whole.gradient += root.histogram[i].gradient;
        root.whole.hessian += root.histogram[i].hessian;
        root.whole.rows += root.histogram[i].rows;
    }
    grower->steps = grower->depth = 0;
    root.node = add_leaf(grower, &root.whole);
    grower->step[root.node].value = 0;
    grower->branch[0] = root;
    grower->branches = 1;
    while (grower->branches > 0) {
        uint32_t before = grower->steps;
        find_splits(grower);
        part_rows(grower);
        next_level(grower, grower->depth + 1 == grower->options->depth);
        grower->depth += grower->steps > before;
    }
}
