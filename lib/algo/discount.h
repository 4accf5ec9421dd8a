#ifndef MBR_DISCOUNT_H
#define MBR_DISCOUNT_H

#include <stdbool.h>

/* The integral of exp(-rate * s) dE(s) for s from 0 to t, E being smooth and concave, E(0) = 0:
   mean(self, s) is E(s). discrete: the sum over s = 1, 2 … t instead. t may be INFINITY when
   rate > 0. */
double mbr_discounted(double (*mean)(const double *self, double t), const double *self, double rate,
                      double t, bool discrete);

#endif
