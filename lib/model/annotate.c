#include "mbr/annotate.h"

#include <stdlib.h>

#include "mbr/doc.h"
#include "mbr/edit.h"
#include "mbr/fold.h"
#include "mbr/history.h"

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
    struct mbr_buf held; /* lines that came before it was known how to go on */
    const char *path[PATHS + MOST_DROPS];
    size_t paths;
    size_t drop_slot[MOST_DROPS];
    struct mbr_buf last_id, scratch, value, dropped;
    struct mbr_history history;
    int32_t as_of; /* the latest of the lines */
    bool write;    /* this pass writes */
};

static int check_options(struct job *job)
{
    const struct mbr_member_options *o = job->options;
    if (o->fit && o->model)
        return mbr_misuse(job->run, "--fit and --model do not go together");
    if (o->drop.count > MOST_DROPS)
        return mbr_misuse(job->run, "--drop: more than %d fields", MOST_DROPS);
    if (mbr_fold_check_drop(&o->drop, job->run) < 0)
        return -1;
    if (mbr_list_has(&o->drop, job->method->field))
        return mbr_misuse(job->run, "--drop: %s: the field that is to be written",
                          job->method->field);
    return 0;
}

static int load_model(struct job *job)
{
    const struct mbr_method *method = job->method;
    struct mbr_run *run = job->run;
    json_t *doc = mbr_doc_load(job->options->model, &run->err);
    run->located = true;
    if (!doc)
        return -1;
    int failed =
        mbr_doc_check(doc, job->options->model, run->tool->name, method->version, &run->err);
    if (!failed && method->load(job->self, doc, &run->err) < 0)
        failed = mbr_err_within(&run->err, job->options->model);
    json_decref(doc);
    run->located = failed != 0;
    return failed;
}

static int save_model(struct job *job, int32_t as_of)
{
    struct mbr_run *run = job->run;
    struct mbr_out out;
    run->located = true;
    if (mbr_out_open(&out, job->options->fit, &run->err) < 0)
        return -1;
    mbr_put_char(&out.buf, '{');
    mbr_put_key(&out.buf, "tool");
    mbr_put_string(&out.buf, mbr_span(run->tool->name));
    mbr_put_key(&out.buf, "version");
    mbr_put_int(&out.buf, job->method->version);
    if (as_of != MBR_DAY_NONE) {
        mbr_put_key(&out.buf, "as_of");
        mbr_put_day(&out.buf, as_of);
    }
    if (job->method->save(job->self, &out.buf, &run->err) < 0) {
        mbr_out_discard(&out);
        return -1;
    }
    mbr_put_text(&out.buf, "}\n");
    int failed = mbr_out_close(&out, &run->err);
    run->located = failed != 0;
    return failed;
}

static int of_member(struct job *job, const struct mbr_member *member)
{
    struct mbr_err why = job->run->err;
    return mbr_fail(job->run, "member \"%.*s\": %s", (int)member->id.n, member->id.p, why.text);
}

static int learn(struct job *job, const struct mbr_member *member)
{
    return job->method->learn(job->self, member, &job->run->err) < 0 ? of_member(job, member) : 0;
}

static int say(struct job *job, const struct mbr_member *member, struct mbr_buf *value)
{
    return job->method->say(job->self, member, value, &job->run->err) < 0 ? of_member(job, member)
                                                                          : 0;
}

static int finish(struct job *job, int32_t as_of)
{
    if (job->method->finish(job->self, as_of, &job->run->err) < 0) {
        job->run->located = true;
        return -1;
    }
    return job->options->fit ? save_model(job, as_of) : 0;
}

/* Raw events: folded, then learnt from and told of out of memory. */

static int fold_learn(struct job *job)
{
    struct mbr_member member;
    for (size_t i = 0; i < mbr_fold_count(job->fold); i++) {
        if (mbr_fold_member(job->fold, i, &member, &job->run->err) < 0)
            return of_member(job, &member);
        if (learn(job, &member) < 0)
            return -1;
    }
    return finish(job, mbr_fold_as_of(job->fold));
}

static int fold_say_one(struct job *job, size_t i)
{
    struct mbr_run *run = job->run;
    struct mbr_buf *buf = &run->out.buf;
    struct mbr_member member;
    if (mbr_fold_member(job->fold, i, &member, &run->err) < 0)
        return of_member(job, &member);
    if (job->method->rows) {
        job->value.n = 0;
        return say(job, &member, &job->value);
    }
    if (mbr_fold_put(job->fold, i, buf, &run->err) < 0)
        return of_member(job, &member);
    mbr_put_key(buf, job->method->field);
    if (say(job, &member, buf) < 0)
        return -1;
    mbr_put_char(buf, '}');
    return mbr_end(run);
}

static int fold_all(struct job *job)
{
    struct mbr_run *run = job->run;
    int got = 1;
    mbr_in_forget(run->in);
    while (got > 0) {
        if (mbr_fold_add(job->fold, &job->stream) < 0 && mbr_bad(run) < 0)
            return -1;
        got = mbr_stream_next(&job->stream);
    }
    return got < 0 ? -1 : mbr_fold_finish(job->fold, run);
}

static int run_fold(struct job *job)
{
    bool fits = job->method->learn && !job->options->model;
    if (fold_all(job) < 0 || (fits && fold_learn(job) < 0))
        return -1;
    if (job->options->fit)
        return 0;
    if (!job->method->rows && !mbr_list_has(&job->options->drop, "items") &&
        mbr_fold_write_items(job->fold, job->run) < 0)
        return -1;
    for (size_t i = 0; i < mbr_fold_count(job->fold); i++)
        if (fold_say_one(job, i) < 0)
            return -1;
    return 0;
}

/* Member lines: one by one, edited where they stand. */

static size_t path_number(struct job *job, const char *path)
{
    for (size_t i = 0; i < job->paths; i++)
        if (strcmp(job->path[i], path) == 0)
            return i;
    job->path[job->paths] = path;
    return job->paths++;
}

static int ask_for_members(struct job *job)
{
    struct mbr_stream *stream = &job->stream;
    path_number(job, "type");
    for (size_t i = 0; i < MBR_MEMBER_PATHS; i++)
        path_number(job, mbr_member_paths[i]);
    path_number(job, job->method->field);
    path_number(job, "orders");
    for (size_t i = 0; i < job->options->drop.count; i++)
        job->drop_slot[i] = path_number(job, job->options->drop.item[i]);
    mbr_ask_free(stream->ask);
    stream->ask = mbr_ask_new(job->path, job->paths, false, &job->run->err);
    if (!stream->ask) {
        job->run->misused = job->run->located = true;
        return mbr_err_within(&job->run->err, "--drop");
    }
    return 0;
}

static bool names(const struct mbr_json *dropped, const char *quoted)
{
    struct mbr_span raw = dropped->raw;
    return raw.n && memmem(raw.p, raw.n, quoted, strlen(quoted));
}

static int check_member(struct job *job, const struct mbr_member *member)
{
    struct mbr_err *err = &job->run->err;
    const struct mbr_json *slot = job->stream.ask->slot;
    if (mbr_span_equal(mbr_buf_span(&job->last_id), member->id))
        return mbr_err_value(err, "member", "twice running: fold with mbr-profile first",
                             member->id);
    job->last_id.n = 0;
    mbr_put_span(&job->last_id, member->id);
    if (job->options->as_of != MBR_DAY_NONE && job->options->as_of != member->as_of)
        return mbr_err_value(err, "as_of", "not the --as-of: fold with mbr-profile --as-of first",
                             slot[PATH_MEMBER + MBR_MEMBER_AS_OF].raw);
    const struct mbr_json *dropped = &slot[PATH_MEMBER + MBR_MEMBER_DROPPED];
    if (job->method->wants_days && names(dropped, "\"orders\""))
        return mbr_err_value(err, "dropped", "the orders are needed here", dropped->raw);
    return 0;
}

static int read_member(struct job *job, struct mbr_member *member)
{
    struct mbr_err *err = &job->run->err;
    if (mbr_member_read(member, job->stream.ask, PATH_MEMBER, &job->scratch, err) < 0 ||
        check_member(job, member) < 0)
        return -1;
    if (member->as_of > job->as_of)
        job->as_of = member->as_of;
    if (job->method->wants_days)
        return mbr_history_days(&job->history, &job->stream.ask->slot[PATH_ORDERS], &member->days,
                                err);
    return 0;
}

/* The line's "dropped" with what is dropped now. */
static void put_new_dropped(struct job *job)
{
    const struct mbr_json *before = &job->stream.ask->slot[PATH_MEMBER + MBR_MEMBER_DROPPED];
    bool orders = mbr_list_has(&job->options->drop, "orders");
    bool events = mbr_list_has(&job->options->drop, "events");
    orders = orders || names(before, "\"orders\"");
    events = events || names(before, "\"events\"");
    job->dropped.n = 0;
    mbr_put_dropped(&job->dropped, orders, events);
}

static int write_member(struct job *job, const struct mbr_member *member)
{
    const struct mbr_json *slot = job->stream.ask->slot;
    const struct mbr_list *drop = &job->options->drop;
    struct mbr_edit edits[MOST_DROPS + 2];
    size_t count = 0;
    job->value.n = 0;
    if (say(job, member, &job->value) < 0)
        return -1;
    if (job->method->rows)
        return 0;
    for (size_t i = 0; i < drop->count; i++)
        edits[count++] = (struct mbr_edit){.field = &slot[job->drop_slot[i]]};
    if (mbr_list_has(drop, "orders") || mbr_list_has(drop, "events")) {
        const struct mbr_json *currency = &slot[PATH_MEMBER + MBR_MEMBER_CURRENCY];
        put_new_dropped(job);
        edits[count++] = (struct mbr_edit){
            .field = &slot[PATH_MEMBER + MBR_MEMBER_DROPPED],
            .name = "dropped",
            .value = mbr_buf_span(&job->dropped),
            .after = currency->kind != MBR_JSON_ABSENT ? currency
                                                       : &slot[PATH_MEMBER + MBR_MEMBER_AS_OF],
        };
    }
    edits[count++] = (struct mbr_edit){
        .field = &slot[PATH_FIELD], .name = job->method->field, .value = mbr_buf_span(&job->value)};
    mbr_edit(&job->run->out.buf, job->stream.line, edits, count);
    return mbr_end(job->run);
}

static int pass_through(struct job *job)
{
    bool is_item = job->stream.kind == MBR_KIND_ITEM;
    if (!job->write || job->method->rows || (is_item && mbr_list_has(&job->options->drop, "items")))
        return 0;
    mbr_put_span(&job->run->out.buf, job->stream.line);
    return mbr_end(job->run);
}

/* One record of a stream of members. */
static int take_line(struct job *job, bool *is_bad)
{
    struct mbr_member member;
    *is_bad = false;
    if (job->stream.kind == MBR_KIND_EVENT &&
        job->stream.ask->slot[PATH_MEMBER].kind != MBR_JSON_ABSENT) {
        *is_bad = true;
        return mbr_err_value(&job->run->err, "member",
                             "an event behind members: fold with mbr-profile first",
                             job->stream.ask->slot[PATH_MEMBER].raw);
    }
    if (job->stream.kind != MBR_KIND_MEMBER)
        return pass_through(job);
    if (read_member(job, &member) < 0) {
        *is_bad = true;
        return -1;
    }
    return job->write ? write_member(job, &member) : learn(job, &member);
}

static int take_lines(struct job *job)
{
    bool is_bad;
    int got = 1;
    while (got > 0) {
        if (take_line(job, &is_bad) < 0 && (!is_bad || mbr_bad(job->run) < 0))
            return -1;
        got = mbr_stream_next(&job->stream);
    }
    return got;
}

static int run_lines(struct job *job)
{
    struct mbr_run *run = job->run;
    bool fits = job->method->learn && !job->options->model;
    int got = 1;
    job->write = !fits;
    if (job->write && !job->method->rows) {
        mbr_put_span(&run->out.buf, mbr_buf_span(&job->held));
        run->out.whole = run->out.buf.n;
    }
    /* The line that told members from events is scanned anew, for other fields. */
    if (mbr_ask_scan(job->stream.ask, job->stream.line, &run->err) < 0 &&
        (mbr_bad(run) < 0 || (got = mbr_stream_next(&job->stream)) < 0))
        return -1;
    if ((got > 0 && take_lines(job) < 0) || (fits && finish(job, job->as_of) < 0))
        return -1;
    if (!fits || job->options->fit)
        return 0;
    mbr_in_again(run->in);
    run->again = job->write = true;
    job->last_id.n = 0;
    got = mbr_stream_next(&job->stream);
    return got > 0 ? take_lines(job) : got;
}

/* Reads on until it is clear whether the stream is of events or of members: 1 for events, 2 for
   members, 0 when it ends before; the records before are held, and are in the fold as well. */
enum { ENDED, EVENTS, MEMBERS };
static int decide(struct job *job)
{
    struct mbr_stream *stream = &job->stream;
    int got;
    while ((got = mbr_stream_next(stream)) > 0) {
        bool is_item = stream->kind == MBR_KIND_ITEM;
        if (stream->kind == MBR_KIND_MEMBER)
            return MEMBERS;
        if (stream->kind == MBR_KIND_EVENT &&
            stream->ask->slot[MBR_FIELD_MEMBER].kind != MBR_JSON_ABSENT)
            return EVENTS;
        if (mbr_fold_add(job->fold, stream) < 0) {
            if (mbr_bad(job->run) < 0)
                return -1;
            continue;
        }
        if (is_item && mbr_list_has(&job->options->drop, "items"))
            continue;
        mbr_put_span(&job->held, stream->line);
        mbr_put_char(&job->held, '\n');
    }
    return got;
}

static int run_job(struct job *job)
{
    struct mbr_run *run = job->run;
    const struct mbr_fold_options fold = {.as_of = job->options->as_of,
                                          .drop = &job->options->drop,
                                          .want_days = job->method->wants_days};
    job->fold = mbr_fold_new(&fold); /* here, for what a model says may want days */
    if (job->method->learn && !job->options->model)
        mbr_in_keep(run->in);
    if (mbr_stream_open(&job->stream, run, mbr_field_paths, MBR_FIELDS, true) < 0)
        return -1;
    int kind = decide(job);
    if (kind < 0)
        return -1;
    if (kind == EVENTS)
        return run_fold(job);
    if (ask_for_members(job) < 0)
        return -1;
    if (kind == MEMBERS)
        return run_lines(job);
    bool fits = job->method->learn && !job->options->model;
    if (fits && finish(job, MBR_DAY_NONE) < 0)
        return -1;
    if (!job->method->rows && !job->options->fit)
        mbr_put_span(&run->out.buf, mbr_buf_span(&job->held));
    return 0;
}

int mbr_annotate(struct mbr_run *run, const struct mbr_member_options *options,
                 const struct mbr_method *method, void *self)
{
    struct job job = {
        .run = run, .options = options, .method = method, .self = self, .as_of = MBR_DAY_NONE};
    int failed =
        check_options(&job) < 0 || (options->model && load_model(&job) < 0) || run_job(&job) < 0;
    if (!failed && method->rows)
        failed = method->rows(self, run) < 0;
    mbr_fold_free(job.fold);
    mbr_stream_close(&job.stream);
    mbr_history_free(&job.history);
    mbr_buf_free(&job.held);
    mbr_buf_free(&job.last_id);
    mbr_buf_free(&job.scratch);
    mbr_buf_free(&job.value);
    mbr_buf_free(&job.dropped);
    return failed ? -1 : 0;
}
