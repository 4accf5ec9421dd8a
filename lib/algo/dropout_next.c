#include <math.h>

#include "dropout.h"
#include "mbr/special.h"

enum { SHAPE, RATE, LEAVE, STAY, STEPS, SINCE };

/* lambda and the chance to leave are conjugate: x purchases came after so many steps, and after
   none of them did the member leave. */
void mbr_dropout_prospect(const struct mbr_dropout *model, const struct mbr_btyd_case *member,
                          double *prospect)
{
    prospect[SHAPE] = model->p[0] + model->k * member->x;
    prospect[RATE] = model->p[1] + member->T;
    prospect[LEAVE] = model->p[2];
    prospect[STAY] = model->p[3] + member->x + model->modified;
    prospect[STEPS] = model->k;
    prospect[SINCE] = member->T - member->tx;
}

struct mbr_dropout_walk mbr_dropout_walk_of(const double *prospect, double t)
{
    double rate = prospect[RATE];
    return (struct mbr_dropout_walk){.shape = prospect[SHAPE],
                                     .odds = t / rate,
                                     .above = isinf(t) ? 1 : t / (rate + t),
                                     .below = rate / (rate + t),
                                     .leave = prospect[LEAVE],
                                     .stay = prospect[STAY],
                                     .k = (int)prospect[STEPS]};
}

/* Any steps that were done add to the shape as those before did. */
double mbr_dropout_walk_next(struct mbr_dropout_walk *walk, const double *prospect)
{
    double factor = walk->shape / (walk->done + 1) * (prospect[SINCE] / prospect[RATE]);
    walk->done++;
    walk->shape = prospect[SHAPE] + walk->done;
    return factor;
}

#define HUGE_TERM 1e200

/* Adds weight times the probabilities of 0, 1 … count - 1 purchases, could nobody leave. Returns
   that of more. Where the first one is too small for a double, terms are kept relative to it. */
static double add_walk(const struct mbr_dropout_walk *walk, double weight, double *chance,
                       size_t count)
{
    double log_scale = -walk->shape * log1p(walk->odds);
    double scale = exp(log_scale) * weight, term = 1, step = 0;
    int phase = walk->done;
    for (size_t n = 0; n < count; n++, phase = 0)
        for (; phase < walk->k; phase++) {
            chance[n] += term * scale;
            term *= (walk->shape + step) / (step + 1) * walk->above;
            step++;
            if (term > HUGE_TERM) {
                term /= HUGE_TERM;
                log_scale += log(HUGE_TERM);
                scale = exp(log_scale) * weight;
            }
        }
    double more = walk->k * (double)count - walk->done;
    return more > 0 ? weight * mbr_beta_below(more, walk->shape, walk->above) : weight;
}

/* n purchases are n of one who stayed, or those of one who left after the n-th and would have made
   more: these are summed from the end, where they are smallest. */
void mbr_dropout_chances(const double *prospect, double t, double *chance, size_t count)
{
    struct mbr_dropout_walk walk = mbr_dropout_walk_of(prospect, t);
    for (size_t n = 0; n < count; n++)
        chance[n] = 0;
    double weight = 1, weights = 0, more = 0;
    while (walk.done < walk.k) {
        more += add_walk(&walk, weight, chance, count);
        weights += weight;
        weight *= mbr_dropout_walk_next(&walk, prospect);
    }
    for (size_t n = count; n-- > 1;) {
        more += chance[n];
        chance[n] += walk.leave / (walk.stay + (double)(n - 1)) * more;
    }
    double stays = 1 / weights;
    for (size_t n = 0; n < count; n++) {
        chance[n] *= stays;
        stays *= (walk.stay + (double)n) / (walk.leave + walk.stay + (double)n);
    }
}
