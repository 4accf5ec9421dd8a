#include "mbr/rfm.h"

#include <stdlib.h>
#include <string.h>

#include "mbr/mem.h"

#define DIGIT 11
#define DIGITS (1U << DIGIT)

void mbr_rfm_fit_free(struct mbr_rfm_fit *fit)
{
    for (int i = 0; i < MBR_RFM_SCALES; i++)
        free(fit->value[i]);
    *fit = (struct mbr_rfm_fit){0};
}

void mbr_rfm_fit_add(struct mbr_rfm_fit *fit, const struct mbr_rfm_point *point)
{
    if (!point->bought)
        return;
    for (int i = 0; i < MBR_RFM_SCALES; i++) {
        fit->value[i] = mbr_grow(fit->value[i], &fit->cap[i], fit->count + 1, sizeof(int64_t));
        fit->value[i][fit->count] = point->value[i];
    }
    fit->count++;
}

static size_t digit_of(int64_t value, int shift)
{
    uint64_t ordered = (uint64_t)value ^ (uint64_t)1 << 63; /* negative ones first */
    return (size_t)(ordered >> shift) & (DIGITS - 1);
}

/* Orders by one digit, from -> to; false when all have the same one and nothing was moved. */
static bool sort_digit(const int64_t *from, int64_t *to, size_t count, int shift)
{
    size_t at[DIGITS] = {0}, sum = 0;
    for (size_t i = 0; i < count; i++)
        at[digit_of(from[i], shift)]++;
    if (at[digit_of(from[0], shift)] == count)
        return false;
    for (size_t d = 0; d < DIGITS; d++) {
        size_t here = at[d];
        at[d] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++)
        to[at[digit_of(from[i], shift)]++] = from[i];
    return true;
}

/* A radix sort: days, orders and most spends differ in a few digits only, and the passes over the
   others are skipped. */
static void sort_values(int64_t **values, int64_t **spare, size_t count)
{
    for (int shift = 0; shift < 64; shift += DIGIT) {
        if (count == 0 || !sort_digit(*values, *spare, count, shift))
            continue;
        int64_t *sorted = *spare;
        *spare = *values;
        *values = sorted;
    }
}

/* Values are in ascending order. */
static void fit_scale(struct mbr_rfm_scale *scale, int bins, const int64_t *value, size_t count)
{
    scale->tie_members = 0;
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && value[to] == value[from];)
            to++;
        size_t score0 = (size_t)bins * (from + to) / (2 * count); /* 2a + k is from + to */
        if (!scale->has[score0])
            scale->lowest[score0] = value[from];
        scale->has[score0] = true;
        if ((int64_t)(to - from) > scale->tie_members) {
            scale->tie_members = (int64_t)(to - from);
            scale->tie_value = value[from];
        }
    }
}

void mbr_rfm_fit_finish(struct mbr_rfm_fit *fit, struct mbr_rfm_model *model)
{
    int64_t *spare = mbr_alloc(fit->count * sizeof *spare + 1);
    model->members = (int64_t)fit->count;
    for (int i = 0; i < MBR_RFM_SCALES; i++) {
        struct mbr_rfm_scale *scale = &model->scale[i];
        if (!scale->given) {
            sort_values(&fit->value[i], &spare, fit->count);
            fit_scale(scale, model->bins, fit->value[i], fit->count);
        }
        for (size_t j = 0; j < fit->count; j++)
            scale->members[mbr_rfm_score(scale, model->bins, fit->value[i][j]) - 1]++;
    }
    free(spare);
    mbr_rfm_fit_free(fit);
}

int mbr_rfm_score(const struct mbr_rfm_scale *scale, int bins, int64_t value)
{
    for (int score = bins; score > 1; score--) {
        if (scale->has[score - 1] && value >= scale->lowest[score - 1])
            return score;
    }
    return 1;
}
