#include "annotate_job.h"

#define HELD_PIECE ((size_t)64 << 10)

/* Member lines, edited where they stand: the first one, and those of which something is to be said,
   by this file; the others by the block. */

static int ask_for_members(struct job *job)
{
    struct mbr_stream *stream = &job->stream;
    mbr_terms_ask(&job->terms);
    mbr_ask_free(stream->ask);
    stream->ask = mbr_ask_new(job->terms.path, job->terms.paths, false, &job->run->err);
    if (!stream->ask) {
        job->run->misused = job->run->located = true;
        return job->terms.options->drop.count ? mbr_err_within(&job->run->err, "--drop") : -1;
    }
    job->lane.ask = stream->ask;
    mbr_lane_begin(&job->lane);
    return 0;
}

static int read_member(struct job *job, struct mbr_member *member)
{
    struct mbr_err *err = &job->run->err;
    if (mbr_lane_read(&job->lane, member, err) < 0)
        return -1;
    if (mbr_span_equal(mbr_buf_span(&job->last_id), member->id))
        return mbr_err_value(err, "member", "twice running: fold with mbr-profile first",
                             member->id);
    job->last_id.n = 0;
    mbr_put_span(&job->last_id, member->id);
    return mbr_lane_check(&job->lane, member, err);
}

static int write_member(struct job *job, struct mbr_member *member)
{
    job->lane.value.n = 0;
    if (mbr_job_say(job, member, &job->lane.value) < 0)
        return -1;
    if (job->terms.method->rows) {
        member->facts = mbr_buf_span(&job->lane.value);
        return mbr_job_hear(job, member);
    }
    mbr_lane_edit(&job->lane, job->stream.line, &job->run->out.buf);
    return mbr_end(job->run);
}

static int pass_through(struct job *job)
{
    const struct terms *terms = &job->terms;
    bool is_item = job->stream.kind == MBR_KIND_ITEM;
    if (is_item && mbr_job_check_item(job, job->stream.line) < 0)
        return mbr_bad(job->run);
    if (!terms->write || terms->method->rows || (is_item && terms->drop_items))
        return 0;
    mbr_put_span(&job->run->out.buf, job->stream.line);
    return mbr_end(job->run);
}

static int learn_member(struct job *job, struct mbr_member *member)
{
    job->lane.value.n = 0;
    if (mbr_lane_gather(&job->lane, member, &job->lane.value, &job->run->err) < 0)
        return mbr_job_fail(job, member);
    member->facts = mbr_buf_span(&job->lane.value);
    return mbr_job_learn(job, member);
}

static int take_member(struct job *job)
{
    struct mbr_member member;
    if (read_member(job, &member) < 0)
        return mbr_bad(job->run);
    if ((job->terms.write ? write_member(job, &member) : learn_member(job, &member)) == 0)
        return 0;
    return job->run->located ? -1 : mbr_job_refused(job, &member);
}

int mbr_job_take(struct job *job)
{
    const struct mbr_json *member = &job->stream.ask->slot[PATH_MEMBER];
    if (job->stream.kind == MBR_KIND_MEMBER)
        return take_member(job);
    if (job->stream.kind != MBR_KIND_EVENT || member->kind == MBR_JSON_ABSENT)
        return pass_through(job);
    mbr_err_json(&job->run->err, "member", "an event behind members: fold with mbr-profile first",
                 member->raw);
    return mbr_bad(job->run);
}

static int take_one_by_one(struct job *job)
{
    int got;
    while ((got = mbr_stream_next(&job->stream)) > 0)
        if (mbr_job_take(job) < 0)
            return -1;
    return got;
}

static int take_lines(struct job *job)
{
    if (mbr_job_take(job) < 0)
        return -1;
    return mbr_job_in_order(job) ? take_one_by_one(job) : mbr_job_blocks(job);
}

int mbr_job_write_held(struct job *job)
{
    struct mbr_run *run = job->run;
    uint64_t done = 0;
    int64_t n = 0;
    if (job->terms.method->rows)
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
    if (job->lane.as_of == MBR_DAY_NONE)
        return;
    mbr_day_write(first, job->lane.first_as_of);
    mbr_day_write(last, job->lane.as_of);
    if (job->lane.first_as_of == job->lane.as_of)
        mbr_note(job->run, "as of %s", last);
    else
        mbr_warn(job->run, "members of different days: as of %s to %s", first, last);
}

static void say_unseen_drops(const struct job *job)
{
    for (size_t i = 0; i < job->terms.options->drop.count; i++)
        if (!job->lane.drop_seen[i] && strcmp(job->terms.options->drop.item[i], "items") != 0)
            mbr_note(job->run, "--drop: no member had %s", job->terms.options->drop.item[i]);
}

int mbr_job_lines(struct job *job)
{
    struct mbr_run *run = job->run;
    bool fits = job->terms.method->learn && !job->terms.options->model;
    int got = 1;
    job->of_line = true;
    job->terms.write = !fits;
    if (mbr_job_items(job) < 0 || ask_for_members(job) < 0)
        return -1;
    if (job->terms.write && (mbr_job_ready(job) < 0 || mbr_job_write_held(job) < 0))
        return -1;
    /* The line that told members from events is scanned anew, for other fields. */
    if (mbr_ask_scan(job->stream.ask, job->stream.line, &run->err) < 0 &&
        (mbr_bad(run) < 0 || (got = mbr_stream_next(&job->stream)) < 0))
        return -1;
    if (got > 0 && take_lines(job) < 0)
        return -1;
    say_as_of(job);
    if (fits && mbr_job_finish(job, job->lane.as_of) < 0)
        return -1;
    if (fits && !job->terms.options->fit) {
        mbr_in_again(run->in);
        run->again = job->terms.write = true;
        job->last_id.n = 0;
        if (mbr_job_ready(job) < 0 || mbr_job_write_held(job) < 0 ||
            (got = go_to_decided(job)) < 0 || (got > 0 && take_lines(job) < 0))
            return -1;
    }
    if (!job->terms.options->fit && !job->terms.method->rows)
        say_unseen_drops(job);
    return 0;
}
