#ifndef MBR_RISE_H
#define MBR_RISE_H

/* Ratios of gamma functions, for the models of lib/algo alone. */

/* ln Gamma(a + n) - ln Gamma(a), for a > 0 and a + n > 0: for whole n >= 0 the logarithm of the
   rising factorial a (a + 1) … (a + n - 1). Keeps its digits where both terms are large and where n
   is next to 0 and a is large. Its derivative by a is mbr_rise_slope. */
double mbr_rise_log(double a, double n);
double mbr_rise_slope(double a, double n);

/* ln Gamma(x) less Stirling's (x - 1/2) ln x - x + ln(2 pi) / 2, for x > 0. */
double mbr_rise_stirling(double x);

/* The sum of (b)_i / (a + b)_i for i = 0 … n - 1, where (b)_i is the rising factorial: of a coin
   whose chance of going on is beta with b and a, the mean of the rounds played, at most n. n may
   lie between whole numbers, and be INFINITY: so may the sum then. */
double mbr_rise_rounds(double a, double b, double n);

#endif
