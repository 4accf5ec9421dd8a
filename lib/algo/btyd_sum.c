#include "btyd_sum.h"

#include <math.h>
#include <stdlib.h>

#include "mbr/mem.h"

#define PIECE 1024 /* cases: some tenth of a millisecond's work */

/* `count` cases from the one at `from` of the group `group` on, over as many groups as they take.
 */
struct mbr_btyd_piece {
    const struct mbr_btyd_sum *sum;
    size_t group, from, count;
    double value, gradient[MBR_BTYD_SIZE];
    char apart[MBR_CREW_APART];
};

void mbr_btyd_scale(const struct mbr_btyd_model *model, const double *theta, int covariates,
                    const double *z, double *p, double *slope)
{
    double quicker = 0, shorter = 0;
    for (int i = 0; i < covariates && z; i++) {
        quicker += theta[model->parameters + i] * z[i];
        shorter += theta[model->parameters + covariates + i] * z[i];
    }
    for (int i = 0; i < model->parameters; i++) {
        double log_p = theta[i] + model->quicker[i] * quicker + model->shorter[i] * shorter;
        double within = fmin(fmax(log_p, -MBR_BTYD_BOUND), MBR_BTYD_BOUND);
        p[i] = exp(within);
        if (slope)
            slope[i] = fabs(log_p) <= MBR_BTYD_BOUND;
    }
}

/* The chain rule: what the gradient by the scaled logarithms of one group is by theta. */
static void chain(const struct mbr_btyd_sum *sum, const double *scaled, const double *slope,
                  const double *z, double *gradient)
{
    int parameters = sum->model->parameters;
    double quicker = 0, shorter = 0;
    for (int i = 0; i < parameters; i++) {
        double g = scaled[i] * slope[i];
        gradient[i] += g;
        quicker += sum->model->quicker[i] * g;
        shorter += sum->model->shorter[i] * g;
    }
    for (int i = 0; i < sum->covariates; i++) {
        gradient[parameters + i] += z[i] * quicker;
        gradient[parameters + sum->covariates + i] += z[i] * shorter;
    }
}

void mbr_btyd_sum_piece(void *p)
{
    struct mbr_btyd_piece *piece = p;
    const struct mbr_btyd_sum *sum = piece->sum;
    double parameter[MBR_BTYD_ENTRIES] = {0}, slope[MBR_BTYD_MOST];
    piece->value = 0;
    for (int i = 0; i < sum->size; i++)
        piece->gradient[i] = 0;
    if (sum->model->regular)
        parameter[sum->model->parameters] = sum->k;
    size_t from = piece->from, left = piece->count;
    for (const struct mbr_btyd_group *group = sum->groups + piece->group; left > 0; group++) {
        size_t here = group->count - from < left ? group->count - from : left;
        double scaled[MBR_BTYD_MOST] = {0};
        if (here > 0) {
            mbr_btyd_scale(sum->model, sum->theta, sum->covariates, group->z, parameter, slope);
            sum->model->likelihood(parameter, group->cases + from, here, &piece->value, scaled);
            chain(sum, scaled, slope, group->z, piece->gradient);
        }
        left -= here;
        from = 0;
    }
}

void mbr_btyd_sum_init(struct mbr_btyd_sum *sum, const struct mbr_btyd_model *model,
                       const struct mbr_btyd_group *groups, size_t count, int covariates,
                       struct mbr_crew *crew)
{
    *sum = (struct mbr_btyd_sum){.model = model, .groups = groups, .covariates = covariates};
    sum->size = model->parameters + 2 * covariates;
    sum->crew = crew;
    size_t room = 0, left = 0;
    for (size_t i = 0; i < count; i++) {
        size_t taken = 0;
        while (taken < groups[i].count) {
            if (left == 0) {
                sum->pieces = mbr_grow(sum->pieces, &room, sum->count + 1, sizeof *sum->pieces);
                struct mbr_btyd_piece *piece = &sum->pieces[sum->count++];
                *piece = (struct mbr_btyd_piece){.sum = sum, .group = i, .from = taken};
                left = PIECE;
            }
            size_t more = groups[i].count - taken < left ? groups[i].count - taken : left;
            sum->pieces[sum->count - 1].count += more;
            taken += more;
            left -= more;
        }
        for (size_t k = 0; k < groups[i].count; k++)
            sum->members += groups[i].cases[k].weight;
    }
}

void mbr_btyd_sum_free(struct mbr_btyd_sum *sum)
{
    free(sum->pieces);
}

double mbr_btyd_sum_at(struct mbr_btyd_sum *sum, const double *theta, double *gradient)
{
    double value = 0;
    size_t given = 0;
    struct mbr_btyd_piece *piece;
    sum->theta = theta;
    for (int i = 0; i < sum->size; i++)
        gradient[i] = 0;
    for (;;) {
        while (given < sum->count && mbr_crew_held(sum->crew) < mbr_crew_depth(sum->crew))
            mbr_crew_give(sum->crew, &sum->pieces[given++]);
        if (!(piece = mbr_crew_take(sum->crew)))
            break;
        value += piece->value;
        for (int i = 0; i < sum->size; i++)
            gradient[i] += piece->gradient[i];
    }
    return value;
}

/* Members are counted off in the order of the cases, so that the few that are taken are as unlike
   each other as all are. */
struct mbr_btyd_group *mbr_btyd_thin(const struct mbr_btyd_group *groups, size_t count, size_t most,
                                     struct mbr_btyd_case **cases, size_t *kept)
{
    double members = 0;
    size_t whole = 0;
    for (size_t i = 0; i < count; i++) {
        whole += groups[i].count;
        for (size_t k = 0; k < groups[i].count; k++)
            members += groups[i].cases[k].weight;
    }
    if (whole <= most)
        return NULL;
    struct mbr_btyd_group *thin = mbr_calloc(count, sizeof *thin);
    struct mbr_btyd_case *to = mbr_alloc(whole * sizeof *to);
    double every = members / (double)most, since = every / 2;
    *cases = to;
    for (size_t i = 0; i < count; i++) {
        thin[i] = (struct mbr_btyd_group){.z = groups[i].z, .cases = to};
        for (size_t k = 0; k < groups[i].count; k++) {
            const struct mbr_btyd_case *from = &groups[i].cases[k];
            bool many = from->weight >= every;
            since += many ? 0 : from->weight;
            if (!many && since < every)
                continue;
            *to = *from;
            if (!many) {
                since -= every;
                to->weight = every;
                to->logs = from->weight > 0 ? from->logs * (every / from->weight) : 0;
            }
            to++;
        }
        thin[i].count = (size_t)(to - thin[i].cases);
    }
    *kept = (size_t)(to - *cases);
    return thin;
}
