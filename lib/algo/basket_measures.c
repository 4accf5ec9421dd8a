#include "mbr/basket_measures.h"

#include <math.h>

#include "mbr/hypergeometric.h"

struct mbr_basket_measures mbr_basket_measure(const struct mbr_basket_counts *counts)
{
    double n = counts->n, a = counts->a, b = counts->b, both = counts->both;
    double chance = mbr_hypergeometric_quantile(0.99, a, b, n);
    return (struct mbr_basket_measures){
        .support = both / n,
        .confidence = both / a,
        .lift = n * both / (a * b),
        .leverage = (n * both - a * b) / (n * n),
        .conviction = both < a ? a * (n - b) / (n * (a - both)) : (double)INFINITY,
        .kulczynski = (both / a + both / b) / 2,
        .imbalance = fabs(a - b) / (a + b - both),
        .hyper_lift = both / (chance < 1 ? 1 : chance),
        .p = mbr_hypergeometric_tail(both, a, b, n),
    };
}
