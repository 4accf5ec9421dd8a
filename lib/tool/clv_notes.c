#include <math.h>

#include "clv_job.h"

#include "mbr/date.h"

static void note_trials(const struct clv *clv)
{
    const struct mbr_clv_fit *fit = &clv->fit;
    char day[MBR_DAY_SIZE + 1] = "";
    mbr_day_write(day, fit->cut);
    mbr_note(clv->run, "auto: fitted up to %s, and held against what was bought since:", day);
    for (size_t i = 0; i < fit->trials; i++) {
        const struct mbr_clv_trial *t = &fit->trial[i];
        if (!t->fitted)
            mbr_note(clv->run, "  %-14s did not converge", t->kind->name);
        else if (t->kind->regular && t->k == 1)
            mbr_note(clv->run, "  %-14s no regularity found (k = 1)", t->kind->name);
        else if (t->refused)
            mbr_note(clv->run, "  %-14s mean absolute error %.5g, but no fit to all members",
                     t->kind->name, t->error);
        else
            mbr_note(clv->run,
                     "  %-14s mean absolute error %.5g, predicted %.0f of %.0f, log score %.4f",
                     t->kind->name, t->error, t->predicted, t->bought, t->score);
    }
}

/* Parameters of variance 0. */
static void note_idle(const struct clv *clv)
{
    const struct mbr_btyd_fitted *f = &clv->fit.fitted;
    char text[100] = "";
    int n = 0;
    for (int i = 0; f->definite && i < f->model->parameters; i++)
        if (f->covariance[i * f->size + i] == 0)
            n += snprintf(text + n, sizeof text - (size_t)n, "%s%s", n ? ", " : "",
                          f->model->parameter[i]);
    if (n)
        mbr_note(clv->run, "at a limit of the model, and without standard errors: %s", text);
}

static void note_model(const struct clv *clv)
{
    const struct mbr_btyd_fitted *f = &clv->fit.fitted;
    char text[200];
    int n = 0;
    for (int i = 0; i < f->model->parameters; i++) {
        n += snprintf(text + n, sizeof text - (size_t)n, "%s%s %.4g", i ? ", " : "",
                      f->model->parameter[i], f->p[i]);
        if (f->definite && f->covariance[i * f->size + i] > 0)
            n += snprintf(text + n, sizeof text - (size_t)n, " (%.2g)",
                          f->p[i] * sqrt(f->covariance[i * f->size + i]));
    }
    if (f->model->regular)
        snprintf(text + n, sizeof text - (size_t)n, ", k %.0f", f->p[f->model->parameters]);
    mbr_note(clv->run, "%s%s: %s",
             clv->settings.terms.kind
                 ? ""
                 : "taken, the first within one in a thousand of the least error: ",
             f->model->name, text);
    mbr_note(clv->run, "log-likelihood %.2f, gradient %.1e, %.0f members in %zu cases",
             f->log_likelihood, f->gradient, f->members, clv->fit.kinds);
    note_idle(clv);
    if (!f->definite)
        mbr_warn(clv->run, "the likelihood is flat: standard errors are unknown, and intervals "
                           "leave them out");
}

static void note_want(const struct clv *clv)
{
    const struct mbr_clv_fit *fit = &clv->fit;
    if (fit->want == MBR_CLV_NO_REPEATERS)
        mbr_warn(clv->run, "nobody has bought on two days: there is nothing to forecast by");
    else if (fit->want == MBR_CLV_FEW_REPEATERS)
        mbr_warn(clv->run,
                 "only %.0f of %.0f members bought on more than one day, a model takes "
                 "%d: forecasts are a shrunken average",
                 fit->repeaters, fit->members, MBR_CLV_REPEATERS);
    else if (fit->want == MBR_CLV_SHORT)
        mbr_warn(clv->run, "the history is of less than %d days: forecasts are a shrunken average",
                 MBR_CLV_DAYS);
    else
        mbr_warn(clv->run, "%s: forecasts are a shrunken average; --ridge may help",
                 clv->settings.terms.kind ? "the fit did not converge" : "no fit converged");
}

static void note_spend(const struct clv *clv)
{
    const struct mbr_clv_fit *fit = &clv->fit;
    if (fit->has_spend) {
        mbr_note(clv->run, "spend: gamma-gamma p %.4g, q %.4g, gamma %.4g on %.0f members",
                 fit->spend.p, fit->spend.q, fit->spend.gamma, fit->spend.members);
        if (fit->spend.q <= 1)
            mbr_warn(clv->run, "spend: q <= 1: there is no mean, members with few purchases get "
                               "the median");
    } else {
        mbr_warn(clv->run,
                 "spend: too little or too much alike for a model: means are drawn towards %.6g",
                 fit->mean_spend);
    }
    if (fit->left_out > 0)
        mbr_note(clv->run,
                 "spend: %.0f members left out, whose repeats came to nothing, returns taken off",
                 fit->left_out);
    if (fabs(fit->correlation) >= 0.1)
        mbr_note(clv->run,
                 "spend: number and worth of purchases correlate (%.2f), which the model "
                 "takes for 0",
                 fit->correlation);
}

static void note_no_season(const struct clv *clv)
{
    const struct mbr_clv_fit *fit = &clv->fit;
    if (fit->as_of - fit->first + 1 < MBR_SEASON_DAYS)
        mbr_note(clv->run, "seasons: none, since the history is of less than 13 months");
    else
        mbr_note(clv->run, "seasons: none that is beyond chance");
}

void clv_note_fit(const struct clv *clv)
{
    const struct mbr_clv_fit *fit = &clv->fit;
    if (fit->trials)
        note_trials(clv);
    if (fit->want == MBR_CLV_NOTHING_WANTED)
        note_model(clv);
    else
        note_want(clv);
    if (clv->settings.terms.seasons && fit->want == MBR_CLV_NOTHING_WANTED && !fit->season.learnt)
        note_no_season(clv);
    clv_note_found(clv);
    if (fit->want != MBR_CLV_NO_REPEATERS)
        note_spend(clv);
}
