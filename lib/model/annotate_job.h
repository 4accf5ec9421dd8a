#ifndef MBR_ANNOTATE_JOB_H
#define MBR_ANNOTATE_JOB_H

/* Inside mbr_annotate: what its two ways, over a fold and over member lines, have in common. */

#include "annotate_lane.h"
#include "mbr/fold.h"
#include "mbr/spool.h"

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

/* Whether members that come out of a fold have to be read as lines, for what the method wants to
   see of them or to have for a thread. */
static inline bool mbr_job_wants_lines(const struct job *job)
{
    const struct mbr_method *method = job->terms.method;
    return method->path_count || method->open || method->gather;
}

/* Whether one thread is to say of one member after another. */
static inline bool mbr_job_in_order(const struct job *job)
{
    const struct mbr_method *method = job->terms.method;
    return method->in_order || (method->rows && !method->take && mbr_job_wants_lines(job));
}

/* The run's err is about this member: -1. */
int mbr_job_fail(struct job *job, const struct mbr_member *member);

/* A tool's functions, with their errors placed; finish writes the model too, if that is wanted.
   ready and take do nothing where the tool has none. */
int mbr_job_learn(struct job *job, const struct mbr_member *member);
int mbr_job_ready(struct job *job);
int mbr_job_hear(struct job *job, const struct mbr_member *member);
int mbr_job_say(struct job *job, const struct mbr_member *member, struct mbr_buf *value);
int mbr_job_finish(struct job *job, int32_t as_of);

/* The model's file (annotate_model.c): 0, or -1 with the run's err. */
int mbr_job_load(struct job *job);
int mbr_job_save(struct job *job, int32_t as_of);

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

#endif
