#include <math.h>
#include <stdlib.h>

#include "clv_job.h"

#include "mbr/date.h"

const char *const mbr_clv_kind_names[] = {"auto",       "bg/nbd",        "mbg/nbd",
                                          "pareto/nbd", "ggompertz/nbd", "bg/cnbd-k",
                                          "mbg/cnbd-k", "bg/bb",         NULL};

/* "52w" or "90d" in days; -1 where it is neither, or not within 1 to a hundred years. */
static int32_t days_of(const char *text)
{
    char *end;
    long count = strtol(text, &end, 10);
    long unit = strcmp(end, "w") == 0 ? 7 : strcmp(end, "d") == 0 ? 1 : 0;
    bool digits = *text >= '0' && *text <= '9';
    return digits && unit && count > 0 && count <= 36500 / unit ? (int32_t)(count * unit) : -1;
}

static int read_days(const char *option, const char *text, int32_t *days, struct mbr_run *run)
{
    *days = days_of(text);
    return *days < 0 ? mbr_misuse(run, "--%s: neither weeks (52w) nor days (90d): %s", option, text)
                     : 0;
}

static int read_cohort(const char *text, struct mbr_clv_whom *whom, struct mbr_run *run)
{
    whom->from = INT32_MIN;
    whom->to = INT32_MAX;
    if (!text)
        return 0;
    const char *dots = strstr(text, "..");
    if (dots &&
        (dots == text ||
         mbr_day_parse((struct mbr_span){text, (size_t)(dots - text)}, &whom->from) == 0) &&
        (dots[2] == '\0' || mbr_day_parse(mbr_span(dots + 2), &whom->to) == 0) &&
        whom->from <= whom->to)
        return 0;
    return mbr_misuse(run, "--cohort: not DAY..DAY (2024-01-01..2024-03-31): %s", text);
}

/* That a number lies within bounds; NAN is not. */
static int check_within(const char *option, double value, double low, double high,
                        struct mbr_run *run)
{
    if (value >= low && value <= high)
        return 0;
    return mbr_misuse(run, "--%s: not within %g to %g: %g", option, low, high, value);
}

static int check_numbers(const struct mbr_clv_options *options, struct mbr_run *run)
{
    bool endless = strcmp(options->horizon, "inf") == 0;
    if (check_within("margin", options->margin, -1, 1, run) < 0 ||
        check_within("discount", options->discount, 0, 10, run) < 0 ||
        check_within("cost", options->cost, 0, 1e12, run) < 0 ||
        check_within("ridge", options->ridge, 0, 1e9, run) < 0 ||
        check_within("referral-share", options->referral_share, 0, 1, run) < 0 ||
        check_within("referral-decay", options->referral_decay, 0, 1, run) < 0)
        return -1;
    if (endless && options->discount <= 0)
        return mbr_misuse(run, "--horizon inf needs a --discount above 0");
    if (options->interval != 80 && options->interval != 95)
        return mbr_misuse(run, "--interval: neither 80 nor 95: %d", (int)options->interval);
    return 0;
}

/* What a model was fitted with is in it. */
static int check_model(const struct mbr_clv_options *options, struct mbr_run *run)
{
    static const struct mbr_clv_options none = MBR_CLV_OPTIONS_INIT;
    bool fits = strcmp(options->kind, none.kind) != 0 || strcmp(options->unit, none.unit) != 0 ||
                options->cohort || options->ridge > 0 || options->no_season;
    if (options->backtest)
        return mbr_misuse(run, "--backtest fits by itself: --model does not go with it");
    if (fits)
        return mbr_misuse(run, "--model: model-kind, unit, cohort, ridge and seasons are those of "
                               "the fit");
    if (options->referral_share != none.referral_share ||
        options->referral_decay != none.referral_decay)
        return mbr_misuse(run, "--model: what references are worth was reckoned by the fit");
    return 0;
}

static int check_together(const struct mbr_clv_options *options, struct mbr_run *run)
{
    bool discrete = strcmp(options->kind, "bg/bb") == 0;
    int rows =
        (options->summary ? 1 : 0) + (options->history ? 1 : 0) + (options->backtest ? 1 : 0);
    if (rows > 1)
        return mbr_misuse(run, "--summary, --history and --backtest do not go together");
    if (rows && options->member.fit)
        return mbr_misuse(run, "--fit writes a model and no rows");
    if (options->member.model && check_model(options, run) < 0)
        return -1;
    if (options->backtest && discrete)
        return mbr_misuse(run, "--backtest counts days, bg/bb periods: it has none");
    if (options->covariates.count > MBR_COVARIATES_MOST)
        return mbr_misuse(run, "--covariate: more than %d", MBR_COVARIATES_MOST);
    if (options->covariates.count && strcmp(options->kind, "bg/nbd") != 0 &&
        strcmp(options->kind, "pareto/nbd") != 0 && !options->member.model)
        return mbr_misuse(run, "--covariate needs --model-kind bg/nbd or pareto/nbd");
    return 0;
}

int clv_settings_read(const struct mbr_clv_options *options, struct clv_settings *settings,
                      struct mbr_run *run)
{
    struct mbr_clv_terms *terms = &settings->terms;
    *settings = (struct clv_settings){0};
    if (check_numbers(options, run) < 0 || check_together(options, run) < 0 ||
        read_cohort(options->cohort, &terms->whom, run) < 0 ||
        read_days("unit", options->unit, &terms->period, run) < 0)
        return -1;
    settings->price = (struct mbr_clv_price){MBR_CLV_ENDLESS, options->discount, options->cost,
                                             (double)options->interval / 100};
    if (strcmp(options->horizon, "inf") != 0 &&
        read_days("horizon", options->horizon, &settings->price.horizon, run) < 0)
        return -1;
    if (options->backtest) {
        if (read_days("backtest", options->backtest, &settings->weeks, run) < 0)
            return -1;
        if (settings->weeks % 7 && settings->weeks > 7)
            return mbr_misuse(run, "--backtest: not whole weeks: %s", options->backtest);
        settings->weeks /= 7;
        if (settings->weeks == 0)
            return mbr_misuse(run, "--backtest: less than a week: %s", options->backtest);
    }
    for (int i = 0; i < MBR_CLV_KINDS; i++)
        if (strcmp(options->kind, mbr_clv_kinds[i]->name) == 0)
            terms->kind = mbr_clv_kinds[i];
    if (terms->kind && terms->kind->discrete && settings->price.horizon < terms->period)
        return mbr_misuse(run, "--horizon: shorter than a --unit, %s: %s", options->unit,
                          options->horizon);
    terms->seasons = !options->no_season;
    terms->ridge = options->ridge;
    terms->jobs = options->member.jobs;
    return 0;
}
