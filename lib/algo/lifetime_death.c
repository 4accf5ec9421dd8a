#include <math.h>

#include "lifetime.h"
#include "mbr/special.h"

#define POINTS 16
#define STEEPEST 12 /* the exponent may change so much over a piece */
#define CLEAR 3     /* length of a piece, in distances from the poles behind it */
#define ABREAST 1   /* the same, of those beside it */
#define PEAK                                                                                       \
    3 /* as steep as that are the probabilities of a count, in their standard deviations           \
       */
#define NEGLIGIBLE 1e-18 /* what is left, to what there is */
#define NIL (-60)        /* its logarithm, for a probability */
#define FAR 600          /* from here on e^u - 1 is e^u, and q e^u may overflow */
#define BIG 1e200
#define LN_BIG (200 * 2.302585092994045684)

struct mbr_residual mbr_lifetime_residual(const struct mbr_lifetime *law, double since)
{
    double u = law->b * since;
    double beta = law->b > 0 ? law->beta * exp(-u) - expm1(-u) : law->beta + since;
    return (struct mbr_residual){law->b, law->s, 1 / beta};
}

struct mbr_instant mbr_residual_at(const struct mbr_residual *residual, double t)
{
    double q = residual->q, b = residual->b;
    if (b == 0)
        return (struct mbr_instant){log1p(q * t), q / (1 + q * t), 1 / (1 + q * t)};
    double u = b * t, beyond = fmax(0, u - FAR);
    double grown = expm1(fmin(u, FAR)), keep = 1 / (1 + q * grown);
    return (struct mbr_instant){log1p(q * grown) + beyond, b * (q * (1 + grown) * keep),
                                keep * exp(-beyond)};
}

/* How far the poles of the hazard are from t, at least, in pieces' lengths: they lie at one real
   part, a period apart; with q > 1 one of them on the real axis. */
static double reach_of(const struct mbr_residual *residual, double t)
{
    double q = residual->q, b = residual->b;
    if (b == 0)
        return CLEAR * (t + 1 / q);
    if (q >= 1)
        return q > 1 ? CLEAR * (t - log1p(-1 / q) / b) : INFINITY;
    return fmax(CLEAR * (t - log(1 / q - 1) / b), ABREAST * acos(-1) / b);
}

/* Pieces of the time from now on, one after the other: from `from` to `to`. */
struct walk {
    struct mbr_residual residual;
    double alpha, power; /* of a factor (alpha + t)^-power; power 0: none */
    double count;        /* of a factor (t / (alpha + t))^count */
    double end;
    double from, to;
    struct mbr_instant last; /* at `to` */
};

/* Of the logarithm of the density h S^s, then of the other factors. */
static double steepness(const struct walk *walk, double from, double to)
{
    const struct mbr_residual *residual = &walk->residual;
    double first = walk->last.hazard, last = mbr_residual_at(residual, to).hazard;
    double steep =
        fmax(fabs(residual->b - first), fabs(residual->b - last)) + residual->s * fmax(first, last);
    if (walk->power > 0)
        steep += walk->power / (walk->alpha + from);
    if (walk->count > 0) {
        double t = fmax(from, walk->count * walk->alpha / 60); /* before it the factor is nothing */
        double middle = 0.5 * (from + to);
        steep += walk->count * walk->alpha / (t * (walk->alpha + t)) +
                 PEAK * sqrt(walk->power / (middle * (walk->alpha + middle)));
    }
    return steep;
}

static void walk_begin(struct walk *walk)
{
    walk->from = walk->to = 0;
    walk->last = mbr_residual_at(&walk->residual, 0);
}

static bool walk_on(struct walk *walk)
{
    if (!(walk->to < walk->end))
        return false;
    double from = walk->to, length = fmin(walk->end - from, reach_of(&walk->residual, from));
    if (walk->power > 0 || walk->count > 0)
        length = fmin(length, CLEAR * (walk->alpha + from));
    for (;;) {
        double steep = steepness(walk, from, from + length);
        if (!(length * steep > STEEPEST))
            break;
        length = fmax(length < INFINITY ? length / 16 : 0, 0.9 * STEEPEST / steep);
    }
    walk->from = from;
    walk->to = length < walk->end - from ? from + length : walk->end;
    walk->last = mbr_residual_at(&walk->residual, walk->to);
    return walk->to > from;
}

static double node(const struct walk *walk, int i, double *weight)
{
    double half = 0.5 * (walk->to - walk->from);
    *weight = half * mbr_legendre_weight[i];
    return walk->from + half * (1 + mbr_legendre_node[i]);
}

void mbr_lifetime_death(const struct mbr_lifetime *law, const struct mbr_btyd_case *member,
                        struct mbr_death *death)
{
    double since = member->tx, power = law->r + member->x, weight;
    struct walk walk = {.residual = mbr_lifetime_residual(law, since),
                        .alpha = law->alpha + since,
                        .power = power,
                        .end = member->T - since};
    struct mbr_death d = {0};
    for (walk_begin(&walk); walk_on(&walk);) {
        for (int i = 0; i < POINTS; i++) {
            double t = node(&walk, i, &weight), log_rate = log1p(t / walk.alpha);
            struct mbr_instant at = mbr_residual_at(&walk.residual, t);
            double f = weight * law->s * at.hazard * exp(-law->s * at.lag - power * log_rate);
            d.sum += f;
            d.log_rate += f * log_rate;
            d.rate += f * walk.alpha / (walk.alpha + t);
            d.lag += f * at.lag;
            d.keep += f * at.keep;
            d.late_keep += f * at.keep * (since + t);
            d.late_hazard += f * at.hazard * (since + t);
        }
        double left = exp(-law->s * walk.last.lag - power * log1p(walk.to / walk.alpha));
        if (left < NEGLIGIBLE * d.sum)
            break;
    }
    double scale = d.sum > 0 ? 1 / d.sum : 0;
    *death =
        (struct mbr_death){d.sum,          d.log_rate * scale,  d.rate * scale,       d.lag * scale,
                           d.keep * scale, d.late_keep * scale, d.late_hazard * scale};
}

/* The mean of what is left of the lifetime, as far as it lies before t. Beyond the last piece the
   hazard is at least the smaller of what it is there and what it goes to. */
static double lived(const struct mbr_lifetime *law, double t)
{
    struct walk walk = {.residual = mbr_lifetime_residual(law, 0), .end = t};
    double sum = 0, weight;
    if (law->b == 0) {
        double log_end = log1p(t / law->beta), power = (1 - law->s) * log_end;
        return law->beta * log_end * (power == 0 ? 1 : expm1(power) / power);
    }
    for (walk_begin(&walk); walk_on(&walk);) {
        for (int i = 0; i < POINTS; i++) {
            double lag = mbr_residual_at(&walk.residual, node(&walk, i, &weight)).lag;
            sum += weight * exp(-law->s * lag);
        }
        double least = law->s * fmin(walk.last.hazard, law->b);
        if (exp(-law->s * walk.last.lag) < NEGLIGIBLE * sum * least)
            break;
    }
    return sum;
}

/* lived() for a time without end, where the quotient above has infinities. */
double mbr_lifetime_expected(const struct mbr_lifetime *law, double t)
{
    if (!(t > 0))
        return 0;
    if (law->b == 0 && t / law->beta > 1e300)
        return law->s > 1 ? law->r / law->alpha * (law->beta / (law->s - 1)) : INFINITY;
    return law->r / law->alpha * lived(law, t);
}

/* Adds `weight` times the probabilities of 0, 1 … count - 1 purchases within t, lifetime aside.
   They are followed upwards even where the first ones are too small for a number. */
static void add_small(const struct mbr_lifetime *law, double t, double weight, double *chance,
                      size_t count)
{
    double p = t / (law->alpha + t), scale = -law->r * log1p(t / law->alpha);
    double unit = weight * exp(scale), term = 1;
    for (size_t n = 0; n < count; n++) {
        chance[n] += unit * term;
        term *= (law->r + (double)n) / ((double)n + 1) * p;
        if (term > BIG) {
            term /= BIG;
            scale += LN_BIG;
            unit = weight * exp(scale);
        }
    }
}

/* The same for all points of a rule at once, where the first probabilities are numbers. */
static void add_counts(const struct mbr_lifetime *law, const double t[POINTS],
                       const double weight[POINTS], double *chance, size_t count)
{
    double p[POINTS], term[POINTS];
    for (int i = 0; i < POINTS; i++) {
        double scale = -law->r * log1p(t[i] / law->alpha);
        bool small = scale < -FAR;
        if (small)
            add_small(law, t[i], weight[i], chance, count);
        term[i] = small ? 0 : weight[i] * exp(scale);
        p[i] = t[i] / (law->alpha + t[i]);
    }
    for (size_t n = 0; n < count; n++) {
        double sum[4] = {0}, grow = (law->r + (double)n) / ((double)n + 1);
        for (int i = 0; i < POINTS; i++) {
            sum[i % 4] += term[i];
            term[i] *= grow * p[i];
        }
        chance[n] += (sum[0] + sum[1]) + (sum[2] + sum[3]);
    }
}

/* Whether fewer than count purchases within t are out of the question: where more are to be
   expected none of these probabilities is greater than the last one. */
static bool too_few(const struct mbr_lifetime *law, double t, double count, double log_ways)
{
    return law->r * t > law->alpha * count &&
           log_ways + (count - 1) * log(t / (law->alpha + t)) - law->r * log1p(t / law->alpha) <
               NIL;
}

void mbr_lifetime_chances(const struct mbr_lifetime *law, double t, double *chance, size_t count)
{
    struct walk walk = {.residual = mbr_lifetime_residual(law, 0),
                        .alpha = law->alpha,
                        .power = law->r,
                        .count = (double)count,
                        .end = fmin(t, 1e300)};
    double at[POINTS], weight[POINTS], alive = 1, some = fmax(walk.count, 1);
    double log_ways = -log(law->r + some - 1) - mbr_log_beta(law->r, some);
    for (size_t n = 0; n < count; n++)
        chance[n] = 0;
    for (walk_begin(&walk); walk_on(&walk) && alive > NEGLIGIBLE;) {
        for (int i = 0; i < POINTS; i++) {
            at[i] = node(&walk, i, &weight[i]);
            struct mbr_instant instant = mbr_residual_at(&walk.residual, at[i]);
            weight[i] *= law->s * instant.hazard * exp(-law->s * instant.lag);
        }
        add_counts(law, at, weight, chance, count);
        alive = exp(-law->s * walk.last.lag);
        if (too_few(law, walk.to, some, log_ways))
            return;
    }
    add_small(law, walk.end, alive, chance, count);
}
