#include <math.h>
#include <stdlib.h>

#include "mbr/clv_fit.h"
#include "mbr/forecast.h"
#include "mbr/mem.h"
#include "mbr/score.h"

/* Members that a trial takes, evenly out of all: enough to tell models apart. */
#define MEMBERS 50000
#define CHANCES 64
#define YEAR 365

struct ground {
    const struct mbr_clv_base *base;
    struct mbr_clv_terms terms; /* as of the cut */
    struct mbr_clv_time time;
    int32_t end;
    double *predicted, *actual; /* by case, then member */
};

/* The probability that was given to so many purchases; what lies beyond the table is left to its
   last entry. A forecast that found it impossible is not punished without end. */
static double score_of(const double *chance, double bought)
{
    size_t n = bought < CHANCES - 1 ? (size_t)bought : CHANCES - 1;
    return log(fmax(chance[n], 1e-12));
}

/* Members of a case have one forecast: it is made once, for the first of them. */
struct forecast_of_case {
    bool made;
    double purchases, chance[CHANCES];
};

static void score_members(const struct ground *ground, const struct mbr_clv_cases *cases,
                          const struct mbr_forecast *forecast, struct mbr_clv_trial *trial)
{
    struct forecast_of_case *of = mbr_calloc(cases->count + 1, sizeof *of);
    struct mbr_score_error error;
    size_t n = 0;
    for (size_t i = 0; i < ground->base->members; i++) {
        const struct mbr_clv_member *m = &ground->base->member[i];
        if (cases->of[i] == MBR_CLV_NONE)
            continue;
        const struct mbr_btyd_case *one = &cases->all[cases->of[i]];
        const double *z = cases->group[cases->whose[cases->of[i]]].z;
        struct forecast_of_case *f = &of[cases->of[i]];
        double t = mbr_clv_weeks(&ground->time, ground->terms.whom.until, ground->end);
        if (!f->made) {
            f->made = true;
            f->purchases = mbr_forecast_purchases(forecast, one, z, t);
            mbr_forecast_chances(forecast, one, z, t, f->chance, CHANCES);
        }
        ground->predicted[n] = f->purchases;
        ground->actual[n] = mbr_clv_bought(ground->base->occasion + m->begin, m->count,
                                           ground->terms.whom.until, ground->end);
        trial->score += score_of(f->chance, ground->actual[n++]);
    }
    free(of);
    if (mbr_score_errors(ground->predicted, ground->actual, n, &error)) {
        trial->score /= (double)n;
        trial->error = error.mean_absolute;
        trial->predicted = error.predicted;
        trial->bought = error.actual;
        trial->members = (double)n;
    }
}

static void try_kind(const struct ground *ground, struct mbr_clv_trial *trial)
{
    struct mbr_btyd_fitted fitted;
    struct mbr_forecast forecast;
    struct mbr_clv_cases cases;
    size_t count;
    trial->fitted =
        mbr_clv_fit_kind(ground->base, &ground->terms, trial->kind, &ground->time, &fitted, &count);
    if (!trial->fitted)
        return;
    trial->k = trial->kind->regular ? (int)fitted.p[trial->kind->parameters] : 1;
    mbr_forecast_init(&forecast, &fitted, false);
    mbr_clv_cases_make(&cases, ground->base, trial->kind, &ground->time, &ground->terms.whom);
    score_members(ground, &cases, &forecast, trial);
    mbr_clv_cases_free(&cases);
    mbr_forecast_free(&forecast);
}

/* Regular models with k = 1 are those before them once more. */
static bool may_be_taken(const struct mbr_clv_trial *trial)
{
    return trial->fitted && !trial->refused && !(trial->kind->regular && trial->k == 1);
}

/* By the mean absolute error; the log score stands beside it. Of those whose error is the least, or
   next to it, the simplest. */
#define NEXT_TO 0.999
struct mbr_clv_trial *mbr_clv_best(struct mbr_clv_fit *fit)
{
    double least = INFINITY;
    for (size_t i = 0; i < fit->trials; i++)
        if (may_be_taken(&fit->trial[i]))
            least = fmin(least, fit->trial[i].error);
    for (size_t i = 0; i < fit->trials; i++)
        if (may_be_taken(&fit->trial[i]) && fit->trial[i].error * NEXT_TO <= least)
            return &fit->trial[i];
    return NULL;
}

void mbr_clv_try(const struct mbr_clv_base *base, const struct mbr_clv_terms *terms,
                 struct mbr_clv_fit *fit)
{
    int32_t days = terms->whom.until - base->first, held = days / 2 < YEAR ? days / 2 : YEAR;
    struct ground ground = {.base = base, .terms = *terms, .end = terms->whom.until};
    struct mbr_season season = mbr_season_none;
    struct mbr_clock clock = {0};
    ground.terms.whom.until = fit->cut = terms->whom.until - held;
    if (ground.terms.whom.most == 0)
        ground.terms.whom.most = MEMBERS;
    if (terms->seasons)
        mbr_clv_seasons(base, &ground.terms, &season);
    if (season.learnt)
        mbr_clock_init(&clock, &season, base->first, days + 1);
    ground.time = (struct mbr_clv_time){season.learnt ? &clock : NULL, terms->period};
    ground.predicted = mbr_alloc((base->members + 1) * sizeof(double));
    ground.actual = mbr_alloc((base->members + 1) * sizeof(double));
    for (fit->trials = 0; fit->trials < MBR_CLV_KINDS; fit->trials++) {
        struct mbr_clv_trial *trial = &fit->trial[fit->trials];
        *trial = (struct mbr_clv_trial){.kind = mbr_clv_kinds[fit->trials]};
        if (trial->kind->discrete)
            break;
        try_kind(&ground, trial);
    }
    free(ground.predicted);
    free(ground.actual);
    mbr_clock_free(&clock);
}
