#include "mbr/forecast.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "btyd_sum.h"
#include "discount.h"
#include "mbr/mem.h"
#include "mbr/minimize.h"

/* The covariance of the logarithms of the parameters of one who has the covariates z: these are
   linear in theta, so nothing is lost by looking at no more than them. */
static void covariance_at(const struct mbr_btyd_fitted *fitted, const double *z, double *covariance)
{
    const struct mbr_btyd_model *model = fitted->model;
    int n = model->parameters, c = z ? fitted->covariates : 0, size = fitted->size;
    double slope[MBR_BTYD_MOST][MBR_BTYD_SIZE] = {{0}}, half[MBR_BTYD_MOST][MBR_BTYD_SIZE];
    for (int i = 0; i < n; i++) {
        slope[i][i] = 1;
        for (int j = 0; j < c; j++) {
            slope[i][n + j] = model->quicker[i] * z[j];
            slope[i][n + c + j] = model->shorter[i] * z[j];
        }
        for (int j = 0; j < size; j++) {
            half[i][j] = 0;
            for (int k = 0; k < size; k++)
                half[i][j] += slope[i][k] * fitted->covariance[k * size + j];
        }
    }
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++) {
            covariance[i * n + k] = 0;
            for (int j = 0; j < size; j++)
                covariance[i * n + k] += half[i][j] * slope[k][j];
        }
}

#define NONE 1e-30 /* a variance for who has none, so that there is a root */

/* The points of one who has the covariates z; returns how many: one, the estimates, where nothing
   is known of how uncertain they are. */
static int points_at(const struct mbr_forecast *forecast, const double *z,
                     double point[][MBR_BTYD_ENTRIES])
{
    const struct mbr_btyd_fitted *fitted = forecast->fitted;
    int n = fitted->model->parameters;
    double root[MBR_BTYD_MOST * MBR_BTYD_MOST];
    mbr_btyd_at(fitted, z, point[0]);
    if (!forecast->uncertain || !fitted->definite)
        return 1;
    covariance_at(fitted, z, root);
    for (int i = 0; i < n; i++)
        if (root[i * n + i] == 0)
            root[i * n + i] = NONE;
    if (!mbr_cholesky(root, n))
        return 1;
    for (int i = 2 * n - 1; i >= 0; i--) {
        double sign = i % 2 ? -1 : 1;
        memcpy(point[i], point[0], sizeof point[i]);
        for (int k = i / 2; k < n; k++) {
            double far = log(point[0][k]) + sign * sqrt(n) * root[k * n + i / 2];
            point[i][k] = exp(fmin(fmax(far, -MBR_BTYD_BOUND), MBR_BTYD_BOUND));
        }
    }
    return 2 * n;
}

void mbr_forecast_init(struct mbr_forecast *forecast, const struct mbr_btyd_fitted *fitted,
                       bool uncertain)
{
    *forecast = (struct mbr_forecast){.fitted = fitted, .uncertain = uncertain};
    forecast->p = mbr_alloc(MBR_FORECAST_POINTS * sizeof *forecast->p);
    forecast->points = points_at(forecast, NULL, forecast->p);
}

void mbr_forecast_free(struct mbr_forecast *forecast)
{
    free(forecast->p);
}

double mbr_forecast_alive(const struct mbr_forecast *forecast, const struct mbr_btyd_case *member,
                          const double *z)
{
    double p[MBR_BTYD_ENTRIES];
    mbr_btyd_at(forecast->fitted, z, p);
    return forecast->fitted->model->alive(p, member);
}

double mbr_forecast_purchases(const struct mbr_forecast *forecast,
                              const struct mbr_btyd_case *member, const double *z, double t)
{
    const struct mbr_btyd_model *model = forecast->fitted->model;
    double p[MBR_BTYD_ENTRIES], prospect[MBR_BTYD_PROSPECT];
    mbr_btyd_at(forecast->fitted, z, p);
    model->prospect(p, member, prospect);
    return model->alive(p, member) * model->expected(prospect, t);
}

void mbr_forecast_chances(const struct mbr_forecast *forecast, const struct mbr_btyd_case *member,
                          const double *z, double t, double *chance, size_t count)
{
    const struct mbr_btyd_model *model = forecast->fitted->model;
    double own[MBR_FORECAST_POINTS][MBR_BTYD_ENTRIES], prospect[MBR_BTYD_PROSPECT], rest = 1;
    double(*point)[MBR_BTYD_ENTRIES] = z ? own : forecast->p;
    int points = z ? points_at(forecast, z, own) : forecast->points;
    double *one = mbr_calloc(count, sizeof *one);
    for (size_t k = 0; k < count; k++)
        chance[k] = 0;
    for (int i = 0; i < points; i++) {
        double alive = model->alive(point[i], member);
        model->prospect(point[i], member, prospect);
        model->chances(prospect, t, one, count);
        chance[0] += (1 - alive) / points;
        for (size_t k = 0; k < count; k++)
            chance[k] += alive * one[k] / points;
    }
    for (size_t k = 0; k + 1 < count; k++)
        rest -= chance[k];
    if (count > 0)
        chance[count - 1] = fmax(rest, 0);
    free(one);
}

double mbr_forecast_discounted(const struct mbr_forecast *forecast,
                               const struct mbr_btyd_case *member, const double *z, double rate,
                               double t)
{
    const struct mbr_btyd_model *model = forecast->fitted->model;
    double p[MBR_BTYD_ENTRIES], prospect[MBR_BTYD_PROSPECT];
    mbr_btyd_at(forecast->fitted, z, p);
    model->prospect(p, member, prospect);
    return model->alive(p, member) *
           mbr_discounted(model->expected, prospect, rate, t, model->discrete);
}
