#ifndef MBR_RECOMMEND_LEARN_H
#define MBR_RECOMMEND_LEARN_H

/* Inside mbr_recommend_run: what is gathered of members, and counted before a method is fitted. */

#include "recommend_lane.h"

/* What has been gathered. */
struct recommend_gathered {
    struct mbr_map arrivals; /* items, in order of arrival until they are settled */
    struct mbr_basket_gather gather;
    struct mbr_bought *bought;
    uint64_t *hash;    /* of the member's id, by number in the baskets */
    uint32_t *segment; /* likewise: number in the segments' values */
    size_t bought_cap, hash_cap, segment_cap;
    int32_t as_of;    /* the latest of a member that is known; MBR_DAY_NONE */
    uint64_t without; /* lines without an item */
    uint64_t refused; /* members who do not let themselves be profiled */
};

/* The value of --by of a member: a string's content, of any other value its spelling; n 0: none.
   -1 where it holds a NUL. */
int recommend_segment(struct recommend_lane *lane, const struct mbr_member *member,
                      struct mbr_span *text);

/* What is counted once the items are settled (recommend_count.c): items and intervals; popularity
   by segment; who may be found as a neighbour, which takes the fit. */
void recommend_count_items(struct recommend *job);
void recommend_count_segments(struct recommend *job, const struct mbr_split *split);
void recommend_name_members(struct recommend *job);

/* Which items the catalogue calls services (recommend_services.c). */
void recommend_find_services(struct recommend *job);

/* Numbers items by their ids' bytes. */
void recommend_settle(struct recommend *job);

#endif
