#ifndef MBR_VARIATE_H
#define MBR_VARIATE_H

/* Random variates of the usual distributions. Only + - * / and the square root of doubles are used,
   which IEEE 754 rounds alike everywhere, so a seed gives the same variates on every machine. */

#include <stddef.h>

#include "mbr/rand.h"

/* The natural logarithm of a normal x > 0, and e^x for -700 <= x <= 700: within 1e-15 of the true
   value, relatively (the logarithm near 1 too), and the same to the last bit on every machine,
   which libm's are not. */
double mbr_variate_log(double x);
double mbr_variate_exp(double x);

/* Mean 1: divide by the rate. By inversion. */
double mbr_variate_exponential(struct mbr_rand *rand);

/* Mean 0, variance 1: the polar method (Marsaglia and Bray, SIAM Review 6, 1964). */
double mbr_variate_normal(struct mbr_rand *rand);

/* Scale 1, shape > 0; divide by the rate. Marsaglia and Tsang, "A simple method for generating
   gamma variables", ACM TOMS 26 (2000). */
double mbr_variate_gamma(struct mbr_rand *rand, double shape);

/* mean >= 0; work grows with the mean. Products of uniforms (Knuth, TAOCP 2, 3.4.1). */
uint32_t mbr_variate_poisson(struct mbr_rand *rand, double mean);

/* Failures before the first success of probability 0 < p < 1, so the mean is (1 - p) / p; by
   inversion. */
uint32_t mbr_variate_geometric(struct mbr_rand *rand, double p);

/* Choice by weight in constant time: the alias method (Walker, ACM TOMS 3, 1977, with the tables of
   Vose, IEEE TSE 17, 1991). weight: n > 0 of them, >= 0, their sum > 0. */
struct mbr_alias {
    double *keep;
    uint32_t *other;
    uint32_t n;
};
void mbr_alias_init(struct mbr_alias *alias, const double *weight, uint32_t n);
uint32_t mbr_alias_draw(const struct mbr_alias *alias, struct mbr_rand *rand);
void mbr_alias_free(struct mbr_alias *alias);

#endif
