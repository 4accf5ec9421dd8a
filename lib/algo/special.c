#include "mbr/special.h"

#include <math.h>
#include <stddef.h>

#define HALF_LN_2PI 0x1.d67f1c864beb5p-1
#define LN2 0x1.62e42fefa39efp-1
#define SQRT1_2 0x1.6a09e667f3bcdp-1
#define SQRT_2PI 0x1.40d931ff62706p+1
#define ASYMPTOTIC 10 /* from here on the asymptotic series below are good to the last bit */
#define TERMS 200000  /* of a series or fraction; they take about the root of the largest shape */
#define TINY 1e-300
#define ENOUGH 1e-16

const double mbr_legendre_node[16] = {
    -0.989400934991649933, -0.944575023073232576, -0.865631202387831744, -0.755404408355003034,
    -0.617876244402643748, -0.458016777657227386, -0.281603550779258913, -0.0950125098376374402,
    0.0950125098376374402, 0.281603550779258913,  0.458016777657227386,  0.617876244402643748,
    0.755404408355003034,  0.865631202387831744,  0.944575023073232576,  0.989400934991649933,
};

const double mbr_legendre_weight[16] = {
    0.0271524594117540949, 0.0622535239386478929, 0.0951585116824927848, 0.124628971255533872,
    0.149595988816576732,  0.169156519395002538,  0.182603415044923589,  0.189450610455068496,
    0.189450610455068496,  0.182603415044923589,  0.169156519395002538,  0.149595988816576732,
    0.124628971255533872,  0.0951585116824927848, 0.0622535239386478929, 0.0271524594117540949,
};

/* lgamma() writes its sign to a global. */
double mbr_log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

/* psi(x) = psi(x + 1) - 1/x up to where ln x - 1/2x - sum B_2k / (2k x^2k) holds (Abramowitz and
   Stegun 6.3.5 and 6.3.18). */
double mbr_digamma(double x)
{
    static const double b[] = {1.0 / 12,  -691.0 / 32760, 1.0 / 132, -1.0 / 240,
                               1.0 / 252, -1.0 / 120,     1.0 / 12};
    double below = 0, sum = 0;
    while (x < ASYMPTOTIC) {
        below += 1 / x;
        x += 1;
    }
    double square = 1 / (x * x);
    for (size_t i = 0; i < sizeof b / sizeof *b; i++)
        sum = (sum + b[i]) * square;
    return log(x) - 0.5 / x - sum - below;
}

/* ln Gamma(x) less Stirling's (x - 1/2) ln x - x + ln(2 pi) / 2, x >= 10 (the same, 6.1.41). */
static double stirling_rest(double x)
{
    static const double b[] = {1.0 / 156,  -691.0 / 360360, 1.0 / 1188, -1.0 / 1680,
                               1.0 / 1260, -1.0 / 360,      1.0 / 12};
    double square = 1 / (x * x), sum = 0;
    for (size_t i = 0; i < sizeof b / sizeof *b; i++)
        sum = sum * square + b[i];
    return sum / x;
}

/* Large logarithms of gamma functions would cancel: there Stirling's formula is put in, whose main
   parts cancel on paper. */
double mbr_log_beta(double a, double b)
{
    if (a > b)
        return mbr_log_beta(b, a);
    if (b < ASYMPTOTIC)
        return mbr_log_gamma(a) + mbr_log_gamma(b) - mbr_log_gamma(a + b);
    double rest = stirling_rest(b) - stirling_rest(a + b);
    if (a < ASYMPTOTIC)
        return mbr_log_gamma(a) + a - (b - 0.5) * log1p(a / b) - a * log(a + b) + rest;
    return HALF_LN_2PI - 0.5 * log(b) - (a - 0.5) * log1p(b / a) - b * log1p(a / b) +
           stirling_rest(a) + rest;
}

double mbr_log_add(double a, double b)
{
    double high = fmax(a, b);
    return high == -INFINITY ? high : high + log1p(exp(fmin(a, b) - high));
}

double mbr_log_subtract(double a, double b)
{
    double apart = a - b;
    if (b == -INFINITY)
        return a;
    if (!(apart > 0))
        return -INFINITY;
    return apart < LN2 ? a + log(-expm1(-apart)) : a + log1p(-exp(-apart));
}

/* e - ln(1 + e), e being what is left of ratio - 1 without its rounding. */
static double log_lag(double ratio, double e)
{
    if (fabs(e) > 0.3)
        return e - log(ratio);
    double power = e * e, sum = 0;
    for (int k = 2; k < 60 && fabs(power) > TINY; k++, power *= -e)
        sum += power / k;
    return sum;
}

/* x^a (1 - x)^b / B(a, b). Where both are large the exponent is written by the distance from the
   mean, since its parts would cancel (Didonato and Morris, ACM TOMS 18, 1992). */
static double beta_power(double a, double b, double x)
{
    if (fmin(a, b) < ASYMPTOTIC)
        return exp(a * log(x) + b * log1p(-x) - mbr_log_beta(a, b));
    double off = a * (1 - x) - b * x; /* (a + b) (mean - x) */
    double rest = stirling_rest(a + b) - stirling_rest(a) - stirling_rest(b);
    double exponent =
        a * log_lag(x * ((a + b) / a), -off / a) + b * log_lag((1 - x) * ((a + b) / b), off / b);
    return sqrt(a / (a + b)) * sqrt(b) / SQRT_2PI * exp(rest - exponent);
}

/* Abramowitz and Stegun 26.5.8 by the method of Lentz, for x below the mean. */
static double beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < TINY ? TINY : d);
    double value = d;
    for (int m = 1; m < TERMS; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 + even * d;
        d = 1 / (fabs(d) < TINY ? TINY : d);
        c = 1 + even / c;
        c = fabs(c) < TINY ? TINY : c;
        value *= c * d;
        d = 1 + odd * d;
        d = 1 / (fabs(d) < TINY ? TINY : d);
        c = 1 + odd / c;
        c = fabs(c) < TINY ? TINY : c;
        value *= c * d;
        if (fabs(c * d - 1) < ENOUGH)
            break;
    }
    return value;
}

double mbr_beta_below(double a, double b, double x)
{
    if (!(x > 0))
        return 0;
    if (x >= 1)
        return 1;
    double power = beta_power(a, b, x);
    if (x * (a + b + 2) < a + 1)
        return fmin(1, power * beta_fraction(a, b, x) / a);
    return fmax(0, 1 - power * beta_fraction(b, a, 1 - x) / b);
}

/* x^a e^-x / Gamma(a + 1). */
static double gamma_power(double a, double x)
{
    if (a < ASYMPTOTIC)
        return exp(a * log(x) - x - mbr_log_gamma(a + 1));
    double exponent = a * log_lag(x / a, (x - a) / a) + stirling_rest(a);
    return exp(-exponent) / (SQRT_2PI * sqrt(a));
}

/* Abramowitz and Stegun 6.5.29. */
static double gamma_series(double a, double x)
{
    double term = 1, sum = 1;
    for (int n = 1; n < TERMS && term > ENOUGH * sum; n++) {
        term *= x / (a + n);
        sum += term;
    }
    return sum;
}

/* Abramowitz and Stegun 6.5.31, even part, by the method of Lentz; x > a. */
static double gamma_fraction(double a, double x)
{
    double b = x + 1 - a, c = 1 / TINY, d = 1 / b, value = d;
    for (int n = 1; n < TERMS; n++) {
        double over = -n * (n - a);
        b += 2;
        d = over * d + b;
        d = 1 / (fabs(d) < TINY ? TINY : d);
        c = b + over / c;
        c = fabs(c) < TINY ? TINY : c;
        value *= c * d;
        if (fabs(c * d - 1) < ENOUGH)
            break;
    }
    return value;
}

double mbr_gamma_below(double a, double x)
{
    if (!(x > 0))
        return 0;
    if (x == INFINITY)
        return 1;
    double power = gamma_power(a, x);
    if (x < a + 1)
        return fmin(1, power * gamma_series(a, x));
    return fmax(0, 1 - power * a * gamma_fraction(a, x));
}

/* Abramowitz and Stegun 26.2.23 to four places, then Halley's method. */
double mbr_normal_quantile(double p)
{
    if (p > 0.5)
        return -mbr_normal_quantile(1 - p);
    double t = sqrt(-2 * log(p));
    double x = (2.515517 + t * (0.802853 + t * 0.010328)) /
                   (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) -
               t;
    for (int i = 0; i < 3; i++) {
        double step = (0.5 * erfc(-x * SQRT1_2) - p) * SQRT_2PI * exp(0.5 * x * x);
        x -= step / (1 + 0.5 * x * step);
    }
    return x;
}
