#include "mbr/features.h"

#include <stdlib.h>
#include <string.h>

#include "mbr/mem.h"
#include "mbr/rand.h"
#include "mbr/sort.h"

/* Of the drawing of neighbours and of the folds. */
enum { FOLDS = 1 };

uint8_t mbr_features_fold(const struct mbr_features *features, uint32_t member)
{
    struct mbr_rand rand;
    mbr_rand_derive(&rand, features->config.seed, member, FOLDS);
    return (uint8_t)mbr_rand_below(&rand, MBR_FEATURE_FOLDS);
}

/* Marks of the items of one member at a time: the stamp says whose they are. */
struct marks {
    uint32_t *had, *latest;
    uint32_t stamp;
};

static void count_history(struct mbr_features *features, const struct mbr_past *past,
                          struct marks *marks)
{
    size_t latest = past->entry[past->baskets - 1];
    marks->stamp++;
    for (size_t e = past->entry[0]; e < past->entry[past->baskets]; e++) {
        uint32_t item = past->item[e];
        if (marks->had[item] != marks->stamp)
            features->buyers[item]++;
        marks->had[item] = marks->stamp;
        if (e >= latest) {
            features->last[item]++;
            marks->latest[item] = marks->stamp;
        }
    }
}

/* Counts of the fold itself, which become those outside of it in the end. */
static void count_next(struct mbr_features *features, const struct mbr_past *past,
                       const struct mbr_split *split, struct marks *marks)
{
    const struct mbr_baskets *baskets = split->baskets;
    uint8_t fold = mbr_features_fold(features, past->member);
    struct mbr_item_next *of = features->item + (size_t)fold * baskets->items;
    size_t next = split->next[past->member];
    features->known[fold]++;
    for (size_t e = past->entry[past->baskets - 1]; e < past->entry[past->baskets]; e++)
        of[past->item[e]].latest++;
    for (size_t e = baskets->entry[next]; e < baskets->entry[next + 1]; e++) {
        uint32_t item = baskets->item[e];
        of[item].next++;
        of[item].again += marks->had[item] == marks->stamp;
        of[item].at_once += marks->latest[item] == marks->stamp;
    }
    marks->stamp++;
    for (size_t e = past->entry[0]; e < past->entry[past->baskets]; e++) {
        of[past->item[e]].had += marks->had[past->item[e]] != marks->stamp;
        marks->had[past->item[e]] = marks->stamp;
    }
}

static void add_next(struct mbr_item_next *to, const struct mbr_item_next *a, uint32_t times)
{
    to->next += a->next * times;
    to->had += a->had * times;
    to->again += a->again * times;
    to->latest += a->latest * times;
    to->at_once += a->at_once * times;
}

static void turn_folds(struct mbr_features *features, uint32_t items)
{
    struct mbr_item_next *all = features->item + (size_t)MBR_FEATURE_FOLDS * items;
    for (size_t i = 0; i < (size_t)MBR_FEATURE_FOLDS * items; i++)
        add_next(&all[i % items], &features->item[i], 1);
    for (uint8_t f = 0; f < MBR_FEATURE_FOLDS; f++)
        features->known[MBR_FEATURE_FOLDS] += features->known[f];
    for (uint8_t f = 0; f <= MBR_FEATURE_FOLDS; f++) {
        struct mbr_item_next *of = features->item + (size_t)f * items;
        double again = 0, had = 0;
        for (uint32_t i = 0; i < items; i++) {
            if (f < MBR_FEATURE_FOLDS) {
                struct mbr_item_next inside = of[i];
                of[i] = all[i];
                add_next(&of[i], &inside, UINT32_MAX); /* times -1 */
            }
            again += of[i].again;
            had += of[i].had;
        }
        if (f < MBR_FEATURE_FOLDS)
            features->known[f] = features->known[MBR_FEATURE_FOLDS] - features->known[f];
        features->again[f] = had > 0 ? again / had : 0;
    }
}

static void order_folds(struct mbr_features *features, uint32_t items)
{
    struct mbr_sortable *all = mbr_alloc(items * sizeof *all);
    features->order = mbr_alloc((MBR_FEATURE_FOLDS + (size_t)1) * items * sizeof *features->order);
    for (size_t f = 0; f <= MBR_FEATURE_FOLDS; f++) {
        for (uint32_t i = 0; i < items; i++) {
            all[i].key = UINT32_MAX - features->item[f * items + i].next;
            all[i].number = i;
        }
        mbr_sort(all, items);
        for (uint32_t i = 0; i < items; i++)
            features->order[f * items + i] = all[i].number;
    }
    free(all);
}

static void count_items(struct mbr_features *features, const struct mbr_split *split)
{
    uint32_t items = split->baskets->items;
    struct marks marks = {.had = mbr_calloc(items, sizeof(uint32_t)),
                          .latest = mbr_calloc(items, sizeof(uint32_t))};
    for (uint32_t m = 0; m < split->baskets->members; m++) {
        struct mbr_past past = mbr_past_of(split, m);
        if (past.baskets == 0)
            continue;
        features->members++;
        count_history(features, &past, &marks);
        if (mbr_split_knows(split, m))
            count_next(features, &past, split, &marks);
    }
    turn_folds(features, items);
    order_folds(features, items);
    free(marks.had);
    free(marks.latest);
}

void mbr_features_fit(struct mbr_features *features, const struct mbr_features_config *config,
                      const struct mbr_split *split)
{
    const struct mbr_decay counts = {.within = 1, .between = 1};
    const struct mbr_kin_config cosine = {.measure = MBR_KIN_COSINE};
    uint32_t items = split->baskets->items, count;
    uint32_t *who = mbr_tastes_draw(split, true, config->most, config->seed, &count);
    *features = (struct mbr_features){.config = *config};
    mbr_tastes_fit(&features->tastes, &counts, split, who, count);
    mbr_kin_init(&features->kin, &cosine, &features->tastes);
    mbr_sequel_fit(&features->sequel, split, &features->tastes);
    features->fold = mbr_alloc(count);
    for (uint32_t t = 0; t < count; t++)
        features->fold[t] = mbr_features_fold(features, who[t]);
    features->kin.fold = features->fold;
    features->item = mbr_calloc((MBR_FEATURE_FOLDS + (size_t)1) * items, sizeof *features->item);
    features->buyers = mbr_calloc(items, sizeof *features->buyers);
    features->last = mbr_calloc(items, sizeof *features->last);
    mbr_popular_fit(&features->popular, split, NULL, 0);
    count_items(features, split);
    free(who);
}

void mbr_features_free(struct mbr_features *features)
{
    mbr_kin_free(&features->kin);
    mbr_tastes_free(&features->tastes);
    mbr_sequel_free(&features->sequel);
    free(features->fold);
    free(features->item);
    free(features->order);
    mbr_popular_free(&features->popular);
    free(features->buyers);
    free(features->last);
    *features = (struct mbr_features){0};
}
