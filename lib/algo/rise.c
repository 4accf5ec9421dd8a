#include "rise.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#include "mbr/special.h"

/* From here on four terms of Stirling's series give all digits. */
#define LARGE 32
/* Up to here a product is as quick as a function. */
#define SHORT 64
/* Rounds that are summed one by one. */
#define FIRST 48

static const double half_log_2pi = 0.91893853320467274178;

/* The series without its first term 1 / (12 x). */
static double stirling_rest(double x)
{
    double square = 1 / (x * x);
    return -square / x * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680)));
}

double mbr_rise_stirling(double x)
{
    if (x >= LARGE)
        return 1 / (12 * x) + stirling_rest(x);
    return mbr_log_gamma(x) - (x - 0.5) * log(x) + x - half_log_2pi;
}

static bool is_short(double n)
{
    return n >= 0 && n <= SHORT && n == floor(n);
}

/* Eight factors of at most 1e30 stay a number. */
static double log_product(double a, int n)
{
    double sum = 0, product = 1;
    for (int i = 0; i < n; i++) {
        product *= a + i;
        if (i % 8 == 7) {
            sum += log(product);
            product = 1;
        }
    }
    return sum + log(product);
}

double mbr_rise_log(double a, double n)
{
    if (a >= LARGE && a + n >= LARGE)
        return (a + n - 0.5) * log1p(n / a) + n * (log(a) - 1) - n / (12 * a * (a + n)) +
               (stirling_rest(a + n) - stirling_rest(a));
    if (is_short(n))
        return log_product(a, (int)n);
    return mbr_log_gamma(a + n) - mbr_log_gamma(a);
}

/* psi(x) less ln x - 1 / (2 x), the next terms of its asymptotic series. */
static double digamma_rest(double x)
{
    double square = 1 / (x * x);
    return -square * (1.0 / 12 - square * (1.0 / 120 - square * (1.0 / 252 - square / 240)));
}

double mbr_rise_slope(double a, double n)
{
    if (a >= LARGE && a + n >= LARGE)
        return log1p(n / a) + n / (2 * a * (a + n)) + (digamma_rest(a + n) - digamma_rest(a));
    if (!is_short(n))
        return mbr_digamma(a + n) - mbr_digamma(a);
    double sum = 0;
    for (int i = 0; i < (int)n; i++)
        sum += 1 / (a + i);
    return sum;
}

/* The sum telescopes: with c = a + b - 1 a term is c / (a - 1) times the difference of two
   successive (b)_i / (c)_i. After the first rounds c is positive whatever a and b are; what remains
   is a difference quotient at a = 1, which is taken a little beside. */
double mbr_rise_rounds(double a, double b, double n)
{
    int whole = n < FIRST ? (int)n : FIRST;
    double sum = 0, term = 1;
    for (int i = 0; i < whole; i++) {
        sum += term;
        term *= (b + i) / (a + b + i);
    }
    if (n <= FIRST)
        return sum + term * (n - whole);
    double less = a - 1, from = b + FIRST;
    if (fabs(less) < 1e-12)
        less = 1e-12;
    if (isinf(n))
        return a > 1 ? sum + term * (from + less) / less : INFINITY;
    double ratio = mbr_rise_log(from, less) - mbr_rise_log(b + n, less);
    return fmin(sum - term * (from + less) * (expm1(ratio) / less), DBL_MAX);
}
