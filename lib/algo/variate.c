#include "mbr/variate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mbr/mem.h"

/* ln 2 in two parts: the first has zeros enough at its end that a whole number below 2048 times it
   is exact. */
#define LN2_HIGH 0x1.62e42fee00000p-1
#define LN2_LOW 0x1.a39ef35793c76p-33
#define SQRT2 0x1.6a09e667f3bcdp+0

#define MANTISSA_BITS 52
#define BIAS 1023

/* Mantissa and exponent are parted through the bits, which no rounding touches. */
static double split(double x, int *exponent)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    *exponent = (int)(bits >> MANTISSA_BITS) - BIAS;
    bits = (bits & ((1ULL << MANTISSA_BITS) - 1)) | (uint64_t)BIAS << MANTISSA_BITS;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* log(2^k m) = k log 2 + 2 artanh(s) with s = (m - 1) / (m + 1), |s| < 0.172: eleven terms of the
   series, the first left out of it to be added last, where it keeps its bits. */
double mbr_variate_log(double x)
{
    static const double odd[] = {1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13,
                                 1.0 / 11, 1.0 / 9,  1.0 / 7,  1.0 / 5,  1.0 / 3};
    int k;
    double m = split(x, &k);
    if (m > SQRT2) {
        m *= 0.5;
        k++;
    }
    double s = (m - 1) / (m + 1), square = s * s, sum = 0;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        sum = (sum + odd[i]) * square;
    double tail = 2 * s * sum + k * LN2_LOW;
    return k * LN2_HIGH + (2 * s + tail);
}

/* exp(x) = 2^k exp(r), |r| < 0.35: Taylor's series to the 14th power. */
double mbr_variate_exp(double x)
{
    double scaled = x * (1 / (LN2_HIGH + LN2_LOW));
    int k = (int)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    double r = (x - k * LN2_HIGH) - k * LN2_LOW;
    double sum = 1;
    for (int i = 14; i > 1; i--)
        sum = 1 + r * sum / i;
    uint64_t bits = (uint64_t)(k + BIAS) << MANTISSA_BITS;
    double power;
    memcpy(&power, &bits, sizeof power);
    return (1 + r * sum) * power;
}

double mbr_variate_exponential(struct mbr_rand *rand)
{
    return -mbr_variate_log(mbr_rand_open(rand));
}

/* The second variate that the method gives is not kept: a stream has no memory but its state. */
double mbr_variate_normal(struct mbr_rand *rand)
{
    for (;;) {
        double a = 2 * mbr_rand_open(rand) - 1;
        double b = 2 * mbr_rand_open(rand) - 1;
        double square = a * a + b * b;
        if (square < 1 && square > 0)
            return a * sqrt(-2 * mbr_variate_log(square) / square);
    }
}

static double gamma_above_one(struct mbr_rand *rand, double shape)
{
    double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double x = mbr_variate_normal(rand);
        double v = 1 + c * x;
        if (v <= 0)
            continue;
        v = v * v * v;
        double u = mbr_rand_open(rand), square = x * x;
        if (u < 1 - 0.0331 * square * square)
            return d * v;
        if (mbr_variate_log(u) < 0.5 * square + d * (1 - v + mbr_variate_log(v)))
            return d * v;
    }
}

/* Below 1 the variate of shape + 1 is multiplied by u^(1/shape) (section 6 of the paper); the power
   is kept above the smallest doubles, where the logarithm of the result would not be right. */
double mbr_variate_gamma(struct mbr_rand *rand, double shape)
{
    if (shape >= 1)
        return gamma_above_one(rand, shape);
    double power = mbr_variate_log(mbr_rand_open(rand)) / shape;
    return gamma_above_one(rand, shape + 1) * mbr_variate_exp(power < -600 ? -600 : power);
}

/* A large mean is taken in pieces, so that exp(-mean) stays a number: a sum of Poisson variates is
   one of the sum of the means. */
uint32_t mbr_variate_poisson(struct mbr_rand *rand, double mean)
{
    uint32_t count = 0;
    while (mean > 0) {
        double piece = mean < 30 ? mean : 30;
        double bound = mbr_variate_exp(-piece), product = mbr_rand_open(rand);
        for (; product > bound; count++)
            product *= mbr_rand_open(rand);
        mean -= piece;
    }
    return count;
}

uint32_t mbr_variate_geometric(struct mbr_rand *rand, double p)
{
    double failures = mbr_variate_log(mbr_rand_open(rand)) / mbr_variate_log(1 - p);
    return failures < UINT32_MAX ? (uint32_t)failures : UINT32_MAX;
}

void mbr_alias_init(struct mbr_alias *alias, const double *weight, uint32_t n)
{
    double *scaled = mbr_calloc(n, sizeof *scaled);
    uint32_t *stack = mbr_calloc(n, sizeof *stack);
    uint32_t small = 0, large = n; /* the small grow from the left, the large from the right */
    double sum = 0;
    for (uint32_t i = 0; i < n; i++)
        sum += weight[i];
    *alias = (struct mbr_alias){mbr_calloc(n, sizeof *alias->keep),
                                mbr_calloc(n, sizeof *alias->other), n};
    for (uint32_t i = 0; i < n; i++) {
        scaled[i] = weight[i] * n / sum;
        alias->keep[i] = 1;
        alias->other[i] = i;
        stack[scaled[i] < 1 ? small++ : --large] = i;
    }
    while (small > 0 && large < n) {
        uint32_t less = stack[--small], more = stack[large];
        alias->keep[less] = scaled[less];
        alias->other[less] = more;
        scaled[more] -= 1 - scaled[less];
        if (scaled[more] < 1) {
            large++;
            stack[small++] = more;
        }
    }
    free(scaled);
    free(stack);
}

uint32_t mbr_alias_draw(const struct mbr_alias *alias, struct mbr_rand *rand)
{
    uint32_t i = mbr_rand_below(rand, alias->n);
    return mbr_rand_uniform(rand) < alias->keep[i] ? i : alias->other[i];
}

void mbr_alias_free(struct mbr_alias *alias)
{
    free(alias->keep);
    free(alias->other);
    *alias = (struct mbr_alias){0};
}
