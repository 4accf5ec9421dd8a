#ifndef MBR_SPREAD_H
#define MBR_SPREAD_H

/* A total taken apart so that the parts sum to it: each has its share rounded down to whole coins,
   and the coins that are left go one each to the largest remainders, the first where two are alike
   (the method of largest remainder, Hamilton 1792). */

#include <stddef.h>
#include <stdint.h>

/* total, weights and parts in 1/10000, none negative, as decimal.h has them; some weight is not 0.
   coin: the smallest that a part may differ by, such as 100 for cents; total is a multiple of it.
 */
void mbr_spread(int64_t total, int64_t coin, const int64_t *weight, size_t count, int64_t *part);

#endif
