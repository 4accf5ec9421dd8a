#include "annotate_job.h"

#include <stdlib.h>

#include "mbr/path.h"

static int check_options(struct job *job)
{
    const struct mbr_member_options *o = job->terms.options;
    if (o->fit && o->model)
        return mbr_misuse(job->run, "--fit and --model do not go together");
    if (mbr_refuse_input(job->run, "fit", o->fit) < 0)
        return -1;
    if (o->drop.count > MOST_DROPS)
        return mbr_misuse(job->run, "--drop: more than %d fields", MOST_DROPS);
    if (mbr_fold_check_drop(&o->drop, job->run) < 0)
        return -1;
    if (mbr_list_has(&o->drop, job->terms.method->field))
        return mbr_misuse(job->run, "--drop: %s: the field that is to be written",
                          job->terms.method->field);
    return 0;
}

/* Of a fold the member is all the place there is; of a member line, file and line are put before
   it. */
int mbr_job_fail(struct job *job, const struct mbr_member *member)
{
    if (job->run->located)
        return -1;
    mbr_fold_fail(job->run, member->id, &job->run->err);
    job->run->located = !job->of_line;
    return -1;
}

int mbr_job_learn(struct job *job, const struct mbr_member *member)
{
    return job->terms.method->learn(job->terms.self, member, &job->run->err) < 0
               ? mbr_job_fail(job, member)
               : 0;
}

int mbr_job_say(struct job *job, const struct mbr_member *member, struct mbr_buf *value)
{
    return mbr_lane_say(&job->lane, member, value, &job->run->err) < 0 ? mbr_job_fail(job, member)
                                                                       : 0;
}

int mbr_job_ready(struct job *job)
{
    const struct mbr_method *method = job->terms.method;
    if (!method->ready || method->ready(job->terms.self, &job->run->err) == 0)
        return 0;
    job->run->located = true;
    return -1;
}

int mbr_job_hear(struct job *job, const struct mbr_member *member)
{
    const struct mbr_method *method = job->terms.method;
    return method->take && method->take(job->terms.self, member, &job->run->err) < 0
               ? mbr_job_fail(job, member)
               : 0;
}

int mbr_job_refused(struct job *job, const struct mbr_member *member)
{
    struct mbr_run *run = job->run;
    bool again = run->again;
    if (!again && run->skip_bad)
        mbr_map_put(&job->refused, member->id, NULL);
    run->again = again && mbr_map_find(&job->refused, member->id) != MBR_MAP_NONE;
    int failed = mbr_bad(run);
    run->again = again;
    return failed;
}

int mbr_job_finish(struct job *job, int32_t as_of)
{
    if (job->terms.method->finish(job->terms.self, as_of, &job->run->err) < 0) {
        job->run->located = true;
        return -1;
    }
    return job->terms.options->fit ? mbr_job_save(job, as_of) : 0;
}

static int hold(struct job *job)
{
    struct mbr_err *err = &job->run->err;
    if (mbr_spool_add(&job->held, job->stream.line, err) == 0 &&
        mbr_spool_add(&job->held, (struct mbr_span){"\n", 1}, err) == 0)
        return 0;
    job->run->located = true;
    return -1;
}

/* Reads on until it is clear whether the stream is of events or of members. The records before
   (items, rows, anonymous events) are in the fold then, if it is of events; and held, if it is of
   members and will not be read a second time. Bad ones are left out of both. */
enum { ENDED, EVENTS, MEMBERS };
static int decide(struct job *job)
{
    struct mbr_stream *stream = &job->stream;
    int got;
    while ((got = mbr_stream_next(stream)) > 0) {
        bool is_item = stream->kind == MBR_KIND_ITEM;
        job->decided_file = mbr_in_name(job->run->in);
        job->decided_line = mbr_in_number(job->run->in);
        if (stream->kind == MBR_KIND_MEMBER)
            return MEMBERS;
        if (stream->kind == MBR_KIND_EVENT &&
            stream->ask->slot[MBR_FIELD_MEMBER].kind != MBR_JSON_ABSENT)
            return EVENTS;
        if (mbr_fold_add(job->fold, stream) < 0) {
            if (mbr_bad(job->run) < 0)
                return -1;
        } else if (!(is_item && mbr_list_has(&job->terms.options->drop, "items")) &&
                   hold(job) < 0) {
            return -1;
        }
    }
    return got;
}

/* Whether a field that is to be left out is looked at before: the fold has to write it then. */
static bool is_looked_at(const struct mbr_method *method, const char *field)
{
    for (size_t i = 0; i < method->path_count; i++)
        if (mbr_path_begins(method->paths[i], field))
            return true;
    return strcmp(field, "buy") == 0 || (method->wants_days && strcmp(field, "orders") == 0);
}

static const struct mbr_list *drop_of_fold(struct job *job)
{
    const struct mbr_list *drop = &job->terms.options->drop;
    struct mbr_list *left = &job->fold_drop;
    if (!mbr_job_wants_lines(job))
        return drop;
    for (size_t i = 0; i < drop->count; i++) {
        if (is_looked_at(job->terms.method, drop->item[i]))
            continue;
        left->item = mbr_grow(left->item, &left->cap, left->count + 1, sizeof *left->item);
        left->item[left->count++] = drop->item[i];
    }
    return left;
}

static int run_job(struct job *job)
{
    struct mbr_run *run = job->run;
    const struct mbr_fold_options fold = {.as_of = job->terms.options->as_of,
                                          .drop = drop_of_fold(job),
                                          .memory = job->terms.options->memory,
                                          .jobs = job->terms.options->jobs,
                                          .want_days = job->terms.method->wants_days};
    job->fold = mbr_fold_new(&fold); /* here, for what a model says may want days */
    if (job->terms.method->learn && !job->terms.options->model)
        mbr_in_keep(run->in);
    if (mbr_stream_open(&job->stream, run, mbr_field_paths, MBR_FIELDS, true) < 0)
        return -1;
    int kind = decide(job);
    if (kind < 0)
        return -1;
    if (kind == EVENTS)
        return mbr_job_fold(job);
    if (kind == MEMBERS)
        return mbr_job_lines(job);
    bool fits = job->terms.method->learn && !job->terms.options->model;
    if (fits && mbr_job_finish(job, MBR_DAY_NONE) < 0)
        return -1;
    return job->terms.options->fit ? 0 : mbr_job_write_held(job);
}

int mbr_annotate(struct mbr_run *run, const struct mbr_member_options *options,
                 const struct mbr_method *method, void *self)
{
    struct job job = {.run = run, .terms = {.options = options, .method = method, .self = self}};
    job.lane.terms = &job.terms;
    int failed =
        check_options(&job) < 0 || (options->model && mbr_job_load(&job) < 0) || run_job(&job) < 0;
    if (!failed && method->rows)
        failed = method->rows(self, run) < 0;
    mbr_lane_free(&job.lane); /* closing it may look at the items, which a fold has */
    mbr_fold_free(job.fold);
    mbr_stream_close(&job.stream);
    mbr_spool_free(&job.held);
    mbr_map_free(&job.refused);
    mbr_terms_free(&job.terms);
    mbr_catalogue_free(&job.items);
    free(job.fold_drop.item);
    mbr_buf_free(&job.last_id);
    return failed ? -1 : 0;
}
