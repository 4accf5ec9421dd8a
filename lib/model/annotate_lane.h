#ifndef MBR_ANNOTATE_LANE_H
#define MBR_ANNOTATE_LANE_H

/* Inside mbr_annotate: one member line, as it is read, told of and edited. */

#include "mbr/annotate.h"
#include "mbr/history.h"

#define MOST_DROPS 32

/* The paths asked of member lines: type, those of member.h, the rest once each. */
enum { PATH_TYPE, PATH_MEMBER, PATH_FIELD = PATH_MEMBER + MBR_MEMBER_PATHS, PATH_ORDERS, PATHS };

/* What is the same for all lines of a pass. Several threads read it. */
struct terms {
    const struct mbr_member_options *options;
    const struct mbr_method *method;
    void *self;
    const struct mbr_catalogue *items; /* NULL where none are wanted */
    const char **path;                 /* PATHS, the fields to drop, those of the method */
    size_t paths;
    size_t *own_slot; /* by the method's paths */
    size_t drop_slot[MOST_DROPS];
    bool drop_items, drop_orders, drop_events;
    bool write; /* this pass writes */
};

/* A line of members on its way: one for the lines that go one by one, one for each block. */
struct lane {
    const struct terms *terms;
    struct mbr_ask *ask; /* of terms->path; borrowed */
    struct mbr_history history;
    struct mbr_buf scratch, value, dropped;
    struct mbr_json *own; /* what the method's paths have led to */
    void *state;          /* what the method has opened; NULL: nothing yet */
    bool drop_seen[MOST_DROPS];
    int32_t as_of, first_as_of; /* the latest and the earliest of the lines */
};

/* terms_ask says what is asked of lines. The ask has scanned the
   line; read tells who it is of, check whether it will do, gather (where the method has none, it
   puts nothing) and say let the method work, and edit puts it with lane->value for the method's
   field. 0, or -1 with err. */
void mbr_terms_ask(struct terms *terms);
void mbr_terms_free(struct terms *terms);
void mbr_lane_begin(struct lane *lane); /* no line seen yet */
void mbr_lane_free(struct lane *lane);
int mbr_lane_read(struct lane *lane, struct mbr_member *member, struct mbr_err *err);
int mbr_lane_check(struct lane *lane, struct mbr_member *member, struct mbr_err *err);
int mbr_lane_say(struct lane *lane, const struct mbr_member *member, struct mbr_buf *value,
                 struct mbr_err *err);
int mbr_lane_gather(struct lane *lane, const struct mbr_member *member, struct mbr_buf *facts,
                    struct mbr_err *err);
void mbr_lane_edit(struct lane *lane, struct mbr_span line, struct mbr_buf *to);

#endif
