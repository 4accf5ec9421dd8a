#include <math.h>

#include "lifetime.h"

#define ENOUGH 1e-18
#define SLOW 0.7 /* beyond this argument there are too many terms */
#define STEEP 30 /* and beyond this exponent times argument */

void mbr_lifetime_series_init(struct mbr_lifetime_series *series, const struct mbr_lifetime *law)
{
    series->law = law;
    series->x = -1;
    series->ready = 0;
}

static void set_purchases(struct mbr_lifetime_series *series, double x)
{
    const struct mbr_lifetime *law = series->law;
    if (series->x == x)
        return;
    series->x = x;
    series->power = law->r + x + law->s;
    series->exponent = law->alpha > law->beta ? law->s + 1 : law->r + x;
    series->ready = 0;
}

static void make_ready(struct mbr_lifetime_series *series, int n)
{
    series->over[n] = 1 / (series->power + n);
    series->grow[n] = (series->exponent + n) / (n + 1);
    series->rise[n] = n > 0 ? series->rise[n - 1] + 1 / (series->exponent + n - 1) : 0;
    series->ready = n + 1;
}

/* With the greater of alpha and beta as `high` and v = ln((high + tau) / (high + tx)) the integral
   over the time tau of death is one of e^(-power v) (1 - z e^-v)^-exponent over 0 < v < end, where
   z = |alpha - beta| / (high + tx). Its terms in z^n hold the integrals `part` of
   e^(-(power + n) v), which are formed from sums of positive numbers. */
bool mbr_lifetime_series_death(struct mbr_lifetime_series *series,
                               const struct mbr_btyd_case *member, struct mbr_death *death)
{
    const struct mbr_lifetime *law = series->law;
    bool slow_rate = law->alpha > law->beta;
    double high = fmax(law->alpha, law->beta) + member->tx;
    double z = fabs(law->alpha - law->beta) / high, end = member->T - member->tx;
    set_purchases(series, member->x);
    if (z > SLOW || z * series->exponent > STEEP)
        return false;
    double v = log1p(end / high), less = end / (high + end);
    double gone = -expm1(-series->power * v), there = 1 - gone, term = 1, tail = 1;
    double sum = 0, log_high = 0, inverse = 0, steep = 0, rise = 0;
    for (int n = 0; tail > ENOUGH * sum; n++) {
        if (n >= MBR_LIFETIME_TERMS)
            return false;
        for (int k = series->ready; k <= n + 1; k++)
            make_ready(series, k);
        double part = gone * series->over[n];
        sum += term * part;
        log_high += term * (part - v * there) * series->over[n];
        rise += term * series->rise[n] * part;
        tail = term * part * (n + 1);
        gone += there * less;
        there *= 1 - less;
        double after = term * (gone * series->over[n + 1]);
        inverse += after;
        steep += n * after;
        term *= series->grow[n] * z;
    }
    double log_z = log1p(-z);
    double mean_high = log_high / sum, mean_low = mean_high - log_z - rise / sum;
    double over_high = inverse / sum;
    double over_low = (1 - z) * (inverse + steep / series->exponent) / sum;
    *death = (struct mbr_death){
        .sum = law->s / (law->beta + member->tx) * high * exp(series->exponent * log_z) * sum,
        .log_rate = slow_rate ? mean_high : mean_low,
        .rate = slow_rate ? over_high : over_low,
        .lag = slow_rate ? mean_low : mean_high,
        .keep = slow_rate ? over_low : over_high,
    };
    return true;
}
