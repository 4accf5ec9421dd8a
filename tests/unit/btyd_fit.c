#include "mbr/btyd_fit.h"

#include <check.h>

#include "btyd_data.h"
#include "main.h"

static struct mbr_btyd_fitted fit(const struct mbr_btyd_model *model, const struct members *members,
                                  int64_t jobs)
{
    struct mbr_btyd_group group = {.cases = members->cases, .count = members->count};
    struct mbr_btyd_fit_options options = {.jobs = jobs};
    struct mbr_btyd_fitted fitted;
    struct mbr_err err;
    ck_assert_int_eq(mbr_btyd_fit(model, &group, 1, &options, &fitted, &err), 0);
    return fitted;
}

static double error_of(const struct mbr_btyd_fitted *fitted, int i)
{
    return sqrt(fitted->covariance[i * fitted->size + i]);
}

/* Published fits, to the digits given; 0: not given. */
struct published {
    const struct mbr_btyd_model *model;
    double p[MBR_BTYD_MOST], within, log_likelihood, likelihood_within;
};

static void check_published(const struct published *published, const struct members *members)
{
    struct mbr_btyd_fitted fitted = fit(published->model, members, 2);
    ck_assert_msg(fitted.converged && fitted.definite, "%s", published->model->name);
    for (int i = 0; i < published->model->parameters; i++)
        ck_assert_double_eq_tol(fitted.p[i], published->p[i],
                                published->within > 0 ? published->within : 1e-4 * published->p[i]);
    if (published->log_likelihood < 0)
        ck_assert_double_eq_tol(fitted.log_likelihood, published->log_likelihood,
                                published->likelihood_within);
}

/* The sample of CDNOW: Fader, Hardie and Lee, Marketing Science 24 (2005), table 2; Batislam,
   Denizel and Filiztekin, International Journal of Research in Marketing 24 (2007), table 3. The
   last line has BG/NBD once more as the spreadsheet of Fader and Hardie's note 004 gives it. */
START_TEST(sample_of_cdnow)
{
    static const struct published published[] = {
        {&mbr_bgnbd, {.243, 4.414, .793, 2.426}, .00051, -9582.4, .06},
        {&mbr_paretonbd, {.553, 10.578, .606, 11.669}, .00051, -9595.0, .06},
        {&mbr_mbgnbd, {.525, 6.183, .891, 1.614}, .00051, 0, 0},
        {&mbr_bgnbd, {.2425945, 4.4136019, .7929199, 2.4258881}, 0, 0, 0},
    };
    struct members members = {0};
    if (!read_cdnow(&members, "CDNOW_sample.txt"))
        return;
    ck_assert_uint_eq(members.count, 2357);
    gather(&members);
    for (size_t i = 0; i < sizeof published / sizeof *published; i++)
        check_published(&published[i], &members);
    free(members.cases);
}
END_TEST

/* The likelihood has its best place at b -> 0, where the model is Pareto/NBD: as good, and as sure
   of what the two have in common. */
START_TEST(limit_of_gompertz)
{
    struct members members = {0};
    if (!read_cdnow(&members, "CDNOW_sample.txt"))
        return;
    gather(&members);
    struct mbr_btyd_fitted fitted = fit(&mbr_ggompertznbd, &members, 2);
    ck_assert_double_eq_tol(fitted.log_likelihood, -9595.0, .06);
    ck_assert_double_eq_tol(fitted.p[0], .553, .0006);
    ck_assert_double_eq_tol(fitted.p[1], 10.578, .006);
    ck_assert(fitted.converged && fitted.definite);
    struct mbr_btyd_fitted limit = fit(&mbr_paretonbd, &members, 2);
    ck_assert_double_eq(error_of(&fitted, 2), 0);
    for (int i = 0; i < 4; i++)
        ck_assert_double_eq_tol(error_of(&fitted, i < 2 ? i : i + 1) / error_of(&limit, i), 1, .01);
    free(members.cases);
}
END_TEST

/* All of CDNOW's customers, as CLVTools 0.11.2 fits them to four digits or so: its likelihoods are
   no higher. There are more kinds of members than the starts are tried on. */
START_TEST(all_of_cdnow)
{
    static const struct published published[] = {
        {&mbr_paretonbd, {.5974136, 11.5851138, .5221701, 8.8259795}, 0.002, -95415.12, .006},
        {&mbr_bgnbd, {.2516238, 4.7889412, .7234296, 2.1610771}, .0001, -95368.44, .006},
    };
    struct members members = {0};
    if (!read_cdnow(&members, "CDNOW_master.txt.gz"))
        return;
    ck_assert_uint_eq(members.count, 23570);
    gather(&members);
    for (size_t i = 0; i < sizeof published / sizeof *published; i++)
        check_published(&published[i], &members);
    free(members.cases);
}
END_TEST

/* Of the logarithms, from second differences of the log-likelihood by mpmath with 30 digits. */
START_TEST(standard_errors)
{
    static const double bgnbd[4] = {0.051762826, 0.085695098, 0.23423971, 0.29078375};
    static const double paretonbd[4] = {0.086083322, 0.07966986, 0.30892275, 0.53228674};
    struct members members = {0};
    if (!read_cdnow(&members, "CDNOW_sample.txt"))
        return;
    gather(&members);
    struct mbr_btyd_fitted one = fit(&mbr_bgnbd, &members, 1);
    struct mbr_btyd_fitted two = fit(&mbr_paretonbd, &members, 1);
    for (int i = 0; i < 4; i++) {
        ck_assert_double_eq_tol(error_of(&one, i) / bgnbd[i], 1, 1e-5);
        ck_assert_double_eq_tol(error_of(&two, i) / paretonbd[i], 1, 1e-5);
    }
    double r_alpha = one.covariance[1] / (error_of(&one, 0) * error_of(&one, 1));
    ck_assert_double_eq_tol(r_alpha, 0.78038069, 1e-5);
    ck_assert_double_eq_tol(one.log_likelihood, -9582.42920667393, 1e-6);
    ck_assert_double_eq_tol(two.log_likelihood, -9594.97617893955, 1e-6);
    free(members.cases);
}
END_TEST

/* Simulated with known parameters, which come back within three standard errors; those of
   MBG/CNBD-k are of the recovery test of Platzer and Reutterer, Marketing Science 35 (2016). */
START_TEST(recovery)
{
    static const struct {
        const struct mbr_btyd_model *model;
        double p[MBR_BTYD_ENTRIES];
    } truth[] = {
        {&mbr_bgnbd, {.25, 4.4, .8, 2.4}},         {&mbr_mbgnbd, {.52, 6.2, .9, 1.6}},
        {&mbr_paretonbd, {.55, 10.6, .6, 11.7}},   {&mbr_mbgcnbdk, {.85, 1.45, .79, 2.42, 3}},
        {&mbr_bgcnbdk, {.85, 1.45, .79, 2.42, 2}},
    };
    const struct mbr_btyd_model *model = truth[_i].model;
    int n = model->parameters;
    struct members members = {0};
    simulate_model(&members, model, truth[_i].p, 12000, 7, 1, 1, 0);
    gather(&members);
    struct mbr_btyd_fitted fitted = fit(model, &members, 2);
    ck_assert(fitted.converged && fitted.definite);
    ck_assert(fitted.members == 12000);
    for (int i = 0; i < n; i++) {
        ck_assert_double_gt(error_of(&fitted, i), 0);
        ck_assert_double_eq_tol(log(fitted.p[i] / truth[_i].p[i]), 0, 3 * error_of(&fitted, i));
    }
    if (model->regular)
        ck_assert(fitted.p[n] == truth[_i].p[n]);
    free(members.cases);
}
END_TEST

/* Two covariates: an indicator and a number. */
struct covered {
    struct members members[4];
    struct mbr_btyd_group groups[4];
};
static const double quicker[2] = {.5, -.3}, shorter[2] = {-.4, .6};
static const double values[4][2] = {{0, -1}, {0, 1}, {1, -1}, {1, 1}};

static void cover(struct covered *covered, size_t members, double step)
{
    static const double p[] = {.55, 10.6, .6, 11.7};
    for (int i = 0; i < 4; i++) {
        const double *z = values[i];
        covered->members[i] = (struct members){0};
        simulate_model(&covered->members[i], &mbr_paretonbd, p, members, (uint64_t)i,
                       exp(quicker[0] * z[0] + quicker[1] * z[1]),
                       exp(shorter[0] * z[0] + shorter[1] * z[1]), step);
        gather(&covered->members[i]);
        covered->groups[i] = (struct mbr_btyd_group){
            .z = z, .cases = covered->members[i].cases, .count = covered->members[i].count};
    }
}

static void uncover(struct covered *covered)
{
    for (int i = 0; i < 4; i++)
        free(covered->members[i].cases);
}

START_TEST(covariates)
{
    struct covered covered;
    struct mbr_btyd_fit_options options = {.covariates = 2, .jobs = 2};
    struct mbr_btyd_fitted fitted, less;
    struct mbr_err err;
    double p[MBR_BTYD_ENTRIES];
    cover(&covered, 4000, 0);
    ck_assert_int_eq(mbr_btyd_fit(&mbr_paretonbd, covered.groups, 4, &options, &fitted, &err), 0);
    ck_assert(fitted.converged && fitted.definite);
    ck_assert_int_eq(fitted.size, 8);
    for (int i = 0; i < 2; i++) {
        ck_assert_double_eq_tol(fitted.effect[i], quicker[i], 3 * error_of(&fitted, 4 + i));
        ck_assert_double_eq_tol(fitted.effect[2 + i], shorter[i], 3 * error_of(&fitted, 6 + i));
        ck_assert_double_lt(error_of(&fitted, 4 + i), .05);
        ck_assert_double_lt(error_of(&fitted, 6 + i), .25);
    }
    mbr_btyd_at(&fitted, values[3], p);
    double faster = fitted.effect[0] + fitted.effect[1];
    ck_assert_double_eq_tol(log(p[1] / fitted.p[1]), -faster, 1e-12);
    ck_assert_double_eq_tol(log(p[3] / fitted.p[3]), -(fitted.effect[2] + fitted.effect[3]), 1e-12);
    ck_assert_double_eq_tol(p[0], fitted.p[0], 1e-12);
    mbr_btyd_at(&fitted, NULL, p);
    ck_assert_double_eq_tol(p[1], fitted.p[1], 1e-12);
    options.ridge = 1e3;
    options.prior = fitted.p;
    ck_assert_int_eq(mbr_btyd_fit(&mbr_paretonbd, covered.groups, 4, &options, &less, &err), 0);
    for (int i = 0; i < 4; i++)
        ck_assert_double_lt(fabs(less.effect[i]), fabs(fitted.effect[i]));
    ck_assert_double_lt(less.log_likelihood, fitted.log_likelihood);
    uncover(&covered);
}
END_TEST

/* Few members, to whom a prior says what to expect of them. */
START_TEST(ridge)
{
    static const double prior[] = {.3, 5, 1, 3}, p[] = {.25, 4.4, .8, 2.4};
    struct members members = {0};
    simulate_model(&members, &mbr_bgnbd, p, 20, 3, 1, 1, 0);
    gather(&members);
    struct mbr_btyd_group group = {.cases = members.cases, .count = members.count};
    struct mbr_btyd_fit_options options = {.ridge = 1, .prior = prior, .jobs = 1};
    struct mbr_btyd_fitted some, strong;
    struct mbr_err err;
    ck_assert_int_eq(mbr_btyd_fit(&mbr_bgnbd, &group, 1, &options, &some, &err), 0);
    ck_assert(some.converged && some.definite);
    options.ridge = 1e9;
    ck_assert_int_eq(mbr_btyd_fit(&mbr_bgnbd, &group, 1, &options, &strong, &err), 0);
    for (int i = 0; i < 4; i++) {
        ck_assert_double_lt(error_of(&some, i), 1);
        ck_assert_double_eq_tol(strong.p[i], prior[i], 1e-6);
    }
    ck_assert_double_lt(strong.log_likelihood, some.log_likelihood);
    free(members.cases);
}
END_TEST

static void check_same(const struct mbr_btyd_fitted *a, const struct mbr_btyd_fitted *b)
{
    ck_assert(memcmp(a->p, b->p, sizeof a->p) == 0);
    ck_assert(memcmp(a->effect, b->effect, sizeof a->effect) == 0);
    ck_assert(memcmp(a->covariance, b->covariance, sizeof a->covariance) == 0);
    ck_assert(a->log_likelihood == b->log_likelihood && a->gradient == b->gradient);
    ck_assert_int_eq(a->evaluations, b->evaluations);
}

START_TEST(threads)
{
    struct covered covered;
    struct mbr_btyd_fit_options options = {.covariates = 2, .jobs = 1};
    struct mbr_btyd_fitted one, more;
    struct mbr_err err;
    cover(&covered, 6000, 0);
    ck_assert_int_eq(mbr_btyd_fit(&mbr_paretonbd, covered.groups, 4, &options, &one, &err), 0);
    for (options.jobs = 2; options.jobs <= 4; options.jobs += 2) {
        ck_assert_int_eq(mbr_btyd_fit(&mbr_paretonbd, covered.groups, 4, &options, &more, &err), 0);
        check_same(&one, &more);
    }
    uncover(&covered);
}
END_TEST

/* Members one by one are the same as the alike put together. */
START_TEST(weights)
{
    static const double p[] = {.25, 4.4, .8, 2.4};
    struct members members = {0};
    simulate_model(&members, &mbr_bgnbd, p, 5000, 5, 1, 1, 1. / 7);
    qsort(members.cases, members.count, sizeof *members.cases, by_case);
    struct mbr_btyd_fitted single = fit(&mbr_bgnbd, &members, 2);
    gather(&members);
    ck_assert_uint_lt(members.count, 4000);
    struct mbr_btyd_fitted together = fit(&mbr_bgnbd, &members, 2);
    ck_assert_double_eq_tol(single.log_likelihood, together.log_likelihood, 1e-7);
    for (int i = 0; i < 4; i++)
        ck_assert_double_eq_tol(single.p[i] / together.p[i], 1, 1e-6);
    free(members.cases);
}
END_TEST

static const char *refusal(const struct mbr_btyd_model *model, struct members *members,
                           int some_covariates)
{
    static struct mbr_err err;
    double z[1] = {1};
    struct mbr_btyd_group group = {.z = z, .cases = members->cases, .count = members->count};
    struct mbr_btyd_fit_options options = {.covariates = some_covariates};
    struct mbr_btyd_fitted fitted;
    ck_assert_int_eq(mbr_btyd_fit(model, &group, 1, &options, &fitted, &err), -1);
    return err.text;
}

START_TEST(nothing_to_fit)
{
    struct members members = {0};
    ck_assert_str_eq(refusal(&mbr_bgnbd, &members, 0),
                     "bg/nbd: nobody has bought again, so there is nothing to fit");
    add_member(&members, 0, 0, 10, 0);
    ck_assert_str_eq(refusal(&mbr_paretonbd, &members, 0),
                     "pareto/nbd: nobody has bought again, so there is nothing to fit");
    add_member(&members, 1, 1, 10, 0);
    ck_assert_str_eq(refusal(&mbr_bgbb, &members, 1), "bg/bb: takes no covariates");
    free(members.cases);
}
END_TEST

/* Who is seen up to the end has not left: what remains of all these models is the NBD, whose
   estimates, likelihood and standard errors are those of SciPy: r .968062 (.20882), alpha
   34.6464 (8.2467), -1091.1698. The parameters of leaving are of no account, and have no error. */
START_TEST(nobody_leaves)
{
    static const struct mbr_btyd_model *const models[] = {&mbr_bgnbd, &mbr_mbgnbd, &mbr_paretonbd,
                                                          &mbr_ggompertznbd};
    static const double bought[][2] = {{0, 70}, {1, 40}, {2, 25}, {3, 15}, {4, 10}, {6, 6}, {9, 4}};
    struct members members = {0};
    for (size_t i = 0; i < sizeof bought / sizeof *bought; i++)
        for (int n = 0; n < (int)bought[i][1]; n++)
            add_member(&members, bought[i][0], bought[i][0] > 0 ? 52 : 0, 52, 0);
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        struct mbr_btyd_fitted fitted = fit(models[i], &members, 1);
        ck_assert_msg(fitted.converged && fitted.definite, "%s", models[i]->name);
        ck_assert_double_eq_tol(fitted.p[0], .968062, 2e-5);
        ck_assert_double_eq_tol(fitted.p[1], 34.6464, 1e-3);
        ck_assert_double_eq_tol(fitted.log_likelihood, -1091.1698, 1e-4);
        ck_assert_double_eq_tol(fitted.p[0] * error_of(&fitted, 0), .20882, 2e-4);
        ck_assert_double_eq_tol(fitted.p[1] * error_of(&fitted, 1), 8.2467, 1e-2);
        for (int k = 2; k < fitted.size; k++)
            ck_assert_double_eq(error_of(&fitted, k), 0);
    }
    free(members.cases);
}
END_TEST

/* Next to nothing: something is found, whatever it is worth, and it is numbers. */
START_TEST(hardly_anything)
{
    static const struct mbr_btyd_model *const models[] = {
        &mbr_bgnbd, &mbr_mbgnbd, &mbr_paretonbd, &mbr_ggompertznbd, &mbr_bgcnbdk, &mbr_mbgcnbdk};
    struct members members = {0};
    add_member(&members, 0, 0, 10, 0);
    add_member(&members, 3, 10, 10, 3 * log(10. / 3));
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        struct mbr_btyd_fitted fitted = fit(models[i], &members, 1);
        ck_assert(isfinite(fitted.log_likelihood) && isfinite(fitted.gradient));
        for (int k = 0; k < models[i]->parameters; k++)
            ck_assert(isfinite(fitted.p[k]) && fitted.p[k] > 0);
        for (int k = 0; k < fitted.size * fitted.size; k++)
            ck_assert(isfinite(fitted.covariance[k]));
    }
    free(members.cases);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("btyd_fit");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, sample_of_cdnow);
    tcase_add_test(tests, limit_of_gompertz);
    tcase_add_test(tests, all_of_cdnow);
    tcase_add_test(tests, standard_errors);
    tcase_add_loop_test(tests, recovery, 0, 5);
    tcase_add_test(tests, covariates);
    tcase_add_test(tests, ridge);
    tcase_add_test(tests, threads);
    tcase_add_test(tests, weights);
    tcase_add_test(tests, nothing_to_fit);
    tcase_add_test(tests, nobody_leaves);
    tcase_add_test(tests, hardly_anything);
    return run_tests("btyd_fit", tests);
}
