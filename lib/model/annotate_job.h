#ifndef MBR_ANNOTATE_JOB_H
#define MBR_ANNOTATE_JOB_H

/* Inside mbr_annotate: what its two ways, over a fold and over member lines, have in common. */

#include "mbr/annotate.h"
#include "mbr/fold.h"
#include "mbr/history.h"
#include "mbr/spool.h"

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

struct job {
    struct mbr_run *run;
    struct terms terms;
    struct mbr_stream stream;
    struct mbr_fold *fold;
    struct mbr_spool held;    /* the lines before `decided`, as they came */
    const char *decided_file; /* where it was known how to go on */
    uint64_t decided_line;
    struct lane lane;
    struct mbr_catalogue items; /* of --items and of the stream */
    struct mbr_list fold_drop;  /* what is not even wanted for a while */
    struct mbr_buf last_id;
    struct mbr_map refused; /* the members that could not be learnt from */
    bool of_line;           /* members come as lines */
};

/* Makes the catalogue that the method wants known to the lanes (annotate_items.c), before the first
   member is said of: 0, or -1 with the run's err. An item behind members: -1 with err unless it
   says nothing new. */
int mbr_job_items(struct job *job);
int mbr_job_check_item(struct job *job, struct mbr_span line);

/* Whether one thread is to say of one member after another. */
static inline bool mbr_job_in_order(const struct job *job)
{
    const struct mbr_method *method = job->terms.method;
    return method->in_order || (method->path_count && method->rows);
}

/* The run's err is about this member: -1. */
int mbr_job_fail(struct job *job, const struct mbr_member *member);

/* A tool's functions, with their errors placed; finish writes the model too, if that is wanted. */
int mbr_job_learn(struct job *job, const struct mbr_member *member);
int mbr_job_say(struct job *job, const struct mbr_member *member, struct mbr_buf *value);
int mbr_job_finish(struct job *job, int32_t as_of);

/* mbr_bad for a member that gather, learn or say has refused: in the second pass too that is new,
   unless the first one has refused the same. */
int mbr_job_refused(struct job *job, const struct mbr_member *member);

/* Events (annotate_fold.c): from the one the stream stands at to the end. 0, or -1. */
int mbr_job_fold(struct job *job);

/* Lines (annotate_lines.c): from the record the stream stands at to the end, and once more. The
   record it stands at alone: 0, or -1 when that ends the run. */
int mbr_job_lines(struct job *job);
int mbr_job_write_held(struct job *job);
int mbr_job_take(struct job *job);

/* All that is left behind the record the stream stands at, by several threads (annotate_block.c):
   0, or -1. */
int mbr_job_blocks(struct job *job);

/* One member line (annotate_lane.c). terms_ask says what is asked of lines. The ask has scanned the
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
