#ifndef MBR_COMING_H
#define MBR_COMING_H

/* Whether a member comes again within a span of time that is the same for all in days, or in
   intervals of their own. A logistic regression on the logarithms of the silence in intervals and
   its square, of the baskets, of both together, and of the interval in usual ones: who has been
   away for many of their intervals is likelier gone, the more so the oftener they came before,
   which is what Schmittlein, Morrison and Colombo found ("Counting Your Customers", Management
   Science 33, 1987). */

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
struct mbr_coming {
    bool known;
    double intercept, slope[MBR_COMING_FACTS], mean[MBR_COMING_FACTS];
};

/* came: 0 or 1. -1, and the model as it was, where fewer than 20 came or fewer than 20 did not. The
   chance falls in the end as the silence grows: where the rows say otherwise, what makes it rise is
   left out. */
int mbr_coming_fit(struct mbr_coming *coming, const struct mbr_silence *silence,
                   const uint8_t *came, size_t rows, struct mbr_err *err);

/* Whether a model that was read back is sound: all numbers finite; 0 or -1. */
int mbr_coming_check(const struct mbr_coming *coming, struct mbr_err *err);

double mbr_coming_chance(const struct mbr_coming *coming, const struct mbr_silence *silence);

/* How many baskets are to be expected in the span, if they come as Poisson's events do, whose
   chance to be none is what is left: above 0, and finite. */
double mbr_coming_visits(const struct mbr_coming *coming, const struct mbr_silence *silence);

/* Days until it is as likely as not that the member has come, `span` being that of the chance:
   after each span without them the silence is that much longer. INFINITY: likelier never, or not
   within a hundred of the spans. */
double mbr_coming_wait(const struct mbr_coming *coming, const struct mbr_silence *silence,
                       double span);

#endif
