#ifndef MBR_RFM_NEXT_H
#define MBR_RFM_NEXT_H

/* What the method says of a member, and what would be the next better segment. */

#include "mbr/rfm_scheme.h"

/* Scores and names the point of a member. With `explain` it looks for the nearest better segment
   too, one that stands before theirs in the scheme; any is better than not to have bought.

   A way there is n more orders, 1 or more, that bring x together, 0 or more. After them recency is
   0, the orders are n more (where days are counted, each falls on a day of its own, the last of
   them today), the spend is x more, and a mean is formed anew; the thresholds stay. Ways are looked
   for among the fewest orders for each score of f, and the least spend for each score of m.

   Nearest is what takes the fewest orders of the member's own kind: n, or as many as bring x if
   each brings their mean so far, whichever is more. Of equally near ways the one with the smaller x
   wins, then the one with fewer orders. Who has no mean above 0 takes any way without x before one
   with. Where nobody was fitted there are no thresholds, and no way. */
void mbr_rfm_judge(const struct mbr_rfm_naming *naming, const struct mbr_rfm_point *point,
                   bool explain, struct mbr_rfm_verdict *verdict);

#endif
