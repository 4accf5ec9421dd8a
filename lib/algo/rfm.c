#include "mbr/rfm.h"

#include <stdlib.h>

#include "mbr/mem.h"
#include "mbr/sort.h"

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

static void sort_values(int64_t *values, size_t count)
{
    struct mbr_sortable *all = mbr_alloc(count * sizeof *all);
    for (size_t i = 0; i < count; i++)
        all[i] = (struct mbr_sortable){.key = mbr_sort_key(values[i])};
    mbr_sort(all, count);
    for (size_t i = 0; i < count; i++)
        values[i] = mbr_sort_value(all[i].key);
    free(all);
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
    model->members = (int64_t)fit->count;
    for (int i = 0; i < MBR_RFM_SCALES; i++) {
        struct mbr_rfm_scale *scale = &model->scale[i];
        if (!scale->given) {
            sort_values(fit->value[i], fit->count);
            fit_scale(scale, model->bins, fit->value[i], fit->count);
        }
        for (size_t j = 0; j < fit->count; j++)
            scale->members[mbr_rfm_score(scale, model->bins, fit->value[i][j]) - 1]++;
    }
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
