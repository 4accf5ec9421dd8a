#ifndef MBR_SEASON_H
#define MBR_SEASON_H

/* The shop's own year: how much more or less is bought on a day than on a mean one, all else being
   equal. A calendar of it turns days into the shop's clock, which goes faster on busy days, so that
   a model of an even rate fits (as the time change of a Poisson process). */

#include <stdbool.h>
#include <stdint.h>

struct mbr_season {
    bool learnt;       /* false: every index is 1 */
    double month[12];  /* index of the months */
    double weekday[7]; /* Monday first */
    double day[366];   /* of single days of the year (29 February is the 60th) that stand out from
                          their month: 1 elsewhere */
};
extern const struct mbr_season mbr_season_none;

/* The index of a day (since 1970-01-01): month x weekday x day. */
double mbr_season_index(const struct mbr_season *season, int32_t day);

#define MBR_SEASON_DAYS 396 /* a year and a month */

/* bought[i], expected[i]: purchases of day first + i, and how many a model of an even rate expects
   then; i < days. Learns the indices as ratios, shrunk towards 1 where there are few purchases,
   months and weekdays only where they differ beyond chance, and single days (of each year: Easter
   is none) only where they stand out beyond chance and what promotions do. With less than
   MBR_SEASON_DAYS nothing is learnt. The mean index over a year of 365.25 days becomes 1. */
void mbr_season_learn(struct mbr_season *season, int32_t first, const double *bought,
                      const double *expected, int32_t days);

/* A table of the clock: at[i] is the clock's time at the end of day first + i, in days, counted
   from the beginning of `first`; it may reach as far beyond what was seen as one likes. */
struct mbr_clock {
    int32_t first, days;
    double *at;
};
void mbr_clock_init(struct mbr_clock *clock, const struct mbr_season *season, int32_t first,
                    int32_t days);
void mbr_clock_free(struct mbr_clock *clock);

/* The clock's days from the end of day `from` to the end of day `to` >= from. Before the table the
   clock stands at 0; beyond it every day is a mean one. */
double mbr_clock_between(const struct mbr_clock *clock, int32_t from, int32_t to);

#endif
