#include "dropout.h"

#include <math.h>

#include "mbr/special.h"
#include "rise.h"

enum { R, ALPHA, A, B, PARAMETERS };

/* Fits from the literature lie around the first of them; the others are shops of light and of heavy
   buyers, who leave late and soon. alpha follows from the mean rate of purchases. */
static const double starts[][PARAMETERS] = {
    {[R] = 0.4, [A] = 0.8, [B] = 2.4},
    {[R] = 1, [A] = 0.3, [B] = 3},
    {[R] = 3, [A] = 1, [B] = 1},
};

bool mbr_dropout_start(const struct mbr_btyd_case *cases, size_t count, int n, double *p)
{
    if (n < 0 || n >= (int)(sizeof starts / sizeof *starts))
        return false;
    double purchases = 0, time = 0;
    for (size_t i = 0; i < count; i++) {
        purchases += cases[i].weight * cases[i].x;
        time += cases[i].weight * (cases[i].T + cases[i].tx) / 2;
    }
    for (int i = 0; i < PARAMETERS; i++)
        p[i] = starts[n][i];
    p[ALPHA] = purchases > 0 && time > 0 ? p[R] * time / purchases : p[R];
    return true;
}

/* What depends on x alone. gone: how much likelier than to be there, had there been no time since
   the last purchase, it is to have left right after it. */
struct by_x {
    double x, steps, shape; /* steps k x; shape of lambda after them */
    double constant, gone;
    double slope[PARAMETERS]; /* of the constant, by the parameters' logarithms */
};

static double chances_to_leave(const struct mbr_dropout *model, double x)
{
    return x + model->modified;
}

static double odds_gone(const struct mbr_dropout *model, double x)
{
    double left = chances_to_leave(model, x);
    return left > 0 ? model->p[A] / (model->p[B] + (left - 1)) : 0;
}

static void set_x(struct by_x *by, const struct mbr_dropout *model, double x)
{
    double r = model->p[R], a = model->p[A], b = model->p[B];
    double left = chances_to_leave(model, x), both = mbr_rise_slope(a + b, left);
    by->x = x;
    by->steps = model->k * x;
    by->shape = r + by->steps;
    by->gone = odds_gone(model, x);
    by->constant = mbr_rise_log(r, by->steps) - by->steps * log(model->p[ALPHA]) -
                   x * mbr_log_gamma(model->k) + mbr_rise_log(b, left) - mbr_rise_log(a + b, left);
    by->slope[R] = r * mbr_rise_slope(r, by->steps);
    by->slope[A] = -a * both;
    by->slope[B] = b * (mbr_rise_slope(b, left) - both);
}

/* The chance that the next purchase has not come yet though the member is there: its logarithm and
   the derivatives of that by r and alpha. With k > 1 it is that of fewer than k steps. */
struct quiet {
    double log, by_r, by_alpha;
};

/* Beyond this, sums are scaled down. */
#define HUGE_SUM 1e200

static struct quiet quiet_of(double shape, double from, double gap, int k)
{
    double to = from + gap, ratio = gap / to;
    double term = 1, sum = 1, by_shape = 0, steps = 0, slope = 0, log_scale = 0;
    for (int j = 1; j < k; j++) {
        slope += 1 / (shape + (j - 1));
        term *= (shape + (j - 1)) / j * ratio;
        sum += term;
        by_shape += term * slope;
        steps += term * j;
        if (sum > HUGE_SUM) {
            term /= HUGE_SUM;
            sum /= HUGE_SUM;
            by_shape /= HUGE_SUM;
            steps /= HUGE_SUM;
            log_scale += log(HUGE_SUM);
        }
    }
    double none = -log1p(gap / from);
    double log_sum = k > 1 ? log(sum) + log_scale : 0;
    return (struct quiet){shape * none + log_sum, none + by_shape / sum,
                          (shape * gap / from - steps / sum) / to};
}

/* Fader, Hardie and Lee (2005) in the form of Hardie's note 027 (2021), equation 4: the sum of the
   two ways, to be there and to have left, is taken relative to the likelihood at the last purchase,
   so that nothing overflows. */
void mbr_dropout_likelihood(const struct mbr_dropout *model, const struct mbr_btyd_case *cases,
                            size_t count, double *sum, double *gradient)
{
    double r = model->p[R], alpha = model->p[ALPHA];
    struct by_x by = {.x = -1};
    for (size_t i = 0; i < count; i++) {
        const struct mbr_btyd_case *one = &cases[i];
        if (one->x != by.x)
            set_x(&by, model, one->x);
        double from = alpha + one->tx, elapsed = log1p(one->tx / alpha);
        struct quiet quiet = quiet_of(by.shape, from, one->T - one->tx, model->k);
        double silent = exp(quiet.log), there = 1, last = quiet.log;
        if (by.gone > 0) {
            there = silent / (silent + by.gone);
            last = log(silent + by.gone);
        }
        *sum += one->weight * (by.constant - by.shape * elapsed + last);
        if (model->k > 1)
            *sum += (model->k - 1) * one->logs;
        if (!gradient)
            continue;
        gradient[R] += one->weight * (by.slope[R] + r * (there * quiet.by_r - elapsed));
        gradient[ALPHA] += one->weight * ((r * one->tx - by.steps * alpha) / from +
                                          alpha * there * quiet.by_alpha);
        gradient[A] += one->weight * (by.slope[A] + (1 - there));
        gradient[B] +=
            one->weight * (by.slope[B] - (1 - there) * by.gone * model->p[B] / model->p[A]);
    }
}

double mbr_dropout_alive(const struct mbr_dropout *model, const struct mbr_btyd_case *member)
{
    double gone = odds_gone(model, member->x);
    if (gone == 0)
        return 1;
    struct quiet quiet = quiet_of(model->p[R] + model->k * member->x, model->p[ALPHA] + member->tx,
                                  member->T - member->tx, model->k);
    return 1 / (1 + gone * exp(-quiet.log));
}
