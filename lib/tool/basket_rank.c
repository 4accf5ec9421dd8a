#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "basket_job.h"
#include "mbr/fdr.h"
#include "mbr/number.h"

const char *const mbr_basket_sorts[] = {"hyper_lift", "kulczynski", "lift", "leverage",
                                        "confidence", "count",      NULL};

uint32_t basket_least(double support, size_t all)
{
    if (support >= 1)
        return support < UINT32_MAX ? (uint32_t)support : UINT32_MAX;
    /* The quotient is compared as a person would: 7 of 100 is 0.07, though 0.07 * 100 is more than
       7 in doubles. */
    double least = floor(support * (double)all);
    while (least > 1 && (least - 1) / (double)all >= support)
        least--;
    while (least < 1 || least / (double)all < support)
        least++;
    return (uint32_t)least;
}

void basket_rank_add(struct basket_ranking *ranking, size_t number,
                     const struct mbr_basket_counts *counts)
{
    ranking->found =
        mbr_grow(ranking->found, &ranking->cap, ranking->count + 1, sizeof *ranking->found);
    ranking->found[ranking->count++] =
        (struct basket_found){.number = number, .measures = mbr_basket_measure(counts)};
}

static double value_of(const struct mbr_basket_measures *m, const char *sort)
{
    const double values[] = {m->hyper_lift, m->kulczynski, m->lift,
                             m->leverage,   m->confidence, m->support};
    size_t i = 0;
    while (strcmp(mbr_basket_sorts[i], sort) != 0)
        i++;
    return values[i];
}

static int descending(double a, double b)
{
    return (a < b) - (a > b);
}

static int compare(const void *a, const void *b, void *sort)
{
    const struct basket_found *x = a, *y = b;
    int order = descending(value_of(&x->measures, sort), value_of(&y->measures, sort));
    if (order == 0)
        order = descending(x->measures.kulczynski, y->measures.kulczynski);
    if (order == 0)
        order = descending(x->measures.support, y->measures.support);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

static void adjust(struct basket_ranking *ranking)
{
    double *p = mbr_calloc(ranking->count, sizeof *p);
    for (size_t i = 0; i < ranking->count; i++)
        p[i] = ranking->found[i].measures.p;
    mbr_fdr(p, p, ranking->count);
    for (size_t i = 0; i < ranking->count; i++)
        ranking->found[i].q = p[i];
    free(p);
}

void basket_rank(struct basket_ranking *ranking, const struct mbr_basket_options *options,
                 const struct mbr_run *run)
{
    size_t kept = 0, found = ranking->count;
    adjust(ranking);
    for (size_t i = 0; i < found; i++)
        if (ranking->found[i].q <= options->most_q)
            ranking->found[kept++] = ranking->found[i];
    ranking->count = kept;
    if (kept < found)
        mbr_note(run, "left out of %zu for their q: %zu", found, found - kept);
    if (kept)
        qsort_r(ranking->found, kept, sizeof *ranking->found, compare, (void *)options->sort);
    if (kept == 0)
        mbr_note(run, "none found: a smaller --support or --confidence finds more");
    if (options->top && (uint64_t)options->top < kept) {
        mbr_note(run, "of %zu, the first %" PRId64, kept, options->top);
        ranking->count = (size_t)options->top;
    }
}

void basket_put_measure(struct mbr_buf *buf, const char *key, double value)
{
    if (!isfinite(value))
        return;
    mbr_put_key(buf, key);
    mbr_put_score(buf, value);
}

void basket_put_value(struct basket_job *job, const char *key, const char *name_key,
                      uint32_t number)
{
    struct mbr_buf *buf = &job->run->out.buf;
    struct mbr_span name = basket_level_name(&job->level, number);
    mbr_put_key(buf, key);
    mbr_put_string(buf, basket_level_value(&job->level, number));
    if (name.n == 0)
        return;
    mbr_put_key(buf, name_key);
    mbr_put_string(buf, name);
}
