#include "mbr/clv_doc.h"

#include <math.h>
#include <stdlib.h>

#include "mbr/date.h"
#include "mbr/number.h"
#include "mbr/value.h"

void mbr_clv_credit_free(struct mbr_clv_credit *credit)
{
    mbr_map_free(&credit->ids);
    free(credit->value);
    *credit = (struct mbr_clv_credit){0};
}

void mbr_clv_credit_add(struct mbr_clv_credit *credit, struct mbr_span id, double value)
{
    uint32_t number = mbr_map_put(&credit->ids, id, NULL);
    credit->value = mbr_grow(credit->value, &credit->cap, number + 1, sizeof *credit->value);
    credit->value[number] = value;
}

static void put_number(struct mbr_buf *buf, const char *key, double value)
{
    mbr_put_key(buf, key);
    mbr_put_double(buf, value);
}

static void put_list(struct mbr_buf *buf, const char *key, const double *value, size_t count)
{
    mbr_put_key(buf, key);
    mbr_put_char(buf, '[');
    for (size_t i = 0; i < count; i++) {
        mbr_put_comma(buf);
        mbr_put_double(buf, value[i]);
    }
    mbr_put_char(buf, ']');
}

/* For who reads the file: each parameter with its standard error, if it has one, which is not read
   back. */
static void put_errors(struct mbr_buf *buf, const struct mbr_btyd_fitted *fitted)
{
    mbr_put_key(buf, "standard_errors");
    mbr_put_char(buf, '{');
    for (int i = 0; fitted->definite && i < fitted->model->parameters; i++) {
        double variance = fitted->covariance[i * fitted->size + i];
        if (variance > 0)
            put_number(buf, fitted->model->parameter[i], fitted->p[i] * sqrt(variance));
    }
    mbr_put_char(buf, '}');
}

static void put_purchases(struct mbr_buf *buf, const struct mbr_clv_fit *fit)
{
    const struct mbr_btyd_fitted *f = &fit->fitted;
    mbr_put_key(buf, "purchases");
    mbr_put_char(buf, '{');
    mbr_put_key(buf, "model");
    mbr_put_string(buf, mbr_span(f->model->name));
    for (int i = 0; i < f->model->parameters; i++)
        put_number(buf, f->model->parameter[i], f->p[i]);
    if (f->model->regular)
        put_number(buf, "k", f->p[f->model->parameters]);
    put_errors(buf, f);
    put_number(buf, "log_likelihood", f->log_likelihood);
    put_number(buf, "gradient", f->gradient);
    put_number(buf, "members", f->members);
    put_list(buf, "effects", f->effect, 2 * (size_t)f->covariates);
    if (f->definite)
        put_list(buf, "covariance", f->covariance, (size_t)f->size * (size_t)f->size);
    mbr_put_char(buf, '}');
}

static void put_season(struct mbr_buf *buf, const struct mbr_season *season)
{
    mbr_put_key(buf, "season");
    mbr_put_char(buf, '{');
    put_list(buf, "month", season->month, 12);
    put_list(buf, "weekday", season->weekday, 7);
    put_list(buf, "day", season->day, 366);
    mbr_put_char(buf, '}');
}

static void put_spend(struct mbr_buf *buf, const struct mbr_gammagamma *spend)
{
    mbr_put_key(buf, "spend");
    mbr_put_char(buf, '{');
    mbr_put_key(buf, "model");
    mbr_put_text(buf, "\"gamma-gamma\"");
    put_number(buf, "p", spend->p);
    put_number(buf, "q", spend->q);
    put_number(buf, "gamma", spend->gamma);
    put_number(buf, "log_likelihood", spend->log_likelihood);
    put_number(buf, "members", spend->members);
    mbr_put_char(buf, '}');
}

static void put_credit(struct mbr_buf *buf, const struct mbr_clv_credit *credit)
{
    uint32_t *sorted = mbr_map_sorted(&credit->ids);
    mbr_put_key(buf, "referral");
    mbr_put_char(buf, '{');
    for (uint32_t i = 0; i < credit->ids.count; i++) {
        mbr_put_comma(buf);
        mbr_put_string(buf, mbr_map_key(&credit->ids, sorted[i]));
        mbr_put_char(buf, ':');
        mbr_put_double(buf, credit->value[sorted[i]]);
    }
    mbr_put_char(buf, '}');
    free(sorted);
}

void mbr_put_clv_model(struct mbr_buf *buf, const struct mbr_clv_fit *fit,
                       const struct mbr_covariates *covariates, double margin,
                       const struct mbr_clv_credit *credit)
{
    mbr_put_key(buf, "first");
    mbr_put_day(buf, fit->first);
    put_number(buf, "members", fit->members);
    put_number(buf, "repeaters", fit->repeaters);
    put_number(buf, "period", fit->period);
    if (fit->further_days > 0)
        put_number(buf, "further_days", fit->further_days);
    mbr_put_key(buf, "average");
    mbr_put_char(buf, '{');
    put_number(buf, "shape", fit->shape);
    put_number(buf, "rate", fit->rate);
    put_number(buf, "spend", fit->mean_spend);
    mbr_put_char(buf, '}');
    put_number(buf, "margin", margin);
    if (fit->want == MBR_CLV_NOTHING_WANTED)
        put_purchases(buf, fit);
    if (fit->season.learnt)
        put_season(buf, &fit->season);
    if (fit->has_spend)
        put_spend(buf, &fit->spend);
    mbr_put_key(buf, "covariates");
    mbr_put_covariates(buf, covariates);
    if (credit->known)
        put_credit(buf, credit);
}

static int read_number(const json_t *object, const char *key, double low, double high, double *to,
                       struct mbr_err *err)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_number(value) || json_number_value(value) < low || json_number_value(value) > high)
        return mbr_err_set(err, "%s: no number, or not one that a fit finds", key);
    *to = json_number_value(value);
    return 0;
}

static int read_list(const json_t *object, const char *key, size_t count, double low, double high,
                     double *to, struct mbr_err *err)
{
    const json_t *list = json_object_get(object, key);
    if (json_array_size(list) != count)
        return mbr_err_set(err, "%s: not a list of %zu numbers", key, count);
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_array_get(list, i);
        if (!json_is_number(value) || json_number_value(value) < low ||
            json_number_value(value) > high)
            return mbr_err_set(err, "%s: entry %zu is no number, or not one that a fit finds", key,
                               i + 1);
        to[i] = json_number_value(value);
    }
    return 0;
}

/* Far beyond what fits find. There, forecasts would not end, or not be numbers. */
#define LEAST 1e-9
#define MOST 1e9
#define MOST_MONEY 1e18

static const struct mbr_btyd_model *kind_of(const json_t *purchases)
{
    const char *name = json_string_value(json_object_get(purchases, "model"));
    for (int i = 0; name && i < MBR_CLV_KINDS; i++)
        if (strcmp(name, mbr_clv_kinds[i]->name) == 0)
            return mbr_clv_kinds[i];
    return NULL;
}

static int read_parameters(const json_t *purchases, struct mbr_btyd_fitted *f, struct mbr_err *err)
{
    f->model = kind_of(purchases);
    if (!f->model)
        return mbr_err_set(err, "model: none that is known here");
    for (int i = 0; i < f->model->parameters; i++)
        if (read_number(purchases, f->model->parameter[i], LEAST, MOST, &f->p[i], err) < 0)
            return -1;
    double *k = &f->p[f->model->parameters];
    if (!f->model->regular)
        return 0;
    if (read_number(purchases, "k", 1, MBR_BTYD_MOST_K, k, err) < 0)
        return -1;
    return *k != floor(*k) ? mbr_err_set(err, "k: not a whole number") : 0;
}

static int read_purchases(const json_t *purchases, int covariates, struct mbr_btyd_fitted *f,
                          struct mbr_err *err)
{
    if (read_parameters(purchases, f, err) < 0)
        return -1;
    f->covariates = covariates;
    f->size = f->model->parameters + 2 * covariates;
    f->definite = json_object_get(purchases, "covariance") != NULL;
    f->converged = true;
    if (read_list(purchases, "effects", 2 * (size_t)covariates, -MOST, MOST, f->effect, err) < 0 ||
        read_number(purchases, "members", 0, INFINITY, &f->members, err) < 0)
        return -1;
    return f->definite ? read_list(purchases, "covariance", (size_t)f->size * (size_t)f->size,
                                   -MOST, MOST, f->covariance, err)
                       : 0;
}

static int read_season(const json_t *json, struct mbr_season *season, struct mbr_err *err)
{
    season->learnt = true;
    return read_list(json, "month", 12, LEAST, MOST, season->month, err) < 0 ||
                   read_list(json, "weekday", 7, LEAST, MOST, season->weekday, err) < 0 ||
                   read_list(json, "day", 366, LEAST, MOST, season->day, err) < 0
               ? -1
               : 0;
}

static int read_spend(const json_t *json, struct mbr_gammagamma *spend, struct mbr_err *err)
{
    spend->converged = true;
    return read_number(json, "p", LEAST, MOST, &spend->p, err) < 0 ||
                   read_number(json, "q", LEAST, MOST, &spend->q, err) < 0 ||
                   read_number(json, "gamma", LEAST, MOST_MONEY, &spend->gamma, err) < 0
               ? -1
               : 0;
}

static int read_head(const json_t *doc, struct mbr_clv_fit *fit, double *margin,
                     struct mbr_err *err)
{
    const json_t *average = json_object_get(doc, "average");
    const char *first = json_string_value(json_object_get(doc, "first"));
    const char *as_of = json_string_value(json_object_get(doc, "as_of"));
    double period = 0;
    if (!first || mbr_day_parse(mbr_span(first), &fit->first) < 0)
        return mbr_err_set(err, "first: not a day");
    if (!as_of || mbr_day_parse(mbr_span(as_of), &fit->as_of) < 0 || fit->as_of < fit->first)
        return mbr_err_set(err, "as_of: not a day, or before the first");
    if (read_number(doc, "period", 1, 36500, &period, err) < 0 ||
        read_number(doc, "margin", -1, 1, margin, err) < 0 ||
        read_number(average, "shape", LEAST, MOST, &fit->shape, err) < 0 ||
        read_number(average, "rate", LEAST, MOST_MONEY, &fit->rate, err) < 0 ||
        read_number(average, "spend", 0, MOST_MONEY, &fit->mean_spend, err) < 0)
        return -1;
    fit->period = (int32_t)period;
    return 0;
}

static int read_credit(const json_t *json, struct mbr_clv_credit *credit, struct mbr_err *err)
{
    const char *id;
    json_t *value;
    credit->known = json != NULL;
    json_object_foreach((json_t *)(uintptr_t)json, id, value)
    {
        if (!json_is_number(value))
            return mbr_err_set(err, "referral: %s: not a number", id);
        mbr_clv_credit_add(credit, mbr_span(id), json_number_value(value));
    }
    return 0;
}

/* What is wanting, of a fit that has no model, is told by the repeaters. */
static int read_want(const json_t *doc, struct mbr_clv_fit *fit, struct mbr_err *err)
{
    const json_t *repeaters = json_object_get(doc, "repeaters");
    const json_t *further = json_object_get(doc, "further_days");
    bool none = json_is_number(repeaters) && json_number_value(repeaters) <= 0;
    fit->want = json_object_get(doc, "purchases") ? MBR_CLV_NOTHING_WANTED
                : none                            ? MBR_CLV_NO_REPEATERS
                                                  : MBR_CLV_FEW_REPEATERS;
    fit->further_days = json_number_value(further);
    if (further &&
        !(json_is_number(further) && fit->further_days >= 0 && fit->further_days < fit->period))
        return mbr_err_set(err, "further_days: no number, or more than a period has");
    return 0;
}

int mbr_clv_model_read(const json_t *doc, struct mbr_clv_fit *fit,
                       struct mbr_covariates *covariates, double *margin,
                       struct mbr_clv_credit *credit, struct mbr_err *err)
{
    const json_t *purchases = json_object_get(doc, "purchases");
    const json_t *season = json_object_get(doc, "season"), *spend = json_object_get(doc, "spend");
    fit->season = mbr_season_none;
    fit->has_spend = spend != NULL;
    if (read_head(doc, fit, margin, err) < 0 || read_want(doc, fit, err) < 0 ||
        mbr_covariates_read(covariates, json_object_get(doc, "covariates"), err) < 0)
        return -1;
    if (purchases && read_purchases(purchases, (int)covariates->count, &fit->fitted, err) < 0)
        return mbr_err_within(err, "purchases");
    if (season && read_season(season, &fit->season, err) < 0)
        return mbr_err_within(err, "season");
    if (spend && read_spend(spend, &fit->spend, err) < 0)
        return mbr_err_within(err, "spend");
    return read_credit(json_object_get(doc, "referral"), credit, err);
}
