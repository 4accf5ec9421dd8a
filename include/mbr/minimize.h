#ifndef MBR_MINIMIZE_H
#define MBR_MINIMIZE_H

/* Minimum of a smooth function of a few variables whose gradient is known. */

#include <stdbool.h>

/* Returns the value at x and fills gradient. */
struct mbr_minimize {
    double (*value)(void *self, const double *x, double *gradient);
    void *self;
    int size;
    double low, high;    /* bounds of every variable */
    double tolerance;    /* of the gradient's norm */
    const double *curve; /* a Hessian near the minimum, size x size, from where x is close to it;
                            NULL: none is known, and it is searched for from afar */
};

/* From x, which becomes the best place found, by sequential quadratic programming (NLopt's SLSQP:
   Kraft, DFVLR-FB 88-28, 1988) and then Newton's steps. Where the value is not finite nothing is
   found; at x itself, and the value of the minimum is INFINITY. hessian: size x size at the end,
   from differences of gradients, zero where they cannot be had; NULL: not wanted. */
struct mbr_minimum {
    double value, gradient; /* the latter's norm */
    int evaluations;
    bool converged; /* the norm is within the tolerance */
};
struct mbr_minimum mbr_minimize(const struct mbr_minimize *problem, double *x, double *hessian);

/* Of a symmetric positive definite matrix, in its place: L in the lower triangle, where the matrix
   is L L' (the upper one stays); and the inverse. false (and it is spoilt) when it is none. */
bool mbr_cholesky(double *matrix, int size);
bool mbr_invert(double *matrix, int size);

#endif
