#include <math.h>

#include "clv_job.h"

#include "mbr/date.h"
#include "mbr/number.h"

/* A text value as it is spelt in JSON, without its quotes. */
static struct mbr_span plain(const char *value)
{
    struct mbr_span text = mbr_span(value);
    return text.n > 1 && *value == '"' ? (struct mbr_span){value + 1, text.n - 2} : text;
}

/* How many times as quick an effect makes something, and the standard error of that; below 0 where
   it is unknown. */
static double times_of(const struct mbr_btyd_fitted *fitted, size_t effect, double *error)
{
    size_t at = (size_t)fitted->model->parameters + effect;
    double times = exp(fitted->effect[effect]);
    double variance = fitted->covariance[at * (size_t)fitted->size + at];
    *error = fitted->definite && variance > 0 ? times * sqrt(variance) : -1;
    return times;
}

static void say_effect(struct mbr_buf *buf, const char *what, const struct mbr_btyd_fitted *fitted,
                       size_t effect)
{
    double error, times = times_of(fitted, effect, &error);
    mbr_put_format(buf, "%s x%.3g", what, times);
    if (error >= 0)
        mbr_put_format(buf, " (%.2g)", error);
}

static void note_effects(const struct clv *clv)
{
    const struct mbr_covariates *covariates = &clv->covariates;
    struct mbr_buf text = {0};
    for (size_t i = 0; i < covariates->count; i++) {
        const struct mbr_level *level = &covariates->level[i];
        text.n = 0;
        mbr_put_text(&text, covariates->path[level->path]);
        if (!level->value)
            mbr_put_text(&text, ", 1 more");
        else if (!*level->value)
            mbr_put_text(&text, " absent");
        else
            mbr_put_format(&text, " = %.*s", (int)plain(level->value).n, plain(level->value).p);
        say_effect(&text, ": purchases", &clv->fit.fitted, i);
        say_effect(&text, ", leaving", &clv->fit.fitted, covariates->count + i);
        mbr_note(clv->run, "%.*s", (int)text.n, text.p);
    }
    mbr_buf_free(&text);
}

static void put_effect(struct mbr_buf *buf, const char *key, const char *key_of_error,
                       const struct mbr_btyd_fitted *fitted, size_t effect)
{
    double error, times = times_of(fitted, effect, &error);
    mbr_put_key(buf, key);
    mbr_put_score(buf, times);
    if (error >= 0) {
        mbr_put_key(buf, key_of_error);
        mbr_put_score(buf, error);
    }
}

void clv_put_effects(struct mbr_buf *buf, const struct clv *clv)
{
    const struct mbr_covariates *covariates = &clv->covariates;
    if (covariates->count == 0 || clv->fit.want != MBR_CLV_NOTHING_WANTED)
        return;
    mbr_put_key(buf, "effects");
    mbr_put_char(buf, '[');
    for (size_t i = 0; i < covariates->count; i++) {
        const struct mbr_level *level = &covariates->level[i];
        mbr_put_comma(buf);
        mbr_put_char(buf, '{');
        mbr_put_key(buf, "path");
        mbr_put_string(buf, mbr_span(covariates->path[level->path]));
        if (level->value) {
            mbr_put_key(buf, "value");
            mbr_put_string(buf, mbr_span(level->value));
        }
        put_effect(buf, "purchases", "purchases_error", &clv->fit.fitted, i);
        put_effect(buf, "leaving", "leaving_error", &clv->fit.fitted, covariates->count + i);
        mbr_put_char(buf, '}');
    }
    mbr_put_char(buf, ']');
}

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};
static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};

/* The greatest and the least index, if they are not all the same but for rounding. */
static void say_extremes(struct mbr_buf *text, const double *index, int count,
                         const char *const *names)
{
    int least = 0, most = 0;
    for (int i = 1; i < count; i++) {
        least = index[i] < index[least] ? i : least;
        most = index[i] > index[most] ? i : most;
    }
    if (index[most] - index[least] > 1e-6)
        mbr_put_format(text, "%s%s %.3g, %s %.3g", text->n ? "; " : "", names[most], index[most],
                       names[least], index[least]);
}

/* The days farthest from their months, and how much they sell next to a mean day. */
#define SAID 4
static void say_days(struct mbr_buf *text, const struct mbr_season *season)
{
    bool said[366] = {false};
    int more = 0;
    for (int i = 0; i < 366; i++)
        more += season->day[i] != 1;
    for (int n = 0; n < SAID && more > 0; n++, more--) {
        int far = -1, year, month, day;
        for (int i = 0; i < 366; i++)
            if (season->day[i] != 1 && !said[i] &&
                (far < 0 || fabs(log(season->day[i])) > fabs(log(season->day[far]))))
                far = i;
        said[far] = true;
        mbr_day_to_civil(mbr_day_from_civil(2000, 1, 1) + far, &year, &month, &day);
        mbr_put_format(text, "%s%d %s %.3g",
                       n         ? ", "
                       : text->n ? "; "
                                 : "",
                       day, months[month - 1], season->day[far] * season->month[month - 1]);
    }
    if (more > 0)
        mbr_put_format(text, " and %d more single days", more);
}

static void note_seasons(const struct clv *clv)
{
    const struct mbr_season *season = &clv->fit.season;
    struct mbr_buf text = {0};
    say_extremes(&text, season->month, 12, months);
    say_extremes(&text, season->weekday, 7, weekdays);
    say_days(&text, season);
    mbr_note(clv->run, "seasons: %.*s", (int)text.n, text.p);
    mbr_buf_free(&text);
}

void clv_note_found(const struct clv *clv)
{
    if (clv->fit.want != MBR_CLV_NOTHING_WANTED)
        return;
    note_effects(clv);
    if (clv->fit.season.learnt)
        note_seasons(clv);
}
