#include "mbr/clv.h"

#include <math.h>

#define YEAR 365.25
#define ENDLESS_DAYS 364 /* what purchases are counted over where the horizon has no end */

static int32_t days_counted(const struct mbr_clv_view *view)
{
    return view->price.horizon == MBR_CLV_ENDLESS ? ENDLESS_DAYS : view->price.horizon;
}

/* The clock has a table for the history of the fit, and for as long behind it as is looked ahead by
   members of up to LATER days later. */
#define LATER 731
void mbr_clv_view_init(struct mbr_clv_view *view, const struct mbr_clv_fit *fit,
                       const struct mbr_clv_price *price)
{
    *view = (struct mbr_clv_view){.fit = fit, .price = *price};
    if (fit->season.learnt)
        mbr_clock_init(&view->clock, &fit->season, fit->first,
                       fit->as_of - fit->first + 1 + LATER + days_counted(view));
    view->time = (struct mbr_clv_time){fit->season.learnt ? &view->clock : NULL, fit->period};
    if (fit->want == MBR_CLV_NOTHING_WANTED)
        mbr_forecast_init(&view->forecast, &fit->fitted, true);
}

void mbr_clv_view_free(struct mbr_clv_view *view)
{
    mbr_clock_free(&view->clock);
    mbr_forecast_free(&view->forecast);
}

/* Discrete models count occasions, the others weeks of the clock. */
static double horizon_of(const struct mbr_clv_view *view, int32_t as_of, int32_t days)
{
    if (view->fit->want == MBR_CLV_NOTHING_WANTED && view->fit->fitted.model->discrete)
        return (double)(days / view->fit->period);
    return mbr_clv_weeks(&view->time, as_of, as_of + days);
}

/* ln(1 + discount) is what a year takes off, whichever unit it is cut into. */
static double rate_of(const struct mbr_clv_view *view)
{
    bool discrete = view->fit->want == MBR_CLV_NOTHING_WANTED && view->fit->fitted.model->discrete;
    double unit = discrete ? (double)view->fit->period : MBR_CLV_WEEK;
    return log1p(view->price.discount) * unit / YEAR;
}

/* The average: purchases are Poisson, and the rate is gamma. */
static void look_average(const struct mbr_clv_view *view, const struct mbr_btyd_case *one, double t,
                         int32_t as_of, struct mbr_clv_outlook *outlook)
{
    double shape = view->fit->shape + one->x, rate = view->fit->rate + one->T;
    double chance = exp(-shape * log1p(t / rate)), beyond = 1;
    for (size_t n = 0; n + 1 < outlook->chances; n++) {
        outlook->chance[n] = chance;
        beyond -= chance;
        chance *= (shape + (double)n) / ((double)n + 1) * t / (rate + t);
    }
    outlook->chance[outlook->chances - 1] = fmax(beyond, 0);
    double weekly = shape / rate, delta = rate_of(view);
    outlook->purchases = weekly * t;
    if (view->price.horizon == MBR_CLV_ENDLESS)
        outlook->discounted = weekly / delta;
    else
        outlook->discounted = weekly * (delta > 0 ? -expm1(-delta * t) / delta
                                                  : horizon_of(view, as_of, view->price.horizon));
}

/* The least n whose chances up to it reach p. */
static double quantile_of(const struct mbr_clv_outlook *outlook, double p)
{
    double sum = 0;
    size_t n = 0;
    for (; n + 1 < outlook->chances; n++) {
        sum += outlook->chance[n];
        if (sum >= p)
            break;
    }
    return (double)n;
}

/* As many chances as it takes to leave next to nothing beyond. */
static void look_ahead(const struct mbr_clv_view *view, const struct mbr_btyd_case *one,
                       const double *z, double t, int32_t as_of, struct mbr_clv_outlook *outlook)
{
    bool model = view->fit->want == MBR_CLV_NOTHING_WANTED;
    for (outlook->chances = 16; outlook->chances <= MBR_CLV_CHANCES; outlook->chances *= 4) {
        if (model)
            mbr_forecast_chances(&view->forecast, one, z, t, outlook->chance, outlook->chances);
        else
            look_average(view, one, t, as_of, outlook);
        if (outlook->chance[outlook->chances - 1] < (1 - view->price.level) / 20)
            break;
    }
    if (outlook->chances > MBR_CLV_CHANCES)
        outlook->chances = MBR_CLV_CHANCES;
    outlook->bounded = outlook->chance[outlook->chances - 1] < (1 - view->price.level) / 20;
    outlook->low = quantile_of(outlook, (1 - view->price.level) / 2);
    outlook->high = quantile_of(outlook, (1 + view->price.level) / 2);
}

bool mbr_clv_known(const struct mbr_clv_view *view, const struct mbr_occasion *occasions,
                   size_t count, int32_t as_of, struct mbr_clv_history *history,
                   struct mbr_btyd_case *known)
{
    bool model = view->fit->want == MBR_CLV_NOTHING_WANTED;
    if (view->fit->want == MBR_CLV_NO_REPEATERS ||
        !mbr_clv_history(occasions, count, as_of, history))
        return false;
    mbr_clv_case(model ? view->fit->fitted.model : &mbr_bgnbd, &view->time, occasions, count, as_of,
                 history, known);
    return true;
}

void mbr_clv_look(const struct mbr_clv_view *view, const struct mbr_btyd_case *known, int32_t as_of,
                  const double *z, struct mbr_clv_outlook *outlook)
{
    bool model = view->fit->want == MBR_CLV_NOTHING_WANTED;
    double t = horizon_of(view, as_of, days_counted(view));
    look_ahead(view, known, z, t, as_of, outlook);
    outlook->has_alive = model;
    if (!model)
        return;
    bool endless = view->price.horizon == MBR_CLV_ENDLESS;
    outlook->p_alive = mbr_forecast_alive(&view->forecast, known, z);
    outlook->purchases = mbr_forecast_purchases(&view->forecast, known, z, t);
    outlook->discounted =
        mbr_forecast_discounted(&view->forecast, known, z, rate_of(view), endless ? INFINITY : t);
}

/* Without a model of spend a member's mean is drawn towards that of all, as if SHRINK more
   purchases had been seen at it. */
#define SHRINK 2.0
double mbr_clv_spend(const struct mbr_clv_fit *fit, const struct mbr_clv_history *history)
{
    double mean = history->x && history->spend > 0 ? history->spend / history->x : 0, worth;
    if (fit->has_spend) {
        mbr_gammagamma_worth(&fit->spend, mean > 0 ? history->x : 0, mean, &worth);
        return worth;
    }
    double purchases = 1.0 + history->x, spend = history->first_spend + history->spend;
    return (fmax(spend, 0) + SHRINK * fit->mean_spend) / (purchases + SHRINK);
}

/* An occasion of a discrete model is a period, in which there may be several days with a purchase.
 */
static double days_of_one(const struct mbr_clv_fit *fit)
{
    return 1 + fit->further_days;
}

/* Chances below this are as good as none. */
#define NOTHING 1e-6
double mbr_clv_spend_below(const struct mbr_clv_view *view, const struct mbr_clv_history *history,
                           const struct mbr_clv_outlook *outlook, double worth)
{
    double mean = history->x && history->spend > 0 ? history->spend / history->x : 0;
    double x = mean > 0 ? history->x : 0, sum = outlook->chance[0], days = days_of_one(view->fit);
    for (size_t n = 1; n < outlook->chances; n++)
        if (outlook->chance[n] > NOTHING)
            sum += outlook->chance[n] *
                   mbr_gammagamma_below(&view->fit->spend, x, mean, (double)n * days, worth);
    return sum;
}

/* What is searched for: the worth below which the part p lies, by its logarithm. */
struct search {
    const struct mbr_clv_view *view;
    const struct mbr_clv_history *history;
    const struct mbr_clv_outlook *outlook;
    double p;
};

static double off(const struct search *search, double logarithm)
{
    return mbr_clv_spend_below(search->view, search->history, search->outlook, exp(logarithm)) -
           search->p;
}

/* A step towards the root, doubled until it is passed: *low and *high are on either side then. */
static void bracket(const struct search *search, double guess, double *low, double *high,
                    double *off_low, double *off_high)
{
    double step = 0.25;
    *low = *high = guess;
    *off_low = *off_high = off(search, guess);
    for (; *off_low > 0; step *= 2) {
        *high = *low;
        *off_high = *off_low;
        *off_low = off(search, *low -= step);
    }
    for (; *off_high < 0 && *high < guess + 100; step *= 2) {
        *low = *high;
        *off_low = *off_high;
        *off_high = off(search, *high += step);
    }
}

/* By the Illinois method (Dowell and Jarratt, BIT 11, 1971), to three digits, which is more than
   the bounds of a forecast are good for. */
#define ENOUGH 5e-4
#define ROUNDS 100
static double spend_quantile(const struct search *search, double guess)
{
    double low, high, off_low, off_high;
    int side = 0;
    if (search->outlook->chance[0] >= search->p)
        return 0;
    bracket(search, log(guess), &low, &high, &off_low, &off_high);
    for (int round = 0; round < ROUNDS && high - low > ENOUGH && off_high > off_low; round++) {
        double middle = (low * off_high - high * off_low) / (off_high - off_low);
        double found = off(search, middle);
        if (fabs(found) < 1e-7)
            return exp(middle);
        if (found > 0) {
            high = middle;
            off_high = found;
            off_low = side > 0 ? off_low / 2 : off_low;
            side = 1;
        } else {
            low = middle;
            off_low = found;
            off_high = side < 0 ? off_high / 2 : off_high;
            side = -1;
        }
    }
    return exp((low + high) / 2);
}

static void bound(const struct mbr_clv_view *view, const struct mbr_clv_history *history,
                  const struct mbr_clv_outlook *outlook, struct mbr_clv_value *value)
{
    double level = view->price.level, one = value->spend * days_of_one(view->fit);
    struct search search = {view, history, outlook, (1 - level) / 2};
    value->low = one * outlook->low;
    value->high = one * outlook->high;
    if (!view->fit->has_spend || !(value->spend > 0))
        return;
    value->low = spend_quantile(&search, one * fmax(outlook->low, 1));
    search.p = (1 + level) / 2;
    value->high = spend_quantile(&search, one * fmax(outlook->high, 1));
}

/* The shop does not know who has left: it serves everybody on its books over the horizon. */
static double cost_ahead(const struct mbr_clv_view *view)
{
    double delta = log1p(view->price.discount);
    double years = (double)view->price.horizon / YEAR;
    if (view->price.horizon == MBR_CLV_ENDLESS)
        return view->price.cost / delta;
    return view->price.cost * (delta > 0 ? -expm1(-delta * years) / delta : years);
}

void mbr_clv_worth(const struct mbr_clv_view *view, const struct mbr_clv_history *history,
                   const struct mbr_clv_outlook *outlook, double margin,
                   struct mbr_clv_value *value)
{
    double cost = cost_ahead(view);
    *value = (struct mbr_clv_value){.spend = mbr_clv_spend(view->fit, history)};
    value->future = outlook->discounted * days_of_one(view->fit) * value->spend * margin - cost;
    value->bounded = outlook->bounded && view->price.horizon <= MBR_CLV_BOUNDED;
    if (!value->bounded)
        return;
    bound(view, history, outlook, value);
    double present = outlook->purchases > 0 ? outlook->discounted / outlook->purchases : 1;
    double low = margin < 0 ? value->high : value->low;
    double high = margin < 0 ? value->low : value->high;
    value->low = low * present * margin - cost;
    value->high = high * present * margin - cost;
}
