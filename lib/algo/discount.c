#include "discount.h"

#include <math.h>

#include "mbr/special.h"

#define NODES 16
#define FAR 45.0       /* rate * t beyond which nothing counts: exp(-45) is 3e-20 */
#define ACCURACY 1e-12 /* relative */
#define DEPTH 40       /* halvings */
#define TERMS 4096     /* of a sum, before an integral takes its place */

struct integrand {
    double (*mean)(const double *self, double t);
    const double *self;
    double rate, t;
};

/* By parts, the integral of exp(-rate s) dE(s) is exp(-rate t) E(t) and that of
   rate exp(-rate s) E(s) ds. E may bend sharply near 0, at the scale of the member's own history;
   s = t w^3 makes that mild and small. */
static double at(const struct integrand *f, double w)
{
    double s = f->t * w * w * w;
    return 3 * f->t * w * w * f->rate * exp(-f->rate * s) * f->mean(f->self, s);
}

/* The sum of 16 weighted values, and the greater of two coefficients of the series of Legendre's
   polynomials that goes through them: the 7th and 8th, and the last ones. */
static double gauss(const struct integrand *f, double a, double b, double most[2])
{
    double sum = 0, c[NODES] = {0};
    for (int i = 0; i < NODES; i++) {
        double x = mbr_legendre_node[i], before = 0, now = 1;
        double value = mbr_legendre_weight[i] * at(f, (a + b) / 2 + (b - a) / 2 * x);
        sum += value;
        for (int n = 0; n < NODES; n++) {
            c[n] += value * now * (n + 0.5);
            double next = ((2 * n + 1) * x * now - n * before) / (n + 1);
            before = now;
            now = next;
        }
    }
    most[0] = fmax(fabs(c[6]), fabs(c[7]));
    most[1] = fmax(fabs(c[14]), fabs(c[15]));
    return sum * (b - a) / 2;
}

/* The rule is exact to degree 31, so it misses far less than the last coefficient: less by how much
   that has fallen since the middle one, at least. In most cases this spares a second, finer look.
   whole: about what all of it is; 0: not known. */
static double integrate(const struct integrand *f, double a, double b, double whole, int depth)
{
    double most[2], sum = gauss(f, a, b, most), middle = (a + b) / 2;
    if (whole == 0)
        whole = sum;
    if (depth == 0 || (b - a) * most[1] * most[1] <= ACCURACY * whole * most[0])
        return sum;
    return integrate(f, a, middle, whole, depth - 1) + integrate(f, middle, b, whole, depth - 1);
}

static double discounted_mean(const struct integrand *f)
{
    return exp(-f->rate * f->t) * f->mean(f->self, f->t);
}

static double continuous(const struct integrand *f)
{
    double inner = f->t > 0 && f->rate > 0 ? integrate(f, 0, 1, 0, DEPTH) : 0;
    return discounted_mean(f) + inner;
}

/* The derivative of exp(-rate s) E(s) at t, that of E being a difference of whole times. */
static double slope(const struct integrand *f)
{
    double rise = (f->mean(f->self, f->t + 1) - f->mean(f->self, f->t - 1)) / 2;
    return exp(-f->rate * f->t) * (rise - f->rate * f->mean(f->self, f->t));
}

/* By parts again, the terms behind `from` are told by the sum of exp(-rate s) E(s) at whole times,
   which after many of them is an integral with Euler and Maclaurin's corrections. */
static double rest_of(const struct integrand *to, double from)
{
    struct integrand begin = *to;
    begin.t = from;
    double first = discounted_mean(&begin), last = discounted_mean(to);
    double between = integrate(to, 0, 1, 0, DEPTH) - integrate(&begin, 0, 1, 0, DEPTH);
    double sum = between / to->rate + (first + last) / 2 + (slope(to) - slope(&begin)) / 12;
    return -expm1(-to->rate) * sum - first + exp(-to->rate) * last;
}

static double sum_of(const struct integrand *f)
{
    struct integrand whole = *f;
    whole.t = floor(f->t);
    double sum = 0, before = 0;
    int last = (int)fmin(whole.t, TERMS);
    if (f->rate <= 0)
        return f->mean(f->self, whole.t);
    for (int s = 1; s <= last; s++) {
        double now = f->mean(f->self, s);
        sum += exp(-f->rate * s) * (now - before);
        before = now;
    }
    return last < whole.t ? sum + rest_of(&whole, last) : sum;
}

double mbr_discounted(double (*mean)(const double *self, double t), const double *self, double rate,
                      double t, bool discrete)
{
    struct integrand f = {.mean = mean, .self = self, .rate = rate, .t = t};
    if (rate > 0)
        f.t = fmin(t, FAR / rate);
    return discrete ? sum_of(&f) : continuous(&f);
}
