#ifndef MBR_FORECAST_H
#define MBR_FORECAST_H

/* What a fitted model (btyd_fit.h) says of one member: how many purchases to expect, and within
   which bounds. The bounds are of the purchases that will be seen, not of their mean; that the
   parameters themselves are only estimates is taken in by the cubature of 2n points (Arasaratnam
   and Haykin, IEEE Transactions on Automatic Control 54, 2009): the mixture of forecasts at the
   ends of the ellipsoid of the covariance of their n logarithms has its mean and covariance. */

#include "mbr/btyd_fit.h"

#define MBR_FORECAST_POINTS (2 * MBR_BTYD_MOST)

/* Made once from a fit, which is borrowed; then it is only read. uncertain: false takes the
   parameters as they are, as does a fit without a covariance. */
struct mbr_forecast {
    const struct mbr_btyd_fitted *fitted;
    bool uncertain;
    int points;
    double (*p)[MBR_BTYD_ENTRIES]; /* the points of one without covariates */
};
void mbr_forecast_init(struct mbr_forecast *forecast, const struct mbr_btyd_fitted *fitted,
                       bool uncertain);
void mbr_forecast_free(struct mbr_forecast *forecast);

/* P(alive) at T, and the expected purchases in the time t from T on, at the estimates. */
double mbr_forecast_alive(const struct mbr_forecast *forecast, const struct mbr_btyd_case *member,
                          const double *z);
double mbr_forecast_purchases(const struct mbr_forecast *forecast,
                              const struct mbr_btyd_case *member, const double *z, double t);

/* The distribution of the purchases in that time, alive or not, uncertainty taken in: chance[0 …
   count - 1], the last one taking all that is beyond. */
void mbr_forecast_chances(const struct mbr_forecast *forecast, const struct mbr_btyd_case *member,
                          const double *z, double t, double *chance, size_t count);

/* Expected purchases in the time t from T on, each worth exp(-rate * its time): the discounted
   expected transactions; t may be INFINITY when rate > 0. In discrete models occasions are whole,
   and worth exp(-rate * their number). */
double mbr_forecast_discounted(const struct mbr_forecast *forecast,
                               const struct mbr_btyd_case *member, const double *z, double rate,
                               double t);

#endif
