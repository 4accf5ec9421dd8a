#include "lifetime.h"

enum { STARTS = 4 };

static struct mbr_lifetime law_of(const double *p)
{
    return (struct mbr_lifetime){p[0], p[1], p[2], p[3], p[4]};
}

/* By how much the hazard of a member grows while they are watched (b times that time), the shape s,
   and beta to that growth. The first is nearly Pareto/NBD, for the likelihood is often flat there.
 */
static bool start(const struct mbr_btyd_case *cases, size_t count, int n, double *p)
{
    static const double begin[STARTS][3] = {
        {0.05, 0.5, 0.5}, {1, 0.5, 0.5}, {3, 0.3, 3}, {1, 2, 2}};
    double rate, watched;
    if (n >= STARTS || !mbr_lifetime_means(cases, count, &rate, &watched))
        return false;
    p[0] = 0.5;
    p[1] = 0.5 / (1.5 * rate);
    p[2] = begin[n][0] / watched;
    p[3] = begin[n][1];
    p[4] = begin[n][2] * begin[n][0];
    return true;
}

static void likelihood(const double *p, const struct mbr_btyd_case *cases, size_t count,
                       double *sum, double *gradient)
{
    struct mbr_lifetime law = law_of(p);
    mbr_lifetime_likelihood(&law, cases, count, sum, gradient);
}

static double alive(const double *p, const struct mbr_btyd_case *member)
{
    struct mbr_lifetime law = law_of(p);
    return mbr_lifetime_alive(&law, member);
}

/* The paper's own conditional expectation is wrong (Adler, Management Science 68, 2022); this
   needs none: whoever is there at T is a stranger with other parameters. */
static void prospect(const double *p, const struct mbr_btyd_case *member, double *out)
{
    struct mbr_lifetime law = law_of(p), after = mbr_lifetime_after(&law, member);
    out[0] = after.r;
    out[1] = after.alpha;
    out[2] = after.b;
    out[3] = after.s;
    out[4] = after.beta;
}

static double expected(const double *q, double t)
{
    struct mbr_lifetime law = law_of(q);
    return mbr_lifetime_expected(&law, t);
}

static void chances(const double *q, double t, double *chance, size_t count)
{
    struct mbr_lifetime law = law_of(q);
    mbr_lifetime_chances(&law, t, chance, count);
}

const struct mbr_btyd_model mbr_ggompertznbd = {
    .name = "ggompertz/nbd",
    .source = "Bemmaor and Glady, Management Science 58, 2012",
    .parameters = 5,
    .parameter = {"r", "alpha", "b", "s", "beta"},
    .quicker = {0, -1, 0, 0, 0},
    .shorter = {0, 0, 0, 0, -1},
    .start = start,
    .likelihood = likelihood,
    .alive = alive,
    .prospect = prospect,
    .expected = expected,
    .chances = chances,
};
