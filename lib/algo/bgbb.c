#include <math.h>

#include "mbr/btyd.h"
#include "rise.h"

/* Of the chance to buy on an occasion, alpha and beta; of that to leave before one, gamma and
   delta. Of one who is there they are these four again, in the prospect. */
enum { ALPHA, BETA, GAMMA, DELTA, PARAMETERS };

static const double starts[][PARAMETERS] = {
    {1, 1, 1, 4},
    {0.5, 2, 0.5, 2},
    {2, 1, 2, 20},
};

static bool bgbb_start(const struct mbr_btyd_case *cases, size_t count, int n, double *p)
{
    (void)cases;
    (void)count;
    if (n < 0 || n >= (int)(sizeof starts / sizeof *starts))
        return false;
    for (int i = 0; i < PARAMETERS; i++)
        p[i] = starts[n][i];
    return true;
}

/* The ways to come to be silent since the last purchase, relative to having left right after it: at
   one of the occasions since, or not at all. With the logarithmic derivatives. */
struct silence {
    double all, there;
    double by[PARAMETERS];
};

struct way {
    double term;
    double by[PARAMETERS]; /* of its logarithm */
};

static void add_way(struct silence *silence, const struct way *way)
{
    silence->all += way->term;
    for (int i = 0; i < PARAMETERS; i++)
        silence->by[i] += way->term * way->by[i];
}

/* Equation 5 of the paper, by recursion. */
static struct silence silence_of(const double *p, const struct mbr_btyd_case *one)
{
    struct silence silence = {0};
    struct way way = {.term = 1};
    double missed = one->tx - one->x, done = one->tx;
    for (int left = (int)(one->T - one->tx); left > 0; left--, missed++, done++) {
        add_way(&silence, &way);
        double miss = p[BETA] + missed, either = p[ALPHA] + p[BETA] + done;
        double stay = p[DELTA] + done, any = p[GAMMA] + p[DELTA] + done + 1;
        way.term *= miss / either * (stay / any);
        way.by[ALPHA] -= 1 / either;
        way.by[BETA] += 1 / miss - 1 / either;
        way.by[GAMMA] -= 1 / any;
        way.by[DELTA] += 1 / stay - 1 / any;
    }
    double any = p[GAMMA] + p[DELTA] + done;
    way.term *= any / p[GAMMA];
    silence.there = way.term;
    way.by[GAMMA] += 1 / any - 1 / p[GAMMA];
    way.by[DELTA] += 1 / any;
    add_way(&silence, &way);
    return silence;
}

static void bgbb_likelihood(const double *p, const struct mbr_btyd_case *cases, size_t count,
                            double *sum, double *gradient)
{
    double both = p[ALPHA] + p[BETA], any = p[GAMMA] + p[DELTA];
    for (size_t i = 0; i < count; i++) {
        const struct mbr_btyd_case *one = &cases[i];
        double x = one->x, missed = one->tx - x;
        struct silence silence = silence_of(p, one);
        *sum += one->weight *
                (mbr_rise_log(p[ALPHA], x) + mbr_rise_log(p[BETA], missed) -
                 mbr_rise_log(both, one->tx) + log(p[GAMMA]) + mbr_rise_log(p[DELTA], one->tx) -
                 mbr_rise_log(any, one->tx + 1) + log(silence.all));
        if (!gradient)
            continue;
        double of_both = mbr_rise_slope(both, one->tx), of_any = mbr_rise_slope(any, one->tx + 1);
        double slope[PARAMETERS] = {
            [ALPHA] = mbr_rise_slope(p[ALPHA], x) - of_both,
            [BETA] = mbr_rise_slope(p[BETA], missed) - of_both,
            [GAMMA] = 1 / p[GAMMA] - of_any,
            [DELTA] = mbr_rise_slope(p[DELTA], one->tx) - of_any,
        };
        for (int j = 0; j < PARAMETERS; j++)
            gradient[j] += one->weight * p[j] * (slope[j] + silence.by[j] / silence.all);
    }
}

/* There on occasion T: the paper's P(alive) is of the occasion after it, delta + T of
   gamma + delta + T times this. */
static double bgbb_alive(const double *p, const struct mbr_btyd_case *member)
{
    struct silence silence = silence_of(p, member);
    return silence.there / silence.all;
}

static void bgbb_prospect(const double *p, const struct mbr_btyd_case *member, double *prospect)
{
    prospect[ALPHA] = p[ALPHA] + member->x;
    prospect[BETA] = p[BETA] + member->T - member->x;
    prospect[GAMMA] = p[GAMMA];
    prospect[DELTA] = p[DELTA] + member->T;
}

/* The occasions on which one is there, times the mean chance to buy. */
static double bgbb_expected(const double *prospect, double t)
{
    double gamma = prospect[GAMMA], delta = prospect[DELTA];
    double there = delta / (gamma + delta) * mbr_rise_rounds(gamma, delta + 1, t);
    return prospect[ALPHA] / (prospect[ALPHA] + prospect[BETA]) * there;
}

#define HUGE_SUM 1e200

/* n purchases, whatever the occasion after which the member leaves: the first term is that of n
   occasions, all of them used. It may be far below what a double holds; others are relative to it.
 */
static double chance_of(const double *prospect, double log_first, double n, double t)
{
    double alpha = prospect[ALPHA], beta = prospect[BETA];
    double gamma = prospect[GAMMA], delta = prospect[DELTA];
    double term = 1, sum = 0;
    for (int more = 0; more < (int)(t - n); more++) {
        double i = n + more;
        sum += term;
        term *= (i + 1) * (beta + more) * (delta + i) /
                ((more + 1) * (alpha + beta + i) * (gamma + delta + i + 1));
        if (sum > HUGE_SUM) {
            sum /= HUGE_SUM;
            term /= HUGE_SUM;
            log_first += log(HUGE_SUM);
        }
    }
    return exp(log_first) * (sum + term * (gamma + delta + t) / gamma);
}

/* Beyond so many occasions work ends. */
#define MOST_OCCASIONS 1e5

static void bgbb_chances(const double *prospect, double t, double *chance, size_t count)
{
    t = fmin(floor(t), MOST_OCCASIONS);
    double both = prospect[ALPHA] + prospect[BETA], any = prospect[GAMMA] + prospect[DELTA];
    double log_first = log(prospect[GAMMA] / any);
    for (size_t i = 0; i < count; i++) {
        double n = (double)i;
        chance[i] = n <= t ? chance_of(prospect, log_first, n, t) : 0;
        log_first +=
            log((prospect[ALPHA] + n) / (both + n) * (prospect[DELTA] + n) / (any + 1 + n));
    }
}

const struct mbr_btyd_model mbr_bgbb = {
    .name = "bg/bb",
    .source = "Fader, Hardie and Shang, Marketing Science 29 (2010)",
    .parameters = PARAMETERS,
    .parameter = {"alpha", "beta", "gamma", "delta"},
    .discrete = true,
    .start = bgbb_start,
    .likelihood = bgbb_likelihood,
    .alive = bgbb_alive,
    .prospect = bgbb_prospect,
    .expected = bgbb_expected,
    .chances = bgbb_chances,
};
