#include "mbr/btyd_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "btyd_sum.h"
#include "mbr/mem.h"
#include "mbr/minimize.h"

#define FEW 6000       /* cases, enough to find the neighbourhood of the best place */
#define MOST_STARTS 16 /* of a model: no more are asked for */
#define TOLERANCE 1e-8 /* of the gradient a member, where the steps end */
#define CONVERGED 1e-6 /* and where the place found is as good as that */
#define WIDEST 5.0     /* standard error of a logarithm that still says anything */
#define IDLE                                                                                       \
    1e-7 /* rows of the Hessian below this, a member, are rounding and what is left of             \
            the gradient */

/* One model, or one k of a regular one. sum, the terms of all cases or of few, is what is climbed
   just now. */
struct job {
    const struct mbr_btyd_model *model;
    const struct mbr_btyd_fit_options *options;
    struct mbr_btyd_sum all, few;
    const struct mbr_btyd_case *sample; /* the cases to start from */
    size_t samples;
    bool thin;
    double k;
    double prior[MBR_BTYD_MOST]; /* logarithms */
    struct mbr_btyd_sum *sum;
    struct mbr_btyd_fitted *fitted;
};

/* Half the ridge times the squares, and its gradient added to what is there (NULL: is not). */
static double penalty(const struct job *job, const double *theta, double *gradient)
{
    double ridge = job->options->ridge, sum = 0;
    for (int i = 0; i < job->sum->size && ridge > 0; i++) {
        double far = theta[i] - (i < job->model->parameters ? job->prior[i] : 0);
        sum += far * far;
        if (gradient)
            gradient[i] += ridge * far;
    }
    return ridge * sum / 2;
}

/* What is minimised: a member's share of the log-likelihood, turned upside down. */
static double climb(void *self, const double *theta, double *gradient)
{
    struct job *job = self;
    double value = -mbr_btyd_sum_at(job->sum, theta, gradient), members = job->sum->members;
    for (int i = 0; i < job->sum->size; i++)
        gradient[i] = -gradient[i];
    value += penalty(job, theta, gradient);
    for (int i = 0; i < job->sum->size; i++)
        gradient[i] /= members;
    return value / members;
}

static struct mbr_minimum best_near(struct job *job, struct mbr_btyd_sum *sum, double *theta,
                                    const double *curve, double *hessian)
{
    struct mbr_minimize problem = {
        .value = climb,
        .self = job,
        .size = sum->size,
        .low = -MBR_BTYD_BOUND,
        .high = MBR_BTYD_BOUND,
        .tolerance = TOLERANCE,
        .curve = curve,
    };
    job->sum = sum;
    struct mbr_minimum found = mbr_minimize(&problem, theta, hessian);
    job->fitted->evaluations += found.evaluations;
    return found;
}

static bool start_at(const struct job *job, int n, double *theta)
{
    double p[MBR_BTYD_ENTRIES] = {0};
    if (job->model->regular)
        p[job->model->parameters] = job->k;
    if (n >= MOST_STARTS || !job->model->start(job->sample, job->samples, n, p))
        return false;
    for (int i = 0; i < job->few.size; i++)
        theta[i] = i < job->model->parameters ? log(p[i]) : 0;
    return true;
}

/* The best that any start leads to on few cases, and the Hessian there. */
static double from_starts(struct job *job, double *theta, double *hessian)
{
    double best = INFINITY, place[MBR_BTYD_SIZE];
    for (int n = 0; start_at(job, n, place); n++) {
        job->fitted->starts++;
        struct mbr_minimum found = best_near(job, &job->few, place, NULL, NULL);
        if (found.value < best) {
            best = found.value;
            memcpy(theta, place, sizeof place);
        }
    }
    if (best < INFINITY)
        best_near(job, &job->few, theta, NULL, hessian);
    return best;
}

static bool definite(const double *hessian, int size)
{
    double copy[MBR_BTYD_SIZE * MBR_BTYD_SIZE];
    memcpy(copy, hessian, (size_t)(size * size) * sizeof *copy);
    return mbr_invert(copy, size);
}

/* The greatest likelihood may be that of a limit. Where all members leave at one rate a parameter
   runs to its bound; where nobody leaves the likelihood ceases to depend on some, and their rows of
   the Hessian vanish. The others are estimated all the same. */
static bool is_idle(const double *theta, const double *hessian, int size, int i, double members)
{
    bool idle = fabs(hessian[i * size + i]) * members <= 1 / (WIDEST * WIDEST);
    for (int k = 0; k < size; k++)
        idle = idle && fabs(hessian[i * size + k]) <= IDLE;
    return idle || fabs(theta[i]) >= MBR_BTYD_BOUND;
}

/* The covariance of those that are not idle; of the idle ones it is 0. */
static bool invert_hessian(const double *theta, const double *hessian, int size, double members,
                           double *covariance)
{
    bool idle[MBR_BTYD_SIZE], any = false;
    for (int i = 0; i < size; i++) {
        idle[i] = is_idle(theta, hessian, size, i, members);
        any = any || !idle[i];
    }
    for (int i = 0; i < size; i++)
        for (int k = 0; k < size; k++)
            covariance[i * size + k] =
                idle[i] || idle[k] ? i == k : hessian[i * size + k] * members;
    if (!any || !mbr_invert(covariance, size))
        return false;
    for (int i = 0; i < size; i++)
        if (idle[i])
            covariance[i * size + i] = 0;
    return true;
}

/* The covariance is of use when no parameter that counts can be anything. */
static void fill(struct job *job, const double *theta, const struct mbr_minimum *found,
                 const double *hessian)
{
    struct mbr_btyd_fitted *fitted = job->fitted;
    int size = job->all.size, parameters = job->model->parameters;
    fitted->size = size;
    fitted->members = job->all.members;
    fitted->gradient = found->gradient;
    job->sum = &job->all;
    fitted->log_likelihood = penalty(job, theta, NULL) - found->value * fitted->members;
    mbr_btyd_scale(job->model, theta, 0, NULL, fitted->p, NULL);
    if (job->model->regular)
        fitted->p[parameters] = job->k;
    memcpy(fitted->effect, theta + parameters, (size_t)(size - parameters) * sizeof *theta);
    fitted->definite = invert_hessian(theta, hessian, size, fitted->members, fitted->covariance);
    fitted->converged = fitted->definite && fitted->gradient <= CONVERGED;
    for (int i = 0; i < parameters && fitted->definite; i++)
        fitted->definite = fitted->covariance[i * size + i] <= WIDEST * WIDEST;
    if (!fitted->definite)
        memset(fitted->covariance, 0, sizeof fitted->covariance);
}

/* From the best place of few cases a few of Newton's steps lead to that of all; where they do not,
   for example when few cases leave a covariate out, the way is gone from the beginning. */
static int fit_one(struct job *job, struct mbr_err *err)
{
    double theta[MBR_BTYD_SIZE] = {0}, place[MBR_BTYD_SIZE] = {0};
    double hessian[MBR_BTYD_SIZE * MBR_BTYD_SIZE], curve[MBR_BTYD_SIZE * MBR_BTYD_SIZE];
    for (int i = 0; i < job->model->parameters; i++)
        job->prior[i] = 0;
    if (job->options->prior) {
        for (int i = 0; i < job->model->parameters; i++)
            job->prior[i] = log(job->options->prior[i]);
    } else if (start_at(job, 0, place)) {
        memcpy(job->prior, place, sizeof job->prior);
    }
    if (from_starts(job, theta, curve) == INFINITY)
        return mbr_err_set(err, "%s: no finite likelihood at any start", job->model->name);
    memcpy(place, theta, sizeof place);
    bool near = definite(curve, job->all.size);
    struct mbr_minimum found = best_near(job, &job->all, theta, near ? curve : NULL, hessian);
    if (job->thin && !(found.gradient <= CONVERGED)) {
        struct mbr_minimum other = {.value = INFINITY};
        for (int i = job->model->parameters; i < job->all.size; i++)
            place[i] = 0;
        other = best_near(job, &job->all, place, NULL, curve);
        if (other.value < found.value) {
            found = other;
            memcpy(theta, place, sizeof theta);
            memcpy(hessian, curve, sizeof hessian);
        }
    }
    if (found.value == INFINITY)
        return mbr_err_set(err, "%s: no finite likelihood at any start", job->model->name);
    fill(job, theta, &found, hessian);
    return 0;
}

/* Every k is fitted to all cases: on few of them its neighbours are too much alike. */
static int fit_regular(struct job *job, struct mbr_err *err)
{
    struct mbr_btyd_fitted *best = job->fitted, *other = mbr_alloc(sizeof *other);
    int failed = -1;
    job->fitted = other;
    for (int k = 1; k <= MBR_BTYD_MOST_K; k++) {
        *other = (struct mbr_btyd_fitted){.model = job->model,
                                          .covariates = job->options->covariates,
                                          .evaluations = best->evaluations,
                                          .starts = best->starts};
        job->k = job->all.k = job->few.k = k;
        bool fine = fit_one(job, err) == 0;
        best->evaluations = other->evaluations;
        best->starts = other->starts;
        if (!fine || (failed == 0 && other->log_likelihood <= best->log_likelihood))
            break;
        *best = *other;
        failed = 0;
    }
    free(other);
    return failed;
}

static int check(const struct mbr_btyd_model *model, const struct mbr_btyd_group *groups,
                 size_t count, int covariates, struct mbr_err *err)
{
    bool quicker = false, shorter = false, again = false;
    for (int i = 0; i < model->parameters; i++) {
        quicker = quicker || model->quicker[i] != 0;
        shorter = shorter || model->shorter[i] != 0;
    }
    if (covariates > 0 && !(quicker && shorter))
        return mbr_err_set(err, "%s: takes no covariates", model->name);
    for (size_t i = 0; i < count && !again; i++)
        for (size_t k = 0; k < groups[i].count && !again; k++)
            again = groups[i].cases[k].x > 0 && groups[i].cases[k].weight > 0;
    if (!again)
        return mbr_err_set(err, "%s: nobody has bought again, so there is nothing to fit",
                           model->name);
    return 0;
}

/* The cases of all groups side by side. */
static struct mbr_btyd_case *side_by_side(const struct mbr_btyd_group *groups, size_t count,
                                          size_t *cases)
{
    struct mbr_btyd_case *copy;
    size_t whole = 0;
    for (size_t i = 0; i < count; i++)
        whole += groups[i].count;
    copy = mbr_alloc(whole * sizeof *copy);
    *cases = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < groups[i].count; k++)
            copy[(*cases)++] = groups[i].cases[k];
    return copy;
}

int mbr_btyd_fit(const struct mbr_btyd_model *model, const struct mbr_btyd_group *groups,
                 size_t count, const struct mbr_btyd_fit_options *options,
                 struct mbr_btyd_fitted *fitted, struct mbr_err *err)
{
    *fitted = (struct mbr_btyd_fitted){.model = model, .covariates = options->covariates};
    if (check(model, groups, count, options->covariates, err))
        return -1;
    struct job job = {.model = model, .options = options, .fitted = fitted};
    struct mbr_btyd_case *cases = NULL;
    struct mbr_btyd_group *thin = mbr_btyd_thin(groups, count, FEW, &cases, &job.samples);
    if (!thin)
        cases = side_by_side(groups, count, &job.samples);
    job.thin = thin != NULL;
    job.sample = cases;
    struct mbr_crew *crew = mbr_crew_new(options->jobs, mbr_btyd_sum_piece);
    mbr_btyd_sum_init(&job.all, model, groups, count, options->covariates, crew);
    mbr_btyd_sum_init(&job.few, model, thin ? thin : groups, count, options->covariates, crew);
    int failed = model->regular ? fit_regular(&job, err) : fit_one(&job, err);
    mbr_btyd_sum_free(&job.all);
    mbr_btyd_sum_free(&job.few);
    mbr_crew_free(crew);
    free(cases);
    free(thin);
    return failed;
}

void mbr_btyd_at(const struct mbr_btyd_fitted *fitted, const double *z, double p[MBR_BTYD_ENTRIES])
{
    double theta[MBR_BTYD_SIZE];
    int parameters = fitted->model->parameters;
    for (int i = 0; i < parameters; i++)
        theta[i] = log(fitted->p[i]);
    memcpy(theta + parameters, fitted->effect, 2 * (size_t)fitted->covariates * sizeof *theta);
    memset(p, 0, MBR_BTYD_ENTRIES * sizeof *p);
    mbr_btyd_scale(fitted->model, theta, fitted->covariates, z, p, NULL);
    if (fitted->model->regular)
        p[parameters] = fitted->p[parameters];
}
