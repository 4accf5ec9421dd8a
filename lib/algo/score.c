#include "mbr/score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mbr/mem.h"
#include "mbr/sort.h"

#define BLOCK 1024

bool mbr_score_errors(const double *predicted, const double *actual, size_t n,
                      struct mbr_score_error *error)
{
    if (n == 0)
        return false;
    struct mbr_score_error sum = {0};
    for (size_t i = 0; i < n; i++) {
        double by = predicted[i] - actual[i];
        sum.predicted += predicted[i];
        sum.actual += actual[i];
        sum.mean_absolute += fabs(by);
        sum.root_mean_square += by * by;
        sum.bias += by;
    }
    sum.mean_absolute /= (double)n;
    sum.root_mean_square = sqrt(sum.root_mean_square / (double)n);
    sum.bias /= (double)n;
    *error = sum;
    return true;
}

bool mbr_score_ratio(const struct mbr_score_error *error, double *ratio)
{
    if (!(error->actual > 0))
        return false;
    *ratio = error->predicted / error->actual;
    return true;
}

/* As bits, doubles >= 0 are in order, those below are in the opposite one and have the first bit
   set. Adding 0 makes -0 a 0. */
static uint64_t key_of(double value)
{
    uint64_t bits;
    value += 0.0;
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static struct mbr_sortable *sort_values(const double *values, size_t n, bool descending)
{
    struct mbr_sortable *all = mbr_alloc(n * sizeof *all);
    for (size_t i = 0; i < n; i++) {
        uint64_t key = key_of(values[i]);
        all[i] = (struct mbr_sortable){.key = descending ? ~key : key, .number = (uint32_t)i};
    }
    mbr_sort(all, n);
    return all;
}

/* Ranks less their mean, times 2: whole numbers, all of them 0 when all values are equal, and only
   then. Returns the upper median: a rank below 0 is that of a lesser value, one above 0 that of a
   greater. The caller frees *ranks. */
static double rank_values(const double *values, size_t n, double **ranks)
{
    struct mbr_sortable *all = sort_values(values, n, false);
    double *rank = mbr_alloc(n * sizeof *rank);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && all[to].key == all[from].key;)
            to++;
        for (size_t i = from; i < to; i++)
            rank[all[i].number] = (double)(from + to) - (double)n;
    }
    double median = values[all[n / 2].number];
    free(all);
    *ranks = rank;
    return median;
}

/* Of (a[i] - zero) b[i]. By blocks, for a long sum of whole numbers beyond 2^53 rounds every term.
 */
static double sum_products(const double *a, double zero, const double *b, size_t n)
{
    double whole = 0;
    for (size_t from = 0; from < n; from += BLOCK) {
        size_t to = n - from < BLOCK ? n : from + BLOCK;
        double block = 0;
        for (size_t i = from; i < to; i++)
            block += (a[i] - zero) * b[i];
        whole += block;
    }
    return whole;
}

bool mbr_score_spearman(const double *predicted, const double *actual, size_t n, double *rho)
{
    if (n < 2)
        return false;
    double *a, *b;
    rank_values(predicted, n, &a);
    rank_values(actual, n, &b);
    double aa = sum_products(a, 0, a, n), ab = sum_products(a, 0, b, n);
    double bb = sum_products(b, 0, b, n);
    free(a);
    free(b);
    if (aa == 0 || bb == 0)
        return false;
    *rho = fmax(-1, fmin(1, ab / sqrt(aa * bb)));
    return true;
}

/* With r the rank of member i from below, the area is sum(actual[i] (r - (n + 1) / 2)) divided by n
   sum(actual), of which the divisor is the same for both orders. Ranks less their mean add up to 0,
   so any number may be taken off the actual values: their median leaves no term of the perfect
   order below 0, and nothing cancels. */
bool mbr_score_gini(const double *predicted, const double *actual, size_t n, double *gini)
{
    if (n < 2)
        return false;
    double *by_predicted, *by_actual;
    rank_values(predicted, n, &by_predicted);
    double median = rank_values(actual, n, &by_actual);
    double area = sum_products(actual, median, by_predicted, n);
    double perfect = sum_products(actual, median, by_actual, n);
    free(by_predicted);
    free(by_actual);
    if (perfect == 0)
        return false;
    *gini = fmax(-1, fmin(1, area / perfect));
    return true;
}

void mbr_score_parts(const double *predicted, const double *actual, size_t n,
                     struct mbr_score_part *parts, size_t count)
{
    struct mbr_sortable *all = sort_values(predicted, n, true);
    for (size_t i = 0; i < count; i++)
        parts[i] = (struct mbr_score_part){0};
    for (size_t i = 0; i < n; i++) {
        struct mbr_score_part *part = &parts[i * count / n];
        part->members++;
        part->predicted += predicted[all[i].number];
        part->actual += actual[all[i].number];
    }
    free(all);
}

double mbr_score_covered(double less, double at_most, double level)
{
    double low = (1 - level) / 2, high = (1 + level) / 2;
    if (!(at_most > less))
        return less >= low && less <= high;
    double part = fmin(high, at_most) - fmax(low, less);
    return part > 0 ? fmin(1, part / (at_most - less)) : 0;
}
