#include <math.h>

#include "dropout.h"
#include "mbr/special.h"
#include "rise.h"

/* Who has done some steps: the mean of their purchases, and the probability that they are there
   after as many as these steps make. */
struct buyer {
    double purchases, stays, rounds;
    int phase;
};

static void take_step(struct buyer *buyer, const struct mbr_dropout_walk *walk)
{
    if (++buyer->phase < walk->k)
        return;
    buyer->phase = 0;
    buyer->purchases += buyer->stays;
    buyer->stays *= (walk->stay + buyer->rounds) / (walk->leave + walk->stay + buyer->rounds);
    buyer->rounds++;
}

#define HUGE_SUM 1e200

/* The mean of purchases over the numbers of steps, one by one. Terms are positive, so that all
   digits stay, a and b whatever they are: the published form divides by a - 1, and its
   hypergeometric function has a pole at a + b = 1. */
static double sum_steps(const struct mbr_dropout_walk *walk)
{
    struct buyer buyer = {.stays = 1, .phase = walk->done};
    double term = 1, total = 1, sum = 0, steps = 0, next = walk->shape * walk->above;
    for (;;) {
        term *= next;
        steps++;
        take_step(&buyer, walk);
        total += term;
        sum += term * buyer.purchases;
        next = (walk->shape + steps) / (steps + 1) * walk->above;
        double rest = (1 - next) * (1 - next) * sum;
        if (buyer.rounds > 0 && next < 1 && term * buyer.purchases <= 1e-17 * rest)
            return sum / total;
        if (total > HUGE_SUM) {
            term /= HUGE_SUM;
            total /= HUGE_SUM;
            sum /= HUGE_SUM;
        }
    }
}

/* x ln(x / mean) + mean - x, without loss where they are close. */
static double deviance(double x, double mean)
{
    double v = (x - mean) / (x + mean);
    if (fabs(v) > 0.1)
        return x * log(x / mean) + mean - x;
    double square = v * v, power = 2 * x * v, sum = (x - mean) * v;
    for (int odd = 3; odd < 30; odd += 2) {
        power *= square;
        sum += power / odd;
    }
    return sum;
}

/* The probability of so many steps, > 0 and real: Loader, "Fast and accurate computation of
   binomial probabilities" (2000). */
static double step_chance(const struct mbr_dropout_walk *walk, double steps)
{
    double shape = walk->shape, all = shape + steps;
    double log_chance = mbr_rise_stirling(all) - mbr_rise_stirling(shape) -
                        mbr_rise_stirling(steps) - deviance(shape, all * walk->below) -
                        deviance(steps, all * walk->above);
    return exp(log_chance) * sqrt(shape / (2 * M_PI * steps * all));
}

/* The probability of as many steps as make n purchases, times the mean of what they buy who may
   leave before. n may lie between whole numbers. */
static double share_of(const struct mbr_dropout_walk *walk, double n)
{
    double steps = n * walk->k - walk->done, sum = 0;
    double chance = step_chance(walk, steps);
    for (int i = 0; i < walk->k; i++) {
        sum += chance;
        chance *= (walk->shape + steps + i) / (steps + i + 1) * walk->above;
    }
    return sum * mbr_rise_rounds(walk->leave, walk->stay, n);
}

/* Sums over many purchases are integrals: by the midpoint rule, with the first terms of its
   expansion at the near end. */
#define NEAR 64

static double end_terms(const struct mbr_dropout_walk *walk)
{
    double g[6];
    for (int i = 0; i < 6; i++)
        g[i] = share_of(walk, NEAR - 3 + i);
    double first = g[3] - g[2], third = g[4] - 3 * (g[3] - g[2]) - g[1];
    double fifth = g[5] - 5 * (g[4] - g[1]) + 10 * (g[3] - g[2]) - g[0];
    return first / 24 - 17 * third / 5760 + 367 * fifth / 967680;
}

static double sum_near(const struct mbr_dropout_walk *walk)
{
    struct buyer buyer = {.stays = 1, .phase = walk->done};
    double chance = exp(-walk->shape * log1p(walk->odds)), sum = 0;
    for (int step = 1; step < NEAR * walk->k - walk->done; step++) {
        chance *= (walk->shape + (step - 1)) / step * walk->above;
        take_step(&buyer, walk);
        sum += chance * buyer.purchases;
    }
    return sum;
}

/* How far steps go, and their spread. */
static double spread_of(const struct mbr_dropout_walk *walk)
{
    return sqrt(walk->shape * walk->odds) * sqrt(1 + walk->odds);
}

static double farthest(const struct mbr_dropout_walk *walk)
{
    return walk->shape * walk->odds + 14 * spread_of(walk) + 50 * (1 + walk->odds);
}

static double sum_far(const struct mbr_dropout_walk *walk)
{
    double mean = walk->shape * walk->odds, spread = spread_of(walk);
    double near = NEAR - 0.5, low = fmax(near, (mean - 14 * spread) / walk->k);
    double from = log(low), to = log(farthest(walk) / walk->k);
    int pieces = (int)ceil((to - from) / fmin(0.5, spread / mean));
    double width = (to - from) / pieces, sum = 0;
    for (int piece = 0; piece < pieces; piece++)
        for (int i = 0; i < 16; i++) {
            double n = exp(from + width * (piece + (1 + mbr_legendre_node[i]) / 2));
            sum += mbr_legendre_weight[i] / 2 * width * n * share_of(walk, n);
        }
    return low > near ? sum : sum + sum_near(walk) + end_terms(walk);
}

#define MANY_STEPS 4000

static bool is_far(const struct mbr_dropout_walk *walk)
{
    return farthest(walk) > fmax(MANY_STEPS, 2 * NEAR * walk->k);
}

double mbr_dropout_expected(const double *prospect, double t)
{
    struct mbr_dropout_walk walk = mbr_dropout_walk_of(prospect, t);
    if (!(walk.above > 0))
        return 0;
    if (isinf(walk.odds))
        return mbr_rise_rounds(walk.leave, walk.stay, INFINITY);
    double weight = 1, weights = 0, sum = 0;
    while (walk.done < walk.k) {
        sum += weight * (is_far(&walk) ? sum_far(&walk) : sum_steps(&walk));
        weights += weight;
        weight *= mbr_dropout_walk_next(&walk, prospect);
    }
    return sum / weights;
}
