#ifndef MBR_AUDIENCE_H
#define MBR_AUDIENCE_H

/* Members for an item: scores that compare from member to member, and from item to item. That of a
   member for an item is the square root of how much they buy, which is the mean size of their
   baskets times how many of them are expected in a usual interval (1 for who has none), times the
   sum of

       own       sum of decay^a over their baskets with the item, a being how many came after it
       kin       times the share, by likeness, of the nearest members who have bought it
       popular   times the share of all members who have bought it
       next      times the share, by likeness, of the nearest whose next basket is known who bought
                 it then
       now       times the share of all known next baskets that have it

   Nearest is by the cosine of counts of purchases. A score made for one member's items says nothing
   about who buys more: hence the root. Where it is not known what baskets are expected, they are
   (n + 1) / (t + 2), n being the member's baskets and t the time from the first one until the day
   before today, in intervals: the gaps and the silence since, with two made-up gaps. With next and
   now 0, as usual, it learns from histories alone; 2 and 1 gain a little where next baskets are
   known that the histories do not have. */

#include "mbr/next.h"

struct mbr_audience_config {
    double decay, kin, popular, next, now;
    double interval; /* usual days between two baskets; 0: their mean, which the fit puts here */
    uint32_t neighbours; /* 1 or more */
    uint32_t most;       /* members to find neighbours among, drawn by the seed; 0: all */
    uint64_t seed;
};
#define MBR_AUDIENCE_USUAL                                                                         \
    {                                                                                              \
        .decay = 0.9, .kin = 2, .popular = 3, .neighbours = 1000, .most = 100000, .seed = 1        \
    }

struct mbr_audience {
    struct mbr_audience_config config;
    struct mbr_tastes tastes; /* counts */
    struct mbr_kin kin;
    struct mbr_sequel sequel; /* of a taste; nothing where the next basket is not known */
    float *share;             /* of an item: of popular and now together, as they are weighed */
};
void mbr_audience_fit(struct mbr_audience *audience, const struct mbr_audience_config *config,
                      const struct mbr_split *split);
void mbr_audience_free(struct mbr_audience *audience);

/* Zero-initialise it. */
struct mbr_audience_scratch {
    struct mbr_kin_scratch kin;
    struct mbr_scores scores;
};
void mbr_audience_scratch_free(struct mbr_audience_scratch *scratch);

/* The member's scores for so many items. visits: the baskets expected of them, as of
   mbr_coming_visits; NAN: not known. */
void mbr_audience_score(const struct mbr_audience *audience, const struct mbr_past *past,
                        double visits, struct mbr_audience_scratch *scratch, const uint32_t *item,
                        size_t count, double *score);

#endif
