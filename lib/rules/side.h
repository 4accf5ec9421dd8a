#ifndef MBR_SIDE_H
#define MBR_SIDE_H

/* Inside the tools that read streams of members beside each other: one of them, which has to be in
   the order of ids, and the member that it stands at. */

#include "mbr/stream.h"

struct side {
    struct mbr_run *run;
    char *file;
    struct mbr_in *in;
    struct mbr_stream stream;
    bool there;     /* it stands at a member: neither before the first nor at its end */
    bool any_order; /* to be set: members may come in any order, and more than once */
    uint64_t members, others;
    struct mbr_buf id;

    /* Reads what else is wanted of the member that the stream stands at; may be NULL. 0, or -1 with
       the run's err. */
    int (*read)(void *self, struct side *side);
    void *self;
};

/* file, or "-", and the paths are borrowed; the first two paths are SIDE_TYPE and SIDE_MEMBER. 0,
   or -1 with the run's err. */
enum { SIDE_TYPE, SIDE_MEMBER, SIDE_PATHS };
int mbr_side_open(struct side *side, struct mbr_run *run, const char *file,
                  const char *const *paths, size_t count);
void mbr_side_close(struct side *side); /* zeroed or opened */

/* To the next member, or the end; other records are passed over and, but for items, counted. 0, or
   -1 with the run's err, which names the place: events of a member, members that are not in order
   or come twice running. */
int mbr_side_next(struct side *side);

/* For members of another stream that have to be in order too. `last` is the id before, n 0 for none
   yet. NULL, or what is wrong with the order. */
const char *mbr_side_check_order(struct mbr_run *run, struct mbr_span last, struct mbr_span id);

#endif
