#ifndef MBR_SPECIAL_H
#define MBR_SPECIAL_H

/* Special functions that libm lacks. */

/* ln Gamma(x) for x > 0, safe in threads; its derivative; ln B(a, b). */
double mbr_log_gamma(double x);
double mbr_digamma(double x);
double mbr_log_beta(double a, double b);

/* ln(e^a + e^b); ln(e^a - e^b) for a >= b. Either may be -INFINITY. */
double mbr_log_add(double a, double b);
double mbr_log_subtract(double a, double b);

/* The regularised incomplete beta I_x(a, b), and the lower incomplete gamma P(a, x). */
double mbr_beta_below(double a, double b, double x);
double mbr_gamma_below(double a, double x);

/* The standard normal distribution's quantile, 0 < p < 1. */
double mbr_normal_quantile(double p);

/* Gauss's hypergeometric function 2F1(a, b; c; z) for -inf < z < 1 and real a, b, c, c not a whole
   number <= 0: ln of its magnitude (-INFINITY for 0), its sign in *sign, which may be -1. */
double mbr_log_hypergeometric(double a, double b, double c, double z, int *sign);

/* Nodes in (-1, 1) and weights of the Gauss-Legendre rule of 16 points. */
extern const double mbr_legendre_node[16], mbr_legendre_weight[16];

#endif
