/* Member lines by the block: several threads do a block each, as far as nothing is to be said of a
   line; one puts out what they did, in order, and goes through the rest line by line. So an error
   comes when all before it is written, as it would without threads. */

#include "annotate_job.h"

#include <stdlib.h>

#include "mbr/run_blocks.h"

/* Lines are short; room beyond this that long ones took is given back. */
#define MUCH_ROOM ((size_t)4 << 20)

/* A member to be learnt from, or to be counted in rows, which is done in order; what several
   threads can do of it is in facts. */
struct found {
    struct mbr_member member;
    uint64_t number; /* of the line in the block */
    size_t facts;    /* where they end */
};

struct batch {
    struct mbr_in_block block;
    struct lane lane;
    struct mbr_buf out, ids, facts;    /* ids: those that had escapes */
    struct mbr_span first_id, last_id; /* n 0: no members */
    struct found *found;
    size_t count, cap;
    size_t at;               /* how far the block is done */
    uint64_t lines, records; /* and how many lines that is, with the blank ones and without */
    char apart[MBR_CREW_APART];
};

static bool keeps(const struct terms *terms)
{
    return !terms->write || terms->method->rows;
}

/* An id with escapes stands in scratch till the next; here it goes where there is room for all that
   the block can have, so it does not move. */
static void keep_id(struct batch *batch, struct mbr_member *member)
{
    if (!batch->lane.ask->slot[PATH_MEMBER].plain) {
        if (batch->ids.n == 0)
            mbr_buf_room(&batch->ids, batch->block.n);
        char *to = mbr_buf_room(&batch->ids, member->id.n);
        mbr_put_span(&batch->ids, member->id);
        member->id.p = to;
    }
    if (batch->first_id.n == 0)
        batch->first_id = member->id;
    batch->last_id = member->id;
}

static int put_facts(struct lane *lane, const struct mbr_member *member, struct mbr_buf *facts)
{
    struct mbr_err ignored;
    if (!lane->terms->write)
        return mbr_lane_gather(lane, member, facts, &ignored);
    return lane->terms->method->take ? mbr_lane_say(lane, member, facts, &ignored) : 0;
}

static bool do_member(struct batch *batch, struct mbr_span line, uint64_t number)
{
    struct lane *lane = &batch->lane;
    const struct terms *terms = lane->terms;
    struct mbr_err ignored;
    struct mbr_member member;
    if (mbr_lane_read(lane, &member, &ignored) < 0 || mbr_span_equal(batch->last_id, member.id) ||
        mbr_lane_check(lane, &member, &ignored) < 0)
        return false;
    if (keeps(terms)) {
        if (put_facts(lane, &member, &batch->facts) < 0)
            return false;
        keep_id(batch, &member);
        batch->found = mbr_grow(batch->found, &batch->cap, batch->count + 1, sizeof *batch->found);
        batch->found[batch->count++] = (struct found){member, number, batch->facts.n};
        return true;
    }
    lane->value.n = 0;
    if (mbr_lane_say(lane, &member, &lane->value, &ignored) < 0)
        return false;
    keep_id(batch, &member);
    mbr_lane_edit(lane, line, &batch->out);
    mbr_put_char(&batch->out, '\n');
    return true;
}

/* Whether nothing is to be said of the line. */
static bool do_line(struct batch *batch, struct mbr_span line, uint64_t number)
{
    const struct lane *lane = &batch->lane;
    const struct mbr_json *slot = lane->ask->slot, *type = &slot[PATH_TYPE];
    struct mbr_err ignored;
    if (mbr_ask_scan(lane->ask, line, &ignored) < 0 || !type->plain || type->raw.n == 2)
        return false;
    struct mbr_span name = {type->raw.p + 1, type->raw.n - 2};
    if (mbr_span_is(name, "member"))
        return do_member(batch, line, number);
    enum mbr_kind kind = mbr_kind_of(name);
    if (kind == MBR_KIND_EVENT &&
        (slot[PATH_MEMBER].kind != MBR_JSON_ABSENT || mbr_span_is(name, "error")))
        return false;
    if (kind == MBR_KIND_ITEM && lane->terms->items)
        return false;
    if (keeps(lane->terms) || (kind == MBR_KIND_ITEM && lane->terms->drop_items))
        return true;
    mbr_put_span(&batch->out, line);
    mbr_put_char(&batch->out, '\n');
    return true;
}

static void do_block(void *piece)
{
    struct batch *batch = piece;
    struct mbr_span line;
    size_t at = 0;
    uint64_t number = 0;
    int got;
    mbr_lane_begin(&batch->lane);
    batch->first_id = batch->last_id = (struct mbr_span){0};
    batch->out.n = batch->ids.n = batch->facts.n = batch->count = batch->at = 0;
    batch->lines = batch->records = 0;
    while ((got = mbr_in_block_line(&batch->block, &at, &number, &line))) {
        if (got == MBR_IN_LONG || !do_line(batch, line, number))
            return;
        batch->at = at;
        batch->lines = number;
        batch->records++;
    }
    batch->at = at;
    batch->lines = number;
}

static void take_lane(struct lane *to, const struct lane *lane)
{
    if (lane->as_of > to->as_of)
        to->as_of = lane->as_of;
    if (lane->first_as_of < to->first_as_of)
        to->first_as_of = lane->first_as_of;
    for (size_t i = 0; i < lane->terms->options->drop.count; i++)
        to->drop_seen[i] |= lane->drop_seen[i];
}

static int take_member(struct job *job, const struct mbr_member *member)
{
    if (!job->terms.write)
        return mbr_job_learn(job, member);
    if (job->terms.method->take)
        return mbr_job_hear(job, member);
    job->lane.value.n = 0;
    return mbr_job_say(job, member, &job->lane.value);
}

static int take_found(struct job *job, struct batch *batch)
{
    struct mbr_run *run = job->run;
    size_t facts = 0;
    for (size_t i = 0; i < batch->count; i++) {
        struct mbr_member *member = &batch->found[i].member;
        member->facts = (struct mbr_span){0};
        if (batch->found[i].facts > facts) /* else there may be no memory at all */
            member->facts =
                (struct mbr_span){batch->facts.p + facts, batch->found[i].facts - facts};
        facts = batch->found[i].facts;
        mbr_in_at(run->in, &batch->block, batch->found[i].number);
        if (take_member(job, member) < 0 && mbr_job_refused(job, member) < 0)
            return -1;
    }
    return 0;
}

/* What is done of the block. */
static int take_done(struct job *job, struct batch *batch)
{
    struct mbr_run *run = job->run;
    for (uint64_t i = 0; i < batch->records; i++)
        mbr_tick(run);
    if (batch->records)
        run->hint = NULL;
    take_lane(&job->lane, &batch->lane);
    if (batch->last_id.n) {
        job->last_id.n = 0;
        mbr_put_span(&job->last_id, batch->last_id);
    }
    if (take_found(job, batch) < 0)
        return -1;
    if (batch->out.n == 0 || mbr_out_write(&run->out, mbr_buf_span(&batch->out), &run->err) == 0)
        return 0;
    run->located = true;
    return -1;
}

static int take_odd(struct job *job, struct mbr_span line)
{
    struct mbr_run *run = job->run;
    if (line.n > mbr_in_max_line(run->in))
        return mbr_run_long(run);
    int got = mbr_stream_take(&job->stream, line);
    return got <= 0 ? got : mbr_job_take(job);
}

static void give_room_back(struct batch *batch)
{
    if (batch->out.cap + batch->ids.cap + batch->facts.cap <= MUCH_ROOM)
        return;
    mbr_buf_free(&batch->out);
    mbr_buf_free(&batch->ids);
    mbr_buf_free(&batch->facts);
}

/* The thread that did the block did not know who came last before it. */
static int64_t take_batch(void *self, void *piece)
{
    struct job *job = self;
    struct batch *batch = piece;
    struct mbr_run *run = job->run;
    struct mbr_span line;
    size_t at = 0;
    uint64_t number = 0;
    bool twice = batch->first_id.n && mbr_span_equal(mbr_buf_span(&job->last_id), batch->first_id);
    if (!twice) {
        if (take_done(job, batch) < 0)
            return -1;
        at = batch->at;
        number = batch->lines;
    }
    while (mbr_in_block_line(&batch->block, &at, &number, &line)) {
        mbr_in_at(run->in, &batch->block, number);
        mbr_tick(run);
        if (take_odd(job, line) < 0)
            return -1;
    }
    give_room_back(batch);
    return (int64_t)number;
}

int mbr_job_blocks(struct job *job)
{
    struct mbr_err ignored;
    struct mbr_crew *crew = mbr_crew_new(job->terms.options->jobs, do_block);
    size_t count = mbr_crew_depth(crew);
    struct batch *batches = mbr_calloc(count, sizeof *batches);
    for (size_t i = 0; i < count; i++) {
        batches[i].lane.terms = &job->terms;
        batches[i].lane.ask = mbr_ask_new(job->terms.path, job->terms.paths, false, &ignored);
    }
    int failed = mbr_run_blocks(job->run, crew, batches, sizeof *batches, take_batch, job);
    mbr_crew_free(crew);
    for (size_t i = 0; i < count; i++) {
        mbr_in_block_free(&batches[i].block);
        mbr_ask_free(batches[i].lane.ask);
        mbr_lane_free(&batches[i].lane);
        mbr_buf_free(&batches[i].out);
        mbr_buf_free(&batches[i].ids);
        mbr_buf_free(&batches[i].facts);
        free(batches[i].found);
    }
    free(batches);
    return failed;
}
