#include "mbr/migrate.h"

#include <inttypes.h>
#include <stdlib.h>

#include "mbr/date.h"
#include "mbr/paths.h"
#include "mbr/stream.h"
#include "mbr/text.h"
#include "mbr/value.h"
#include "migrate_job.h"

#define MOST_LEARNED 1000

enum { SLOT_TYPE, SLOT_MEMBER, SLOT_AS_OF, SLOT_CURRENCY, SLOT_SPEND, SLOTS };
static const char *const own_paths[SLOTS] = {"type", "member", "as_of", "currency", "buy.spend"};

/* One of the two streams, and the member that it stands at. */
struct side {
    char *file;
    struct mbr_in *in;
    struct mbr_stream stream;
    bool there; /* it stands at one: not at its end */
    uint64_t members, others;
    struct mbr_buf id;
    int64_t spend;
    struct migrate_value value;
    int32_t as_of; /* the latest */
};

struct job {
    const struct mbr_migrate_options *options;
    struct mbr_run *run;
    const char *path[SLOTS + 1];
    size_t paths, by; /* by: the field's slot */
    struct migrate_cuts cuts;
    struct side before, after;
    struct migrate_value new, gone;
    struct migrate_cells cells;
    bool met; /* some member has the field */
    size_t learned;
    struct mbr_ask *all;
    struct mbr_paths known;
    struct mbr_buf currency, scratch;
};

static void list_paths(struct job *job)
{
    memcpy(job->path, own_paths, sizeof own_paths);
    while (job->by < SLOTS && strcmp(own_paths[job->by], job->options->by) != 0)
        job->by++;
    job->path[job->by] = job->options->by;
    job->paths = job->by == SLOTS ? SLOTS + 1 : SLOTS;
}

static int open_side(struct job *job, struct side *side, char *file)
{
    struct mbr_run *run = job->run;
    side->file = file;
    side->in = mbr_in_new(&side->file, 1, run->max_line);
    side->as_of = MBR_DAY_NONE;
    mbr_migrate_value_init(&side->value, MIGRATE_VALUE);
    return mbr_stream_open(&side->stream, run, job->path, job->paths, false);
}

static void close_side(struct side *side)
{
    mbr_stream_close(&side->stream);
    mbr_in_free(side->in);
    mbr_buf_free(&side->id);
    mbr_migrate_value_free(&side->value);
}

static int open_job(struct job *job)
{
    struct mbr_run *run = job->run;
    char **file = run->operand;
    if (run->operands != 2)
        return mbr_misuse(run, "two streams are compared: BEFORE and AFTER");
    if (strcmp(file[0], "-") == 0 && strcmp(file[1], "-") == 0)
        return mbr_misuse(run, "only one of the streams can be standard input");
    list_paths(job);
    if (mbr_migrate_cuts_read(&job->cuts, &job->options->cuts, &run->err) < 0) {
        run->misused = run->located = true;
        return -1;
    }
    if (open_side(job, &job->before, file[0]) < 0 || open_side(job, &job->after, file[1]) < 0) {
        run->misused = true;
        return -1;
    }
    mbr_migrate_value_init(&job->new, MIGRATE_NEW);
    mbr_migrate_value_init(&job->gone, MIGRATE_GONE);
    job->all = mbr_ask_new(own_paths, 1, true, &run->err);
    return job->all ? 0 : -1;
}

static int check_order(struct job *job, const struct side *side, struct mbr_span id)
{
    struct mbr_run *run = job->run;
    int order = side->members ? mbr_span_compare(mbr_buf_span(&side->id), id) : -1;
    if (order < 0)
        return 0;
    if (order == 0)
        return mbr_err_value(&run->err, "member", "twice running: fold with mbr-profile first", id);
    /* Had others been passed over, they would all be said to be new or gone. */
    run->fatal = true;
    run->hint = "members have to be in the order of their ids, as mbr-profile writes them; "
                "mbr-select --sort member sorts them again";
    return mbr_err_value(&run->err, "member", "not in order, so nothing can be merged", id);
}

static int check_currency(struct job *job, const struct mbr_json *value)
{
    struct mbr_err *err = &job->run->err;
    struct mbr_span currency = {0}, first = mbr_buf_span(&job->currency);
    job->scratch.n = 0;
    if (mbr_value_id(value, "currency", &job->scratch, &currency, err) < 0)
        return -1;
    if (currency.n && first.n == 0)
        mbr_put_span(&job->currency, currency);
    if (currency.n == 0 || first.n == 0 || mbr_span_equal(first, currency))
        return 0;
    return mbr_err_set(err, "currency: two are compared: \"%.*s\" and \"%.*s\"", (int)first.n,
                       first.p, (int)currency.n, currency.p);
}

static int read_member(struct job *job, struct side *side)
{
    static const int needed[] = {SLOT_MEMBER, SLOT_AS_OF, SLOT_SPEND};
    const struct mbr_json *slot = side->stream.ask->slot;
    struct mbr_err *err = &job->run->err;
    struct mbr_span id = {0};
    struct mbr_buf text = {0};
    int32_t as_of = MBR_DAY_NONE;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (slot[needed[i]].kind == MBR_JSON_ABSENT)
            return mbr_err_set(err, "%s: missing", own_paths[needed[i]]);
    int failed = mbr_value_id(&slot[SLOT_MEMBER], "member", &text, &id, err) < 0 ||
                 mbr_value_day(&slot[SLOT_AS_OF], "as_of", &as_of, err) < 0 ||
                 mbr_value_decimal(&slot[SLOT_SPEND], "buy.spend", &side->spend, err) < 0 ||
                 mbr_migrate_value_read(&side->value, &slot[job->by], job->options->by, &job->cuts,
                                        &job->scratch, err) < 0 ||
                 check_order(job, side, id) < 0 || check_currency(job, &slot[SLOT_CURRENCY]) < 0;
    if (!failed) {
        side->id.n = 0;
        mbr_put_span(&side->id, id);
        side->members++;
        if (side->as_of == MBR_DAY_NONE || as_of > side->as_of)
            side->as_of = as_of;
    }
    mbr_buf_free(&text);
    return failed ? -1 : 0;
}

/* As long as no member has the field, it may be misspelt: what fields there are is noted. */
static void learn_names(struct job *job, const struct side *side)
{
    struct mbr_err ignored;
    job->met = job->met || side->stream.ask->slot[job->by].kind != MBR_JSON_ABSENT;
    if (job->met || job->learned == MOST_LEARNED)
        return;
    job->learned++;
    if (mbr_ask_scan(job->all, side->stream.line, &ignored) == 0)
        mbr_paths_learn(&job->known, job->all);
}

/* 1: a member; 0: a record that is none, or a bad line passed over; -1. */
static int take(struct job *job, struct side *side)
{
    const struct mbr_json *member = &side->stream.ask->slot[SLOT_MEMBER];
    struct mbr_run *run = job->run;
    if (side->stream.kind == MBR_KIND_MEMBER) {
        if (read_member(job, side) < 0)
            return mbr_bad(run);
        learn_names(job, side);
        return 1;
    }
    if (side->stream.kind == MBR_KIND_EVENT && member->kind != MBR_JSON_ABSENT) {
        mbr_err_json(&run->err, "member", "of an event, where members are compared", member->raw);
        if (mbr_bad(run) == 0)
            return 0;
        run->hint = "events go through mbr-profile first";
        return -1;
    }
    side->others += side->stream.kind != MBR_KIND_ITEM;
    return 0;
}

/* The run reads this stream for a while, so that an error in it is said of it. */
static int advance(struct job *job, struct side *side)
{
    int got = 1, taken = 0;
    job->run->in = side->in;
    while (taken == 0 && (got = mbr_stream_next(&side->stream)) > 0)
        taken = take(job, side);
    side->there = taken > 0;
    return got < 0 || taken < 0 ? -1 : 0;
}

static int write_mover(struct job *job, const struct migrate_move *move, struct mbr_span id)
{
    struct mbr_buf *buf = &job->run->out.buf;
    if (mbr_span_equal(mbr_buf_span(&move->from->order), mbr_buf_span(&move->to->order)))
        return 0;
    mbr_put_text(buf, "{\"type\":\"row\",\"of\":\"mover\"");
    mbr_put_key(buf, "member");
    mbr_put_string(buf, id);
    mbr_put_key(buf, "from");
    mbr_put_span(buf, mbr_buf_span(&move->from->spelled));
    mbr_put_key(buf, "to");
    mbr_put_span(buf, mbr_buf_span(&move->to->spelled));
    mbr_put_migrate_spend(buf, move->before, move->after);
    mbr_put_char(buf, '}');
    return mbr_end(job->run);
}

/* The lesser of the two ids, or both where they are the same member. */
static int step(struct job *job)
{
    struct side *before = &job->before, *after = &job->after;
    int order = !before->there ? 1
                : !after->there
                    ? -1
                    : mbr_span_compare(mbr_buf_span(&before->id), mbr_buf_span(&after->id));
    struct migrate_move move = {.from = &job->new, .to = &job->gone};
    struct mbr_span id = mbr_buf_span(order > 0 ? &after->id : &before->id);
    if (order <= 0) {
        move.from = &before->value;
        move.before = before->spend;
    }
    if (order >= 0) {
        move.to = &after->value;
        move.after = after->spend;
    }
    if (job->options->movers) {
        if (write_mover(job, &move, id) < 0)
            return -1;
    } else if (mbr_migrate_cells_add(&job->cells, &move, &job->run->err) < 0) {
        job->run->located = true;
        return -1;
    }
    if (order <= 0 && advance(job, before) < 0)
        return -1;
    return order >= 0 ? advance(job, after) : 0;
}

static int refuse_name(const struct job *job)
{
    struct mbr_buf text = {0};
    mbr_put_text(&text, "no member has ");
    mbr_put_visible(&text, mbr_span(job->options->by));
    mbr_put_path_meant(&text, &job->known, job->options->by);
    int failed = mbr_fail(job->run, "--by: %.*s", (int)text.n, text.p);
    mbr_buf_free(&text);
    return failed;
}

static void report(const struct job *job)
{
    const struct side *before = &job->before, *after = &job->after;
    const struct side *const sides[] = {before, after};
    uint64_t others = before->others + after->others;
    for (size_t i = 0; i < 2; i++)
        if (sides[i]->members == 0)
            mbr_note(job->run, "%s: no members", sides[i]->file);
    if (others)
        mbr_note(job->run, "records of other types, left out: %" PRIu64, others);
    if (before->members && after->members && before->as_of > after->as_of) {
        char first[MBR_DAY_SIZE], second[MBR_DAY_SIZE];
        mbr_day_write(first, before->as_of);
        mbr_day_write(second, after->as_of);
        mbr_warn(job->run, "as_of: %.*s before, %.*s after: the wrong way round?",
                 (int)sizeof first, first, (int)sizeof second, second);
    }
}

static int run_job(struct job *job)
{
    if (open_job(job) < 0 || advance(job, &job->before) < 0 || advance(job, &job->after) < 0)
        return -1;
    while (job->before.there || job->after.there)
        if (step(job) < 0)
            return -1;
    if (!job->met && job->learned)
        return refuse_name(job);
    report(job);
    return mbr_migrate_cells_write(&job->cells, job->run);
}

int mbr_migrate(struct mbr_run *run, const struct mbr_migrate_options *options)
{
    struct job job = {.options = options, .run = run};
    struct mbr_in *in = run->in;
    int failed = run_job(&job);
    run->in = in;
    close_side(&job.before);
    close_side(&job.after);
    mbr_migrate_value_free(&job.new);
    mbr_migrate_value_free(&job.gone);
    mbr_migrate_cells_free(&job.cells);
    mbr_ask_free(job.all);
    mbr_paths_free(&job.known);
    mbr_buf_free(&job.currency);
    mbr_buf_free(&job.scratch);
    free(job.cuts.at);
    return failed;
}
