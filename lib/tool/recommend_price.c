#include <stdlib.h>

#include "recommend_price.h"

#include "mbr/decimal.h"
#include "mbr/mem.h"

#define LEAST_LINES 5  /* in a category: fewer say less than all of them */
#define TOLERANCE 1.25 /* a quarter */
#define LOW_PERCENT 10
#define HIGH_PERCENT 90
#define CENT (MBR_DECIMAL_ONE / 100)

struct paid {
    int64_t price;
    uint32_t category;
};

/* Bands are found when they are first asked for; those of another member have another stamp. */
struct recommend_prices {
    const struct recommend_facts *facts;
    struct paid *paid; /* of the member, rising */
    size_t count, cap;
    int64_t *price; /* room for those of one category */
    size_t price_cap;
    struct recommend_band all, *of; /* by category */
    uint64_t *stamp, now;
};

struct recommend_prices *recommend_prices_new(const struct recommend_facts *facts)
{
    struct recommend_prices *prices = mbr_calloc(1, sizeof *prices);
    prices->facts = facts;
    prices->of = mbr_calloc(facts->categories.count + (size_t)1, sizeof *prices->of);
    prices->stamp = mbr_calloc(facts->categories.count + (size_t)1, sizeof *prices->stamp);
    return prices;
}

void recommend_prices_free(struct recommend_prices *prices)
{
    if (!prices)
        return;
    free(prices->paid);
    free(prices->price);
    free(prices->of);
    free(prices->stamp);
    free(prices);
}

static int by_price(const void *a, const void *b)
{
    const struct paid *x = a, *y = b;
    return (x->price > y->price) - (x->price < y->price);
}

/* Between two lines in proportion; in cents, as prices are said. The lowest and the highest of some
   lines are one slip of the hand each. */
static int64_t percentile(const int64_t *rising, size_t count, size_t percent)
{
    size_t spared = count >= LEAST_LINES, hundredths = (count - 1 - 2 * spared) * percent;
    const int64_t *at = rising + spared + hundredths / 100;
    double part = (double)(hundredths % 100) / 100;
    double price = (double)at[0] + (part > 0 ? part * (double)(at[1] - at[0]) : 0);
    return price < (double)CENT ? at[0] : (int64_t)(price / CENT + 0.5) * CENT;
}

/* Of one category, or of RECOMMEND_NONE: of all. */
static struct recommend_band find_band(struct recommend_prices *prices, uint32_t category,
                                       size_t least)
{
    size_t count = 0;
    prices->price =
        mbr_grow(prices->price, &prices->price_cap, prices->count, sizeof *prices->price);
    for (size_t i = 0; i < prices->count; i++)
        if (category == RECOMMEND_NONE || prices->paid[i].category == category)
            prices->price[count++] = prices->paid[i].price;
    if (count < least)
        return (struct recommend_band){0};
    return (struct recommend_band){percentile(prices->price, count, LOW_PERCENT),
                                   percentile(prices->price, count, HIGH_PERCENT)};
}

void recommend_prices_take(struct recommend_prices *prices, const struct mbr_purchases *purchases)
{
    const struct recommend_facts *facts = prices->facts;
    size_t lines = purchases ? purchases->count : 0;
    prices->now++;
    prices->count = 0;
    prices->paid = mbr_grow(prices->paid, &prices->cap, lines, sizeof *prices->paid);
    for (size_t i = 0; i < lines; i++) {
        const struct mbr_purchase *line = &purchases->line[i];
        uint32_t item = line->item.n ? recommend_item_find(facts, line->item) : RECOMMEND_NONE;
        if (line->price > 0 && item != RECOMMEND_NONE)
            prices->paid[prices->count++] = (struct paid){line->price, facts->of[item].category};
    }
    if (prices->count)
        qsort(prices->paid, prices->count, sizeof *prices->paid, by_price);
    prices->all = find_band(prices, RECOMMEND_NONE, 1);
}

struct recommend_band recommend_prices_band(struct recommend_prices *prices, uint32_t item)
{
    uint32_t category = prices->facts->of[item].category;
    if (category == RECOMMEND_NONE)
        return prices->all;
    if (prices->stamp[category] != prices->now) {
        prices->of[category] = find_band(prices, category, LEAST_LINES);
        prices->stamp[category] = prices->now;
    }
    return prices->of[category].high ? prices->of[category] : prices->all;
}

bool recommend_prices_fit(struct recommend_prices *prices, uint32_t item)
{
    struct recommend_band band = recommend_prices_band(prices, item);
    double price = (double)prices->facts->of[item].price;
    return price > 0 && band.high > 0 && price <= (double)band.high * TOLERANCE &&
           (double)band.low <= price * TOLERANCE;
}
