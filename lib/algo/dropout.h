#ifndef MBR_DROPOUT_H
#define MBR_DROPOUT_H

/* What bgnbd.c and bgcnbdk.c share: a member buys after times that are gamma with the whole shape k
   and a rate lambda of their own, which is gamma with shape r and rate alpha over the members;
   after each purchase they leave with a probability of their own, which is beta with a and b. In
   the modified models they may leave after the first purchase already, which x does not count.

   Such a time is k steps of a Poisson process. So the number of steps is that of the case k = 1,
   and there is a purchase whenever it can be divided by k: all below follows from that, exactly. */

#include "mbr/btyd.h"

/* r, alpha, a, b in this order. */
struct mbr_dropout {
    const double *p;
    int k;
    bool modified;
};

/* As in btyd.h, here and below. */
bool mbr_dropout_start(const struct mbr_btyd_case *cases, size_t count, int n, double *p);
void mbr_dropout_likelihood(const struct mbr_dropout *model, const struct mbr_btyd_case *cases,
                            size_t count, double *sum, double *gradient);
double mbr_dropout_alive(const struct mbr_dropout *model, const struct mbr_btyd_case *member);

/* dropout_next.c: of one who is there at T. */
void mbr_dropout_prospect(const struct mbr_dropout *model, const struct mbr_btyd_case *member,
                          double *prospect);
void mbr_dropout_chances(const double *prospect, double t, double *chance, size_t count);

/* dropout_mean.c */
double mbr_dropout_expected(const double *prospect, double t);

/* What the prospect says of the time t: `done` steps, 0 … k - 1, have been done since the last
   purchase, and those to come are negative binomial with `shape` and mean shape * odds. After each
   purchase one leaves with a probability that is beta with `leave` and `stay`.

   walk_of is of none done; walk_next goes to one more, and returns how much likelier that is. */
struct mbr_dropout_walk {
    double shape, odds, above, below; /* above odds / (1 + odds), below 1 / (1 + odds) */
    double leave, stay;
    int k, done;
};
struct mbr_dropout_walk mbr_dropout_walk_of(const double *prospect, double t);
double mbr_dropout_walk_next(struct mbr_dropout_walk *walk, const double *prospect);

#endif
