#ifndef MBR_RECOMMEND_H
#define MBR_RECOMMEND_H

/* What all methods of recommending have in common: baskets go in, a score for items comes out.

       mbr_split_init(&split, &baskets, true);
       mbr_next_fit(&next, &config, &split);
       for each member:
           struct mbr_past past = mbr_past_of(&split, member);
           mbr_scores_clear(&scores);
           mbr_next_score(&next, &past, &scratch, &scores);
           count = mbr_scores_best(&scores, &popular, 10, NULL, NULL, best);

   A fitted method keeps no pointer to the baskets. It points into itself, so it stays where it was
   fitted. It is only read from: several threads may ask it at a time, each with scores and a
   scratch of its own. */

#include <stdbool.h>

#include "mbr/baskets.h"
#include "mbr/scores.h"

#define MBR_NOBODY UINT32_MAX

/* What of the baskets is known. The history of member m are the baskets from basket[m] up to
   next[m]; the basket next[m], where that is below basket[m + 1], is the one they bought next; what
   comes after it is not looked at. A method learns from histories, and from next baskets if its
   header says so. The baskets are borrowed. */
struct mbr_split {
    const struct mbr_baskets *baskets;
    size_t *next; /* members */
};

/* With hold_out the last basket of each member who has two is the next one; without, all baskets
   are history. */
void mbr_split_init(struct mbr_split *split, const struct mbr_baskets *baskets, bool hold_out);
void mbr_split_free(struct mbr_split *split);

/* Whether the next basket of a member with a history is known. */
static inline bool mbr_split_knows(const struct mbr_split *split, uint32_t member)
{
    size_t next = split->next[member];
    return next > split->baskets->basket[member] && next < split->baskets->basket[member + 1];
}

/* Mean days between two baskets of a member, over all gaps in histories; 0: nobody has two. */
double mbr_split_gap(const struct mbr_split *split);

/* Adds to count[item] the known next baskets that have it; how many of these there are. */
double mbr_split_count_next(const struct mbr_split *split, double *count);

/* What a member has bought when they are asked about. Borrowed. */
struct mbr_past {
    const uint32_t *item; /* of an entry, as in baskets.h */
    const size_t *entry;  /* baskets + 1 */
    const int32_t *day;   /* baskets */
    size_t baskets;
    int32_t today;   /* the day that is asked about, at least that of the last basket */
    uint32_t member; /* their number in what was fitted, not to count them as their own neighbour;
                        or MBR_NOBODY */
};

/* The history of a member of the split, as of the day of their next basket; as of the day after the
   last one where the next is not known. */
struct mbr_past mbr_past_of(const struct mbr_split *split, uint32_t member);

#endif
