#include "mbr/basket_then.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "mbr/date.h"
#include "mbr/mem.h"

#define NOBODY UINT32_MAX

/* A member's first purchase of an item. */
struct trial {
    uint32_t member, basket; /* basket: counted from the member's first */
};

struct work {
    struct mbr_basket_pairs *pairs;
    const struct mbr_baskets *baskets;
    const struct mbr_basket_then_terms *terms;
    struct trial *trial; /* by item */
    size_t *end;         /* of an item's trials */
    size_t *entry;       /* as in the baskets, of the items that may follow */
    uint32_t *item;
    /* By item: of the item at work, and of all. */
    uint32_t *stamp, *count, *seen;
    uint64_t *days;
    uint64_t *followed, *trials;
    uint32_t stamps;
    struct mbr_err *err;
};

static int32_t last_day(const struct mbr_period *within, int32_t day)
{
    return mbr_day_add_months(day, within->months) + within->days;
}

/* Puts each first purchase of an item at its place, or only counts them, which makes the places. */
static void list_trials(struct work *work, bool only_count)
{
    const struct mbr_baskets *baskets = work->baskets;
    for (uint32_t i = 0; i < baskets->items; i++)
        work->stamp[i] = NOBODY;
    for (uint32_t member = 0; member < baskets->members; member++) {
        size_t from = baskets->basket[member], to = baskets->basket[member + 1];
        for (size_t i = baskets->entry[from], basket = from; i < baskets->entry[to]; i++) {
            uint32_t item = baskets->item[i];
            while (i >= baskets->entry[basket + 1])
                basket++;
            if (work->stamp[item] == member)
                continue;
            work->stamp[item] = member;
            if (only_count)
                work->end[item]++;
            else
                work->trial[work->end[item]++] = (struct trial){member, (uint32_t)(basket - from)};
        }
    }
}

/* Which entries may follow in a pair: those of items that enough members have. */
static void keep_followers(struct work *work)
{
    const struct mbr_baskets *baskets = work->baskets;
    size_t count = baskets->basket[baskets->members], kept = 0;
    work->entry = mbr_calloc(count + 1, sizeof *work->entry);
    work->item = mbr_alloc(baskets->entry[count] * sizeof *work->item);
    for (size_t basket = 0; basket < count; basket++) {
        for (size_t i = baskets->entry[basket]; i < baskets->entry[basket + 1]; i++)
            if (work->end[baskets->item[i]] >= work->terms->least)
                work->item[kept++] = baskets->item[i];
        work->entry[basket + 1] = kept;
    }
}

static void make_trials(struct work *work)
{
    size_t total = 0;
    list_trials(work, true);
    keep_followers(work);
    for (uint32_t i = 0; i < work->baskets->items; i++) {
        size_t count = work->end[i];
        work->end[i] = total;
        total += count;
    }
    work->trial = mbr_calloc(total, sizeof *work->trial);
    list_trials(work, false);
}

/* Counts what followed on one trial, each item once; returns how many items have now been seen. */
static uint32_t follow(struct work *work, uint32_t first, const struct trial *trial, uint32_t seen)
{
    const struct mbr_baskets *baskets = work->baskets;
    size_t basket = baskets->basket[trial->member] + trial->basket;
    size_t to = baskets->basket[trial->member + 1];
    int32_t day = baskets->day[basket], last = last_day(&work->terms->within, day);
    if (last > work->terms->as_of[trial->member]) {
        work->pairs->unfinished++;
        return seen;
    }
    work->trials[first]++;
    work->stamps++;
    for (; basket < to && baskets->day[basket] <= last; basket++) {
        if (baskets->day[basket] == day)
            continue;
        for (size_t i = work->entry[basket]; i < work->entry[basket + 1]; i++) {
            uint32_t item = work->item[i];
            if (item == first || work->stamp[item] == work->stamps)
                continue;
            work->stamp[item] = work->stamps;
            if (work->count[item]++ == 0)
                work->seen[seen++] = item;
            work->days[item] += (uint64_t)(baskets->day[basket] - day);
        }
    }
    return seen;
}

static int compare_items(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int add_pairs(struct work *work, uint32_t first, uint32_t seen)
{
    struct mbr_basket_pairs *pairs = work->pairs;
    const struct mbr_basket_then_terms *terms = work->terms;
    uint32_t trials = (uint32_t)work->trials[first];
    if (seen)
        qsort(work->seen, seen, sizeof *work->seen, compare_items);
    for (uint32_t i = 0; i < seen; i++) {
        uint32_t then = work->seen[i], count = work->count[then];
        work->followed[then] += count;
        if (count >= terms->least && (double)count / (double)trials >= terms->confidence) {
            pairs->pair = mbr_grow(pairs->pair, &pairs->cap, pairs->count + 1, sizeof *pairs->pair);
            pairs->pair[pairs->count++] = (struct mbr_basket_pair){
                first, then, {.a = trials, .both = count}, work->days[then]};
        }
        work->count[then] = 0;
        work->days[then] = 0;
    }
    if (pairs->count > terms->most)
        return mbr_err_set(work->err, "more than %zu pairs have this support and confidence",
                           terms->most);
    return 0;
}

static int work_all(struct work *work)
{
    uint32_t items = work->baskets->items;
    size_t at = 0;
    make_trials(work);
    memset(work->stamp, 0, items * sizeof *work->stamp);
    for (uint32_t first = 0; first < items; first++) {
        uint32_t seen = 0;
        for (; at < work->end[first]; at++)
            seen = follow(work, first, &work->trial[at], seen);
        work->pairs->trials += work->trials[first];
        if (add_pairs(work, first, seen) < 0)
            return -1;
    }
    for (size_t i = 0; i < work->pairs->count; i++) {
        struct mbr_basket_pair *pair = &work->pairs->pair[i];
        pair->counts.n = (uint32_t)(work->pairs->trials - work->trials[pair->then]);
        pair->counts.b = (uint32_t)work->followed[pair->then];
    }
    return 0;
}

int mbr_basket_then_find(struct mbr_basket_pairs *pairs, const struct mbr_baskets *baskets,
                         const struct mbr_basket_then_terms *terms, struct mbr_err *err)
{
    size_t items = baskets->items;
    struct work work = {.pairs = pairs, .baskets = baskets, .terms = terms, .err = err};
    if (baskets->entry[baskets->basket[baskets->members]] >= NOBODY)
        return mbr_err_set(err, "more than %u lines", NOBODY);
    work.end = mbr_calloc(items, sizeof *work.end);
    work.stamp = mbr_calloc(items, sizeof *work.stamp);
    work.count = mbr_calloc(items, sizeof *work.count);
    work.seen = mbr_calloc(items, sizeof *work.seen);
    work.days = mbr_calloc(items, sizeof *work.days);
    work.followed = mbr_calloc(items, sizeof *work.followed);
    work.trials = mbr_calloc(items, sizeof *work.trials);
    int failed = work_all(&work);
    free(work.trial);
    free(work.end);
    free(work.entry);
    free(work.item);
    free(work.stamp);
    free(work.count);
    free(work.seen);
    free(work.days);
    free(work.followed);
    free(work.trials);
    return failed;
}
