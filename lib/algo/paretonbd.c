#include "lifetime.h"

enum { STARTS = 3 };

static struct mbr_lifetime law_of(const double *p)
{
    return (struct mbr_lifetime){.r = p[0], .alpha = p[1], .s = p[2], .beta = p[3]};
}

/* Members differ a lot (r and s well below 1) in what is usual; half a lifetime to begin with. */
static bool start(const struct mbr_btyd_case *cases, size_t count, int n, double *p)
{
    static const double shapes[STARTS][2] = {{0.5, 0.5}, {1, 2}, {0.2, 0.1}};
    double rate, watched;
    if (n >= STARTS || !mbr_lifetime_means(cases, count, &rate, &watched))
        return false;
    p[0] = shapes[n][0];
    p[1] = shapes[n][0] / (1.5 * rate);
    p[2] = shapes[n][1];
    p[3] = shapes[n][1] * watched;
    return true;
}

static void likelihood(const double *p, const struct mbr_btyd_case *cases, size_t count,
                       double *sum, double *gradient)
{
    struct mbr_lifetime law = law_of(p);
    double slope[5] = {0};
    mbr_lifetime_likelihood(&law, cases, count, sum, gradient ? slope : NULL);
    if (!gradient)
        return;
    gradient[0] += slope[0];
    gradient[1] += slope[1];
    gradient[2] += slope[3];
    gradient[3] += slope[4];
}

static double alive(const double *p, const struct mbr_btyd_case *member)
{
    struct mbr_lifetime law = law_of(p);
    return mbr_lifetime_alive(&law, member);
}

static void prospect(const double *p, const struct mbr_btyd_case *member, double *out)
{
    struct mbr_lifetime law = law_of(p), after = mbr_lifetime_after(&law, member);
    out[0] = after.r;
    out[1] = after.alpha;
    out[2] = after.s;
    out[3] = after.beta;
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

const struct mbr_btyd_model mbr_paretonbd = {
    .name = "pareto/nbd",
    .source = "Schmittlein, Morrison and Colombo, Management Science 33, 1987",
    .parameters = 4,
    .parameter = {"r", "alpha", "s", "beta"},
    .quicker = {0, -1, 0, 0},
    .shorter = {0, 0, 0, -1},
    .start = start,
    .likelihood = likelihood,
    .alive = alive,
    .prospect = prospect,
    .expected = expected,
    .chances = chances,
};
