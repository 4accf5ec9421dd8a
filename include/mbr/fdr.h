#ifndef MBR_FDR_H
#define MBR_FDR_H

#include <stddef.h>

/* The false discovery rate: for each of `count` p-values, in any order, the least rate at which it
   would be called a discovery (its adjusted p-value), into q, which may be p itself. Benjamini and
   Hochberg, "Controlling the False Discovery Rate", Journal of the Royal Statistical Society B 57,
   1995. */
void mbr_fdr(const double *p, double *q, size_t count);

#endif
