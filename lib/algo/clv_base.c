#include "mbr/clv_base.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mbr/mem.h"

void mbr_clv_base_add(struct mbr_clv_base *base, const struct mbr_occasions *occasions,
                      uint32_t group)
{
    size_t need = base->occasions + occasions->count;
    base->member =
        mbr_grow(base->member, &base->members_cap, base->members + 1, sizeof *base->member);
    base->occasion = mbr_grow(base->occasion, &base->occasions_cap, need, sizeof *base->occasion);
    base->member[base->members++] =
        (struct mbr_clv_member){base->occasions, (uint32_t)occasions->count, group};
    for (size_t i = 0; i < occasions->count; i++) {
        const struct mbr_occasion *o = &occasions->all[i];
        bool none = base->occasions == 0;
        if (o->of == MBR_OCCASION_BOUGHT) {
            base->first = none || o->day < base->first ? o->day : base->first;
            base->last = none || o->day > base->last ? o->day : base->last;
        }
        base->occasion[base->occasions++] = *o;
    }
}

void mbr_clv_base_free(struct mbr_clv_base *base)
{
    free(base->occasion);
    free(base->member);
    *base = (struct mbr_clv_base){0};
}

bool mbr_clv_history(const struct mbr_occasion *occasions, size_t count, int32_t until,
                     struct mbr_clv_history *history)
{
    uint32_t bought = 0;
    size_t first = 0;
    *history = (struct mbr_clv_history){0};
    for (size_t i = 0; i < count && occasions[i].day <= until; i++) {
        const struct mbr_occasion *o = &occasions[i];
        bool is_purchase = o->of == MBR_OCCASION_BOUGHT;
        if (is_purchase && bought++ == 0) {
            first = i;
            history->first = o->day;
        }
        if (is_purchase)
            history->last = o->day;
        if ((is_purchase ? i : (size_t)o->of) == first)
            history->first_spend += o->amount;
        else
            history->spend += o->amount;
    }
    history->x = bought ? bought - 1 : 0;
    return bought > 0;
}

uint32_t mbr_clv_bought(const struct mbr_occasion *occasions, size_t count, int32_t from,
                        int32_t to)
{
    uint32_t bought = 0;
    for (size_t i = 0; i < count && occasions[i].day <= to; i++)
        bought += occasions[i].of == MBR_OCCASION_BOUGHT && occasions[i].day > from;
    return bought;
}

double mbr_clv_weeks(const struct mbr_clv_time *time, int32_t from, int32_t to)
{
    double days = time->clock ? mbr_clock_between(time->clock, from, to) : (double)(to - from);
    return days / MBR_CLV_WEEK;
}

/* Occasions of a discrete model are periods of days from the one after the first purchase on; the
   one that is not over yet does not count. */
static void discrete_case(int32_t period, const struct mbr_occasion *occasions, size_t count,
                          int32_t until, const struct mbr_clv_history *history,
                          struct mbr_btyd_case *to)
{
    int32_t whole = (until - history->first) / period, last = 0;
    for (size_t i = 0; i < count && occasions[i].day <= until; i++) {
        int32_t days = occasions[i].day - history->first;
        int32_t at = (days + period - 1) / period;
        if (occasions[i].of == MBR_OCCASION_BOUGHT && at > last && at <= whole) {
            to->x++;
            last = at;
        }
    }
    to->tx = last;
    to->T = whole;
}

static double sum_of_logs(const struct mbr_clv_time *time, const struct mbr_occasion *occasions,
                          size_t count, int32_t until)
{
    double sum = 0;
    const struct mbr_occasion *before = NULL;
    for (size_t i = 0; i < count && occasions[i].day <= until; i++) {
        if (occasions[i].of != MBR_OCCASION_BOUGHT)
            continue;
        if (before)
            sum += log(mbr_clv_weeks(time, before->day, occasions[i].day));
        before = &occasions[i];
    }
    return sum;
}

void mbr_clv_case(const struct mbr_btyd_model *model, const struct mbr_clv_time *time,
                  const struct mbr_occasion *occasions, size_t count, int32_t until,
                  const struct mbr_clv_history *history, struct mbr_btyd_case *to)
{
    *to = (struct mbr_btyd_case){.weight = 1};
    if (model->discrete) {
        discrete_case(time->period, occasions, count, until, history, to);
        return;
    }
    to->x = history->x;
    to->tx = mbr_clv_weeks(time, history->first, history->last);
    to->T = mbr_clv_weeks(time, history->first, until);
    if (model->regular)
        to->logs = sum_of_logs(time, occasions, count, until);
}
