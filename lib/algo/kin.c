#include "mbr/kin.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kin_keys.h"
#include "mbr/mem.h"
#include "mbr/variate.h"

static double asymmetry(const struct mbr_kin_config *config)
{
    return config->measure == MBR_KIN_COSINE ? 0.5 : config->asymmetry;
}

/* x > 0; square roots, which the cosine needs, are exact as they can be. */
static double power(double x, double exponent)
{
    return exponent == 0.5 ? sqrt(x) : mbr_variate_exp(exponent * mbr_variate_log(x));
}

static void measure_lengths(struct mbr_kin *kin)
{
    const struct mbr_tastes *tastes = kin->tastes;
    kin->length = mbr_alloc(tastes->count * sizeof *kin->length);
    for (uint32_t t = 0; t < tastes->count; t++) {
        double square = 0;
        for (size_t e = tastes->start[t]; e < tastes->start[t + 1]; e++)
            square += (double)tastes->weight[e] * tastes->weight[e];
        if (kin->config.measure != MBR_KIN_EUCLID && square > 0)
            square = power(square, 1 - asymmetry(&kin->config));
        kin->length[t] = (float)square;
    }
}

void mbr_kin_init(struct mbr_kin *kin, const struct mbr_kin_config *config,
                  const struct mbr_tastes *tastes)
{
    size_t entries = tastes->start[tastes->count];
    *kin = (struct mbr_kin){.tastes = tastes, .config = *config};
    kin->start = mbr_calloc(tastes->items + (size_t)2, sizeof *kin->start);
    kin->taste = mbr_alloc(entries * sizeof *kin->taste);
    kin->weight = mbr_alloc(entries * sizeof *kin->weight);
    for (size_t e = 0; e < entries; e++)
        kin->start[tastes->item[e] + 2]++;
    for (uint32_t i = 1; i <= tastes->items; i++)
        kin->start[i + 1] += kin->start[i];
    for (uint32_t t = 0; t < tastes->count; t++) {
        for (size_t e = tastes->start[t]; e < tastes->start[t + 1]; e++) {
            size_t at = kin->start[tastes->item[e] + 1]++;
            kin->taste[at] = t;
            kin->weight[at] = tastes->weight[e];
        }
    }
    measure_lengths(kin);
}

void mbr_kin_free(struct mbr_kin *kin)
{
    free(kin->start);
    free(kin->taste);
    free(kin->weight);
    free(kin->length);
    *kin = (struct mbr_kin){0};
}

void mbr_kin_scratch_free(struct mbr_kin_scratch *scratch)
{
    mbr_scores_free(&scratch->own);
    free(scratch->dot);
    free(scratch->met);
    free(scratch->best);
    free(scratch->near);
    *scratch = (struct mbr_kin_scratch){0};
}

/* While so many in a hundred at most have an item in common with the member, a list of them saves
   going through all. */
#define FEW 10

static void note_dots(const struct mbr_kin *kin, uint32_t item, float weight,
                      struct mbr_kin_scratch *scratch)
{
    float *restrict dot = scratch->dot;
    uint32_t *restrict met = scratch->met;
    size_t mets = scratch->mets;
    for (size_t e = kin->start[item]; e < kin->start[item + 1]; e++) {
        uint32_t t = kin->taste[e];
        float before = dot[t];
        dot[t] = before + weight * kin->weight[e];
        met[mets] = t;
        mets += before == 0 && dot[t] > 0;
    }
    scratch->mets = mets;
}

/* Adds to dots of 0, and lists who has one. Returns |u|^2. */
static double sum_dots(const struct mbr_kin *kin, struct mbr_kin_scratch *scratch)
{
    const struct mbr_scores *own = &scratch->own;
    float *restrict dot = scratch->dot;
    size_t few = kin->config.measure == MBR_KIN_EUCLID ? 0 : kin->tastes->count / 100 * FEW;
    double square = 0;
    scratch->mets = 0;
    for (size_t i = 0; i < own->count; i++) {
        uint32_t item = own->item[i];
        float weight = (float)own->of[item];
        square += own->of[item] * own->of[item];
        if (scratch->mets < few) {
            note_dots(kin, item, weight, scratch);
            continue;
        }
        for (size_t e = kin->start[item]; e < kin->start[item + 1]; e++)
            dot[kin->taste[e]] += weight * kin->weight[e];
    }
    scratch->few = scratch->mets < few;
    return square;
}

static void dots_to_likeness(const struct mbr_kin *kin, const struct mbr_kin_scratch *scratch,
                             double square)
{
    const float *restrict length = kin->length;
    float *restrict dot = scratch->dot;
    uint32_t count = kin->tastes->count;
    if (kin->config.measure == MBR_KIN_EUCLID) {
        for (uint32_t t = 0; t < count; t++)
            dot[t] = 2 * dot[t] - (float)square - length[t];
        return;
    }
    float own = square > 0 ? (float)power(square, asymmetry(&kin->config)) : 1;
    float shrink = kin->config.measure == MBR_KIN_COSINE ? 0 : (float)kin->config.shrink;
    for (size_t i = 0; scratch->few && i < scratch->mets; i++)
        dot[scratch->met[i]] /= own * length[scratch->met[i]] + shrink;
    for (uint32_t t = 0; !scratch->few && t < count; t++)
        dot[t] /= own * length[t] + shrink;
}

static void clear_dots(const struct mbr_kin *kin, const struct mbr_kin_scratch *scratch)
{
    if (!scratch->few)
        memset(scratch->dot, 0, kin->tastes->count * sizeof *scratch->dot);
    for (size_t i = 0; scratch->few && i < scratch->mets; i++)
        scratch->dot[scratch->met[i]] = 0;
}

/* There is room for twice as many as are wanted: whenever it is full the better half stays, and
   from then on whoever is not above the least of it falls. */
static size_t gather(const struct mbr_kin *kin, const struct mbr_kin_scratch *scratch, size_t k,
                     uint32_t member, uint8_t fold)
{
    float least = kin->config.measure == MBR_KIN_EUCLID ? -HUGE_VALF : 0;
    uint64_t *best = scratch->best, beneath = mbr_kin_key(least, 0);
    size_t all = scratch->few ? scratch->mets : kin->tastes->count, count = 0;
    for (size_t i = 0; i < all; i++) {
        uint32_t t = scratch->few ? scratch->met[i] : (uint32_t)i;
        float likeness = scratch->dot[t];
        if (!(likeness >= least) || kin->tastes->who[t] == member ||
            (kin->fold && kin->fold[t] == fold) || mbr_kin_key(likeness, t) <= beneath)
            continue;
        best[count++] = mbr_kin_key(likeness, t);
        if (count == 2 * k) {
            mbr_kin_select(best, count, k);
            count = k;
            beneath = best[k - 1];
            least = mbr_kin_likeness(beneath);
        }
    }
    return count;
}

static void make_room(struct mbr_kin_scratch *scratch, size_t count, size_t k)
{
    if (!scratch->dot) {
        scratch->dot = mbr_calloc(count, sizeof *scratch->dot);
        scratch->met = mbr_alloc((count + 1) * sizeof *scratch->met);
    }
    scratch->best = mbr_grow(scratch->best, &scratch->best_cap, 2 * k, sizeof *scratch->best);
    scratch->near = mbr_grow(scratch->near, &scratch->near_cap, k, sizeof *scratch->near);
}

size_t mbr_kin_find(const struct mbr_kin *kin, struct mbr_kin_scratch *scratch, size_t k,
                    uint32_t member, uint8_t fold)
{
    uint32_t count = kin->tastes->count;
    k = k < count ? k : count;
    scratch->found = 0;
    if (k == 0)
        return 0;
    make_room(scratch, count, k);
    dots_to_likeness(kin, scratch, sum_dots(kin, scratch));
    size_t found = gather(kin, scratch, k, member, fold);
    clear_dots(kin, scratch);
    if (found > k)
        mbr_kin_select(scratch->best, found, k);
    found = found < k ? found : k;
    mbr_kin_sort(scratch->best, found);
    for (size_t i = 0; i < found; i++) {
        scratch->near[i].likeness = mbr_kin_likeness(scratch->best[i]);
        scratch->near[i].taste = mbr_kin_taste(scratch->best[i]);
    }
    return scratch->found = found;
}

void mbr_kin_own(const struct mbr_kin *kin, const struct mbr_decay *decay,
                 const struct mbr_past *past, struct mbr_kin_scratch *scratch)
{
    if (!scratch->own.of)
        mbr_scores_init(&scratch->own, kin->tastes->items);
    mbr_scores_clear(&scratch->own);
    mbr_taste_score(decay, past, &scratch->own);
}
