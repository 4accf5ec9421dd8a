#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mbr/features.h"
#include "mbr/mem.h"
#include "mbr/variate.h"

/* As next.h mixes what neighbours bought next with what everyone did, with its usual drift. */
#define DRIFT 0.3

/* About the share of one of so many neighbours: what is added to shares before their logarithm. */
#define LEAST_SHARE 3e-3

/* A rate of few is drawn to that of all by so many made-up members. */
#define PRIOR 20

/* What the member did with an item they have bought; ages are in baskets, the last one's being 1.
 */
struct own {
    uint32_t item, count, basket_size;
    uint32_t last_age, first_age;
    int32_t last_day, first_day;
};

/* What is the same for all rows of a member. */
struct about {
    float baskets, distinct, size, last_size; /* logarithms */
    float since, rhythm;                      /* log days since the last basket; days between two */
    float repeats, novel; /* share of entries bought before; of the last basket's items not */
    float likeness;       /* mean of the narrow neighbours */
};

struct mbr_rows_scratch {
    struct mbr_kin_scratch kin;
    struct mbr_scores history, narrow, wide; /* shares among neighbours */
    struct mbr_scores fading, taste, own_next, candidate;
    struct mbr_scored *best;
    uint32_t *place; /* of an item among own, from 1 on; 0: not bought */
    uint32_t *rank_fading, *rank_next;
    struct own *own;
    struct about about;
    double most_fading;
    size_t own_cap, best_cap, item_cap, own_row_cap, fresh_row_cap, fading_cap, next_cap;
};

/* What a row is made from, beside the item. */
struct source {
    const struct mbr_features *features;
    const struct mbr_past *past;
    const struct mbr_item_next *next; /* those of the fold */
    const uint32_t *order;
    double known, again;
    struct mbr_rows_scratch *s;
};

static float log_of(double x)
{
    return (float)mbr_variate_log(x);
}

static float log_share(double share)
{
    return log_of(share + LEAST_SHARE);
}

static float ratio(double a, double b)
{
    return b > 0 ? (float)(a / b) : NAN;
}

static struct mbr_rows_scratch *scratch_new(uint32_t items)
{
    struct mbr_rows_scratch *s = mbr_calloc(1, sizeof *s);
    mbr_scores_init(&s->history, items);
    mbr_scores_init(&s->narrow, items);
    mbr_scores_init(&s->wide, items);
    mbr_scores_init(&s->fading, items);
    mbr_scores_init(&s->taste, items);
    mbr_scores_init(&s->own_next, items);
    mbr_scores_init(&s->candidate, items);
    s->place = mbr_calloc(items, sizeof *s->place);
    return s;
}

void mbr_rows_free(struct mbr_rows *rows)
{
    struct mbr_rows_scratch *s = rows->scratch;
    if (s) {
        mbr_kin_scratch_free(&s->kin);
        mbr_scores_free(&s->history);
        mbr_scores_free(&s->narrow);
        mbr_scores_free(&s->wide);
        mbr_scores_free(&s->fading);
        mbr_scores_free(&s->taste);
        mbr_scores_free(&s->own_next);
        mbr_scores_free(&s->candidate);
        free(s->best);
        free(s->place);
        free(s->rank_fading);
        free(s->rank_next);
        free(s->own);
    }
    free(s);
    free(rows->item);
    free(rows->own_row);
    free(rows->fresh_row);
    *rows = (struct mbr_rows){0};
}

/* From the last basket back, so that an item is met first where it was bought last. */
static size_t list_own(struct mbr_rows_scratch *s, const struct mbr_past *past)
{
    size_t count = 0;
    for (size_t b = past->baskets; b-- > 0;) {
        uint32_t size = (uint32_t)(past->entry[b + 1] - past->entry[b]);
        uint32_t age = (uint32_t)(past->baskets - b);
        s->own = mbr_grow(s->own, &s->own_cap, count + size, sizeof *s->own);
        for (size_t e = past->entry[b]; e < past->entry[b + 1]; e++) {
            uint32_t item = past->item[e];
            if (!s->place[item]) {
                s->own[count] = (struct own){
                    .item = item, .basket_size = size, .last_age = age, .last_day = past->day[b]};
                s->place[item] = (uint32_t)++count;
            }
            struct own *own = &s->own[s->place[item] - 1];
            own->count++;
            own->first_age = age;
            own->first_day = past->day[b];
        }
    }
    return count;
}

static void look_at(struct about *about, const struct mbr_past *past, size_t own,
                    const struct own *list)
{
    size_t n = past->baskets;
    double entries = n ? (double)(past->entry[n] - past->entry[0]) : 0;
    double last = n ? (double)(past->entry[n] - past->entry[n - 1]) : 0;
    double novel = 0;
    for (size_t i = 0; i < own && list[i].last_age == 1; i++)
        novel += list[i].count == 1;
    *about = (struct about){
        .baskets = log_of(n ? (double)n : 0.5),
        .distinct = log_of(own ? (double)own : 0.5),
        .size = log_of(entries > 0 ? entries / (double)n : 0.5),
        .last_size = log_of(last > 0 ? last : 0.5),
        .since = n ? log_of(1 + (double)(past->today - past->day[n - 1])) : NAN,
        .rhythm = n > 1 ? (float)((double)past->day[n - 1] - past->day[0]) / (float)(n - 1) : NAN,
        .repeats = ratio(entries - (double)own, entries),
        .novel = ratio(novel, last),
    };
}

static void ask_neighbours(const struct source *from, uint8_t fold)
{
    struct mbr_rows_scratch *s = from->s;
    const struct mbr_features *features = from->features;
    const struct mbr_decay counts = {.within = 1, .between = 1};
    const struct mbr_tastes *tastes = &features->tastes;
    const struct mbr_sequel *sequel = &features->sequel;
    double sum[2] = {0};
    mbr_kin_own(&features->kin, &counts, from->past, &s->kin);
    size_t wide =
        mbr_kin_find(&features->kin, &s->kin, features->config.wide, from->past->member, fold);
    size_t narrow = wide < features->config.narrow ? wide : features->config.narrow;
    const struct mbr_relative *near = s->kin.near;
    for (size_t i = 0; i < wide; i++)
        sum[i >= narrow] += near[i].likeness;
    for (size_t i = 0; i < wide; i++) {
        double likeness = near[i].likeness;
        uint32_t t = near[i].taste;
        for (size_t e = sequel->start[t]; e < sequel->start[t + 1]; e++) {
            mbr_scores_add(&s->wide, sequel->item[e], likeness / (sum[0] + sum[1]));
            if (i < narrow)
                mbr_scores_add(&s->narrow, sequel->item[e], likeness / sum[0]);
        }
        for (size_t e = tastes->start[t]; i < narrow && e < tastes->start[t + 1]; e++)
            mbr_scores_add(&s->history, tastes->item[e], likeness / sum[0] * tastes->weight[e]);
    }
    s->about.likeness = ratio(sum[0], (double)narrow);
}

/* Places in the order of scores, all above 0, by the number of the item among own. */
static uint32_t *rank_own(struct mbr_rows_scratch *s, const struct mbr_features *features,
                          const struct mbr_scores *scores, size_t own, uint32_t *rank, size_t *cap)
{
    rank = mbr_grow(rank, cap, own, sizeof *rank);
    s->best = mbr_grow(s->best, &s->best_cap, own, sizeof *s->best);
    size_t count = mbr_scores_best(scores, &features->popular, scores->count, NULL, NULL, s->best);
    for (size_t i = 0; i < own; i++)
        rank[i] = (uint32_t)own;
    for (size_t i = 0; i < count; i++)
        rank[s->place[s->best[i].item] - 1] = (uint32_t)i + 1;
    return rank;
}

static void rank_all_own(const struct source *from, size_t own)
{
    struct mbr_rows_scratch *s = from->s;
    for (size_t i = 0; i < own; i++)
        mbr_scores_add(&s->own_next, s->own[i].item, s->narrow.of[s->own[i].item]);
    s->rank_fading = rank_own(s, from->features, &s->fading, own, s->rank_fading, &s->fading_cap);
    s->most_fading = own ? s->best[0].score : 0;
    s->rank_next = rank_own(s, from->features, &s->own_next, own, s->rank_next, &s->next_cap);
}

static double rate(double part, double of, double prior)
{
    return (part + PRIOR * prior) / (of + PRIOR);
}

static void fill_own(const struct source *from, const struct own *own, float *row)
{
    const struct mbr_rows_scratch *s = from->s;
    const struct mbr_features *features = from->features;
    const struct mbr_item_next *next = &from->next[own->item];
    row[0] = log_of(1.0 + own->count);
    row[1] = log_of(own->last_age);
    row[2] = log_of(own->first_age);
    row[3] = s->about.baskets;
    row[4] = s->about.distinct;
    row[5] = s->about.size;
    row[6] = log_of((next->next + 0.5) / (from->known + 1));
    row[7] = log_of((features->popular.count[own->item] + 0.5) / (features->members + 1.0));
    row[8] = log_of(rate(next->again, next->had, from->again) + LEAST_SHARE);
    row[9] = (float)s->fading.of[own->item];
    row[10] = log_share(s->history.of[own->item]);
    row[11] = log_share(s->narrow.of[own->item]);
}

static void fill_own_rest(const struct source *from, size_t i, float *row)
{
    const struct mbr_rows_scratch *s = from->s;
    const struct mbr_features *features = from->features;
    const struct own *own = &s->own[i];
    const struct mbr_item_next *next = &from->next[own->item];
    double times = own->count - 1.0;
    float gap = ratio(own->first_age - own->last_age, times);
    float days = ratio((double)own->last_day - own->first_day, times);
    double since = (double)from->past->today - own->last_day;
    row[12] = log_share(s->wide.of[own->item]);
    row[13] = ratio(own->count, own->first_age);
    row[14] = gap;
    row[15] = ratio(own->last_age, gap);
    row[16] = log_of(1 + since);
    row[17] = days;
    row[18] = ratio(since, days);
    row[19] = s->about.since;
    row[20] = s->about.rhythm;
    row[21] = log_of((features->last[own->item] + 0.5) / (features->members + 1.0));
    row[22] = row[6] - row[7];
    row[23] = s->about.last_size;
    row[24] = (float)s->taste.of[own->item];
    row[25] = ratio(s->fading.of[own->item], s->most_fading);
    row[26] = (float)s->rank_fading[i];
    row[27] = (float)s->rank_next[i];
    row[28] = log_of(own->basket_size);
    row[29] = log_of(rate(next->at_once, next->latest, from->again) + LEAST_SHARE);
    row[30] = row[11] - row[10];
    row[31] = ratio(features->popular.count[own->item], features->buyers[own->item]);
    row[32] = s->about.repeats;
    row[33] = s->about.likeness;
}

static bool is_new(uint32_t item, void *data)
{
    const struct mbr_rows_scratch *s = data;
    return !s->place[item];
}

/* Of items that no neighbour bought next only the best by popularity can come among the best. */
static size_t choose_new(const struct source *from)
{
    struct mbr_rows_scratch *s = from->s;
    const struct mbr_features *features = from->features;
    uint32_t items = features->tastes.items, left = features->config.candidates;
    for (size_t i = 0; i < s->wide.count; i++) {
        uint32_t item = s->wide.item[i];
        mbr_scores_add(&s->candidate, item,
                       (1 - DRIFT) * s->wide.of[item] +
                           DRIFT * from->next[item].next / from->known);
    }
    for (uint32_t i = 0; left && i < items && from->next[from->order[i]].next; i++) {
        uint32_t item = from->order[i];
        if (s->place[item] || s->wide.of[item] > 0)
            continue;
        mbr_scores_add(&s->candidate, item, DRIFT * from->next[item].next / from->known);
        left--;
    }
    size_t most = s->candidate.count < features->config.candidates ? s->candidate.count
                                                                   : features->config.candidates;
    s->best = mbr_grow(s->best, &s->best_cap, most, sizeof *s->best);
    size_t count = mbr_scores_best(&s->candidate, &features->popular, most, is_new, s, s->best);
    while (count && s->best[count - 1].score <= 0)
        count--;
    return count;
}

static void fill_new(const struct source *from, size_t i, float *row)
{
    const struct mbr_rows_scratch *s = from->s;
    const struct mbr_features *features = from->features;
    uint32_t item = s->best[i].item;
    const struct mbr_item_next *next = &from->next[item];
    double members = features->members + 1.0;
    row[0] = log_of((next->next + 0.5) / (from->known + 1));
    row[1] = log_of((features->popular.count[item] + 0.5) / members);
    row[2] = log_of((features->last[item] + 0.5) / members);
    row[3] = log_share(s->wide.of[item]);
    row[4] = log_share(s->history.of[item]);
    row[5] = s->about.baskets;
    row[6] = s->about.distinct;
    row[7] = s->about.size;
    row[8] = log_share(s->narrow.of[item]);
    row[9] = row[0] - row[1];
    row[10] = row[2] - row[1];
    row[11] = (float)i;
    row[12] = ratio(s->best[i].score, s->best[0].score);
    row[13] = s->about.repeats;
    row[14] = s->about.last_size;
    row[15] = s->about.since;
    row[16] = s->about.rhythm;
    row[17] = s->about.likeness;
    row[18] = ratio(features->popular.count[item], features->buyers[item]);
    row[19] = log_of(rate(next->again, next->had, from->again) + LEAST_SHARE);
    row[20] = row[3] - row[0];
    row[21] = s->about.novel;
}

static void clear(struct mbr_rows_scratch *s, size_t own)
{
    mbr_scores_clear(&s->history);
    mbr_scores_clear(&s->narrow);
    mbr_scores_clear(&s->wide);
    mbr_scores_clear(&s->fading);
    mbr_scores_clear(&s->taste);
    mbr_scores_clear(&s->own_next);
    mbr_scores_clear(&s->candidate);
    for (size_t i = 0; i < own; i++)
        s->place[s->own[i].item] = 0;
}

static void fill(struct mbr_rows *rows, const struct source *from)
{
    struct mbr_rows_scratch *s = from->s;
    size_t count = rows->own + rows->fresh;
    rows->item = mbr_grow(rows->item, &s->item_cap, count, sizeof *rows->item);
    rows->own_row =
        mbr_grow(rows->own_row, &s->own_row_cap, rows->own * MBR_FEATURES_OWN, sizeof(float));
    rows->fresh_row =
        mbr_grow(rows->fresh_row, &s->fresh_row_cap, rows->fresh * MBR_FEATURES_NEW, sizeof(float));
    for (size_t i = 0; i < rows->own; i++) {
        float *row = rows->own_row + i * MBR_FEATURES_OWN;
        rows->item[i] = s->own[i].item;
        fill_own(from, &s->own[i], row);
        fill_own_rest(from, i, row);
    }
    for (size_t i = 0; i < rows->fresh; i++) {
        rows->item[rows->own + i] = s->best[i].item;
        fill_new(from, i, rows->fresh_row + i * MBR_FEATURES_NEW);
    }
}

void mbr_rows_make(struct mbr_rows *rows, const struct mbr_features *features,
                   const struct mbr_past *past, uint8_t fold)
{
    const struct mbr_decay fading = {.within = 0.9, .between = 1};
    const struct mbr_decay taste = {.within = 0.9, .between = 0.7, .groups = 7};
    uint32_t items = features->tastes.items;
    uint8_t at = fold < MBR_FEATURE_FOLDS ? fold : MBR_FEATURE_FOLDS;
    if (!rows->scratch)
        rows->scratch = scratch_new(items);
    struct mbr_rows_scratch *s = rows->scratch;
    const struct source from = {.features = features,
                                .past = past,
                                .next = features->item + (size_t)at * items,
                                .order = features->order + (size_t)at * items,
                                .known = features->known[at],
                                .again = features->again[at],
                                .s = s};
    rows->own = list_own(s, past);
    look_at(&s->about, past, rows->own, s->own);
    ask_neighbours(&from, fold);
    mbr_taste_score(&fading, past, &s->fading);
    mbr_taste_score(&taste, past, &s->taste);
    rank_all_own(&from, rows->own);
    rows->fresh = choose_new(&from);
    fill(rows, &from);
    clear(s, rows->own);
}

const struct mbr_kin_scratch *mbr_rows_kin(const struct mbr_rows *rows)
{
    return rows->scratch ? &rows->scratch->kin : NULL;
}
