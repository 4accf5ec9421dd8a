#ifndef MBR_TESTS_UNIT_BTYD_DATA_H
#define MBR_TESTS_UNIT_BTYD_DATA_H

/* Members to fit models of btyd.h to: simulated, and real. */

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mbr/btyd_fit.h"
#include "mbr/date.h"
#include "mbr/mem.h"
#include "mbr/variate.h"

struct members {
    struct mbr_btyd_case *cases;
    size_t count, room;
};

static inline void add_member(struct members *members, double x, double tx, double T, double logs)
{
    members->cases =
        mbr_grow(members->cases, &members->room, members->count + 1, sizeof *members->cases);
    members->cases[members->count++] =
        (struct mbr_btyd_case){.x = x, .tx = tx, .T = T, .logs = logs, .weight = 1};
}

static inline int by_case(const void *a, const void *b)
{
    const struct mbr_btyd_case *l = a, *r = b;
    if (l->x != r->x)
        return l->x < r->x ? -1 : 1;
    if (l->T != r->T)
        return l->T < r->T ? -1 : 1;
    return (l->tx > r->tx) - (l->tx < r->tx);
}

/* In order, and the alike put together. */
static inline void gather(struct members *members)
{
    struct mbr_btyd_case *cases = members->cases;
    size_t kept = 0;
    qsort(cases, members->count, sizeof *cases, by_case);
    for (size_t i = 0; i < members->count; i++) {
        if (kept > 0 && by_case(&cases[kept - 1], &cases[i]) == 0) {
            cases[kept - 1].weight += cases[i].weight;
            cases[kept - 1].logs += cases[i].logs;
        } else {
            cases[kept++] = cases[i];
        }
    }
    members->count = kept;
}

/* Who buys as long as they are there, with times between purchases that are sums of k exponential
   ones at k times the rate, until `leaves` or, where coin > 0, until a coin shows that side after a
   purchase. In weeks, cut to whole days as shops see them: step is a day, 0 leaves them uncut. */
static inline void simulate(struct members *members, struct mbr_rand *rand, double rate, int k,
                            double leaves, double coin, double T, double step)
{
    double t = 0, tx = 0, logs = 0;
    int x = 0;
    for (;;) {
        double wait = 0;
        for (int i = 0; i < k; i++)
            wait += mbr_variate_exponential(rand) / rate;
        t += wait;
        if (t > T || t > leaves)
            break;
        logs += log(wait);
        x++;
        tx = step > 0 ? ceil(t / step) * step : t;
        if (coin > 0 && mbr_rand_uniform(rand) < coin)
            break;
    }
    add_member(members, x, fmin(tx, T), T, logs);
}

static inline double beta_variate(struct mbr_rand *rand, double a, double b)
{
    double x = mbr_variate_gamma(rand, a);
    return x / (x + mbr_variate_gamma(rand, b));
}

/* Members of the model's own kind, watched from 27 weeks to 39; quicker and shorter are factors of
   their rates. */
static inline void simulate_model(struct members *members, const struct mbr_btyd_model *model,
                                  const double *p, size_t count, uint64_t seed, double quicker,
                                  double shorter, double step)
{
    struct mbr_rand rand;
    mbr_rand_seed(&rand, seed);
    bool coin = model != &mbr_paretonbd;
    int k = model->regular ? (int)p[model->parameters] : 1;
    for (size_t i = 0; i < count; i++) {
        double T = 27 + mbr_rand_below(&rand, 84) / 7.;
        double rate = mbr_variate_gamma(&rand, p[0]) / p[1] * quicker;
        if (coin) {
            double chance = beta_variate(&rand, p[2], p[3]);
            bool at_once = model == &mbr_mbgnbd || model == &mbr_mbgcnbdk;
            bool gone = at_once && mbr_rand_uniform(&rand) < chance;
            simulate(members, &rand, rate, k, gone ? 0 : INFINITY, chance, T, step);
        } else {
            double leaving = mbr_variate_gamma(&rand, p[2]) / p[3] * shorter;
            double leaves = mbr_variate_exponential(&rand) / leaving;
            simulate(members, &rand, rate, k, leaves, 0, T, step);
        }
    }
}

/* CDNOW's customers (file: of $MBR_SHARED/data/cdnow, compressed or not) to the end of September
   1997, in weeks, purchases of a day counting once. false, with a line that says so, where it is
   not there. */
static inline bool read_cdnow(struct members *members, const char *file)
{
    const char *shared = getenv("MBR_SHARED");
    char command[4096], line[256], who[32], before[32] = "";
    int32_t first = 0, last = 0, end = mbr_day_from_civil(1997, 9, 30);
    int date, x = -1;
    snprintf(command, sizeof command, "f=\"%s/data/cdnow/%s\"; test -r \"$f\" && gunzip -cf \"$f\"",
             shared ? shared : "../shared", file);
    FILE *pipe = popen(command, "r");
    while (pipe && fgets(line, sizeof line, pipe)) {
        if (sscanf(line, "%31s%*[ ]%d", who, &date) != 2)
            continue;
        if (date < 10000 && sscanf(line, "%31s %*s %d", who, &date) != 2)
            continue;
        int32_t day = mbr_day_from_civil(date / 10000, date / 100 % 100, date % 100);
        if (strcmp(who, before) != 0) {
            if (x >= 0)
                add_member(members, x, (last - first) / 7., (end - first) / 7., 0);
            memcpy(before, who, sizeof before);
            first = last = day;
            x = 0;
        }
        if (day > last && day <= end) {
            last = day;
            x++;
        }
    }
    if (x >= 0)
        add_member(members, x, (last - first) / 7., (end - first) / 7., 0);
    if (pipe)
        pclose(pipe);
    if (members->count == 0)
        printf("skipped: no %s in the shared data\n", file);
    return members->count > 0;
}

#endif
