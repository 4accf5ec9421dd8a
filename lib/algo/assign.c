#include "mbr/assign.h"

#include <stdlib.h>

#include "mbr/mem.h"

/* What a bid adds beyond need, as a share of the greatest value: what the choice loses for each
   offer at most. Without it two members who want the same thing alike would bid nothing more. Where
   prices climb for too long it is doubled; the bound tells what that cost. */
#define STEP 1e-4
#define PATIENCE 8 /* bids for each member and each piece */

struct bid {
    double height;
    uint32_t member;
    size_t at; /* what is bid for */
};

/* The accepted bids for an item: a heap with the one that goes first on top. */
struct lot {
    struct bid *bid;
    size_t cap;
    uint32_t count, capacity;
    double price; /* of its last piece: 0 while there are some left */
};

struct auction {
    const struct mbr_assign_task *task;
    struct lot *lot;
    bool *taken;
    uint32_t *held;  /* offers to a member */
    uint32_t *queue; /* members who may bid, in a ring */
    bool *waits;     /* a member is in it */
    double *best;    /* room for most + 1 */
    size_t head, waiting;
    double step;
    uint64_t bids, patience;
};

/* Of equal bids the one of the member with the lower number stays. */
static bool goes_first(const struct bid *a, const struct bid *b)
{
    return a->height != b->height ? a->height < b->height : a->member > b->member;
}

static void sink(struct lot *lot, struct bid bid)
{
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < lot->count; at = child) {
        if (child + 1 < lot->count && goes_first(&lot->bid[child + 1], &lot->bid[child]))
            child++;
        if (!goes_first(&lot->bid[child], &bid))
            break;
        lot->bid[at] = lot->bid[child];
    }
    lot->bid[at] = bid;
}

static void rise(struct lot *lot, struct bid bid)
{
    lot->bid = mbr_grow(lot->bid, &lot->cap, lot->count + (size_t)1, sizeof *lot->bid);
    size_t at = lot->count++;
    for (; at > 0 && goes_first(&bid, &lot->bid[(at - 1) / 2]); at = (at - 1) / 2)
        lot->bid[at] = lot->bid[(at - 1) / 2];
    lot->bid[at] = bid;
}

static void wait_in_line(struct auction *auction, uint32_t member)
{
    if (auction->waits[member])
        return;
    auction->waits[member] = true;
    auction->queue[(auction->head + auction->waiting++) % auction->task->members] = member;
}

static void accept(struct auction *auction, struct bid bid)
{
    struct lot *lot = &auction->lot[auction->task->item[bid.at]];
    if (lot->count < lot->capacity) {
        rise(lot, bid);
    } else {
        const struct bid out = lot->bid[0];
        auction->taken[out.at] = false;
        auction->held[out.member]--;
        wait_in_line(auction, out.member);
        sink(lot, bid);
    }
    if (lot->count == lot->capacity)
        lot->price = lot->bid[0].height;
    auction->taken[bid.at] = true;
    auction->held[bid.member]++;
}

/* Keeps the n greatest seen, falling. */
static size_t keep_best(double *best, size_t count, size_t n, double gain)
{
    size_t at = count < n ? count++ : n;
    if (at == n && !(gain > best[--at]))
        return count;
    for (; at > 0 && gain > best[at - 1]; at--)
        best[at] = best[at - 1];
    best[at] = gain;
    return count;
}

/* The member bids for what gains them most, as much as leaves the gain of the best that they would
   go without: false when there is nothing to gain. */
static bool bid_once(struct auction *auction, uint32_t member)
{
    const struct mbr_assign_task *task = auction->task;
    size_t wanted = task->most - auction->held[member], count = 0, at = 0;
    double gains = 0;
    if (wanted == 0)
        return false;
    for (size_t i = task->start[member]; i < task->start[member + 1]; i++) {
        const struct lot *lot = &auction->lot[task->item[i]];
        double gain = task->value[i] - lot->price;
        if (auction->taken[i] || lot->capacity == 0 || !(gain > 0))
            continue;
        if (gain > gains) {
            gains = gain;
            at = i;
        }
        count = keep_best(auction->best, count, wanted + 1, gain);
    }
    if (count == 0)
        return false;
    double without = count > wanted ? auction->best[wanted] : 0;
    accept(auction, (struct bid){task->value[at] - without + auction->step, member, at});
    if (++auction->bids % auction->patience == 0)
        auction->step *= 2;
    return true;
}

static double greatest_value(const struct mbr_assign_task *task)
{
    double greatest = 0;
    for (size_t i = 0; i < task->start[task->members]; i++)
        greatest = task->value[i] > greatest ? task->value[i] : greatest;
    return greatest;
}

static void hold(struct auction *auction)
{
    const struct mbr_assign_task *task = auction->task;
    uint64_t pieces = task->members;
    for (uint32_t j = 0; j < task->items; j++)
        pieces += task->capacity[j];
    auction->step = STEP * greatest_value(task);
    auction->patience = PATIENCE * pieces + 1;
    for (uint32_t m = 0; m < task->members; m++)
        wait_in_line(auction, m);
    while (auction->waiting) {
        uint32_t member = auction->queue[auction->head];
        auction->head = (auction->head + 1) % task->members;
        auction->waiting--;
        auction->waits[member] = false;
        while (bid_once(auction, member))
            continue;
    }
}

static double price_of(const struct lot *lot, double less)
{
    return lot->price > less ? lot->price - less : 0;
}

static double gain_of(struct auction *auction, uint32_t member, double less)
{
    const struct mbr_assign_task *task = auction->task;
    size_t count = 0;
    double sum = 0;
    for (size_t i = task->start[member]; i < task->start[member + 1]; i++) {
        const struct lot *lot = &auction->lot[task->item[i]];
        double gain = lot->capacity ? task->value[i] - price_of(lot, less) : 0;
        if (gain > 0)
            count = keep_best(auction->best, count, task->most, gain);
    }
    for (size_t i = 0; i < count; i++)
        sum += auction->best[i];
    return sum;
}

/* Any prices give a bound; these are those of the auction, so much lower. */
static double find_bound(struct auction *auction, double less)
{
    const struct mbr_assign_task *task = auction->task;
    double bound = 0;
    for (uint32_t j = 0; j < task->items; j++)
        bound += price_of(&auction->lot[j], less) * task->capacity[j];
    for (uint32_t m = 0; m < task->members; m++)
        bound += gain_of(auction, m, less);
    return bound;
}

/* Prices have the last step in them, or not: the lower bound is the better one. */
static struct mbr_assign_result add_up(struct auction *auction)
{
    const struct mbr_assign_task *task = auction->task;
    struct mbr_assign_result result = {.bound = find_bound(auction, 0)};
    double lower = find_bound(auction, auction->step);
    for (size_t i = 0; i < task->start[task->members]; i++) {
        result.total += auction->taken[i] ? task->value[i] : 0;
        result.offers += auction->taken[i];
    }
    if (lower < result.bound)
        result.bound = lower;
    if (result.bound < result.total)
        result.bound = result.total;
    return result;
}

struct mbr_assign_result mbr_assign(const struct mbr_assign_task *task, bool *taken)
{
    struct auction auction = {.task = task, .taken = taken};
    auction.lot = mbr_calloc(task->items + (size_t)1, sizeof *auction.lot);
    auction.held = mbr_calloc(task->members + (size_t)1, sizeof *auction.held);
    auction.queue = mbr_calloc(task->members + (size_t)1, sizeof *auction.queue);
    auction.waits = mbr_calloc(task->members + (size_t)1, sizeof *auction.waits);
    auction.best = mbr_calloc(task->most + (size_t)1, sizeof *auction.best);
    for (uint32_t j = 0; j < task->items; j++)
        auction.lot[j].capacity = task->capacity[j];
    for (size_t i = 0; i < task->start[task->members]; i++)
        taken[i] = false;
    hold(&auction);
    struct mbr_assign_result result = add_up(&auction);
    for (uint32_t j = 0; j < task->items; j++)
        free(auction.lot[j].bid);
    free(auction.lot);
    free(auction.held);
    free(auction.queue);
    free(auction.waits);
    free(auction.best);
    return result;
}

/* Of that many, fewer than all hold the item already or have no room: a full member has `most` of
   all that there is. */
size_t mbr_assign_enough(const struct mbr_assign_task *task, uint32_t item)
{
    uint64_t pieces = 0;
    for (uint32_t j = 0; j < task->items; j++)
        pieces += task->capacity[j];
    return (size_t)(pieces / task->most + task->capacity[item]);
}
