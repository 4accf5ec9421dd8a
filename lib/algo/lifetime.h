#ifndef MBR_LIFETIME_H
#define MBR_LIFETIME_H

/* What Pareto/NBD and GGompertz/NBD have in common: purchases at a rate that is gamma (shape r,
   rate alpha) over the members, until the end of a lifetime that does not depend on them and whose
   survivor function is

       S(t) = (1 + G(t) / beta)^-s,   G(t) = e^(bt) - 1, or t where b is 0,

   since its hazard G'(t) eta has an eta that is gamma (shape s, rate beta). Both stay gamma for one
   who is there at T after x purchases: the rate with r + x and alpha + T, eta with s and
   (beta + G(T)) / G'(T), time beginning anew. */

#include <stdbool.h>
#include <stddef.h>

#include "mbr/btyd.h"

struct mbr_lifetime {
    double r, alpha, b, s, beta;
};

/* A lifetime from a time on to which it has lasted: then beta is 1/q. With u = b t (or t) and
   E = e^u - 1 (or u), ln S = -s ln(1 + q E) and the hazard is s h. */
struct mbr_residual {
    double b, s, q;
};
struct mbr_residual mbr_lifetime_residual(const struct mbr_lifetime *law, double since);

struct mbr_instant {
    double lag;    /* -ln S / s */
    double hazard; /* h */
    double keep;   /* 1 / (1 + q E) */
};
struct mbr_instant mbr_residual_at(const struct mbr_residual *residual, double t);

/* A death between tx and T, of one who bought x times until tx, relative to one at tx: `sum` is the
   integral of
       f(tx + t) / S(tx) ((alpha + tx + t) / (alpha + tx))^-(r + x),   0 < t < T - tx,
   and the others are means with that density: ln((alpha + tx + t) / (alpha + tx)), its argument's
   inverse, then lag and keep of the residual from tx on, keep times tx + t, hazard times tx + t. */
struct mbr_death {
    double sum, log_rate, rate, lag, keep, late_keep, late_hazard;
};

/* By a Gauss-Legendre rule on pieces that are short against the distance from the poles and against
   the decay. */
void mbr_lifetime_death(const struct mbr_lifetime *law, const struct mbr_btyd_case *member,
                        struct mbr_death *death);

/* Where b is 0 the integral is a difference of two hypergeometric functions (Schmittlein, Morrison
   and Colombo 1987): their series, term by term. It keeps what depends on x only. */
enum { MBR_LIFETIME_TERMS = 256 };
struct mbr_lifetime_series {
    const struct mbr_lifetime *law;
    double x, power, exponent;           /* r + x + s; s + 1 where alpha > beta, else r + x */
    int ready;                           /* entries of these: */
    double over[MBR_LIFETIME_TERMS + 1]; /* 1 / (power + n) */
    double grow[MBR_LIFETIME_TERMS + 1]; /* (exponent + n) / (n + 1) */
    double rise[MBR_LIFETIME_TERMS + 1]; /* the sum of 1 / (exponent + k), k < n */
};
void mbr_lifetime_series_init(struct mbr_lifetime_series *series, const struct mbr_lifetime *law);

/* false where the series is too slow; the moments with times are not filled. */
bool mbr_lifetime_series_death(struct mbr_lifetime_series *series,
                               const struct mbr_btyd_case *member, struct mbr_death *death);

/* What the models are made of, as in btyd.h. gradient by ln r, ln alpha, ln b, ln s, ln beta. */
void mbr_lifetime_likelihood(const struct mbr_lifetime *law, const struct mbr_btyd_case *cases,
                             size_t count, double *sum, double gradient[5]);
double mbr_lifetime_alive(const struct mbr_lifetime *law, const struct mbr_btyd_case *member);
struct mbr_lifetime mbr_lifetime_after(const struct mbr_lifetime *law,
                                       const struct mbr_btyd_case *member);
double mbr_lifetime_expected(const struct mbr_lifetime *law, double t);
void mbr_lifetime_chances(const struct mbr_lifetime *law, double t, double *chance, size_t count);

/* Means over the cases, by which fits begin: purchases in a unit of time, and the time; false where
   there is none. */
bool mbr_lifetime_means(const struct mbr_btyd_case *cases, size_t count, double *rate,
                        double *watched);

#endif
