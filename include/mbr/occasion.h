#ifndef MBR_OCCASION_H
#define MBR_OCCASION_H

/* When a member bought, day by day, and for how much. */

#include <stddef.h>
#include <stdint.h>

#define MBR_OCCASION_BOUGHT (-1)

struct mbr_occasion {
    int32_t day; /* since 1970-01-01 */
    int32_t of;  /* MBR_OCCASION_BOUGHT, or of a return: the number of the occasion in the member's
                    list that it takes from */
    double amount; /* what was paid that day, gifts and returns aside; of a return below 0 */
};

/* A member's, in order of time: all purchases of a day are one occasion. */
struct mbr_occasions {
    struct mbr_occasion *all;
    size_t count, cap;
};

#endif
