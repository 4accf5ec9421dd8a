#include "mbr/taste.h"

#include <stdlib.h>
#include <string.h>

#include "mbr/mem.h"
#include "mbr/rand.h"

static void add_basket(const struct mbr_past *past, size_t basket, double weight,
                       struct mbr_scores *scores)
{
    for (size_t e = past->entry[basket]; e < past->entry[basket + 1]; e++)
        mbr_scores_add(scores, past->item[e], weight);
}

static void score_groups(const struct mbr_decay *decay, const struct mbr_past *past,
                         struct mbr_scores *scores)
{
    size_t n = past->baskets, at = n, groups = decay->groups < n ? decay->groups : n;
    double within = 1, between = 1;
    for (size_t i = groups; i < decay->groups; i++)
        between *= decay->between;
    for (size_t group = groups; group-- > 0; between *= decay->between) {
        size_t size = n / groups + (group >= groups - n % groups);
        double share = between / (double)(groups * size);
        for (size_t i = 0; i < size; i++, within *= decay->within)
            add_basket(past, --at, within * share, scores);
    }
}

void mbr_taste_score(const struct mbr_decay *decay, const struct mbr_past *past,
                     struct mbr_scores *scores)
{
    if (decay->groups) {
        score_groups(decay, past, scores);
        return;
    }
    size_t n = decay->window && decay->window < past->baskets ? decay->window : past->baskets;
    double weight = decay->window ? 1 / (double)n : 1;
    for (size_t i = 0; i < n; i++, weight *= decay->within)
        add_basket(past, past->baskets - 1 - i, weight, scores);
}

static int compare_items(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void keep_taste(struct mbr_tastes *tastes, const struct mbr_scores *scores, uint32_t *order,
                       size_t *cap)
{
    size_t n = tastes->start[tastes->count];
    size_t room = *cap;
    tastes->item = mbr_grow(tastes->item, cap, n + scores->count, sizeof *tastes->item);
    tastes->weight = mbr_grow(tastes->weight, &room, n + scores->count, sizeof *tastes->weight);
    memcpy(order, scores->item, scores->count * sizeof *order);
    qsort(order, scores->count, sizeof *order, compare_items);
    for (size_t i = 0; i < scores->count; i++) {
        float weight = (float)scores->of[order[i]];
        if (!(weight > 0))
            continue;
        tastes->item[n] = order[i];
        tastes->weight[n++] = weight;
    }
    tastes->start[++tastes->count] = n;
}

void mbr_tastes_fit(struct mbr_tastes *tastes, const struct mbr_decay *decay,
                    const struct mbr_split *split, const uint32_t *who, uint32_t count)
{
    struct mbr_scores scores;
    size_t cap = 0;
    uint32_t *order = mbr_alloc(split->baskets->items * sizeof *order);
    mbr_scores_init(&scores, split->baskets->items);
    *tastes = (struct mbr_tastes){.items = split->baskets->items};
    tastes->start = mbr_calloc(count + (size_t)1, sizeof *tastes->start);
    tastes->who = mbr_alloc(count * sizeof *who);
    for (uint32_t i = 0; i < count; i++) {
        struct mbr_past past = mbr_past_of(split, tastes->who[i] = who[i]);
        mbr_scores_clear(&scores);
        mbr_taste_score(decay, &past, &scores);
        keep_taste(tastes, &scores, order, &cap);
    }
    mbr_scores_free(&scores);
    free(order);
}

void mbr_tastes_free(struct mbr_tastes *tastes)
{
    free(tastes->who);
    free(tastes->start);
    free(tastes->item);
    free(tastes->weight);
    *tastes = (struct mbr_tastes){0};
}

/* Selection sampling (Knuth, TAOCP 2, 3.4.2, algorithm S): in order, each set equally likely. */
static uint32_t draw(uint32_t *who, uint32_t count, uint32_t most, uint64_t seed)
{
    struct mbr_rand rand;
    uint32_t taken = 0;
    mbr_rand_seed(&rand, seed);
    for (uint32_t i = 0; taken < most; i++)
        if (mbr_rand_below(&rand, count - i) < most - taken)
            who[taken++] = who[i];
    return taken;
}

uint32_t *mbr_tastes_draw(const struct mbr_split *split, bool known, uint32_t most, uint64_t seed,
                          uint32_t *count)
{
    const struct mbr_baskets *baskets = split->baskets;
    uint32_t *who = mbr_alloc(baskets->members * sizeof *who);
    *count = 0;
    for (uint32_t m = 0; m < baskets->members; m++)
        if (known ? mbr_split_knows(split, m) : split->next[m] > baskets->basket[m])
            who[(*count)++] = m;
    if (most && most < *count)
        *count = draw(who, *count, most, seed);
    return who;
}
