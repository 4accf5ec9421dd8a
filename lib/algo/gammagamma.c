#include "mbr/gammagamma.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "mbr/mem.h"
#include "mbr/minimize.h"
#include "mbr/special.h"
#include "rise.h"

enum { P, Q, GAMMA, PARAMETERS };

/* Amounts are taken relative to their mean, so that gamma is near 1 in every currency. Fits from
   the literature lie around these. */
static const double start[PARAMETERS] = {[P] = 5, [Q] = 4, [GAMMA] = 0.6};

struct sample {
    struct mbr_gammagamma_case *cases; /* in order of x; of mean worth 1 */
    size_t count;
    double unit, log_means, members; /* log_means: the sum of the means' logarithms */
    double ridge;
};

static int order_of(const void *left, const void *right)
{
    const struct mbr_gammagamma_case *a = left, *b = right;
    if (a->x != b->x)
        return a->x < b->x ? -1 : 1;
    return (a->mean > b->mean) - (a->mean < b->mean);
}

/* False when there are no two different means. */
static bool take_sample(const struct mbr_gammagamma_case *cases, size_t count,
                        struct sample *sample)
{
    double purchases = 0, worth = 0, least = INFINITY, most = 0;
    for (size_t i = 0; i < count; i++) {
        const struct mbr_gammagamma_case *one = &cases[i];
        if (!(one->x > 0 && one->mean > 0 && one->weight > 0))
            continue;
        sample->cases[sample->count++] = *one;
        sample->members += one->weight;
        purchases += one->weight * one->x;
        worth += one->weight * one->x * one->mean;
        least = fmin(least, one->mean);
        most = fmax(most, one->mean);
    }
    if (!(least < most))
        return false;
    sample->unit = worth / purchases;
    for (size_t i = 0; i < sample->count; i++) {
        sample->cases[i].mean /= sample->unit;
        sample->log_means += sample->cases[i].weight * log(sample->cases[i].mean);
    }
    qsort(sample->cases, sample->count, sizeof *sample->cases, order_of);
    return true;
}

/* What depends on x alone. */
struct by_x {
    double x, constant, slope_p, slope_q;
};

static struct by_x by_x_of(const double *p, double x)
{
    double before = p[P] * x;
    double risen = mbr_digamma(before + p[Q]);
    return (struct by_x){x, mbr_rise_log(before, p[Q]) - mbr_log_gamma(p[Q]),
                         x * mbr_rise_slope(before, p[Q]), risen - mbr_digamma(p[Q])};
}

/* Equation 1a of note 025, its large terms taken together: with s = x mean it is
   Gamma(px + q) / (Gamma(px) Gamma(q)) (gamma / s)^q (1 + gamma / s)^-(px + q) / mean. */
static double log_likelihood(const struct sample *sample, const double *p, double *gradient)
{
    struct by_x by = {0};
    double sum = -sample->log_means;
    for (int i = 0; i < PARAMETERS; i++)
        gradient[i] = 0;
    for (size_t i = 0; i < sample->count; i++) {
        const struct mbr_gammagamma_case *one = &sample->cases[i];
        if (one->x != by.x)
            by = by_x_of(p, one->x);
        double ratio = p[GAMMA] / (one->x * one->mean), log_ratio = log(ratio);
        double elsewhere = log1p(ratio), shape = p[P] * one->x + p[Q];
        sum += one->weight * (by.constant + p[Q] * log_ratio - shape * elsewhere);
        gradient[P] += one->weight * (by.slope_p - one->x * elsewhere);
        gradient[Q] += one->weight * (by.slope_q + log_ratio - elsewhere);
        gradient[GAMMA] += one->weight * (p[Q] - p[P] * one->x * ratio) / (1 + ratio);
    }
    gradient[P] *= p[P];
    gradient[Q] *= p[Q];
    return sum;
}

/* Of the logarithms: less the log-likelihood, with the ridge, for one member. */
static double mean_loss(void *self, const double *x, double *gradient)
{
    const struct sample *sample = self;
    double p[PARAMETERS];
    for (int i = 0; i < PARAMETERS; i++)
        p[i] = exp(x[i]);
    double loss = -log_likelihood(sample, p, gradient);
    for (int i = 0; i < PARAMETERS; i++) {
        double away = x[i] - log(start[i]);
        loss += sample->ridge / 2 * away * away;
        gradient[i] = (sample->ridge * away - gradient[i]) / sample->members;
    }
    return loss / sample->members;
}

static void fit_sample(struct sample *sample, struct mbr_gammagamma *fitted)
{
    double x[PARAMETERS], p[PARAMETERS], gradient[PARAMETERS], hessian[PARAMETERS * PARAMETERS];
    for (int i = 0; i < PARAMETERS; i++)
        x[i] = log(start[i]);
    struct mbr_minimize problem = {.value = mean_loss,
                                   .self = sample,
                                   .size = PARAMETERS,
                                   .low = -15,
                                   .high = 15,
                                   .tolerance = 1e-9};
    struct mbr_minimum minimum = mbr_minimize(&problem, x, hessian);
    bool definite = mbr_invert(hessian, PARAMETERS);
    for (int i = 0; i < PARAMETERS; i++)
        p[i] = exp(x[i]);
    *fitted = (struct mbr_gammagamma){
        .p = p[P],
        .q = p[Q],
        .gamma = p[GAMMA] * sample->unit,
        .log_likelihood = log_likelihood(sample, p, gradient) - sample->members * log(sample->unit),
        .gradient = minimum.gradient,
        .members = sample->members,
        .evaluations = minimum.evaluations,
        .converged = minimum.converged && definite,
    };
    for (int i = 0; definite && i < PARAMETERS * PARAMETERS; i++)
        fitted->covariance[i] = hessian[i] / sample->members;
}

int mbr_gammagamma_fit(const struct mbr_gammagamma_case *cases, size_t count, double ridge,
                       struct mbr_gammagamma *fitted, struct mbr_err *err)
{
    struct sample sample = {.cases = mbr_calloc(count + 1, sizeof *cases), .ridge = ridge};
    bool varied = take_sample(cases, count, &sample);
    if (varied)
        fit_sample(&sample, fitted);
    free(sample.cases);
    if (varied)
        return 0;
    return mbr_err_set(err, sample.count > 0 ? "all purchases are worth the same on average"
                                             : "no purchases that are worth more than nothing");
}

/* The logarithm of the median of the gamma distribution: below a shape of 1 it is that of a power,
   near enough for a start, at small shapes to all digits; then Newton's steps on the logarithm. */
static double log_median(double shape)
{
    double x = (log(0.5) + mbr_log_gamma(shape + 1)) / shape;
    for (int i = 0; i < 50; i++) {
        double density = exp(shape * x - exp(x) - mbr_log_gamma(shape));
        double step = (mbr_gamma_below(shape, exp(x)) - 0.5) / density;
        if (!(fabs(step) > 1e-14 * fabs(x)))
            break;
        x -= step;
    }
    return x;
}

bool mbr_gammagamma_worth(const struct mbr_gammagamma *model, double x, double mean, double *worth)
{
    double shape = model->q + model->p * x, scale = model->gamma + (x > 0 ? x * mean : 0);
    bool exists = shape > 1;
    double log_rate = exists ? log(shape - 1) : log_median(shape);
    *worth = fmin(exp(log(model->p) + log(scale) - log_rate), DBL_MAX);
    return exists;
}

double mbr_gammagamma_below(const struct mbr_gammagamma *model, double x, double mean, double n,
                            double worth)
{
    double scale = model->gamma + (x > 0 ? x * mean : 0);
    if (!(worth > 0))
        return 0;
    if (isinf(worth))
        return 1;
    return mbr_beta_below(n * model->p, model->q + model->p * x, worth / (worth + scale));
}
