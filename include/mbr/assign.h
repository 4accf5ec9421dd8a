#ifndef MBR_ASSIGN_H
#define MBR_ASSIGN_H

/* Who gets which offer where there is not enough for all: each item has so many, each member takes
   at most so many different ones, and the values of what is offered are to sum up to the most. By
   auction (Bertsekas, "The Auction Algorithm", Annals of Operations Research 14, 1988; with alike
   objects, Bertsekas and Castanon, ibid. 20, 1989): members bid for items, prices rise, an item
   goes to those who bid the most. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What may be offered to member m stands from start[m] up to start[m + 1]: an item, at most once a
   member, and what it is worth, above 0. */
struct mbr_assign_task {
    uint32_t members, items;
    const uint32_t *capacity; /* of an item */
    uint32_t most;            /* for a member, 1 or more */
    const size_t *start;      /* members + 1 */
    const uint32_t *item;
    const double *value;
};

/* bound: no choice is worth more. It is the value of the dual problem at the auction's prices: what
   members gain above the prices, and what the prices bring in. */
struct mbr_assign_result {
    double total, bound;
    uint32_t offers;
};

/* taken: by number of what may be offered; set to whether it is. */
struct mbr_assign_result mbr_assign(const struct mbr_assign_task *task, bool *taken);

/* The best so many members of an item are enough for the best choice: behind them there is always
   somebody better who has room. */
size_t mbr_assign_enough(const struct mbr_assign_task *task, uint32_t item);

#endif
