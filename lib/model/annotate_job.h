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

struct job {
    struct mbr_run *run;
    const struct mbr_member_options *options;
    const struct mbr_method *method;
    void *self;
    struct mbr_stream stream;
    struct mbr_fold *fold;
    struct mbr_spool held;    /* the lines before `decided`, as they came */
    const char *decided_file; /* where it was known how to go on */
    uint64_t decided_line;
    const char *path[PATHS + MOST_DROPS];
    size_t paths;
    size_t drop_slot[MOST_DROPS];
    bool drop_seen[MOST_DROPS];
    struct mbr_buf last_id, scratch, value, dropped;
    struct mbr_history history;
    int32_t as_of, first_as_of; /* the latest and the earliest of the lines */
    bool write;                 /* this pass writes */
    bool of_line;               /* members come as lines */
};

/* A tool's functions, with their errors placed; finish writes the model too, if that is wanted. */
int mbr_job_learn(struct job *job, const struct mbr_member *member);
int mbr_job_say(struct job *job, const struct mbr_member *member, struct mbr_buf *value);
int mbr_job_finish(struct job *job, int32_t as_of);

/* Lines (annotate_lines.c): from the record the stream stands at to the end, and once more. */
int mbr_job_lines(struct job *job);
int mbr_job_write_held(struct job *job);

#endif
