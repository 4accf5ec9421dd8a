#include "mbr/fellegi_sunter.h"

#include <math.h>
#include <string.h>

#define MOST_STEPS 500
#define CLOSE_ENOUGH 1e-9
#define FIRST_SHARE 0.1
#define LEAST 1e-9 /* of a chance: what never was is not impossible */

void mbr_fs_chance(struct mbr_fs_model *model, const struct mbr_fs_pattern *patterns, size_t count)
{
    for (size_t f = 0; f < model->fields; f++) {
        double seen[MBR_FS_LEVELS], all = 0;
        for (unsigned l = 0; l < model->levels[f]; l++)
            seen[l] = 0.5;
        for (size_t i = 0; i < count; i++) {
            unsigned level = mbr_fs_level(patterns[i].pattern, f);
            if (level != MBR_FS_UNKNOWN)
                seen[level] += patterns[i].pairs;
        }
        for (unsigned l = 0; l < model->levels[f]; l++)
            all += seen[l];
        for (unsigned l = 0; l < model->levels[f]; l++)
            model->u[f][l] = seen[l] / all;
    }
}

/* Of the fields in the set alone. */
static double ratio(const struct mbr_fs_model *model, uint32_t pattern, uint32_t set)
{
    double weight = 0;
    for (size_t f = 0; f < model->fields; f++) {
        unsigned level = mbr_fs_level(pattern, f);
        if (set >> f & 1 && level != MBR_FS_UNKNOWN)
            weight += log2(model->m[f][level] / model->u[f][level]);
    }
    return weight;
}

static double chance(double share, double weight)
{
    double odds = share / (1 - share) * exp2(weight);
    return isinf(odds) ? 1 : odds / (1 + odds);
}

static void begin(struct mbr_fs_model *model, uint32_t learn, double first)
{
    for (size_t f = 0; f < model->fields; f++) {
        unsigned top = model->levels[f] - 1;
        if (!(learn >> f & 1))
            continue;
        for (unsigned l = 0; l < top; l++)
            model->m[f][l] = (1 - first) / top;
        model->m[f][top] = first;
    }
}

/* One step: what the pairs that are one person's, each by its chance, agree to. Returns how far any
   number has moved. */
static double step(struct mbr_fs_model *model, const struct mbr_fs_pattern *patterns, size_t count,
                   uint32_t learn, double *share)
{
    double sum[MBR_FS_FIELDS][MBR_FS_LEVELS] = {{0}}, matches = 0, all = 0, moved = 0;
    for (size_t i = 0; i < count; i++) {
        double part = patterns[i].pairs * chance(*share, ratio(model, patterns[i].pattern, learn));
        all += patterns[i].pairs;
        matches += part;
        for (size_t f = 0; f < model->fields; f++) {
            unsigned level = mbr_fs_level(patterns[i].pattern, f);
            if (level != MBR_FS_UNKNOWN)
                sum[f][level] += part;
        }
    }
    for (size_t f = 0; f < model->fields; f++) {
        double known = 0;
        for (unsigned l = 0; l < model->levels[f]; l++)
            known += sum[f][l];
        for (unsigned l = 0; learn >> f & 1 && known > 0 && l < model->levels[f]; l++) {
            double m = fmax(sum[f][l] / known, LEAST);
            moved = fmax(moved, fabs(m - model->m[f][l]));
            model->m[f][l] = m;
        }
    }
    double now = fmin(fmax(matches / all, LEAST), 1 - LEAST);
    moved = fmax(moved, fabs(now - *share));
    *share = now;
    return moved;
}

double mbr_fs_learn(struct mbr_fs_model *model, const struct mbr_fs_pattern *patterns, size_t count,
                    uint32_t learn, double first)
{
    double share = FIRST_SHARE;
    begin(model, learn, first);
    if (count == 0)
        return 0;
    for (int i = 0; i < MOST_STEPS; i++)
        if (step(model, patterns, count, learn, &share) < CLOSE_ENOUGH)
            break;
    return share;
}

double mbr_fs_weight(const struct mbr_fs_model *model, uint32_t pattern)
{
    return ratio(model, pattern, UINT32_MAX);
}

double mbr_fs_probability(const struct mbr_fs_model *model, uint32_t pattern)
{
    return chance(model->match, mbr_fs_weight(model, pattern));
}
