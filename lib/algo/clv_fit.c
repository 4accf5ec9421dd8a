#include "mbr/clv_fit.h"

#include <stdlib.h>

#include "mbr/mem.h"
#include "mbr/score.h"

/* The discrete one stands last: `auto` leaves it out, since it counts other things. */
const struct mbr_btyd_model *const mbr_clv_kinds[MBR_CLV_KINDS] = {
    &mbr_bgnbd,   &mbr_mbgnbd,   &mbr_paretonbd, &mbr_ggompertznbd,
    &mbr_bgcnbdk, &mbr_mbgcnbdk, &mbr_bgbb,
};

bool mbr_clv_fit_kind(const struct mbr_clv_base *base, const struct mbr_clv_terms *terms,
                      const struct mbr_btyd_model *kind, const struct mbr_clv_time *time,
                      struct mbr_btyd_fitted *fitted, size_t *count)
{
    struct mbr_clv_cases cases;
    struct mbr_err err;
    struct mbr_btyd_fit_options options = {
        .covariates = terms->whom.z ? terms->whom.covariates : 0,
        .ridge = terms->ridge,
        .jobs = terms->jobs,
    };
    mbr_clv_cases_make(&cases, base, kind, time, &terms->whom);
    int failed = mbr_btyd_fit(kind, cases.group, cases.groups, &options, fitted, &err);
    *count = cases.count;
    mbr_clv_cases_free(&cases);
    return !failed && fitted->converged;
}

/* The average that stands in for a model: every member's rate of purchases is drawn towards that of
   all, as if one more purchase had been seen at the mean rate. Where nobody came back there is no
   such rate, and none is used: it only has to be a number. */
static void fit_average(struct mbr_clv_fit *fit, const struct mbr_clv_cases *cases)
{
    double purchases = cases->purchases > 0 ? cases->purchases : 0.5;
    double weeks = cases->weeks > 0 ? cases->weeks : 1;
    fit->shape = 1;
    fit->rate = weeks / purchases;
}

/* The model takes it that how often and for how much are independent: whoever reads it should know
   how far that is so. */
static double correlation(const struct mbr_gammagamma_case *cases, size_t count)
{
    double *x = mbr_alloc((count + 1) * sizeof *x), *mean = mbr_alloc((count + 1) * sizeof *mean);
    double rho = 0;
    for (size_t i = 0; i < count; i++) {
        x[i] = cases[i].x;
        mean[i] = cases[i].mean;
    }
    mbr_score_spearman(x, mean, count, &rho);
    free(x);
    free(mean);
    return rho;
}

static void fit_spend(const struct mbr_clv_base *base, const struct mbr_clv_terms *terms,
                      struct mbr_clv_fit *fit)
{
    size_t count, left_out;
    double spend = 0, purchases = 0;
    struct mbr_gammagamma_case *cases = mbr_clv_spends(base, &terms->whom, &count, &left_out);
    struct mbr_clv_history history;
    struct mbr_err err;
    fit->left_out = (double)left_out;
    fit->has_spend = count >= MBR_CLV_REPEATERS &&
                     mbr_gammagamma_fit(cases, count, terms->ridge, &fit->spend, &err) == 0 &&
                     fit->spend.converged;
    fit->correlation = correlation(cases, count);
    free(cases);
    for (size_t i = 0; i < base->members; i++) {
        const struct mbr_clv_member *m = &base->member[i];
        if (mbr_clv_history(base->occasion + m->begin, m->count, terms->whom.until, &history)) {
            spend += history.first_spend + history.spend;
            purchases += 1 + history.x;
        }
    }
    fit->mean_spend = purchases > 0 && spend > 0 ? spend / purchases : 0;
}

/* A clock from the first day to a year behind the last one known; none without seasons. */
static const struct mbr_clock *clock_for(const struct mbr_clv_base *base,
                                         const struct mbr_clv_terms *terms,
                                         const struct mbr_season *season, struct mbr_clock *clock)
{
    if (!season->learnt)
        return NULL;
    mbr_clock_init(clock, season, base->first, terms->whom.until - base->first + 367);
    return clock;
}

/* The best in the trials may not be had of all members: then the next one is taken. */
static bool fit_best(const struct mbr_clv_base *base, const struct mbr_clv_terms *terms,
                     const struct mbr_clv_time *time, struct mbr_clv_fit *fit)
{
    struct mbr_clv_trial *best;
    mbr_clv_try(base, terms, fit);
    while ((best = mbr_clv_best(fit))) {
        if (mbr_clv_fit_kind(base, terms, best->kind, time, &fit->fitted, &fit->kinds) &&
            fit->fitted.definite)
            return true;
        best->refused = true;
    }
    return false;
}

static bool fit_model(const struct mbr_clv_base *base, const struct mbr_clv_terms *terms,
                      struct mbr_clv_fit *fit)
{
    struct mbr_clock clock = {0};
    struct mbr_clv_time time = {clock_for(base, terms, &fit->season, &clock), terms->period};
    bool fits = terms->kind
                    ? mbr_clv_fit_kind(base, terms, terms->kind, &time, &fit->fitted, &fit->kinds)
                    : fit_best(base, terms, &time, fit);
    mbr_clock_free(&clock);
    return fits;
}

/* Discrete models count periods, and money is spent by days. */
static double further_days(const struct mbr_clv_base *base, const struct mbr_clv_terms *terms)
{
    const struct mbr_clv_time time = {NULL, terms->period};
    const struct mbr_clv_whom *whom = &terms->whom;
    double periods = 0, days = 0;
    for (size_t i = 0; i < base->members; i++) {
        const struct mbr_clv_member *m = &base->member[i];
        const struct mbr_occasion *o = base->occasion + m->begin;
        struct mbr_clv_history history;
        struct mbr_btyd_case one;
        if (!mbr_clv_history(o, m->count, whom->until, &history) || history.first < whom->from ||
            history.first > whom->to)
            continue;
        mbr_clv_case(&mbr_bgbb, &time, o, m->count, whom->until, &history, &one);
        periods += one.x;
        days += mbr_clv_bought(o, m->count, history.first,
                               history.first + (int32_t)one.T * terms->period);
    }
    return periods > 0 ? days / periods - 1 : 0;
}

int mbr_clv_fit(const struct mbr_clv_base *base, const struct mbr_clv_terms *terms,
                struct mbr_clv_fit *fit, struct mbr_err *err)
{
    struct mbr_clv_cases cases;
    struct mbr_clv_time calendar = {NULL, terms->period};
    mbr_clv_cases_make(&cases, base, &mbr_bgnbd, &calendar, &terms->whom);
    *fit = (struct mbr_clv_fit){.first = base->first,
                                .as_of = terms->whom.until,
                                .season = mbr_season_none,
                                .period = terms->period,
                                .members = (double)cases.members,
                                .repeaters = (double)cases.repeaters,
                                .kinds = cases.count};
    fit_average(fit, &cases);
    size_t members = cases.members;
    mbr_clv_cases_free(&cases);
    if (members == 0)
        return mbr_err_set(err, terms->whom.from > INT32_MIN || terms->whom.to < INT32_MAX
                                    ? "nothing to fit: no member first bought on these days"
                                    : "nothing to fit: no member has bought anything");
    fit_spend(base, terms, fit);
    if (fit->repeaters == 0) {
        fit->want = MBR_CLV_NO_REPEATERS;
    } else if (fit->repeaters < MBR_CLV_REPEATERS) {
        fit->want = MBR_CLV_FEW_REPEATERS;
    } else if (terms->whom.until - base->first < MBR_CLV_DAYS) {
        fit->want = MBR_CLV_SHORT;
    } else {
        if (terms->seasons)
            mbr_clv_seasons(base, terms, &fit->season);
        if (!fit_model(base, terms, fit))
            fit->want = MBR_CLV_NOT_CONVERGED;
        else if (fit->fitted.model->discrete)
            fit->further_days = further_days(base, terms);
    }
    return 0;
}
