#include "annotate_job.h"

#include "mbr/edit.h"

#define HELD_PIECE ((size_t)64 << 10)

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
        return mbr_err_json(
            err, "as_of",
            "not the --as-of, and a member line is not cut: fold with mbr-profile --as-of",
            slot[PATH_MEMBER + MBR_MEMBER_AS_OF].raw);
    const struct mbr_json *dropped = &slot[PATH_MEMBER + MBR_MEMBER_DROPPED];
    if (job->method->wants_days && names(dropped, "\"orders\""))
        return mbr_err_json(err, "dropped", "the orders are needed here", dropped->raw);
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
    if (member->as_of < job->first_as_of)
        job->first_as_of = member->as_of;
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
    if (mbr_job_say(job, member, &job->value) < 0)
        return -1;
    if (job->method->rows)
        return 0;
    for (size_t i = 0; i < drop->count; i++) {
        job->drop_seen[i] |= slot[job->drop_slot[i]].kind != MBR_JSON_ABSENT;
        edits[count++] = (struct mbr_edit){.field = &slot[job->drop_slot[i]]};
    }
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
        return mbr_err_json(&job->run->err, "member",
                            "an event behind members: fold with mbr-profile first",
                            job->stream.ask->slot[PATH_MEMBER].raw);
    }
    if (job->stream.kind != MBR_KIND_MEMBER)
        return pass_through(job);
    if (read_member(job, &member) < 0) {
        *is_bad = true;
        return -1;
    }
    if ((job->write ? write_member(job, &member) : mbr_job_learn(job, &member)) == 0)
        return 0;
    *is_bad = !job->run->located;
    return -1;
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

int mbr_job_write_held(struct job *job)
{
    struct mbr_run *run = job->run;
    uint64_t done = 0;
    int64_t n = 0;
    if (job->method->rows)
        return 0;
    do {
        char *to = mbr_buf_room(&run->out.buf, HELD_PIECE);
        n = mbr_spool_read(&job->held, done, to, HELD_PIECE, &run->err);
        done += n > 0 ? (uint64_t)n : 0;
        run->out.buf.n += n > 0 ? (size_t)n : 0;
        if (n < 0 || (done < job->held.size && mbr_out_flush(&run->out, &run->err) < 0)) {
            run->located = true;
            return -1;
        }
    } while (n > 0);
    run->out.whole = run->out.buf.n;
    return 0;
}

/* The second pass begins where the first knew how to go on; what came before was held. */
static int go_to_decided(struct job *job)
{
    const struct mbr_in *in = job->run->in;
    int got;
    while ((got = mbr_stream_next(&job->stream)) > 0)
        if (mbr_in_number(in) == job->decided_line &&
            strcmp(mbr_in_name(in), job->decided_file) == 0)
            break;
    return got;
}

/* Members are judged by their own last day; that they have different ones is worth a word. */
static void say_as_of(const struct job *job)
{
    char first[MBR_DAY_SIZE + 1] = "", last[MBR_DAY_SIZE + 1] = "";
    if (job->as_of == MBR_DAY_NONE)
        return;
    mbr_day_write(first, job->first_as_of);
    mbr_day_write(last, job->as_of);
    if (job->first_as_of == job->as_of)
        mbr_note(job->run, "as of %s", last);
    else
        mbr_warn(job->run, "members of different days: as of %s to %s", first, last);
}

static void say_unseen_drops(const struct job *job)
{
    for (size_t i = 0; i < job->options->drop.count; i++)
        if (!job->drop_seen[i] && strcmp(job->options->drop.item[i], "items") != 0)
            mbr_note(job->run, "--drop: no member had %s", job->options->drop.item[i]);
}

int mbr_job_lines(struct job *job)
{
    struct mbr_run *run = job->run;
    bool fits = job->method->learn && !job->options->model;
    int got = 1;
    job->of_line = true;
    job->write = !fits;
    if (ask_for_members(job) < 0)
        return -1;
    if (job->write && mbr_job_write_held(job) < 0)
        return -1;
    /* The line that told members from events is scanned anew, for other fields. */
    if (mbr_ask_scan(job->stream.ask, job->stream.line, &run->err) < 0 &&
        (mbr_bad(run) < 0 || (got = mbr_stream_next(&job->stream)) < 0))
        return -1;
    if (got > 0 && take_lines(job) < 0)
        return -1;
    say_as_of(job);
    if (fits && mbr_job_finish(job, job->as_of) < 0)
        return -1;
    if (fits && !job->options->fit) {
        mbr_in_again(run->in);
        run->again = job->write = true;
        job->last_id.n = 0;
        if (mbr_job_write_held(job) < 0 || (got = go_to_decided(job)) < 0 ||
            (got > 0 && take_lines(job) < 0))
            return -1;
    }
    if (!job->options->fit && !job->method->rows)
        say_unseen_drops(job);
    return 0;
}
