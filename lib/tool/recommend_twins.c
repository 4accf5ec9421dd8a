#include <stdlib.h>

#include "recommend_facts.h"

#define PRICES_ALIKE 0.5 /* where one of two prices is not known */

struct alike {
    double likeness;
    uint32_t rank, item;
};

/* How much two items of one category, or of one brand, are alike. */
static double likeness(const struct recommend_fact *a, const struct recommend_fact *b)
{
    bool brand = a->brand != RECOMMEND_NONE && a->brand == b->brand;
    double price = PRICES_ALIKE;
    if (a->price > 0 && b->price > 0)
        price = a->price < b->price ? (double)a->price / (double)b->price
                                    : (double)b->price / (double)a->price;
    return brand + price;
}

static bool is_better(const struct alike *a, const struct alike *b)
{
    return a->likeness != b->likeness ? a->likeness > b->likeness : a->rank < b->rank;
}

static size_t keep(struct alike *best, size_t count, const struct alike *one)
{
    size_t at = count < RECOMMEND_TWINS ? count++ : RECOMMEND_TWINS;
    if (at == RECOMMEND_TWINS && !is_better(one, &best[--at]))
        return count;
    for (; at > 0 && is_better(one, &best[at - 1]); at--)
        best[at] = best[at - 1];
    best[at] = *one;
    return count;
}

/* The sold items by the number of a value, those of one behind the other, each time the most
   popular first; and those of one. */
struct shelf {
    size_t *start;
    uint32_t *item;
};
struct row {
    const uint32_t *item;
    size_t count;
};

static struct shelf sort_items(const struct recommend_facts *facts,
                               const struct mbr_popular *popular, bool by_brand)
{
    uint32_t values = by_brand ? facts->brands.count : facts->categories.count;
    struct shelf shelf = {.start = mbr_calloc(values + (size_t)2, sizeof *shelf.start),
                          .item = mbr_calloc(facts->sold->count + (size_t)1, sizeof *shelf.item)};
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < facts->sold->count; i++) {
            uint32_t item = popular->order[i];
            uint32_t value = by_brand ? facts->of[item].brand : facts->of[item].category;
            if (value == RECOMMEND_NONE)
                continue;
            if (pass == 0)
                shelf.start[value + 2]++;
            else
                shelf.item[shelf.start[value + 1]++] = item;
        }
        for (uint32_t value = 1; pass == 0 && value <= values; value++)
            shelf.start[value + 1] += shelf.start[value];
    }
    return shelf;
}

/* Of those who come later none can be better once all are as much alike as can be. */
static bool is_settled(const struct alike *best, size_t count, const struct recommend_fact *fact)
{
    double most = (fact->brand != RECOMMEND_NONE) + (fact->price > 0 ? 1 : PRICES_ALIKE);
    return count == RECOMMEND_TWINS && best[count - 1].likeness >= most;
}

static void find_twins(struct recommend_twins *twins, const struct recommend_facts *facts,
                       const struct mbr_popular *popular, uint32_t unsold, struct row among)
{
    const struct recommend_fact *fact = &facts->of[facts->sold->count + unsold];
    struct alike best[RECOMMEND_TWINS];
    size_t count = 0;
    for (size_t i = 0; i < among.count && !is_settled(best, count, fact); i++) {
        uint32_t item = among.item[i];
        struct alike one = {likeness(fact, &facts->of[item]), popular->rank[item], item};
        count = keep(best, count, &one);
    }
    for (size_t i = 0; i < count; i++)
        twins->twin[unsold * (size_t)RECOMMEND_TWINS + i] = best[i].item;
    twins->count[unsold] = (uint8_t)count;
}

static struct row take(const struct shelf *shelf, uint32_t value)
{
    if (value == RECOMMEND_NONE)
        return (struct row){0};
    size_t from = shelf->start[value], to = shelf->start[value + 1];
    return (struct row){shelf->item + from, to - from};
}

void recommend_twins_init(struct recommend_twins *twins, const struct recommend_facts *facts,
                          const struct mbr_popular *popular)
{
    uint32_t unsold = facts->unsold.count;
    struct shelf categories = sort_items(facts, popular, false);
    struct shelf brands = sort_items(facts, popular, true);
    twins->twin = mbr_calloc(unsold + (size_t)1, RECOMMEND_TWINS * sizeof *twins->twin);
    twins->count = mbr_calloc(unsold + (size_t)1, sizeof *twins->count);
    for (uint32_t i = 0; i < unsold; i++) {
        const struct recommend_fact *fact = &facts->of[facts->sold->count + i];
        struct row among = take(&categories, fact->category);
        if (among.count == 0)
            among = take(&brands, fact->brand);
        find_twins(twins, facts, popular, i, among);
    }
    free(categories.start);
    free(categories.item);
    free(brands.start);
    free(brands.item);
}

void recommend_twins_free(struct recommend_twins *twins)
{
    free(twins->twin);
    free(twins->count);
}
