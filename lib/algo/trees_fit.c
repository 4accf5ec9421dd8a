#include "trees_fit.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mbr/mem.h"
#include "mbr/rand.h"
#include "odds.h"
#include "pieces.h"

#define BLOCK 256 /* rows whose probabilities are formed together */

/* What a stream of random numbers is for; rows have one for each piece, from 1 on. */
#define FOR_FEATURES 0

/* Rows as the trees so far see them. */
struct part {
    const struct mbr_examples *examples;
    uint8_t *bin;
    double *score;
    struct trees_piece *pieces;
    size_t count;
};

struct fit {
    const struct mbr_trees_options *options;
    struct trees_bins bins;
    uint8_t *column; /* of the train part's bins, feature by feature */
    struct part train, validation;
    struct trees_grower grower; /* its tree is not yet in the scores */
    uint32_t round, *features;  /* all of them, as the rounds have mixed them */
    struct mbr_trees model;
    size_t root_cap, node_cap;
    double weight, least; /* of the validation part; its least loss so far */
    uint32_t best;        /* trees that had it */
};

void mbr_trees_work(void *p)
{
    struct trees_piece *piece = p;
    piece->work(piece);
}

/* A row's way down the tree that the grower has. */
static inline double value_of(const struct trees_grower *grower, const uint8_t *bin)
{
    const struct trees_step *step = grower->step;
    uint32_t at = 0;
    for (uint32_t d = 0; d < grower->depth; d++) {
        uint8_t b = bin[step[at].feature];
        bool is_right = (b > step[at].bin) & !((b == TREES_MISSING) & step[at].missing_left);
        at = step[at].left + is_right;
    }
    return (double)step[at].value;
}

static void add_tree(const struct fit *fit, const struct part *part, size_t from, size_t to)
{
    size_t features = fit->bins.features;
    for (size_t row = from; row < to; row++)
        part->score[row] += value_of(&fit->grower, part->bin + row * features);
}

static int32_t whole_of(double x)
{
    return (int32_t)(x * TREES_ONE + (x < 0 ? -0.5 : 0.5));
}

/* Adds the tree of the round before to the scores, and from them takes the slopes of a block. */
static void look_at_block(const struct fit *fit, size_t from, size_t to)
{
    const struct part *part = &fit->train;
    const float *weight = part->examples->weight;
    double p[BLOCK];
    add_tree(fit, part, from, to);
    for (size_t i = 0; i < to - from; i++)
        p[i] = mbr_odds_probability(part->score[from + i]);
    for (size_t i = 0; i < to - from; i++) {
        double share = weight ? (double)weight[from + i] / fit->grower.unit : 1;
        fit->grower.slope[from + i] =
            (struct trees_slope){whole_of(share * (p[i] - part->examples->outcome[from + i])),
                                 whole_of(share * p[i] * (1 - p[i]))};
    }
}

/* The rows of a piece that are drawn stand at its beginning, `kept` of them. */
static void look_at_piece(struct trees_piece *piece)
{
    const struct fit *fit = piece->job;
    const float *weight = fit->train.examples->weight;
    uint32_t *kept = fit->grower.row + piece->from;
    struct mbr_rand rand;
    mbr_rand_derive(&rand, fit->options->seed, fit->round, 1 + piece->from / TREES_EACH);
    for (size_t from = piece->from; from < piece->to; from += BLOCK)
        look_at_block(fit, from, piece->to - from > BLOCK ? from + BLOCK : piece->to);
    for (size_t row = piece->from; row < piece->to; row++) {
        bool is_kept = fit->options->rows >= 1 || mbr_rand_uniform(&rand) < fit->options->rows;
        *kept = (uint32_t)row;
        kept += is_kept & (!weight || weight[row] > 0);
    }
    piece->kept = (size_t)(kept - (fit->grower.row + piece->from));
}

static void draw_rows(struct fit *fit)
{
    const struct part *part = &fit->train;
    struct trees_grower *grower = &fit->grower;
    mbr_pieces_run(grower->crew, part->pieces, part->count, sizeof *part->pieces);
    grower->rows = 0;
    for (size_t i = 0; i < part->count; grower->rows += part->pieces[i++].kept)
        memmove(grower->row + grower->rows, grower->row + part->pieces[i].from,
                part->pieces[i].kept * sizeof *grower->row);
}

static int compare(const void *p, const void *q)
{
    uint32_t a = *(const uint32_t *)p, b = *(const uint32_t *)q;
    return (a > b) - (a < b);
}

/* The first of a shuffle (Fisher and Yates). */
static void draw_features(struct fit *fit)
{
    struct trees_grower *grower = &fit->grower;
    struct mbr_rand rand;
    mbr_rand_derive(&rand, fit->options->seed, fit->round, FOR_FEATURES);
    for (uint32_t i = 0; i < grower->choices; i++) {
        uint32_t other = i + mbr_rand_below(&rand, fit->bins.features - i);
        uint32_t drawn = fit->features[other];
        fit->features[other] = fit->features[i];
        fit->features[i] = grower->chosen[i] = drawn;
    }
    qsort(grower->chosen, grower->choices, sizeof *grower->chosen, compare);
}

static void validate_piece(struct trees_piece *piece)
{
    const struct fit *fit = piece->job;
    const struct part *part = &fit->validation;
    add_tree(fit, part, piece->from, piece->to);
    piece->loss = 0;
    for (size_t row = piece->from; row < piece->to; row++) {
        double weight = part->examples->weight ? (double)part->examples->weight[row] : 1;
        double score = part->score[row];
        piece->loss += weight * mbr_odds_loss(part->examples->outcome[row] ? -score : score);
    }
}

/* Whether to go on. */
static bool validate(struct fit *fit)
{
    const struct part *part = &fit->validation;
    double loss = 0;
    if (!part->examples)
        return true;
    mbr_pieces_run(fit->grower.crew, part->pieces, part->count, sizeof *part->pieces);
    for (size_t i = 0; i < part->count; i++)
        loss += part->pieces[i].loss;
    loss /= fit->weight;
    if (loss < fit->least) {
        fit->least = loss;
        fit->best = fit->model.trees;
    }
    return fit->options->patience == 0 || fit->model.trees - fit->best < fit->options->patience;
}

/* The grower's tree becomes one of the model's: bins become values. What is in the last bin is on
   the left of what is missing. */
static void keep_tree(struct fit *fit)
{
    struct mbr_trees *model = &fit->model;
    const struct trees_grower *grower = &fit->grower;
    uint32_t first = model->root[model->trees];
    model->node =
        mbr_grow(model->node, &fit->node_cap, (size_t)first + grower->steps, sizeof *model->node);
    model->root =
        mbr_grow(model->root, &fit->root_cap, (size_t)model->trees + 2, sizeof *model->root);
    for (uint32_t i = 0; i < grower->steps; i++) {
        const struct trees_step *step = &grower->step[i];
        struct mbr_tree_node *node = &model->node[first + i];
        *node = mbr_trees_leaf(first + i, step->value);
        if (step->left == i)
            continue;
        node->left = first + step->left;
        node->feature = step->feature;
        node->missing_left = step->missing_left;
        node->cut = step->bin + 1u < fit->bins.count[step->feature]
                        ? fit->bins.cut[step->feature * MBR_TREES_MOST_BINS + step->bin]
                        : FLT_MAX;
    }
    model->root[++model->trees] = first + grower->steps;
}

/* A round whose rows and features give no split leaves no tree; where all are looked at, no later
   one does. */
static void grow_all(struct fit *fit)
{
    const struct mbr_trees_options *options = fit->options;
    bool is_drawn = options->rows < 1 || fit->grower.choices < fit->bins.features;
    bool goes_on = validate(fit);
    while (goes_on && fit->round < options->trees) {
        draw_rows(fit);
        draw_features(fit);
        mbr_trees_grow(&fit->grower);
        fit->round++;
        if (fit->grower.steps > 1) {
            keep_tree(fit);
            goes_on = validate(fit);
        } else {
            goes_on = is_drawn;
        }
    }
}

static void part_init(struct fit *fit, struct part *part, const struct mbr_examples *examples,
                      uint8_t *column, void (*work)(struct trees_piece *piece))
{
    size_t rows = examples->rows;
    part->examples = examples;
    part->bin = mbr_trees_bins_of(&fit->bins, examples, column, fit->grower.crew);
    part->score = mbr_alloc(rows * sizeof *part->score);
    for (size_t row = 0; row < rows; row++)
        part->score[row] = fit->model.base;
    part->count = mbr_pieces_count(rows, TREES_EACH);
    part->pieces = mbr_calloc(part->count, sizeof *part->pieces);
    for (size_t i = 0; i < part->count; i++)
        part->pieces[i] =
            (struct trees_piece){.work = work,
                                 .job = fit,
                                 .from = i * TREES_EACH,
                                 .to = i + 1 < part->count ? (i + 1) * TREES_EACH : rows};
}

static void part_free(struct part *part)
{
    free(part->bin);
    free(part->score);
    free(part->pieces);
}

static void begin(struct fit *fit, const struct mbr_examples *train,
                  const struct mbr_examples *validation, const struct mbr_examples_sum *sum)
{
    const struct mbr_trees_options *options = fit->options;
    struct trees_grower *grower = &fit->grower;
    double choices = floor(options->columns * train->features + 0.5);
    fit->model.features = train->features;
    fit->model.base = mbr_variate_log(sum->positive / (sum->weight - sum->positive));
    fit->model.root = mbr_grow(NULL, &fit->root_cap, 1, sizeof *fit->model.root);
    fit->model.root[0] = 0;
    grower->crew = mbr_crew_new(options->jobs, mbr_trees_work);
    mbr_trees_bins_init(&fit->bins, train, options->bins, grower->crew);
    fit->column = mbr_alloc(train->rows * train->features);
    part_init(fit, &fit->train, train, fit->column, look_at_piece);
    if (validation) {
        part_init(fit, &fit->validation, validation, NULL, validate_piece);
        fit->weight = mbr_examples_sum(validation).weight;
    }
    fit->least = INFINITY;
    fit->features = mbr_alloc(train->features * sizeof *fit->features);
    for (uint32_t i = 0; i < train->features; i++)
        fit->features[i] = i;
    grower->options = options;
    grower->bins = &fit->bins;
    grower->bin = fit->train.bin;
    grower->column = fit->column;
    grower->all = train->rows;
    grower->slope = mbr_alloc(train->rows * sizeof *grower->slope);
    grower->unit = train->weight ? sum->heaviest : 1;
    grower->row = mbr_alloc(train->rows * sizeof *grower->row);
    grower->spare = mbr_alloc(train->rows * sizeof *grower->spare);
    grower->choices = choices < 1 ? 1 : (uint32_t)choices;
    grower->chosen = mbr_calloc(grower->choices, sizeof *grower->chosen);
    mbr_trees_grower_init(grower);
}

static void end(struct fit *fit)
{
    mbr_trees_grower_free(&fit->grower);
    mbr_crew_free(fit->grower.crew);
    mbr_trees_bins_free(&fit->bins);
    part_free(&fit->train);
    part_free(&fit->validation);
    free(fit->features);
    free(fit->column);
    free(fit->grower.slope);
    free(fit->grower.row);
    free(fit->grower.spare);
    free(fit->grower.chosen);
}

static int check_options(const struct mbr_trees_options *options, struct mbr_err *err)
{
    if (options->trees == 0)
        return mbr_err_set(err, "trees: not 1 or more: 0");
    if (options->depth < 1 || options->depth > MBR_TREES_MOST_DEPTH)
        return mbr_err_set(err, "depth: not from 1 to %d: %u", MBR_TREES_MOST_DEPTH,
                           options->depth);
    if (options->bins < 2 || options->bins > MBR_TREES_MOST_BINS)
        return mbr_err_set(err, "bins: not from 2 to %d: %u", MBR_TREES_MOST_BINS, options->bins);
    if (!(options->rate > 0 && options->rate <= 1))
        return mbr_err_set(err, "rate: not above 0 and up to 1: %g", options->rate);
    if (!(options->rows > 0 && options->rows <= 1))
        return mbr_err_set(err, "rows: not above 0 and up to 1: %g", options->rows);
    if (!(options->columns > 0 && options->columns <= 1))
        return mbr_err_set(err, "columns: not above 0 and up to 1: %g", options->columns);
    if (!(options->least_rows >= 0 && options->least_hessian >= 0 && options->least_gain >= 0 &&
          options->l2 >= 0 && isfinite(options->l2)))
        return mbr_err_set(err, "least rows, hessian, gain, or l2: below 0: %g, %g, %g, %g",
                           options->least_rows, options->least_hessian, options->least_gain,
                           options->l2);
    if (options->l2 + options->least_hessian <= 0)
        return mbr_err_set(err, "l2 and least hessian: both 0");
    return 0;
}

static int check_sizes(const struct mbr_examples *train, const struct mbr_examples *validation,
                       struct mbr_err *err)
{
    if (train->features > MBR_TREES_MOST_FEATURES || train->rows > UINT32_MAX)
        return mbr_err_set(err, "too much to learn from: %zu rows of %u features", train->rows,
                           train->features);
    if (validation && validation->features != train->features)
        return mbr_err_set(err, "validation: features: not %u: %u", train->features,
                           validation->features);
    if (validation && mbr_examples_check(validation, true, err) < 0)
        return mbr_err_within(err, "validation");
    return mbr_examples_check(train, true, err);
}

int mbr_trees_fit(struct mbr_trees *model, const struct mbr_examples *train,
                  const struct mbr_examples *validation, const struct mbr_trees_options *options,
                  struct mbr_trees_report *report, struct mbr_err *err)
{
    struct fit fit = {.options = options};
    if (check_options(options, err) < 0 || check_sizes(train, validation, err) < 0)
        return -1;
    struct mbr_examples_sum sum = mbr_examples_sum(train);
    if (mbr_examples_both(&sum, err) < 0)
        return -1;
    begin(&fit, train, validation, &sum);
    grow_all(&fit);
    end(&fit);
    if (validation)
        fit.model.trees = fit.best;
    fit.model.depth = mbr_trees_depth(&fit.model);
    *model = fit.model;
    if (report)
        *report = (struct mbr_trees_report){validation ? fit.least : NAN, fit.round};
    return 0;
}
