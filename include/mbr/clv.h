#ifndef MBR_CLV_H
#define MBR_CLV_H

/* What a member is worth: what they brought, and what a fit expects of them. */

#include "mbr/clv_fit.h"
#include "mbr/forecast.h"

#define MBR_CLV_ENDLESS INT32_MAX

struct mbr_clv_price {
    int32_t horizon; /* days, or MBR_CLV_ENDLESS */
    double discount; /* a year: what comes in a year's time is worth 1 / (1 + discount) */
    double cost;     /* of serving a member, a year */
    double level;    /* of the intervals: 0.8 */
};

/* Made once; then several threads read it. The fit must outlive it. */
struct mbr_clv_view {
    const struct mbr_clv_fit *fit;
    struct mbr_clv_price price;
    struct mbr_forecast forecast;
    struct mbr_clock clock;
    struct mbr_clv_time time;
};
void mbr_clv_view_init(struct mbr_clv_view *view, const struct mbr_clv_fit *fit,
                       const struct mbr_clv_price *price);
void mbr_clv_view_free(struct mbr_clv_view *view);

/* What the purchases of a member lead to expect; the same for all who have the same case,
   covariates and as_of. chance[n]: that they buy on n days within the horizon, the last
   one taking what is beyond. bounded: low and high are known; they are not where even the longest
   table leaves too much beyond it. Of an endless horizon purchases and chances are those of 52
   weeks. */
#define MBR_CLV_CHANCES 4096
struct mbr_clv_outlook {
    bool has_alive; /* a shrunken average knows nothing of leaving */
    bool bounded;
    double p_alive, purchases, low, high;
    double discounted; /* purchases within the horizon, each at its present value */
    double *chance;    /* room for MBR_CLV_CHANCES; of the caller */
    size_t chances;
};
/* The case of a member, and their history; false when they have not bought, or nothing is forecast
   for anybody. */
bool mbr_clv_known(const struct mbr_clv_view *view, const struct mbr_occasion *occasions,
                   size_t count, int32_t as_of, struct mbr_clv_history *history,
                   struct mbr_btyd_case *known);
void mbr_clv_look(const struct mbr_clv_view *view, const struct mbr_btyd_case *known, int32_t as_of,
                  const double *z, struct mbr_clv_outlook *outlook);

/* Of a member who has bought. bounded: low and high are known: the outlook's are, and the horizon
   is of at most MBR_CLV_BOUNDED days. In longer ones what comes late is worth less, so that the
   bounds of the number do not lead to those of its worth. */
#define MBR_CLV_BOUNDED 728
struct mbr_clv_value {
    bool bounded;
    double spend;             /* the worth of a purchase to come */
    double future, low, high; /* margin on what is to come within the horizon, at its present value,
                                 less the cost to serve; and its bounds */
};
void mbr_clv_worth(const struct mbr_clv_view *view, const struct mbr_clv_history *history,
                   const struct mbr_clv_outlook *outlook, double margin,
                   struct mbr_clv_value *value);

/* The worth of a purchase to come, which is value.spend. */
double mbr_clv_spend(const struct mbr_clv_fit *fit, const struct mbr_clv_history *history);

/* The probability that the purchases within the horizon are worth at most so much together; needs
   fit->has_spend. */
double mbr_clv_spend_below(const struct mbr_clv_view *view, const struct mbr_clv_history *history,
                           const struct mbr_clv_outlook *outlook, double worth);

#endif
