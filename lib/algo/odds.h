#ifndef MBR_ODDS_H
#define MBR_ODDS_H

/* Probabilities of log odds and their loss, for inner loops. Only what IEEE 754 rounds alike
   everywhere is used, as in variate.h, and no branches, so that loops of it become vectors. */

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "mbr/variate.h"

#define ODDS_FARTHEST 700 /* e to it is still a normal number, and to its negative */

/* e^x for x in [-700, 700], within 1e-15: x = k ln 2 + r, Taylor's series for e^r. To add 1.5 *
   2^52 rounds to a whole number, which then stands in the lowest bits. */
static inline double mbr_odds_exp(double x)
{
    double shifted = x * 0x1.71547652b82fep+0 + 0x1.8p52, k = shifted - 0x1.8p52;
    double r = (x - k * 0x1.62e42fee00000p-1) - k * 0x1.a39ef35793c76p-33;
    double sum = 1.0 / 6227020800 * r + 1.0 / 479001600;
    sum = sum * r + 1.0 / 39916800;
    sum = sum * r + 1.0 / 3628800;
    sum = sum * r + 1.0 / 362880;
    sum = sum * r + 1.0 / 40320;
    sum = sum * r + 1.0 / 5040;
    sum = sum * r + 1.0 / 720;
    sum = sum * r + 1.0 / 120;
    sum = sum * r + 1.0 / 24;
    sum = sum * r + 1.0 / 6;
    sum = sum * r + 0.5;
    sum = sum * r + 1;
    sum = sum * r + 1;
    uint64_t bits;
    double power;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits + 1023) << 52;
    memcpy(&power, &bits, sizeof power);
    return sum * power;
}

static inline double mbr_odds_clamp(double x)
{
    x = x > -ODDS_FARTHEST ? x : -ODDS_FARTHEST; /* NaN too */
    return x < ODDS_FARTHEST ? x : ODDS_FARTHEST;
}

static inline double mbr_odds_probability(double log_odds)
{
    return 1 / (1 + mbr_odds_exp(-mbr_odds_clamp(log_odds)));
}

/* log(1 + e^x): the loss of an outcome whose log odds were -x. */
static inline double mbr_odds_loss(double x)
{
    double e = mbr_odds_exp(-fabs(mbr_odds_clamp(x)));
    return (x > 0 ? x : 0) + mbr_variate_log(1 + e);
}

#endif
