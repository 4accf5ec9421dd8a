#ifndef MBR_COMING_H
#define MBR_COMING_H

/* Whether a member comes again within a span of time that is the same for all in days, or in
   intervals of their own, and how often. Whether: a logistic regression on the logarithms of the
   silence in intervals and its square, of the baskets, of both together, and of the interval in
   usual ones: who has been away for many of their intervals is likelier gone, the more so the
   oftener they came before, which is what Schmittlein, Morrison and Colombo found ("Counting Your
   Customers", Management Science 33, 1987). How often, if at all: another one, whether after a
   basket within the span another follows in it, so that their number is of the geometric
   distribution. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mbr/err.h"

struct mbr_silence {
    double baskets;  /* 1 or more */
    double days;     /* since the last of them, 0 or more */
    double interval; /* days between two of theirs, above 0 */
    double usual;    /* the same of all members */
};

/* Log odds: intercept + sum of slope * (fact - mean). To be written down: all of it. */
#define MBR_COMING_FACTS 5
struct mbr_coming_line {
    double intercept, slope[MBR_COMING_FACTS], mean[MBR_COMING_FACTS];
};
struct mbr_coming {
    bool known;
    struct mbr_coming_line once, again;
};

/* times: baskets within the span. -1, and the model as it was, where fewer than 20 came or fewer
   than 20 did not. The chance falls in the end as the silence grows: where the rows say otherwise,
   what makes it rise is left out. */
int mbr_coming_fit(struct mbr_coming *coming, const struct mbr_silence *silence,
                   const uint32_t *times, size_t rows, struct mbr_err *err);

/* Whether a model that was read back is sound: all numbers finite; 0 or -1. */
int mbr_coming_check(const struct mbr_coming *coming, struct mbr_err *err);

double mbr_coming_chance(const struct mbr_coming *coming, const struct mbr_silence *silence);

/* How many baskets are to be expected in the span of one who comes in it, 1 or more; and of anyone,
   with the chance that they do, above 0. Both finite. */
double mbr_coming_times(const struct mbr_coming *coming, const struct mbr_silence *silence);
double mbr_coming_visits(const struct mbr_coming *coming, const struct mbr_silence *silence);

#endif
