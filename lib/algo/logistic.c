#include "mbr/logistic.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mbr/mem.h"
#include "odds.h"
#include "pieces.h"

#define EACH 8192       /* rows of a piece */
#define TOGETHER 4      /* rows that the matrix takes at one time */
#define SETTLED 1e-9    /* a step this small is the last: its error is about its square */
#define DEPENDENT 1e-11 /* what is left of a feature when the others have explained it */
#define MOST_HALVINGS 40
#define ROUNDING 1e-13 /* of a sum of losses */

/* Of all rows or of a piece: the loss, its gradient and its second derivatives, of which the lower
   triangle is used. Place 0 is the intercept's, feature j has j + 1. */
struct sums {
    double loss, *gradient, *second;
};

struct fit {
    const struct mbr_examples *examples;
    const struct mbr_logistic_options *options;
    size_t places;        /* features + 1 */
    double *mean, *scale; /* of a feature; scale is 1 / its deviation, 0 when it is constant */
    double *at;           /* places: where the sums are formed */
    struct sums sums;
    struct mbr_crew *crew;
    struct piece *pieces; /* as many as the crew holds */
};

struct piece {
    const struct fit *fit;
    size_t from, to;
    struct sums sums;
    double *row; /* TOGETHER rows of `places`, and as many that are weighted */
    char apart[MBR_CREW_APART];
};

static void init_sums(struct sums *sums, size_t places)
{
    sums->gradient = mbr_calloc(places, sizeof *sums->gradient);
    sums->second = mbr_calloc(places * places, sizeof *sums->second);
}

static void clear_sums(struct sums *sums, size_t places)
{
    sums->loss = 0;
    memset(sums->gradient, 0, places * sizeof *sums->gradient);
    memset(sums->second, 0, places * places * sizeof *sums->second);
}

static void free_sums(struct sums *sums)
{
    free(sums->gradient);
    free(sums->second);
}

static double weight_of(const struct mbr_examples *examples, size_t row)
{
    return examples->weight ? (double)examples->weight[row] : 1;
}

/* Loss and gradient of one row, which is put down at z; returns the weight of its square. */
static double add_row(const struct fit *fit, size_t row, double *z, struct sums *sums)
{
    const struct mbr_examples *examples = fit->examples;
    const float *value = examples->value + row * examples->features;
    double weight = weight_of(examples, row), score = fit->at[0];
    z[0] = 1;
    for (size_t i = 1; i < fit->places; i++) {
        z[i] = ((double)value[i - 1] - fit->mean[i - 1]) * fit->scale[i - 1];
        score += fit->at[i] * z[i];
    }
    double p = mbr_odds_probability(score);
    double error = weight * (p - examples->outcome[row]);
    sums->loss += weight * mbr_odds_loss(examples->outcome[row] ? -score : score);
    for (size_t i = 0; i < fit->places; i++)
        sums->gradient[i] += error * z[i];
    return weight * p * (1 - p);
}

/* Several rows at once, for each place of the matrix is then fetched and stored once for them. */
static void add_squares(double *second, const double *z, const double *weighted, size_t places)
{
    const double *z0 = z, *z1 = z + places, *z2 = z1 + places, *z3 = z2 + places;
    for (size_t i = 0; i < places; i++) {
        double w0 = weighted[i], w1 = weighted[places + i], w2 = weighted[2 * places + i],
               w3 = weighted[3 * places + i];
        double *line = second + i * places;
        for (size_t j = 0; j <= i; j++)
            line[j] += (w0 * z0[j] + w1 * z1[j]) + (w2 * z2[j] + w3 * z3[j]);
    }
}

static void sum_piece(void *p)
{
    struct piece *piece = p;
    const struct fit *fit = piece->fit;
    size_t places = fit->places;
    double *z = piece->row, *weighted = z + TOGETHER * places;
    clear_sums(&piece->sums, places);
    for (size_t row = piece->from; row < piece->to; row += TOGETHER) {
        memset(z, 0, 2 * TOGETHER * places * sizeof *z);
        for (size_t i = 0; i < TOGETHER && row + i < piece->to; i++) {
            double square = add_row(fit, row + i, z + i * places, &piece->sums);
            for (size_t j = 0; j < places; j++)
                weighted[i * places + j] = square * z[i * places + j];
        }
        add_squares(piece->sums.second, z, weighted, places);
    }
}

static void add_penalty(struct fit *fit)
{
    for (size_t i = 1; i < fit->places; i++) {
        double l2 = fit->options->l2;
        fit->sums.loss += l2 / 2 * fit->at[i] * fit->at[i];
        fit->sums.gradient[i] += l2 * fit->at[i];
        fit->sums.second[i * fit->places + i] += l2;
    }
}

static void sum_rows(struct fit *fit)
{
    size_t rows = fit->examples->rows, depth = mbr_crew_depth(fit->crew), given = 0;
    size_t pieces = mbr_pieces_count(rows, EACH), places = fit->places;
    clear_sums(&fit->sums, places);
    for (size_t taken = 0; taken < pieces; taken++) {
        for (; given < pieces && mbr_crew_held(fit->crew) < depth; given++) {
            struct piece *piece = &fit->pieces[given % depth];
            piece->from = given * EACH;
            piece->to = rows - piece->from < EACH ? rows : piece->from + EACH;
            mbr_crew_give(fit->crew, piece);
        }
        const struct piece *piece = mbr_crew_take(fit->crew);
        fit->sums.loss += piece->sums.loss;
        for (size_t i = 0; i < places; i++)
            fit->sums.gradient[i] += piece->sums.gradient[i];
        for (size_t i = 0; i < places * places; i++)
            fit->sums.second[i] += piece->sums.second[i];
    }
    add_penalty(fit);
}

/* By Cholesky's method, in place; a place that depends on those before it, as a constant feature
   does on the intercept, gets no step. step: the gradient on the way in. */
static void solve(double *a, double *step, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double whole = a[i * n + i];
        for (size_t j = 0; j <= i; j++) {
            double rest = a[i * n + j];
            for (size_t k = 0; k < j; k++)
                rest -= a[i * n + k] * a[j * n + k];
            if (j < i)
                a[i * n + j] = a[j * n + j] > 0 ? rest / a[j * n + j] : 0;
            else
                a[i * n + i] = rest > DEPENDENT * whole ? sqrt(rest) : 0;
        }
        for (size_t k = 0; k < i; k++)
            step[i] -= a[i * n + k] * step[k];
        step[i] = a[i * n + i] > 0 ? step[i] / a[i * n + i] : 0;
    }
    for (size_t i = n; i-- > 0;) {
        step[i] = a[i * n + i] > 0 ? step[i] / a[i * n + i] : 0;
        for (size_t k = 0; k < i; k++)
            step[k] -= a[i * n + k] * step[i];
    }
}

/* Goes the step, or a part of it: halved until the loss does not rise. Returns false when no part
   helps, which is at the bottom, as near as sums can tell. */
static bool go(struct fit *fit, const double *from, const double *step)
{
    double before = fit->sums.loss, part = 1;
    for (int i = 0; i < MOST_HALVINGS; i++, part /= 2) {
        for (size_t j = 0; j < fit->places; j++)
            fit->at[j] = from[j] - part * step[j];
        sum_rows(fit);
        if (fit->sums.loss <= before + ROUNDING * fabs(before))
            return true;
    }
    memcpy(fit->at, from, fit->places * sizeof *from);
    sum_rows(fit);
    return false;
}

static void descend(struct fit *fit, struct mbr_logistic_report *report)
{
    size_t places = fit->places;
    double *from = mbr_calloc(places, sizeof *from), *step = mbr_calloc(places, sizeof *step);
    sum_rows(fit);
    while (!report->converged && report->rounds < fit->options->rounds) {
        double largest = 0;
        memcpy(from, fit->at, places * sizeof *from);
        memcpy(step, fit->sums.gradient, places * sizeof *step);
        solve(fit->sums.second, step, places);
        for (size_t i = 0; i < places; i++)
            largest = fmax(largest, fabs(step[i]) / (1 + fabs(from[i])));
        report->converged = !go(fit, from, step) || largest <= SETTLED;
        report->rounds++;
    }
    free(from);
    free(step);
}

/* Everything is taken relative to the first row, so a constant feature has deviation 0 to the bit,
   and in two passes, lest large values that differ little lose their difference. */
static void standardise(struct fit *fit, double weight)
{
    const struct mbr_examples *examples = fit->examples;
    const float *first = examples->value;
    uint32_t features = examples->features;
    for (size_t row = 0; row < examples->rows; row++) {
        double share = weight_of(examples, row) / weight;
        for (uint32_t i = 0; i < features; i++)
            fit->mean[i] +=
                share * ((double)examples->value[row * features + i] - (double)first[i]);
    }
    for (uint32_t i = 0; i < features; i++)
        fit->mean[i] += (double)first[i];
    for (size_t row = 0; row < examples->rows; row++) {
        double share = weight_of(examples, row) / weight;
        for (uint32_t i = 0; i < features; i++) {
            double d = (double)examples->value[row * features + i] - fit->mean[i];
            fit->scale[i] += share * d * d;
        }
    }
    for (uint32_t i = 0; i < features; i++)
        fit->scale[i] = fit->scale[i] > 0 ? 1 / sqrt(fit->scale[i]) : 0;
}

static void begin(struct fit *fit, int64_t jobs, const struct mbr_examples_sum *sum)
{
    fit->mean = mbr_calloc(fit->places, sizeof *fit->mean);
    fit->scale = mbr_calloc(fit->places, sizeof *fit->scale);
    fit->at = mbr_calloc(fit->places, sizeof *fit->at);
    fit->at[0] = mbr_variate_log(sum->positive / (sum->weight - sum->positive));
    init_sums(&fit->sums, fit->places);
    fit->crew = mbr_crew_new(jobs, sum_piece);
    size_t depth = mbr_crew_depth(fit->crew);
    fit->pieces = mbr_calloc(depth, sizeof *fit->pieces);
    for (size_t i = 0; i < depth; i++) {
        fit->pieces[i].fit = fit;
        fit->pieces[i].row = mbr_calloc(2 * TOGETHER * fit->places, sizeof(double));
        init_sums(&fit->pieces[i].sums, fit->places);
    }
}

/* What is left of the fit becomes the model. */
static void finish(struct fit *fit, struct mbr_logistic *model)
{
    size_t depth = mbr_crew_depth(fit->crew);
    *model = (struct mbr_logistic){fit->examples->features, fit->at[0], fit->scale, fit->mean};
    for (uint32_t i = 0; i < model->features; i++)
        model->slope[i] *= fit->at[i + 1];
    mbr_crew_free(fit->crew);
    for (size_t i = 0; i < depth; i++) {
        free(fit->pieces[i].row);
        free_sums(&fit->pieces[i].sums);
    }
    free(fit->pieces);
    free_sums(&fit->sums);
    free(fit->at);
}

int mbr_logistic_fit(struct mbr_logistic *model, const struct mbr_examples *examples,
                     const struct mbr_logistic_options *options, struct mbr_logistic_report *report,
                     struct mbr_err *err)
{
    struct mbr_logistic_report own = {0};
    struct fit fit = {.examples = examples, .options = options};
    if (!(options->l2 >= 0 && isfinite(options->l2)))
        return mbr_err_set(err, "l2: not a finite number from 0 on: %g", options->l2);
    if (options->rounds == 0)
        return mbr_err_set(err, "rounds: not 1 or more: 0");
    if (mbr_examples_check(examples, false, err) < 0)
        return -1;
    struct mbr_examples_sum sum = mbr_examples_sum(examples);
    if (mbr_examples_both(&sum, err) < 0)
        return -1;
    fit.places = (size_t)examples->features + 1;
    begin(&fit, options->jobs, &sum);
    standardise(&fit, sum.weight);
    descend(&fit, &own);
    own.loss = fit.sums.loss;
    for (size_t i = 1; i < fit.places; i++)
        own.loss -= options->l2 / 2 * fit.at[i] * fit.at[i];
    own.loss /= sum.weight;
    finish(&fit, model);
    if (report)
        *report = own;
    return 0;
}

void mbr_logistic_free(struct mbr_logistic *model)
{
    free(model->slope);
    free(model->mean);
    *model = (struct mbr_logistic){0};
}

int mbr_logistic_check(const struct mbr_logistic *model, struct mbr_err *err)
{
    if (model->features == 0 || !isfinite(model->intercept))
        return mbr_err_set(err, "logistic: %u features, intercept %g", model->features,
                           model->intercept);
    for (uint32_t i = 0; i < model->features; i++) {
        if (!isfinite(model->slope[i]) || !isfinite(model->mean[i]))
            return mbr_err_set(err, "logistic: feature %u: slope %g, mean %g", i, model->slope[i],
                               model->mean[i]);
    }
    return 0;
}

double mbr_logistic_score(const struct mbr_logistic *model, const float *value)
{
    double score = model->intercept;
    for (uint32_t i = 0; i < model->features; i++)
        score += model->slope[i] * ((double)value[i] - model->mean[i]);
    return score;
}

double mbr_logistic_probability(double log_odds)
{
    return mbr_odds_probability(log_odds);
}
