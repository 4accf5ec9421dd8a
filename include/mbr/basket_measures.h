#ifndef MBR_BASKET_MEASURES_H
#define MBR_BASKET_MEASURES_H

/* How strongly one thing goes with another, from four counts. */

#include <stdint.h>

/* Baskets: all, those that hold A, those that hold B, those that hold both; a and b are at
   least 1. */
struct mbr_basket_counts {
    uint32_t n, a, b, both;
};

/* Of the rule A => B. Agrawal, Imielinski and Swami, SIGMOD 1993 (support, confidence); Brin,
   Motwani, Ullman and Tsur, SIGMOD 1997 (lift, conviction); Piatetsky-Shapiro, Knowledge Discovery
   in Databases, 1991 (leverage); Wu, Chen and Han, Data Mining and Knowledge Discovery 21, 2010
   (Kulczynski, imbalance ratio); Hahsler and Hornik, Intelligent Data Analysis 11, 2007
   (hyper-lift: the count over the 99 % quantile of what chance would give, taken for 1 where it is
   0). */
struct mbr_basket_measures {
    double support, confidence, lift, leverage;
    double conviction; /* INFINITY where the confidence is 1 */
    double kulczynski, imbalance, hyper_lift;
    double p; /* Fisher's exact test, one-sided: as many of both, or more, by chance */
};
struct mbr_basket_measures mbr_basket_measure(const struct mbr_basket_counts *counts);

#endif
