#include "dropout.h"

static void plain_likelihood(const double *p, const struct mbr_btyd_case *cases, size_t count,
                             double *sum, double *gradient)
{
    mbr_dropout_likelihood(&(struct mbr_dropout){p, 1, false}, cases, count, sum, gradient);
}

static double plain_alive(const double *p, const struct mbr_btyd_case *member)
{
    return mbr_dropout_alive(&(struct mbr_dropout){p, 1, false}, member);
}

static void plain_prospect(const double *p, const struct mbr_btyd_case *member, double *prospect)
{
    mbr_dropout_prospect(&(struct mbr_dropout){p, 1, false}, member, prospect);
}

static void modified_likelihood(const double *p, const struct mbr_btyd_case *cases, size_t count,
                                double *sum, double *gradient)
{
    mbr_dropout_likelihood(&(struct mbr_dropout){p, 1, true}, cases, count, sum, gradient);
}

static double modified_alive(const double *p, const struct mbr_btyd_case *member)
{
    return mbr_dropout_alive(&(struct mbr_dropout){p, 1, true}, member);
}

static void modified_prospect(const double *p, const struct mbr_btyd_case *member, double *prospect)
{
    mbr_dropout_prospect(&(struct mbr_dropout){p, 1, true}, member, prospect);
}

const struct mbr_btyd_model mbr_bgnbd = {
    .name = "bg/nbd",
    .source = "Fader, Hardie and Lee, Marketing Science 24 (2005)",
    .parameters = 4,
    .parameter = {"r", "alpha", "a", "b"},
    .quicker = {0, -1, 0, 0},
    .shorter = {0, 0, 1, 0},
    .start = mbr_dropout_start,
    .likelihood = plain_likelihood,
    .alive = plain_alive,
    .prospect = plain_prospect,
    .expected = mbr_dropout_expected,
    .chances = mbr_dropout_chances,
};

const struct mbr_btyd_model mbr_mbgnbd = {
    .name = "mbg/nbd",
    .source = "Batislam, Denizel and Filiztekin, International Journal of Research in Marketing 24 "
              "(2007)",
    .parameters = 4,
    .parameter = {"r", "alpha", "a", "b"},
    .quicker = {0, -1, 0, 0},
    .shorter = {0, 0, 1, 0},
    .start = mbr_dropout_start,
    .likelihood = modified_likelihood,
    .alive = modified_alive,
    .prospect = modified_prospect,
    .expected = mbr_dropout_expected,
    .chances = mbr_dropout_chances,
};
