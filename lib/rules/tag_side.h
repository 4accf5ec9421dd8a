#ifndef MBR_TAG_SIDE_H
#define MBR_TAG_SIDE_H

/* Inside mbr_tag: the stream of --before, beside that of the members, and what it says of the one
   it stands at. */

#include "side.h"
#include "tag_held.h"

struct tag_side {
    struct side stream; /* in NULL: not given */
    const struct tag_rules *rules;
    struct tag_list list;
    int32_t as_of;              /* MBR_DAY_NONE where it is absent */
    bool matched;               /* the member is in the stream too */
    uint64_t strangers, tagged; /* members who are not, and all that have tags */
};
int mbr_tag_side_open(struct tag_side *side, struct mbr_run *run, const struct tag_rules *rules,
                      const char *file);
void mbr_tag_side_close(struct tag_side *side);

/* Goes on to this member: *found is NULL, or the side where it has them. 0, or -1 with the run's
   err. mbr_tag_side_end goes on to the end. */
int mbr_tag_side_seek(struct tag_side *side, struct mbr_span id, const struct tag_side **found);
int mbr_tag_side_end(struct tag_side *side);

#endif
