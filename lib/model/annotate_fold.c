#include "annotate_job.h"

#include <stdlib.h>

#include "mbr/fold_hand.h"

/* Raw events: folded, then learnt from and told of out of memory. */

static int learn_from(void *job, const struct mbr_member *member)
{
    return mbr_job_learn(job, member);
}

static int gather(void *p, const struct mbr_member *member)
{
    struct job *job = p;
    job->lane.value.n = 0;
    return mbr_job_say(job, member, &job->lane.value);
}

/* A lane of its own for each thread: the line is asked as one that has been read. */

static void *open_lane(void *self)
{
    const struct job *job = self;
    struct mbr_err ignored;
    struct lane *lane = mbr_calloc(1, sizeof *lane);
    lane->terms = &job->terms;
    lane->ask = mbr_ask_new(job->terms.path, job->terms.paths, false, &ignored);
    mbr_lane_begin(lane);
    return lane;
}

static void close_lane(void *mine)
{
    struct lane *lane = mine;
    mbr_ask_free(lane->ask);
    mbr_lane_free(lane);
    free(lane);
}

static int read_line(struct lane *lane, struct mbr_span line, struct mbr_member *member,
                     struct mbr_err *err)
{
    lane->value.n = 0;
    return mbr_ask_scan(lane->ask, line, err) < 0 || mbr_lane_read(lane, member, err) < 0 ||
                   mbr_lane_check(lane, member, err) < 0
               ? -1
               : 0;
}

/* A member and what several threads can do of it: the rest is done in order. Its id and its facts
   stand behind it; only bytes, so nothing need be aligned. */
static void put_found(struct mbr_buf *to, const struct mbr_member *member, struct mbr_span facts)
{
    struct mbr_member found = *member;
    found.facts = facts;
    mbr_put(to, (const char *)&found, sizeof found);
    mbr_put_span(to, member->id);
    mbr_put_span(to, facts);
}

static int take_found(void *self, struct mbr_span put)
{
    struct job *job = self;
    for (size_t at = 0; at < put.n;) {
        struct mbr_member member;
        memcpy(&member, put.p + at, sizeof member);
        member.id.p = put.p + at + sizeof member;
        member.facts.p = member.id.p + member.id.n;
        at += sizeof member + member.id.n + member.facts.n;
        if ((job->terms.write ? mbr_job_hear(job, &member) : mbr_job_learn(job, &member)) < 0)
            return -1;
    }
    return 0;
}

static int learn_line(void *mine, struct mbr_span line, struct mbr_buf *to, struct mbr_err *err)
{
    struct lane *lane = mine;
    struct mbr_member member;
    if (read_line(lane, line, &member, err) < 0 ||
        mbr_lane_gather(lane, &member, &lane->value, err) < 0)
        return -1;
    put_found(to, &member, mbr_buf_span(&lane->value));
    return 0;
}

static int put_line(void *mine, struct mbr_span line, struct mbr_buf *to, struct mbr_err *err)
{
    struct lane *lane = mine;
    struct mbr_member member;
    if (read_line(lane, line, &member, err) < 0 ||
        mbr_lane_say(lane, &member, &lane->value, err) < 0)
        return -1;
    if (lane->terms->method->take)
        put_found(to, &member, mbr_buf_span(&lane->value));
    if (lane->terms->method->rows)
        return 0;
    mbr_lane_edit(lane, line, to);
    mbr_put_char(to, '\n');
    return 0;
}

static int ask_of_lines(struct job *job)
{
    if (job->terms.path)
        return 0;
    mbr_terms_ask(&job->terms);
    struct mbr_ask *ask = mbr_ask_new(job->terms.path, job->terms.paths, false, &job->run->err);
    mbr_ask_free(ask);
    if (!ask) {
        job->run->misused = job->run->located = true;
        return -1;
    }
    return mbr_job_items(job);
}

static int hand_lines(struct job *job, bool learn)
{
    const struct mbr_fold_hand hand = {.open = open_lane,
                                       .close = close_lane,
                                       .put = learn ? learn_line : put_line,
                                       .take = learn || job->terms.method->take ? take_found : NULL,
                                       .in_order = mbr_job_in_order(job),
                                       .self = job};
    if (ask_of_lines(job) < 0 || (!learn && mbr_job_ready(job) < 0))
        return -1;
    job->terms.write = !learn;
    return mbr_fold_hand_members(job->fold, &hand, job->run);
}

static int fold_learn(struct job *job)
{
    return job->terms.method->gather ? hand_lines(job, true)
                                     : mbr_fold_each(job->fold, learn_from, job, job->run);
}

static int fold_say(struct job *job)
{
    if (mbr_job_wants_lines(job))
        return hand_lines(job, false);
    const struct mbr_fold_field field = {job->terms.method->field, job->terms.method->say,
                                         job->terms.self};
    if (job->terms.method->rows)
        return mbr_fold_each(job->fold, gather, job, job->run);
    return mbr_fold_write_members(job->fold, &field, job->run);
}

static int fold_all(struct job *job)
{
    struct mbr_run *run = job->run;
    mbr_in_forget(run->in);
    if (mbr_fold_add(job->fold, &job->stream) < 0 && mbr_bad(run) < 0)
        return -1;
    return mbr_fold_read(job->fold, &job->stream) < 0 ? -1 : mbr_fold_finish(job->fold, run);
}

int mbr_job_fold(struct job *job)
{
    bool fits = job->terms.method->learn && !job->terms.options->model;
    if (mbr_fold_check_fields(&job->terms.options->drop, job->run) < 0 || fold_all(job) < 0)
        return -1;
    if (fits && (fold_learn(job) < 0 || mbr_job_finish(job, mbr_fold_as_of(job->fold)) < 0))
        return -1;
    if (job->terms.options->fit)
        return 0;
    if (!job->terms.method->rows && !mbr_list_has(&job->terms.options->drop, "items") &&
        mbr_fold_write_items(job->fold, job->run) < 0)
        return -1;
    return fold_say(job);
}
