/* When a repeat is to be expected. */

#include "recommend_choice.h"

#include <math.h>

/* So far ahead p, learned from one span, was seen to hold; and beyond a year a date is no plan. */
#define SPANS 2
#define MOST_DAYS 365
/* Of its own gaps: whoever has not bought it for so many has taken to something else. */
#define BROKEN 4
#define LAST_YEAR 9999 /* that can be written */

static double gap_of(const struct recommend_choice *choice, uint32_t item)
{
    const struct recommend_facts *facts = &choice->facts;
    const struct recommend_own *own = &choice->own[item];
    const struct recommend_items *sold = facts->sold;
    struct mbr_gaps level[4] = {facts->all};
    size_t levels = 1;
    if (facts->of[item].category != RECOMMEND_NONE)
        level[levels++] = facts->gaps[facts->of[item].category];
    if (item < sold->count)
        level[levels++] = (struct mbr_gaps){sold->repeats[item], (double)sold->repeat_gap[item]};
    level[levels++] = (struct mbr_gaps){own->days - 1, own->last - own->first};
    return mbr_rebuy_interval(level, levels);
}

int32_t recommend_when(const struct recommend_choice *choice, uint32_t item, double p, double span)
{
    double gap = gap_of(choice, item), since = choice->as_of - choice->own[item].last;
    if (isnan(gap) || isnan(p) || since > BROKEN * gap)
        return MBR_DAY_NONE;
    double wait = ceil(mbr_rebuy_wait(gap, since, p, span));
    if (wait > MOST_DAYS || wait > SPANS * span)
        return MBR_DAY_NONE;
    int32_t day = choice->as_of + (wait > 1 ? (int32_t)wait : 1);
    return day <= mbr_day_from_civil(LAST_YEAR, 12, 31) ? day : MBR_DAY_NONE;
}
