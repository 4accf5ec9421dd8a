/* Who comes again: what members buy is asked of those who do. */

#include <math.h>
#include <stdlib.h>

#include "recommend_ask.h"
#include "recommend_exam.h"

#include "mbr/mem.h"

bool recommend_in_time(const struct recommend_exam *exam, const struct mbr_past *past, int32_t day)
{
    int32_t last = past->baskets ? past->day[past->baskets - 1] : past->today;
    double horizon = exam->horizon;
    if (exam->today != MBR_DAY_NONE)
        last = exam->today - 1;
    if (exam->horizon == 0)
        horizon = recommend_interval(past, exam->interval);
    return (double)day - last <= horizon;
}

/* Who buys more rarely than that cannot be seen to come, or not, within an interval of their own.
 */
static bool is_seen(const struct recommend_exam *exam, const struct mbr_past *past)
{
    return !exam->span || exam->horizon || recommend_interval(past, exam->interval) <= exam->span;
}

uint32_t recommend_times(const struct recommend_exam *exam, uint32_t i)
{
    const struct mbr_past past = recommend_exam_past(exam, i);
    struct recommend_truth truth = exam->truth[i];
    uint32_t times = 0;
    for (size_t b = truth.from; b < truth.to && is_seen(exam, &past); b++)
        times += recommend_in_time(exam, &past, exam->all->day[b]);
    return times;
}

struct mbr_silence recommend_silence(const struct mbr_past *past, double general)
{
    double days = (double)past->today - 1 - past->day[past->baskets - 1];
    return (struct mbr_silence){.baskets = (double)past->baskets,
                                .days = days > 0 ? days : 0,
                                .interval = recommend_interval(past, general),
                                .usual = general};
}

double recommend_visits(const struct mbr_coming *coming, const struct mbr_past *past,
                        double general)
{
    if (!coming->known || past->baskets == 0)
        return NAN;
    const struct mbr_silence silence = recommend_silence(past, general);
    return mbr_coming_visits(coming, &silence);
}

void recommend_coming_fit(const struct recommend_exam *exam, struct mbr_coming *coming)
{
    struct mbr_err ignored;
    struct mbr_silence *silence = mbr_alloc(exam->count * sizeof *silence);
    uint32_t *times = mbr_alloc(exam->count * sizeof *times);
    size_t rows = 0;
    for (uint32_t i = 0; i < exam->count && exam->interval > 0; i++) {
        const struct mbr_past past = recommend_exam_past(exam, i);
        if (!is_seen(exam, &past))
            continue;
        silence[rows] = recommend_silence(&past, exam->interval);
        times[rows++] = recommend_times(exam, i);
    }
    (void)mbr_coming_fit(coming, silence, times, rows, &ignored);
    free(silence);
    free(times);
}
