#include "mbr/hypergeometric.h"

#include <math.h>

#define LOG_TWO_PI 1.8378770664093454836

/* log(n!) less Stirling's formula for it. */
static double stirling_error(double n)
{
    if (n < 16) {
        double factorial = 1;
        for (int i = 2; i <= (int)n; i++)
            factorial *= i;
        return n < 1 ? 0 : log(factorial) - (n + 0.5) * log(n) + n - LOG_TWO_PI / 2;
    }
    double r = 1 / (n * n);
    return (1 / 12.0 - r * (1 / 360.0 - r * (1 / 1260.0 - r * (1 / 1680.0 - r / 1188)))) / n;
}

/* x log(x / m) + m - x, which the difference of its parts would lose near x = m: there it is the
   series in v = (x - m) / (x + m). */
static double deviance(double x, double m)
{
    double v = (x - m) / (x + m);
    if (fabs(v) >= 0.1)
        return x * log(x / m) + m - x;
    double sum = (x - m) * v, power = 2 * x * v, before;
    int odd = 1;
    do {
        before = sum;
        power *= v * v;
        odd += 2;
        sum += power / odd;
    } while (sum != before);
    return sum;
}

/* The logarithm of the binomial probability of x in n, each with p = 1 - q. */
static double log_binomial(double x, double n, double p, double q)
{
    if (x == 0)
        return n == 0 ? 0 : p < 0.1 ? -deviance(n, n * q) - n * p : n * log(q);
    if (x == n)
        return q < 0.1 ? -deviance(n, n * p) - n * q : n * log(p);
    double body = stirling_error(n) - stirling_error(x) - stirling_error(n - x) -
                  deviance(x, n * p) - deviance(n - x, n * q);
    return body - (LOG_TWO_PI + log(x) + log1p(-x / n)) / 2;
}

double mbr_hypergeometric(double both, double a, double b, double n)
{
    if (both < 0 || both > a || both > b || b - both > n - a)
        return 0;
    if (b == 0 || b == n)
        return 1;
    double p = b / n, q = (n - b) / n;
    return exp(log_binomial(both, a, p, q) + log_binomial(b - both, n - a, p, q) -
               log_binomial(b, n, p, q));
}

/* The sum from k away from the mean, where each term is less than the one before it. */
static double sum_up(double k, double a, double b, double n)
{
    double term = mbr_hypergeometric(k, a, b, n), sum = 0;
    while (term > sum * 1e-17) {
        sum += term;
        term *= (a - k) * (b - k) / ((k + 1) * (n - a - b + k + 1));
        k++;
    }
    return sum;
}

static double sum_down(double k, double a, double b, double n)
{
    double term = mbr_hypergeometric(k, a, b, n), sum = 0;
    while (term > sum * 1e-17) {
        sum += term;
        term *= k * (n - a - b + k) / ((a - k + 1) * (b - k + 1));
        k--;
    }
    return sum;
}

double mbr_hypergeometric_tail(double both, double a, double b, double n)
{
    double least = a + b > n ? a + b - n : 0;
    if (both <= least)
        return 1;
    double p = both * n > a * b ? sum_up(both, a, b, n) : 1 - sum_down(both - 1, a, b, n);
    return p < 0 ? 0 : p > 1 ? 1 : p;
}

double mbr_hypergeometric_quantile(double level, double a, double b, double n)
{
    double most = a < b ? a : b, k = floor(a / n * b);
    double term = mbr_hypergeometric(k, a, b, n);
    double above = mbr_hypergeometric_tail(k, a, b, n) - term;
    while (k > 0 && above + term <= 1 - level) {
        above += term;
        k--;
        term = mbr_hypergeometric(k, a, b, n);
    }
    while (k < most && above > 1 - level) {
        term *= (a - k) * (b - k) / ((k + 1) * (n - a - b + k + 1));
        above -= term;
        k++;
    }
    return k;
}
