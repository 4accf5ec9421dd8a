#include <math.h>
#include <stdlib.h>

#include "mbr/clv_fit.h"
#include "mbr/mem.h"

/* Seasons are learnt from a fit on so many members, by so many rounds: a fit on the clock of the
   round before tells what an even rate would have sold on each day, and the days' ratios make the
   next clock. The first round takes the calendar for the clock. */
#define MEMBERS 100000
#define ROUNDS 3

struct days {
    int32_t first, count;
    double *joined;   /* by day: members who bought for the first time */
    double *bought;   /* repeat purchases */
    double *expected; /* of an even rate */
};

static void count_days(const struct mbr_clv_base *base, int32_t until, struct days *days)
{
    for (size_t i = 0; i < base->members; i++) {
        const struct mbr_clv_member *m = &base->member[i];
        bool known = false;
        for (uint32_t n = 0; n < m->count; n++) {
            const struct mbr_occasion *o = &base->occasion[m->begin + n];
            if (o->day > until)
                break;
            if (o->of != MBR_OCCASION_BOUGHT)
                continue;
            (known ? days->bought : days->joined)[o->day - days->first]++;
            known = true;
        }
    }
}

/* Mean purchases of a stranger by each day of the clock. */
static double *curve_of(const struct mbr_btyd_fitted *fitted, size_t days)
{
    double *curve = mbr_alloc((days + 2) * sizeof *curve), prospect[MBR_BTYD_PROSPECT];
    const struct mbr_btyd_model *kind = fitted->model;
    const struct mbr_btyd_case stranger = {.weight = 1};
    double alive = kind->alive(fitted->p, &stranger);
    kind->prospect(fitted->p, &stranger, prospect);
    for (size_t i = 0; i < days + 2; i++)
        curve[i] = alive * kind->expected(prospect, (double)i / MBR_CLV_WEEK);
    return curve;
}

static double curve_at(const double *curve, double days)
{
    size_t whole = (size_t)days;
    double part = days - (double)whole;
    return curve[whole] + part * (curve[whole + 1] - curve[whole]);
}

/* What is expected on a day of the clock comes in `index` days' time, so an even rate sells as much
   less. */
static void expect_days(struct days *days, const struct mbr_btyd_fitted *fitted,
                        const struct mbr_season *season, const struct mbr_clock *clock)
{
    int32_t end = days->first + days->count - 1;
    double most = clock ? mbr_clock_between(clock, days->first, end) : days->count;
    double *curve = curve_of(fitted, (size_t)ceil(most) + 1);
    for (int32_t d = 0; d < days->count; d++)
        days->expected[d] = 0;
    for (int32_t f = 0; f < days->count; f++) {
        double before = 0;
        for (int32_t d = f + 1; d < days->count && days->joined[f] > 0; d++) {
            double t = clock ? mbr_clock_between(clock, days->first + f, days->first + d) : d - f;
            double now = curve_at(curve, t);
            days->expected[d] += days->joined[f] * (now - before);
            before = now;
        }
    }
    for (int32_t d = 0; d < days->count; d++)
        days->expected[d] /= mbr_season_index(season, days->first + d);
    free(curve);
}

static bool learn_round(const struct mbr_clv_base *base, const struct mbr_clv_terms *terms,
                        struct days *days, struct mbr_season *season)
{
    struct mbr_clock clock = {0};
    struct mbr_btyd_fitted fitted;
    size_t cases;
    if (season->learnt)
        mbr_clock_init(&clock, season, days->first, days->count + 1);
    const struct mbr_clv_time time = {season->learnt ? &clock : NULL, terms->period};
    bool fits = mbr_clv_fit_kind(base, terms, &mbr_bgnbd, &time, &fitted, &cases);
    if (fits) {
        expect_days(days, &fitted, season, time.clock);
        mbr_season_learn(season, days->first, days->bought, days->expected, days->count);
    }
    mbr_clock_free(&clock);
    return fits && season->learnt;
}

/* Everybody's purchases are counted, also of those who are not to be fitted on. */
void mbr_clv_seasons(const struct mbr_clv_base *base, const struct mbr_clv_terms *terms,
                     struct mbr_season *season)
{
    struct mbr_clv_terms some = *terms;
    some.whom.from = INT32_MIN;
    some.whom.to = INT32_MAX;
    some.whom.most = MEMBERS;
    some.whom.z = NULL;
    struct days days = {.first = base->first, .count = terms->whom.until - base->first + 1};
    size_t count = days.count > 0 ? (size_t)days.count : 0;
    days.joined = mbr_calloc(count + 1, sizeof *days.joined);
    days.bought = mbr_calloc(count + 1, sizeof *days.bought);
    days.expected = mbr_calloc(count + 1, sizeof *days.expected);
    *season = mbr_season_none;
    count_days(base, terms->whom.until, &days);
    for (int round = 0; round < ROUNDS && learn_round(base, &some, &days, season); round++)
        continue;
    free(days.joined);
    free(days.bought);
    free(days.expected);
}
