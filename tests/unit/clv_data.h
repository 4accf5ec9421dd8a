#ifndef MBR_TESTS_UNIT_CLV_DATA_H
#define MBR_TESTS_UNIT_CLV_DATA_H

/* Members of a shop, one after another, and a shop of them, made up. */

#include <math.h>
#include <stdlib.h>

#include "mbr/clv_base.h"
#include "mbr/mem.h"
#include "mbr/variate.h"

/* What was bought on a day, at `amount`. */
static inline struct mbr_occasion bought(int32_t day, double amount)
{
    return (struct mbr_occasion){day, MBR_OCCASION_BOUGHT, amount};
}

static inline void add_occasion(struct mbr_occasions *list, struct mbr_occasion occasion)
{
    list->all = mbr_grow(list->all, &list->cap, list->count + 1, sizeof *list->all);
    list->all[list->count++] = occasion;
}

/* A member who bought on these days, for 10 each. */
static inline void add_days(struct mbr_clv_base *base, uint32_t group, const int32_t *days,
                            size_t count)
{
    struct mbr_occasions list = {0};
    for (size_t i = 0; i < count; i++)
        add_occasion(&list, bought(days[i], 10));
    mbr_clv_base_add(base, &list, group);
    free(list.all);
}

#define ADD_DAYS(base, group, ...)                                                                 \
    add_days(base, group, (const int32_t[]){__VA_ARGS__},                                          \
             sizeof((const int32_t[]){__VA_ARGS__}) / sizeof(int32_t))

/* A shop: members join evenly over `joining` days from `first` on, and buy, by days, at a weekly
   rate that is gamma (1, 1 / mean) until they leave, at a rate that is gamma (1, 1 / leaving):
   Pareto/NBD with r = s = 1. k > 1: only every k-th of k times as many would-be purchases is one.
   December sells `december` times as much. */
struct shop {
    int32_t first, days, joining;
    size_t members;
    double mean, leaving, december;
    int k;
    uint64_t seed;
};

static inline void open_shop(struct mbr_clv_base *base, const struct shop *shop)
{
    struct mbr_rand rand;
    struct mbr_season season = mbr_season_none;
    season.month[11] = shop->december > 0 ? shop->december : 1;
    mbr_rand_seed(&rand, shop->seed);
    for (size_t i = 0; i < shop->members; i++) {
        struct mbr_occasions list = {0};
        int32_t day = shop->first + (int32_t)mbr_rand_below(&rand, (uint32_t)shop->joining);
        double rate = mbr_variate_exponential(&rand) * shop->mean / 7 * shop->k;
        double gone = mbr_variate_exponential(&rand) * shop->leaving / 7;
        double stays = mbr_variate_exponential(&rand) / gone;
        double price = 5 + 10 * mbr_rand_uniform(&rand);
        uint32_t wishes = 0;
        add_occasion(&list, bought(day, price));
        for (int32_t d = 1; d <= stays && day + d < shop->first + shop->days; d++) {
            wishes += mbr_variate_poisson(&rand, rate * mbr_season_index(&season, day + d));
            if (wishes >= (uint32_t)shop->k)
                add_occasion(&list, bought(day + d, price * (.5 + mbr_rand_uniform(&rand))));
            wishes = wishes >= (uint32_t)shop->k ? 0 : wishes;
        }
        mbr_clv_base_add(base, &list, 0);
        free(list.all);
    }
}

#endif
