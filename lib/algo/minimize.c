#include "mbr/minimize.h"

#include <float.h>
#include <math.h>
#include <nlopt.h>
#include <stdlib.h>
#include <string.h>

#include "mbr/mem.h"

#define SEARCH_MOST 400 /* evaluations of the first search */
#define POLISH_MOST 40  /* Newton steps after it */
#define LONGEST 3.0     /* of a Newton step, in any variable */
#define APART 5e-4      /* of the gradients whose difference is a column of the Hessian */
#define DEPENDENT 1e-12 /* a pivot so small, relatively, is rounding */
#define NEARLY 100      /* times the tolerance: not worth many Hessians more */
#define GOOD_FALL 0.1   /* of the norm in a step: the Hessian is worth keeping */

/* The best place so far and what is known there; x, gradient and trial are arrays of `size`. */
struct search {
    const struct mbr_minimize *problem;
    nlopt_opt nlopt;
    struct mbr_minimum best;
    double *x, *gradient, *trial;
};

static double norm_of(const double *v, int size)
{
    double sum = 0;
    for (int i = 0; i < size; i++)
        sum += v[i] * v[i];
    return sqrt(sum);
}

/* +INFINITY when the value or its gradient is not finite. */
static double evaluate(struct search *search, const double *x, double *gradient, double *norm)
{
    const struct mbr_minimize *problem = search->problem;
    search->best.evaluations++;
    double value = problem->value(problem->self, x, gradient);
    *norm = norm_of(gradient, problem->size);
    return isfinite(value) && isfinite(*norm) ? value : INFINITY;
}

static void keep(struct search *search, const double *x, double value, const double *gradient,
                 double norm)
{
    size_t bytes = (size_t)search->problem->size * sizeof *x;
    search->best.value = value;
    search->best.gradient = norm;
    memcpy(search->x, x, bytes);
    memcpy(search->gradient, gradient, bytes);
}

static double look(unsigned size, const double *x, double *gradient, void *self)
{
    struct search *search = self;
    double norm, *g = gradient ? gradient : search->trial;
    double value = evaluate(search, x, g, &norm);
    if (value < search->best.value) {
        keep(search, x, value, g, norm);
        if (norm <= search->problem->tolerance)
            nlopt_force_stop(search->nlopt);
    }
    if (!isfinite(value))
        memset(g, 0, size * sizeof *g);
    return value;
}

/* Sequential quadratic programming needs few evaluations, which are what costs here. Where it
   stops for its own reasons, Newton's steps go on: its result is not asked for. */
static void search_far(struct search *search)
{
    const struct mbr_minimize *problem = search->problem;
    search->nlopt = nlopt_create(NLOPT_LD_SLSQP, (unsigned)problem->size);
    if (!search->nlopt)
        return;
    nlopt_set_min_objective(search->nlopt, look, search);
    nlopt_set_lower_bounds1(search->nlopt, problem->low);
    nlopt_set_upper_bounds1(search->nlopt, problem->high);
    nlopt_set_maxeval(search->nlopt, SEARCH_MOST);
    nlopt_set_ftol_rel(search->nlopt, 1e-11);
    double *x = mbr_alloc((size_t)problem->size * sizeof *x), value;
    memcpy(x, search->x, (size_t)problem->size * sizeof *x);
    nlopt_optimize(search->nlopt, x, &value);
    free(x);
    nlopt_destroy(search->nlopt);
}

/* Central differences of the gradient at the best place; within the bounds, so the two points may
   lie at unequal distances. */
static bool differences(struct search *search, double *hessian)
{
    const struct mbr_minimize *problem = search->problem;
    int n = problem->size;
    double *up = mbr_alloc(2 * (size_t)n * sizeof *up), *down = up + n;
    bool fine = true;
    memcpy(search->trial, search->x, (size_t)n * sizeof *up);
    for (int i = 0; i < n && fine; i++) {
        double high = fmin(search->x[i] + APART, problem->high), norm[2];
        double low = fmax(search->x[i] - APART, problem->low);
        search->trial[i] = high;
        fine = isfinite(evaluate(search, search->trial, up, &norm[0]));
        search->trial[i] = low;
        fine = fine && isfinite(evaluate(search, search->trial, down, &norm[1]));
        search->trial[i] = search->x[i];
        for (int k = 0; k < n && fine; k++)
            hessian[i * n + k] = (up[k] - down[k]) / (high - low);
    }
    free(up);
    for (int i = 0; i < n; i++)
        for (int k = 0; k < i; k++)
            hessian[i * n + k] = hessian[k * n + i] = (hessian[i * n + k] + hessian[k * n + i]) / 2;
    return fine;
}

bool mbr_cholesky(double *a, int n)
{
    for (int i = 0; i < n; i++) {
        double whole = a[i * n + i];
        for (int k = 0; k <= i; k++) {
            double sum = a[i * n + k];
            for (int j = 0; j < k; j++)
                sum -= a[i * n + j] * a[k * n + j];
            if (k < i)
                a[i * n + k] = sum / a[k * n + k];
            else if (sum > DEPENDENT * whole && isfinite(sum))
                a[i * n + i] = sqrt(sum);
            else
                return false;
        }
    }
    return true;
}

/* Solves L L' v = v. */
static void solve(const double *l, int n, double *v)
{
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < i; k++)
            v[i] -= l[i * n + k] * v[k];
        v[i] /= l[i * n + i];
    }
    for (int i = n - 1; i >= 0; i--) {
        for (int k = i + 1; k < n; k++)
            v[i] -= l[k * n + i] * v[k];
        v[i] /= l[i * n + i];
    }
}

bool mbr_invert(double *matrix, int size)
{
    size_t n = (size_t)size;
    if (!mbr_cholesky(matrix, size))
        return false;
    double *inverse = mbr_calloc(n * n, sizeof *inverse);
    for (size_t i = 0; i < n; i++) {
        inverse[i * n + i] = 1;
        solve(matrix, size, inverse + i * n);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            matrix[i * n + k] = (inverse[i * n + k] + inverse[k * n + i]) / 2;
    free(inverse);
    return true;
}

/* At a bound, and pulled against it. */
static bool held(const struct search *search, int i)
{
    const struct mbr_minimize *problem = search->problem;
    return (search->x[i] <= problem->low && search->gradient[i] > 0) ||
           (search->x[i] >= problem->high && search->gradient[i] < 0);
}

/* The Hessian of the variables that are free to move; more is added to its diagonal. */
static void freed(const struct search *search, const double *hessian, double more, double *factor)
{
    int n = search->problem->size;
    memcpy(factor, hessian, (size_t)(n * n) * sizeof *factor);
    for (int i = 0; i < n; i++) {
        factor[i * n + i] += more;
        for (int k = 0; k < n && held(search, i); k++)
            factor[i * n + k] = factor[k * n + i] = i == k;
    }
}

/* Newton's step; where the Hessian is not positive definite, of one that is made so by as much on
   its diagonal as that takes (Levenberg and Marquardt). */
static bool newton(const struct search *search, const double *hessian, double *factor, double *step)
{
    int n = search->problem->size;
    double scale = DBL_MIN, more = 0, longest = LONGEST;
    for (int i = 0; i < n; i++)
        scale = fmax(scale, fabs(hessian[i * n + i]));
    for (freed(search, hessian, 0, factor); !mbr_cholesky(factor, n);
         freed(search, hessian, more * scale, factor)) {
        more = more > 0 ? more * 10 : 1e-8;
        if (more > 1e8)
            return false;
    }
    for (int i = 0; i < n; i++)
        step[i] = held(search, i) ? 0 : -search->gradient[i];
    solve(factor, n, step);
    for (int i = 0; i < n; i++)
        longest = fmax(longest, fabs(step[i]));
    for (int i = 0; i < n; i++)
        step[i] *= LONGEST / longest;
    return true;
}

/* Goes along the step, half as far each time, until the place is better: lower, or as low as
   rounding lets one see and flatter. */
static bool advance(struct search *search, const double *step, double *gradient)
{
    const struct mbr_minimize *problem = search->problem;
    double length = 1, norm, rounding = 1e-12 * fabs(search->best.value);
    for (int tries = 0; tries < 20; tries++, length /= 2) {
        for (int i = 0; i < problem->size; i++)
            search->trial[i] =
                fmin(fmax(search->x[i] + length * step[i], problem->low), problem->high);
        double value = evaluate(search, search->trial, gradient, &norm);
        if (value < search->best.value - rounding ||
            (value <= search->best.value + rounding && norm < search->best.gradient)) {
            keep(search, search->trial, value, gradient, norm);
            return true;
        }
    }
    return false;
}

/* A Hessian is kept as long as it takes the norm down well: it is dear, a gradient is not. */
static void polish(struct search *search)
{
    size_t n = (size_t)search->problem->size;
    double *hessian = mbr_alloc((2 * n * n + 2 * n) * sizeof *hessian);
    double *factor = hessian + n * n, *step = factor + n * n, *gradient = step + n;
    const double *begin = search->problem->curve;
    bool fresh = false, known = begin != NULL;
    if (known)
        memcpy(hessian, begin, n * n * sizeof *hessian);
    for (int steps = 0; steps < POLISH_MOST; steps++) {
        double before = search->best.gradient;
        if (before <= search->problem->tolerance)
            break;
        if (!known && !differences(search, hessian))
            break;
        fresh = !known;
        bool better = newton(search, hessian, factor, step) && advance(search, step, gradient);
        bool little = search->best.gradient > before / 2 &&
                      search->best.gradient < NEARLY * search->problem->tolerance;
        if (fresh && (!better || little))
            break;
        known = better && search->best.gradient < GOOD_FALL * before;
    }
    free(hessian);
}

struct mbr_minimum mbr_minimize(const struct mbr_minimize *problem, double *x, double *hessian)
{
    size_t n = (size_t)problem->size;
    double *space = mbr_alloc(2 * n * sizeof *space), norm;
    struct search search = {.problem = problem, .x = x, .gradient = space, .trial = space + n};
    for (size_t i = 0; i < n; i++)
        x[i] = fmin(fmax(x[i], problem->low), problem->high);
    search.best.value = evaluate(&search, x, search.gradient, &norm);
    search.best.gradient = norm;
    bool finite = isfinite(search.best.value);
    if (finite && norm > problem->tolerance && !problem->curve)
        search_far(&search);
    if (finite)
        polish(&search);
    if (hessian && (!finite || !differences(&search, hessian)))
        memset(hessian, 0, n * n * sizeof *hessian);
    search.best.converged = finite && search.best.gradient <= problem->tolerance;
    free(space);
    return search.best;
}
