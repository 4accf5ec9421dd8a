#ifndef MBR_TAG_HAND_H
#define MBR_TAG_HAND_H

/* Inside mbr_tag: what is given by hand, the file of --add. It is kept as a whole, for it is small,
   so its members may come in any order. */

#include "side.h"
#include "tag_held.h"

struct tag_hand {
    struct side stream; /* in NULL: not given */
    struct mbr_map ids;
    struct tag_hand_line *line; /* by the id's number */
    size_t cap, met;            /* met: how many were found */
    struct mbr_arena texts;
    const struct tag_rules *rules;
    struct tag_list list; /* of the line last read or found */
};

/* Reads the file to its end: 0, or -1 with the run's err. */
int mbr_tag_hand_open(struct tag_hand *hand, struct mbr_run *run, const struct tag_rules *rules,
                      const char *file);
void mbr_tag_hand_close(struct tag_hand *hand); /* zeroed or opened */

/* What a member is given, good until the next call, with the line where it stands; NULL: nothing.
 */
const struct tag_list *mbr_tag_hand_find(struct tag_hand *hand, struct mbr_span id, uint64_t *line);

/* How many of the file were not asked for, and the first of them. */
size_t mbr_tag_hand_left(const struct tag_hand *hand, struct mbr_span *first);

#endif
