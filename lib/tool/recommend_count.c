#include <stdlib.h>

#include "recommend_exam.h"
#include "recommend_learn.h"

#include "mbr/mem.h"

int recommend_segment(struct recommend_lane *lane, const struct mbr_member *member,
                      struct mbr_span *text)
{
    *text = (struct mbr_span){0};
    if (!lane->job->options->by)
        return 0;
    const struct mbr_json *value = &member->slot[RECOMMEND_BY];
    if (value->kind == MBR_JSON_ABSENT || value->kind == MBR_JSON_NULL)
        return 0;
    *text = value->raw;
    return value->kind == MBR_JSON_STRING ? mbr_json_text(value, &lane->text, text) : 0;
}

const struct mbr_popular *recommend_popular(struct recommend_lane *lane,
                                            const struct mbr_member *member, uint32_t *segment)
{
    const struct recommend_model *model = &lane->job->model;
    struct mbr_span value;
    *segment = MBR_MAP_NONE;
    if (recommend_segment(lane, member, &value) < 0 || value.n == 0)
        return &model->fit.popular;
    *segment = mbr_map_find(&model->segments.values, value);
    return *segment == MBR_MAP_NONE ? &model->fit.popular : &model->segments.popular[*segment];
}

/* When a member bought an item last: their number, from 1 on, and the day. */
struct seen {
    uint32_t member;
    int32_t day;
};

static size_t count_member(struct recommend_items *items, const struct mbr_baskets *all, uint32_t m,
                           struct seen *seen)
{
    size_t repeats = 0;
    for (size_t b = all->basket[m]; b < all->basket[m + 1]; b++) {
        int32_t day = all->day[b];
        for (size_t e = all->entry[b]; e < all->entry[b + 1]; e++) {
            uint32_t item = all->item[e];
            if (seen[item].member == m + 1) {
                items->repeats[item]++;
                items->repeat_gap[item] += (uint64_t)((int64_t)day - seen[item].day);
                repeats++;
            } else {
                items->buyers[item]++;
            }
            seen[item] = (struct seen){m + 1, day};
            if (day > items->last_day[item])
                items->last_day[item] = day;
        }
    }
    return repeats;
}

void recommend_count_items(struct recommend *job)
{
    struct recommend_model *model = &job->model;
    struct recommend_items *items = &model->items;
    const struct mbr_baskets *all = &job->gathered->gather.baskets;
    struct seen *seen = mbr_calloc(items->count, sizeof *seen);
    size_t repeats = 0, later = 0;
    items->buyers = mbr_calloc(items->count, sizeof *items->buyers);
    items->repeats = mbr_calloc(items->count, sizeof *items->repeats);
    items->repeat_gap = mbr_calloc(items->count, sizeof *items->repeat_gap);
    items->last_day = mbr_alloc(items->count * sizeof *items->last_day);
    for (uint32_t i = 0; i < items->count; i++)
        items->last_day[i] = MBR_DAY_NONE;
    for (uint32_t m = 0; m < all->members; m++) {
        repeats += count_member(items, all, m, seen);
        later += all->entry[all->basket[m + 1]] - all->entry[all->basket[m] + 1];
    }
    model->members = all->members;
    model->baskets = (uint32_t)all->basket[all->members];
    model->interval = recommend_mean_gap(all);
    model->repeat_rate = later ? (double)repeats / (double)later : 0;
    free(seen);
}

static double entries_of(const struct mbr_popular *popular)
{
    double sum = 0;
    for (uint32_t i = 0; i < popular->items; i++)
        sum += popular->count[i];
    return sum;
}

void recommend_count_segments(struct recommend *job, const struct mbr_split *split)
{
    struct recommend_segments *segments = &job->model.segments;
    const uint32_t *segment = job->gathered->segment;
    uint32_t members = split->baskets->members;
    uint32_t *who = mbr_alloc(members * sizeof *who);
    double all = entries_of(&job->model.fit.popular);
    segments->popular = mbr_calloc(segments->values.count, sizeof *segments->popular);
    segments->baskets = mbr_calloc(segments->values.count, sizeof *segments->baskets);
    segments->scale = mbr_calloc(segments->values.count, sizeof *segments->scale);
    for (uint32_t s = 0; s < segments->values.count; s++) {
        size_t count = 0;
        for (uint32_t m = 0; m < members; m++) {
            if (segment[m] != s)
                continue;
            segments->baskets[s] += (uint32_t)(split->next[m] - split->baskets->basket[m]);
            who[count++] = m;
        }
        mbr_popular_fit(&segments->popular[s], split, who, count);
        segments->scale[s] = all / entries_of(&segments->popular[s]);
    }
    free(who);
}

static int by_hash(const void *a, const void *b)
{
    const struct recommend_who *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->member > y->member) - (x->member < y->member);
}

const struct mbr_tastes *recommend_tastes(const struct recommend_fit *fit)
{
    switch (fit->method) {
    case RECOMMEND_TIFU:
        return &fit->tifu.tastes;
    case RECOMMEND_UPCF:
        return &fit->upcf.counts;
    case RECOMMEND_NEXT:
        return &fit->next.tastes;
    case RECOMMEND_LOGISTIC:
    case RECOMMEND_LEARNED:
        return &fit->learned.features.tastes;
    default:
        return NULL;
    }
}

static void mark_members(const struct mbr_tastes *tastes, uint8_t *marked)
{
    for (uint32_t t = 0; tastes && t < tastes->count; t++)
        marked[tastes->who[t]] = 1;
}

void recommend_name_members(struct recommend *job)
{
    struct recommend_model *model = &job->model;
    uint8_t *marked = mbr_calloc(model->members, 1);
    size_t count = 0;
    mark_members(recommend_tastes(&model->fit), marked);
    if (model->reach.fitted)
        mark_members(&model->reach.audience.tastes, marked);
    for (uint32_t m = 0; m < model->members; m++)
        count += marked[m];
    model->who = mbr_alloc(count * sizeof *model->who);
    for (uint32_t m = 0; m < model->members; m++)
        if (marked[m])
            model->who[model->whos++] = (struct recommend_who){job->gathered->hash[m], m};
    if (count)
        qsort(model->who, count, sizeof *model->who, by_hash);
    free(marked);
}
