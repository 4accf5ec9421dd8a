#ifndef MBR_HYPERGEOMETRIC_H
#define MBR_HYPERGEOMETRIC_H

/* The hypergeometric distribution: of n baskets, a hold one thing and b hold another; how many hold
   both by chance? The counts are whole and at most 2^53; both is within [0, min(a, b)], a and b
   within [0, n].

   The probabilities go by the saddle-point expansion of Loader, "Fast and Accurate Computation of
   Binomial Probabilities", 2000, so that they are good to some 13 digits for any n; the expansion
   of Stirling's error is that of Abramowitz and Stegun 6.1.41. */

double mbr_hypergeometric(double both, double a, double b, double n);

/* P(X >= both): the p-value of Fisher's exact test that the two go together more than by chance. */
double mbr_hypergeometric_tail(double both, double a, double b, double n);

/* The least k with P(X <= k) >= level, level within (0, 1). */
double mbr_hypergeometric_quantile(double level, double a, double b, double n);

#endif
