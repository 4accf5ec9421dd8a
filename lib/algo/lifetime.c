#include "lifetime.h"

#include <math.h>

#include "mbr/special.h"

/* Sums over the purchases are exact and quick for the few there are; beyond, differences of
   functions do. */
#define FEW 1000

/* What depends on x only: ln(Gamma(r + x) / Gamma(r)), and its derivative by r. */
struct counted {
    double x, log_ratio, slope;
};

static void count_purchases(const struct mbr_lifetime *law, double x, struct counted *counted)
{
    if (counted->x == x)
        return;
    counted->x = x;
    counted->log_ratio = x > 0 ? mbr_log_gamma(x) - mbr_log_beta(law->r, x) : 0;
    if (x > FEW || x != floor(x)) {
        counted->slope = mbr_digamma(law->r + x) - mbr_digamma(law->r);
        return;
    }
    counted->slope = 0;
    for (int k = 0; k < (int)x; k++)
        counted->slope += 1 / (law->r + k);
}

static void die(const struct mbr_lifetime *law, struct mbr_lifetime_series *series,
                const struct mbr_btyd_case *member, struct mbr_death *death)
{
    if (!(member->T > member->tx))
        *death = (struct mbr_death){0};
    else if (law->b > 0 || !mbr_lifetime_series_death(series, member, death))
        mbr_lifetime_death(law, member, death);
}

/* One member: the log-likelihood, and how it changes. The parts of living on to T and of death
   before it are relative to being there at tx, so neither is too small for a number. */
static double judge(const struct mbr_lifetime *law, struct mbr_lifetime_series *series,
                    const struct counted *counted, const struct mbr_btyd_case *member,
                    double gradient[5])
{
    double rate = law->r + member->x, since = member->tx, left = member->T - since;
    struct mbr_residual whole = mbr_lifetime_residual(law, 0);
    struct mbr_residual residual = mbr_lifetime_residual(law, since);
    struct mbr_instant first = mbr_residual_at(&whole, since);
    struct mbr_instant last = mbr_residual_at(&residual, left);
    struct mbr_death death;
    die(law, series, member, &death);
    double log_rate = log1p(left / (law->alpha + since));
    double lives = exp(-law->s * last.lag - rate * log_rate), all = lives + death.sum;
    if (gradient) {
        double dead = death.sum / all, live = lives / all;
        double share = law->alpha / (law->alpha + since);
        double keep = first.keep * (live * last.keep + dead * death.keep);
        double inverse = live * (law->alpha + since) / (law->alpha + member->T) + dead * death.rate;
        gradient[0] = law->r * (counted->slope - log1p(since / law->alpha) - live * log_rate -
                                dead * death.log_rate);
        gradient[1] = law->r - rate * share * inverse;
        gradient[2] = dead + law->b * (1 - 1 / law->beta) * first.keep * dead * death.late_keep -
                      law->s * (live * last.hazard * member->T + dead * death.late_hazard);
        gradient[3] = dead - law->s * (first.lag + live * last.lag + dead * death.lag);
        gradient[4] = law->s * (1 - keep) - dead * first.keep * death.keep;
    }
    return counted->log_ratio - law->r * log1p(since / law->alpha) -
           member->x * log(law->alpha + since) - law->s * first.lag + log(all);
}

void mbr_lifetime_likelihood(const struct mbr_lifetime *law, const struct mbr_btyd_case *cases,
                             size_t count, double *sum, double gradient[5])
{
    struct mbr_lifetime_series series;
    struct counted counted = {.x = -1};
    double slope[5] = {0};
    mbr_lifetime_series_init(&series, law);
    for (size_t i = 0; i < count; i++) {
        count_purchases(law, cases[i].x, &counted);
        *sum += cases[i].weight * judge(law, &series, &counted, &cases[i], gradient ? slope : NULL);
        for (int k = 0; gradient && k < 5; k++)
            gradient[k] += cases[i].weight * slope[k];
    }
}

double mbr_lifetime_alive(const struct mbr_lifetime *law, const struct mbr_btyd_case *member)
{
    struct mbr_residual residual = mbr_lifetime_residual(law, member->tx);
    double left = member->T - member->tx;
    struct mbr_lifetime_series series;
    struct mbr_death death;
    mbr_lifetime_series_init(&series, law);
    die(law, &series, member, &death);
    double lives = exp(-law->s * mbr_residual_at(&residual, left).lag -
                       (law->r + member->x) * log1p(left / (law->alpha + member->tx)));
    return lives / (lives + death.sum);
}

struct mbr_lifetime mbr_lifetime_after(const struct mbr_lifetime *law,
                                       const struct mbr_btyd_case *member)
{
    struct mbr_residual residual = mbr_lifetime_residual(law, member->T);
    return (struct mbr_lifetime){law->r + member->x, law->alpha + member->T, law->b, law->s,
                                 1 / residual.q};
}

bool mbr_lifetime_means(const struct mbr_btyd_case *cases, size_t count, double *rate,
                        double *watched)
{
    double members = 0, purchases = 0, time = 0;
    for (size_t i = 0; i < count; i++) {
        members += cases[i].weight;
        purchases += cases[i].weight * cases[i].x;
        time += cases[i].weight * cases[i].T;
    }
    if (!(purchases > 0 && time > 0))
        return false;
    *rate = purchases / time;
    *watched = time / members;
    return true;
}
