#include <stdlib.h>

#include "mbr/mem.h"
#include "mbr/season.h"

void mbr_clock_init(struct mbr_clock *clock, const struct mbr_season *season, int32_t first,
                    int32_t days)
{
    double time = 0;
    *clock = (struct mbr_clock){.first = first, .days = days};
    clock->at = mbr_alloc((size_t)days * sizeof *clock->at);
    for (int32_t i = 0; i < days; i++) {
        time += mbr_season_index(season, first + i);
        clock->at[i] = time;
    }
}

void mbr_clock_free(struct mbr_clock *clock)
{
    free(clock->at);
}

static double time_at(const struct mbr_clock *clock, int32_t day)
{
    int32_t last = clock->first + clock->days - 1;
    if (day < clock->first)
        return 0;
    return day <= last ? clock->at[day - clock->first] : clock->at[clock->days - 1] + (day - last);
}

double mbr_clock_between(const struct mbr_clock *clock, int32_t from, int32_t to)
{
    return time_at(clock, to) - time_at(clock, from);
}
