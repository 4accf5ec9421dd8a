#include "mbr/clv_backtest.h"

#include <stdlib.h>

#include "mbr/mem.h"
#include "mbr/score.h"

struct ground {
    const struct mbr_clv_base *base;
    const struct mbr_clv_terms *terms; /* as of the cut */
    struct mbr_clv_rows *rows;
    int32_t cut, end;
    size_t n;         /* members who had bought by the cut */
    uint32_t *member; /* their numbers */
    double *predicted, *actual;
};

static struct mbr_clv_row *add_row(struct mbr_clv_rows *rows, const char *of, const char *key,
                                   const char *text)
{
    rows->row = mbr_grow(rows->row, &rows->cap, rows->count + 1, sizeof *rows->row);
    struct mbr_clv_row *row = &rows->row[rows->count++];
    *row = (struct mbr_clv_row){.of = of, .key = key, .text = text};
    return row;
}

static void add_cell(struct mbr_clv_row *row, const char *name, double value)
{
    row->cell[row->cells++] = (struct mbr_clv_cell){name, value, false};
}

static const struct mbr_occasion *occasions_of(const struct ground *ground, size_t i, size_t *count)
{
    const struct mbr_clv_member *m = &ground->base->member[ground->member[i]];
    *count = m->count;
    return ground->base->occasion + m->begin;
}

static void take_members(struct ground *ground)
{
    const struct mbr_clv_whom *whom = &ground->terms->whom;
    struct mbr_clv_history history;
    size_t room = ground->base->members + 1;
    ground->member = mbr_alloc(room * sizeof *ground->member);
    ground->predicted = mbr_alloc(room * sizeof *ground->predicted);
    ground->actual = mbr_alloc(room * sizeof *ground->actual);
    for (size_t i = 0; i < ground->base->members; i++) {
        const struct mbr_clv_member *m = &ground->base->member[i];
        const struct mbr_occasion *o = ground->base->occasion + m->begin;
        if (!mbr_clv_history(o, m->count, ground->cut, &history) || history.first < whom->from ||
            history.first > whom->to)
            continue;
        ground->member[ground->n] = (uint32_t)i;
        ground->actual[ground->n++] = mbr_clv_bought(o, m->count, ground->cut, ground->end);
    }
}

static struct mbr_clv_row *add_scores(const struct ground *ground, const char *name)
{
    struct mbr_clv_row *row = add_row(ground->rows, "clv_model", "model", name);
    struct mbr_score_error error;
    double value;
    add_cell(row, "members", (double)ground->n);
    if (!mbr_score_errors(ground->predicted, ground->actual, ground->n, &error))
        return row;
    add_cell(row, "predicted", error.predicted);
    add_cell(row, "actual", error.actual);
    if (mbr_score_ratio(&error, &value))
        add_cell(row, "ratio", value);
    add_cell(row, "mae", error.mean_absolute);
    add_cell(row, "rmse", error.root_mean_square);
    add_cell(row, "bias", error.bias);
    if (mbr_score_spearman(ground->predicted, ground->actual, ground->n, &value))
        add_cell(row, "spearman", value);
    if (mbr_score_gini(ground->predicted, ground->actual, ground->n, &value))
        add_cell(row, "gini", value);
    return row;
}

/* Rules of thumb. Who has bought nothing in as many weeks as are forecast has left, the others go
   on as they did (the hiatus of Wuebben and von Wangenheim, Journal of Marketing 72, 2008); and,
   everybody buys as often as in the same weeks of the year before (of as many years before as the
   weeks take), or where the history is shorter, in as many weeks before the cut. */
static void score_hiatus(const struct ground *ground)
{
    int32_t days = ground->end - ground->cut;
    for (size_t i = 0; i < ground->n; i++) {
        size_t count;
        const struct mbr_occasion *o = occasions_of(ground, i, &count);
        struct mbr_clv_history history;
        mbr_clv_history(o, count, ground->cut, &history);
        int32_t watched = ground->cut - history.first;
        bool active = ground->cut - history.last < days && watched > 0;
        ground->predicted[i] = active ? (double)history.x * days / watched : 0;
    }
    add_scores(ground, "hiatus");
}

static void score_year_before(const struct ground *ground)
{
    int32_t days = ground->end - ground->cut, years = (days + 364) / 365 * 365;
    bool long_enough = ground->cut - ground->base->first >= years;
    int32_t back = long_enough ? years : days;
    for (size_t i = 0; i < ground->n; i++) {
        size_t count;
        const struct mbr_occasion *o = occasions_of(ground, i, &count);
        ground->predicted[i] = mbr_clv_bought(o, count, ground->cut - back, ground->end - back);
    }
    add_scores(ground, long_enough ? "last year" : "last weeks");
}

/* The forecasts of one kind, each case's once. */
struct looking {
    const struct ground *ground;
    const struct mbr_clv_time *time;
    struct mbr_forecast forecast;
    struct mbr_clv_cases cases;
    double *purchases; /* by case */
};

static double look(const struct looking *l, size_t i, int32_t until)
{
    const struct mbr_btyd_case *one = &l->cases.all[i];
    const double *z = l->cases.group[l->cases.whose[i]].z;
    return mbr_forecast_purchases(&l->forecast, one, z,
                                  mbr_clv_weeks(l->time, l->ground->cut, until));
}

static void look_at_all(struct looking *l, const struct mbr_btyd_fitted *fitted)
{
    mbr_forecast_init(&l->forecast, fitted, false);
    mbr_clv_cases_make(&l->cases, l->ground->base, fitted->model, l->time, &l->ground->terms->whom);
    l->purchases = mbr_alloc((l->cases.count + 1) * sizeof *l->purchases);
    for (size_t i = 0; i < l->cases.count; i++)
        l->purchases[i] = look(l, i, l->ground->end);
    for (size_t i = 0; i < l->ground->n; i++)
        l->ground->predicted[i] = l->purchases[l->cases.of[l->ground->member[i]]];
}

static void look_away(struct looking *l)
{
    mbr_forecast_free(&l->forecast);
    mbr_clv_cases_free(&l->cases);
    free(l->purchases);
}

static void add_weeks(const struct looking *l)
{
    const struct ground *ground = l->ground;
    int32_t weeks = (ground->end - ground->cut) / 7;
    double predicted_before = 0, actual_all = 0;
    for (int32_t w = 1; w <= weeks; w++) {
        double predicted = 0, actual = 0;
        for (size_t i = 0; i < l->cases.count; i++)
            predicted += l->cases.all[i].weight * look(l, i, ground->cut + 7 * w);
        for (size_t i = 0; i < ground->n; i++) {
            size_t count;
            const struct mbr_occasion *o = occasions_of(ground, i, &count);
            actual += mbr_clv_bought(o, count, ground->cut + 7 * (w - 1), ground->cut + 7 * w);
        }
        actual_all += actual;
        struct mbr_clv_row *row = add_row(ground->rows, "clv_week", NULL, NULL);
        add_cell(row, "week", w);
        row->cell[row->cells++] =
            (struct mbr_clv_cell){"until", (double)(ground->cut + 7 * w), true};
        add_cell(row, "predicted", predicted - predicted_before);
        add_cell(row, "actual", actual);
        add_cell(row, "predicted_total", predicted);
        add_cell(row, "actual_total", actual_all);
        predicted_before = predicted;
    }
}

/* Members put into bins: how many, and what was forecast and bought by one of them. */
#define BINS 9
struct bins {
    double members[BINS], predicted[BINS], actual[BINS];
};

static void add_bins(const struct ground *ground, const char *of, const char *key,
                     const char *const *names, const struct bins *bins)
{
    for (size_t b = 0; b < BINS && names[b]; b++) {
        if (bins->members[b] == 0)
            continue;
        struct mbr_clv_row *row = add_row(ground->rows, of, key, names[b]);
        add_cell(row, "members", bins->members[b]);
        add_cell(row, "predicted", bins->predicted[b] / bins->members[b]);
        add_cell(row, "actual", bins->actual[b] / bins->members[b]);
    }
}

static void put_in(struct bins *bins, size_t bin, const struct ground *ground, size_t i)
{
    bins->members[bin]++;
    bins->predicted[bin] += ground->predicted[i];
    bins->actual[bin] += ground->actual[i];
}

static void add_groups(const struct ground *ground)
{
    static const char *const counts[BINS + 1] = {"0", "1", "2", "3", "4", "5", "6", "7+"};
    static const char *const weeks[BINS + 1] = {"0-1",   "2-3",   "4-7",    "8-12", "13-25",
                                                "26-38", "39-51", "52-103", "104+"};
    static const int32_t from[BINS] = {0, 2, 4, 8, 13, 26, 39, 52, 104};
    struct bins frequency = {{0}, {0}, {0}}, recency = {{0}, {0}, {0}};
    for (size_t i = 0; i < ground->n; i++) {
        struct mbr_clv_history history;
        size_t count, bin = BINS - 1;
        const struct mbr_occasion *o = occasions_of(ground, i, &count);
        mbr_clv_history(o, count, ground->cut, &history);
        while (bin > 0 && (ground->cut - history.last) / 7 < from[bin])
            bin--;
        put_in(&frequency, history.x < 7 ? history.x : 7, ground, i);
        put_in(&recency, bin, ground, i);
    }
    add_bins(ground, "clv_frequency", "purchases_before", counts, &frequency);
    add_bins(ground, "clv_recency", "weeks_since_last", weeks, &recency);
}

static void add_deciles(const struct ground *ground)
{
    struct mbr_score_part part[10];
    mbr_score_parts(ground->predicted, ground->actual, ground->n, part, 10);
    for (int i = 0; i < 10; i++) {
        if (part[i].members == 0)
            continue;
        struct mbr_clv_row *row = add_row(ground->rows, "clv_decile", NULL, NULL);
        add_cell(row, "decile", i + 1);
        add_cell(row, "members", (double)part[i].members);
        add_cell(row, "predicted", part[i].predicted / (double)part[i].members);
        add_cell(row, "actual", part[i].actual / (double)part[i].members);
    }
}

/* What was spent between two days, less what was returned of it until then. */
static double spent(const struct mbr_occasion *o, size_t count, int32_t from, int32_t to)
{
    double sum = 0;
    for (size_t i = 0; i < count && o[i].day <= to; i++) {
        const struct mbr_occasion *bought = o[i].of == MBR_OCCASION_BOUGHT ? &o[i] : &o[o[i].of];
        if (bought->day > from)
            sum += o[i].amount;
    }
    return sum;
}

/* How often the bounds hold, over members taken evenly out of all; what is spent, of all. */
#define COVERED_ON 20000
static const double levels[] = {0.8, 0.95};
enum { LEVELS = 2 };

struct coverage {
    double n, purchases[LEVELS], spend[LEVELS];
};

static void cover(const struct mbr_clv_view *view, const struct ground *ground, size_t i,
                  const double *z, double *chance, struct coverage *coverage)
{
    struct mbr_clv_outlook outlook = {.chance = chance};
    struct mbr_clv_history history;
    struct mbr_btyd_case known;
    size_t count;
    const struct mbr_occasion *o = occasions_of(ground, i, &count);
    double bought = ground->actual[i], worth = spent(o, count, ground->cut, ground->end);
    mbr_clv_known(view, o, count, ground->cut, &history, &known);
    mbr_clv_look(view, &known, ground->cut, z, &outlook);
    double less = 0, most = 0;
    for (size_t n = 0; n < outlook.chances && (double)n <= bought; n++) {
        less = most;
        most += outlook.chance[n];
    }
    double spend_most =
        worth > 0 ? mbr_clv_spend_below(view, &history, &outlook, worth) : outlook.chance[0];
    for (int l = 0; l < LEVELS; l++) {
        coverage->purchases[l] += mbr_score_covered(less, most, levels[l]);
        coverage->spend[l] += mbr_score_covered(worth > 0 ? spend_most : 0, spend_most, levels[l]);
    }
    coverage->n++;
}

static void add_spend(const struct ground *ground, const struct mbr_clv_fit *fit,
                      struct mbr_clv_row *row)
{
    double predicted = 0, actual = 0;
    for (size_t i = 0; i < ground->n; i++) {
        struct mbr_clv_history history;
        size_t count;
        const struct mbr_occasion *o = occasions_of(ground, i, &count);
        mbr_clv_history(o, count, ground->cut, &history);
        predicted += ground->predicted[i] * mbr_clv_spend(fit, &history);
        actual += spent(o, count, ground->cut, ground->end);
    }
    add_cell(row, "spend_predicted", predicted);
    add_cell(row, "spend_actual", actual);
}

static void add_coverage(const struct looking *l, const struct mbr_clv_fit *fit)
{
    const struct ground *ground = l->ground;
    const struct mbr_clv_price price = {.horizon = ground->end - ground->cut, .level = 0.95};
    struct coverage coverage = {0};
    struct mbr_clv_view view;
    double *chance = mbr_alloc(MBR_CLV_CHANCES * sizeof *chance);
    size_t most = ground->n < COVERED_ON ? ground->n : COVERED_ON;
    mbr_clv_view_init(&view, fit, &price);
    for (size_t n = 0; n < most; n++) {
        size_t i = n * ground->n / most;
        uint32_t group = l->cases.whose[l->cases.of[ground->member[i]]];
        cover(&view, ground, i, l->cases.group[group].z, chance, &coverage);
    }
    mbr_clv_view_free(&view);
    free(chance);
    for (int i = 0; i < LEVELS; i++) {
        struct mbr_clv_row *row = add_row(ground->rows, "clv_coverage", NULL, NULL);
        add_cell(row, "level", levels[i]);
        add_cell(row, "members", (double)ground->n);
        add_cell(row, "tried", coverage.n);
        add_cell(row, "purchases", coverage.purchases[i] / coverage.n);
        if (fit->has_spend)
            add_cell(row, "spend", coverage.spend[i] / coverage.n);
        add_spend(ground, fit, row);
    }
}

static void score_best(const struct ground *ground, const struct mbr_clv_time *time,
                       const struct mbr_clv_fit *fit)
{
    struct looking l = {.ground = ground, .time = time};
    look_at_all(&l, &fit->fitted);
    add_scores(ground, fit->fitted.model->name);
    add_coverage(&l, fit);
    add_weeks(&l);
    add_groups(ground);
    add_deciles(ground);
    look_away(&l);
}

static void score_others(const struct ground *ground, const struct mbr_clv_time *time,
                         const struct mbr_btyd_model *best)
{
    for (int i = 0; i < MBR_CLV_KINDS && !mbr_clv_kinds[i]->discrete; i++) {
        struct looking l = {.ground = ground, .time = time};
        struct mbr_btyd_fitted fitted;
        size_t cases;
        if (mbr_clv_kinds[i] == best ||
            !mbr_clv_fit_kind(ground->base, ground->terms, mbr_clv_kinds[i], time, &fitted, &cases))
            continue;
        look_at_all(&l, &fitted);
        add_scores(ground, mbr_clv_kinds[i]->name);
        look_away(&l);
    }
}

int mbr_clv_backtest(const struct mbr_clv_base *base, const struct mbr_clv_terms *terms,
                     int32_t weeks, struct mbr_clv_fit *fit, struct mbr_clv_rows *rows,
                     struct mbr_err *err)
{
    struct mbr_clv_terms then = *terms;
    struct ground ground = {.base = base, .terms = &then, .rows = rows, .end = terms->whom.until};
    struct mbr_clock clock = {0};
    *rows = (struct mbr_clv_rows){0};
    if (base->occasions == 0)
        return mbr_err_set(err, "nothing to fit: no member has bought anything");
    then.whom.until = ground.cut = terms->whom.until - 7 * weeks;
    if (mbr_clv_fit(base, &then, fit, err) < 0)
        return -1;
    if (fit->want != MBR_CLV_NOTHING_WANTED)
        return mbr_err_set(err, "too little had happened %d weeks before the end to fit a model",
                           (int)weeks);
    take_members(&ground);
    if (fit->season.learnt)
        mbr_clock_init(&clock, &fit->season, base->first, ground.end - base->first + 1);
    const struct mbr_clv_time time = {fit->season.learnt ? &clock : NULL, terms->period};
    score_best(&ground, &time, fit);
    if (!terms->kind)
        score_others(&ground, &time, fit->fitted.model);
    score_hiatus(&ground);
    score_year_before(&ground);
    mbr_clock_free(&clock);
    free(ground.member);
    free(ground.predicted);
    free(ground.actual);
    return 0;
}
