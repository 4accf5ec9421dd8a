#include "mbr/basket_rules.h"

#include <stdlib.h>

#include "mbr/mem.h"

/* The best confidence that B has with less than A on the left, by set and place of B. A set's is
   made from those of the sets an item shorter, so sets are gone through by length. */
struct best {
    size_t *first; /* of a set */
    double *with;
    uint32_t *set; /* by length */
};

static void order_by_length(struct best *best, const struct mbr_basket_sets *sets)
{
    size_t end[MBR_BASKET_LONGEST + 2] = {0};
    for (size_t i = 0; i < sets->count; i++)
        end[sets->set[i].length + 1]++;
    for (size_t i = 1; i < MBR_BASKET_LONGEST + 2; i++)
        end[i] += end[i - 1];
    for (size_t i = 0; i < sets->count; i++)
        best->set[end[sets->set[i].length]++] = (uint32_t)i;
}

static void open_best(struct best *best, const struct mbr_basket_sets *sets)
{
    size_t places = 0;
    best->first = mbr_calloc(sets->count, sizeof *best->first);
    best->set = mbr_calloc(sets->count, sizeof *best->set);
    for (size_t i = 0; i < sets->count; i++) {
        best->first[i] = places;
        places += sets->set[i].length;
    }
    best->with = mbr_calloc(places, sizeof *best->with);
    order_by_length(best, sets);
}

static double ratio(uint32_t part, uint32_t whole)
{
    return (double)part / (double)whole;
}

/* For the set's item at `place`, over all ways to leave one of the others out. */
static double best_with(const struct best *best, const struct mbr_basket_sets *sets,
                        const uint32_t *ranks, size_t n, size_t place)
{
    uint32_t left[MBR_BASKET_LONGEST];
    double most = 0;
    if (n <= 2)
        return 0;
    for (size_t out = 0; out < n; out++) {
        if (out == place)
            continue;
        size_t shorter = mbr_basket_set_without(sets, ranks, n, out), kept = 0;
        for (size_t i = 0; i < n; i++)
            if (i != out)
                left[kept++] = ranks[i];
        size_t b = place - (place > out);
        size_t a = mbr_basket_set_without(sets, left, kept, b);
        double confidence = ratio(sets->set[shorter].count, sets->set[a].count);
        double before = best->with[best->first[shorter] + b];
        most = confidence > most ? confidence : most;
        most = before > most ? before : most;
    }
    return most;
}

static void add_rule(struct mbr_basket_rules *rules, const struct mbr_basket_sets *sets,
                     uint32_t number, const uint32_t *ranks, size_t place, double least,
                     double best)
{
    const struct mbr_basket_set *set = &sets->set[number];
    size_t a = mbr_basket_set_without(sets, ranks, set->length, place);
    size_t b = mbr_basket_set_number(sets, ranks + place, 1);
    double confidence = ratio(set->count, sets->set[a].count);
    if (confidence < least)
        return;
    rules->rule = mbr_grow(rules->rule, &rules->cap, rules->count + 1, sizeof *rules->rule);
    rules->rule[rules->count++] = (struct mbr_basket_rule){
        .set = number,
        .place = (uint8_t)place,
        .redundant = best >= confidence,
        .counts = {sets->set[0].count, sets->set[a].count, sets->set[b].count, set->count},
    };
}

static int compare_rules(const void *a, const void *b)
{
    const struct mbr_basket_rule *x = a, *y = b;
    if (x->set != y->set)
        return x->set < y->set ? -1 : 1;
    return x->place - y->place;
}

int mbr_basket_rules_find(struct mbr_basket_rules *rules, const struct mbr_basket_sets *sets,
                          double confidence, size_t most, struct mbr_err *err)
{
    uint32_t ranks[MBR_BASKET_LONGEST];
    struct best best;
    int failed = 0;
    open_best(&best, sets);
    for (size_t i = 0; i < sets->count && !failed; i++) {
        uint32_t number = best.set[i];
        size_t n = sets->set[number].length;
        mbr_basket_set_ranks(sets, number, ranks);
        for (size_t place = 0; place < n; place++) {
            double with = best_with(&best, sets, ranks, n, place);
            best.with[best.first[number] + place] = with;
            if (n > 1)
                add_rule(rules, sets, number, ranks, place, confidence, with);
        }
        if (rules->count > most)
            failed = mbr_err_set(err, "more than %zu rules have this confidence", most);
    }
    if (rules->count)
        qsort(rules->rule, rules->count, sizeof *rules->rule, compare_rules);
    free(best.first);
    free(best.with);
    free(best.set);
    return failed;
}
