#include "mbr/rebuy.h"

#include <math.h>

#define MADE_UP 2

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

/* What is left of the first of the two steps, given that the second has not been made: the chance
   that neither has been is 1 / (1 + rate * since), and each step lasts 1 / rate. */
double mbr_rebuy_wait(double interval, double since)
{
    double step = interval / 2, steps = since / step;
    return step * (2 + steps) / (1 + steps);
}
