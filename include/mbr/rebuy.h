#ifndef MBR_REBUY_H
#define MBR_REBUY_H

/* When something is bought again. */

#include <stddef.h>

/* Times between one purchase and the next: how many there were, and their sum in days. */
struct mbr_gaps {
    double count, days;
};

/* The mean gap at the last of several levels, from the widest to the narrowest: all items, a
   category, an item, a member with that item. Each mean is drawn to that of the level before by two
   made-up gaps (Buehlmann and Gisler, A Course in Credibility Theory, 2005, chapter 6). NaN where
   the first level that has gaps has no days in them, or none has any. */
double mbr_rebuy_interval(const struct mbr_gaps *level, size_t levels);

/* Days from today on until it is as likely as not that it has been bought, the last purchase being
   `since` days ago: 0 or more, INFINITY for never. By gaps of that mean and of Erlang's
   distribution with shape 2, as those of households were found to be (Chatfield and Goodhardt, "A
   Consumer Purchasing Model with Erlang Inter-Purchase Times", JASA 68, 1973), but with their
   hazard multiplied so that the chance within `span` days is p, in 0 to 1. */
double mbr_rebuy_wait(double interval, double since, double p, double span);

#endif
