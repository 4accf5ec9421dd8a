#include "mbr/rebuy.h"

#include <math.h>

#include "mbr/variate.h"

#define MADE_UP 2
#define HALVINGS 60

double mbr_rebuy_interval(const struct mbr_gaps *level, size_t levels)
{
    double mean = NAN;
    for (size_t i = 0; i < levels; i++) {
        if (!(level[i].count > 0))
            continue;
        if (isnan(mean))
            mean = level[i].days / level[i].count;
        else
            mean = (level[i].days + MADE_UP * mean) / (level[i].count + MADE_UP);
    }
    return mean > 0 ? mean : NAN;
}

/* The logarithm of the chance that nothing is bought for so many days more: of two steps in a gap
   at most one is made. */
static double log_stay(double interval, double since, double days)
{
    double step = interval / 2;
    return mbr_variate_log((1 + (since + days) / step) / (1 + since / step)) - days / step;
}

double mbr_rebuy_wait(double interval, double since, double p, double span)
{
    if (!(p > 0))
        return INFINITY;
    if (p >= 1)
        return 0;
    double wanted = log_stay(interval, since, span) * mbr_variate_log(0.5) / mbr_variate_log(1 - p);
    double low = 0, high = interval;
    while (log_stay(interval, since, high) > wanted)
        high *= 2;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        *(log_stay(interval, since, middle) > wanted ? &low : &high) = middle;
    }
    return high;
}
