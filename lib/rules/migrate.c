#include "mbr/migrate.h"

#include <inttypes.h>
#include <stdlib.h>

#include "mbr/date.h"
#include "mbr/paths.h"
#include "mbr/text.h"
#include "mbr/value.h"
#include "migrate_job.h"
#include "side.h"

#define MOST_LEARNED 1000

enum { SLOT_TYPE, SLOT_MEMBER, SLOT_AS_OF, SLOT_CURRENCY, SLOT_SPEND, SLOTS };
static const char *const own_paths[SLOTS] = {"type", "member", "as_of", "currency", "buy.spend"};

/* One of the two streams, and what is known of the member that it stands at. */
struct migrate_side {
    struct side stream;
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
    struct migrate_side before, after;
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

static int read_member(void *self, struct side *stream);

static int open_side(struct job *job, struct migrate_side *side, const char *file)
{
    side->as_of = MBR_DAY_NONE;
    mbr_migrate_value_init(&side->value, MIGRATE_VALUE);
    if (mbr_side_open(&side->stream, job->run, file, job->path, job->paths) < 0)
        return -1;
    side->stream.read = read_member;
    side->stream.self = job;
    return 0;
}

static void close_side(struct migrate_side *side)
{
    mbr_side_close(&side->stream);
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

/* As long as no member has the field, it may be misspelt: what fields there are is noted. */
static void learn_names(struct job *job, const struct mbr_stream *stream)
{
    struct mbr_err ignored;
    job->met = job->met || stream->ask->slot[job->by].kind != MBR_JSON_ABSENT;
    if (job->met || job->learned == MOST_LEARNED)
        return;
    job->learned++;
    if (mbr_ask_scan(job->all, stream->line, &ignored) == 0)
        mbr_paths_learn(&job->known, job->all);
}

static int read_member(void *self, struct side *stream)
{
    static const int needed[] = {SLOT_AS_OF, SLOT_SPEND};
    struct job *job = self;
    struct migrate_side *side = stream == &job->before.stream ? &job->before : &job->after;
    const struct mbr_json *slot = stream->stream.ask->slot;
    struct mbr_err *err = &job->run->err;
    int32_t as_of = MBR_DAY_NONE;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (slot[needed[i]].kind == MBR_JSON_ABSENT)
            return mbr_err_set(err, "%s: missing", own_paths[needed[i]]);
    if (mbr_value_day(&slot[SLOT_AS_OF], "as_of", &as_of, err) < 0 ||
        mbr_value_decimal(&slot[SLOT_SPEND], "buy.spend", &side->spend, err) < 0 ||
        mbr_migrate_value_read(&side->value, &slot[job->by], job->options->by, &job->cuts,
                               &job->scratch, err) < 0 ||
        check_currency(job, &slot[SLOT_CURRENCY]) < 0)
        return -1;
    if (side->as_of == MBR_DAY_NONE || as_of > side->as_of)
        side->as_of = as_of;
    learn_names(job, &stream->stream);
    return 0;
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
    struct migrate_side *before = &job->before, *after = &job->after;
    struct mbr_span first = mbr_buf_span(&before->stream.id);
    struct mbr_span second = mbr_buf_span(&after->stream.id);
    int order = !before->stream.there  ? 1
                : !after->stream.there ? -1
                                       : mbr_span_compare(first, second);
    struct migrate_move move = {.from = &job->new, .to = &job->gone};
    if (order <= 0) {
        move.from = &before->value;
        move.before = before->spend;
    }
    if (order >= 0) {
        move.to = &after->value;
        move.after = after->spend;
    }
    if (job->options->movers) {
        if (write_mover(job, &move, order > 0 ? second : first) < 0)
            return -1;
    } else if (mbr_migrate_cells_add(&job->cells, &move, &job->run->err) < 0) {
        job->run->located = true;
        return -1;
    }
    if (order <= 0 && mbr_side_next(&before->stream) < 0)
        return -1;
    return order >= 0 ? mbr_side_next(&after->stream) : 0;
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
    const struct migrate_side *before = &job->before, *after = &job->after;
    const struct side *const sides[] = {&before->stream, &after->stream};
    uint64_t others = sides[0]->others + sides[1]->others;
    for (size_t i = 0; i < 2; i++)
        if (sides[i]->members == 0)
            mbr_warn(job->run, "%s: no members", sides[i]->file);
    if (others)
        mbr_note(job->run, "records of other types, left out: %" PRIu64, others);
    if (sides[0]->members && sides[1]->members && before->as_of > after->as_of) {
        char first[MBR_DAY_SIZE], second[MBR_DAY_SIZE];
        mbr_day_write(first, before->as_of);
        mbr_day_write(second, after->as_of);
        mbr_warn(job->run, "as_of: %.*s before, %.*s after: the wrong way round?",
                 (int)sizeof first, first, (int)sizeof second, second);
    }
}

static int run_job(struct job *job)
{
    if (open_job(job) < 0 || mbr_side_next(&job->before.stream) < 0 ||
        mbr_side_next(&job->after.stream) < 0)
        return -1;
    while (job->before.stream.there || job->after.stream.there)
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
    int failed = run_job(&job);
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
