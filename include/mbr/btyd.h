#ifndef MBR_BTYD_H
#define MBR_BTYD_H

/* Buy-till-you-die models of purchases: a member buys at a rate of their own until they leave,
   without a word (Schmittlein, Morrison and Colombo, Management Science 33, 1987). Each model is a
   table of functions; what is the same for all (forecasts, intervals) is below, fitting in
   btyd_fit.h.

   Time is counted in any one unit, from a member's first purchase on. That first one is not counted
   among the purchases x. In discrete models it is counted in occasions, all numbers being whole. */

#include <stdbool.h>
#include <stddef.h>

/* What is known of a member, or of `weight` alike. */
struct mbr_btyd_case {
    double x;      /* purchases after the first */
    double tx;     /* when the last of them was; 0 when x is 0 */
    double T;      /* until when the member was watched: T >= tx */
    double logs;   /* regular models: sum of the logarithms of the times between purchases, of all
                      of the `weight` members */
    double weight; /* how many members */
};

enum {
    MBR_BTYD_MOST = 5,    /* parameters of a model */
    MBR_BTYD_ENTRIES = 6, /* of their array: the regular models have k behind the fitted ones */
    MBR_BTYD_PROSPECT = 8 /* numbers that tell the future of one who is there */
};

/* Parameters are > 0 and fitted by their logarithms.

   likelihood adds the sum over the cases of weight times the log-likelihood to *sum, and its
   derivatives by the logarithms of the parameters to gradient (NULL: not wanted). Cases in order of
   x are quickest.

   Forecasts have two parts: alive is the probability that the member is still there at T; and
   prospect says what is to be expected of one who is, as numbers of the model's own, which the
   functions behind it read. A case of x, tx and T 0 is a stranger at their first purchase.

   expected: mean purchases in the time t from T on. chances: the probabilities of 0, 1 … count - 1
   purchases in that time. Both given that the member is there at T. No result is ever a NaN. */
struct mbr_btyd_model {
    const char *name;   /* "pareto/nbd" */
    const char *source; /* who described it, and where */
    int parameters;
    const char *parameter[MBR_BTYD_MOST]; /* their names */
    bool discrete;
    bool regular; /* has k */
    /* What a covariate that makes purchases (dropping out) quicker does to the logarithm of each
       parameter: 1, 0 or -1. All 0: the model takes none. */
    signed char quicker[MBR_BTYD_MOST], shorter[MBR_BTYD_MOST];

    /* Where to start fitting: fills p; false when there is no n-th start. */
    bool (*start)(const struct mbr_btyd_case *cases, size_t count, int n, double *p);
    void (*likelihood)(const double *p, const struct mbr_btyd_case *cases, size_t count,
                       double *sum, double *gradient);
    double (*alive)(const double *p, const struct mbr_btyd_case *member);
    void (*prospect)(const double *p, const struct mbr_btyd_case *member, double *prospect);
    double (*expected)(const double *prospect, double t);
    void (*chances)(const double *prospect, double t, double *chance, size_t count);
};

/* Regular models once per k are entries of their own: the k is in p[parameters]. */
extern const struct mbr_btyd_model mbr_bgnbd, mbr_mbgnbd, mbr_paretonbd, mbr_ggompertznbd,
    mbr_bgcnbdk, mbr_mbgcnbdk, mbr_bgbb;

#endif
