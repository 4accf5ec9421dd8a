#include <math.h>
#include <stdlib.h>

#include "recommend_audience.h"

#include "mbr/assign.h"

#define ROUNDING 1e-9 /* of sums, in per cent */

/* All that was kept, by member. */
struct offers {
    size_t *start;
    uint32_t *item;
    double *value;
    size_t *row; /* in the target's list */
    bool *taken;
    size_t count;
};

static void count_offers(struct offers *offers, const struct recommend_audience *audience)
{
    uint32_t members = audience->members.count;
    offers->start = mbr_calloc(members + (size_t)2, sizeof *offers->start);
    for (size_t t = 0; t < audience->targets; t++) {
        offers->count += audience->target[t].count;
        for (size_t i = 0; i < audience->target[t].count; i++)
            offers->start[audience->target[t].best[i].member + 2]++;
    }
    for (uint32_t m = 1; m <= members; m++)
        offers->start[m + 1] += offers->start[m];
}

/* An offer is worth the sale that it may bring; one of the kind whose p is not known, none. */
static void list_offers(struct offers *offers, const struct recommend_audience *audience)
{
    count_offers(offers, audience);
    offers->item = mbr_calloc(offers->count + 1, sizeof *offers->item);
    offers->value = mbr_calloc(offers->count + 1, sizeof *offers->value);
    offers->row = mbr_calloc(offers->count + 1, sizeof *offers->row);
    offers->taken = mbr_calloc(offers->count + 1, sizeof *offers->taken);
    for (size_t t = 0; t < audience->targets; t++) {
        for (size_t i = 0; i < audience->target[t].count; i++) {
            const struct recommend_reached *reached = &audience->target[t].best[i];
            size_t at = offers->start[reached->member + 1]++;
            offers->item[at] = (uint32_t)t;
            offers->value[at] = isnan(reached->p) ? 0 : reached->p;
            offers->row[at] = i;
        }
    }
}

/* Takes the others out of the lists, which stay in order. */
static void leave_taken(const struct offers *offers, struct recommend_audience *audience)
{
    size_t *first = mbr_calloc(audience->targets + 1, sizeof *first), end = 0;
    bool *stays = mbr_calloc(offers->count + 1, sizeof *stays);
    for (size_t t = 0; t < audience->targets; t++)
        first[t + 1] = first[t] + audience->target[t].count;
    for (size_t i = 0; i < offers->count; i++)
        stays[first[offers->item[i]] + offers->row[i]] = offers->taken[i];
    for (size_t t = 0; t < audience->targets; t++, end = 0) {
        struct recommend_target *target = &audience->target[t];
        for (size_t i = 0; i < target->count; i++)
            if (stays[first[t] + i])
                target->best[end++] = target->best[i];
        target->count = end;
    }
    free(first);
    free(stays);
}

static void note(const struct recommend *job, const struct mbr_assign_result *result)
{
    double gap = result->bound > 0 ? 100 * (result->bound - result->total) / result->bound : 0;
    gap = gap < ROUNDING ? 0 : gap;
    mbr_note(job->run,
             "%u offers, %.6g expected to be bought; at most %.6g could be: a gap of "
             "%.2g %%",
             result->offers, result->total, result->bound, gap);
}

void recommend_capacity(struct recommend_audience *audience, const struct recommend *job)
{
    struct offers offers = {0};
    uint32_t *capacity = mbr_calloc(audience->targets + 1, sizeof *capacity);
    for (size_t t = 0; t < audience->targets; t++)
        capacity[t] = audience->target[t].capacity;
    list_offers(&offers, audience);
    const struct mbr_assign_task task = {.members = audience->members.count,
                                         .items = (uint32_t)audience->targets,
                                         .capacity = capacity,
                                         .most = (uint32_t)job->options->offers,
                                         .start = offers.start,
                                         .item = offers.item,
                                         .value = offers.value};
    const struct mbr_assign_result result = mbr_assign(&task, offers.taken);
    leave_taken(&offers, audience);
    note(job, &result);
    free(capacity);
    free(offers.start);
    free(offers.item);
    free(offers.value);
    free(offers.row);
    free(offers.taken);
}
