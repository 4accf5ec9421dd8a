#include "mbr/select.h"

#include <inttypes.h>

#include "expr_tree.h"
#include "mbr/date.h"
#include "mbr/path.h"
#include "mbr/value.h"
#include "select_job.h"

enum { SLOT_TYPE, SLOT_MEMBER, SLOT_AS_OF, SLOTS };
static const char *const own_paths[SLOTS] = {"type", "member", "as_of"};

struct job {
    const struct mbr_select_options *options;
    struct mbr_run *run;
    struct mbr_stream stream;
    const char *type;
    bool of_members, drops_items;
    const char *path[SLOTS + SELECT_KEYS]; /* own_paths, then the keys to sort by */
    size_t paths;
    struct mbr_expr_set *set;
    struct mbr_expr_notes *notes;
    struct mbr_expr_run *expr_run; /* NULL until a record needs it, and after new items */
    struct mbr_catalogue items;
    struct select_fields fields;
    struct select_hold hold;
    struct select_names names;
    struct mbr_buf last_id, scratch, line;
    uint64_t seen, selected, others;
};

static int check_options(struct job *job)
{
    const struct mbr_select_options *o = job->options;
    bool edits = o->drop.count - job->drops_items || o->keep.count || o->sort.count || o->by ||
                 o->top || o->sample;
    if (o->count && o->explain)
        return mbr_misuse(job->run, "--count and --explain do not go together");
    if ((o->count || o->explain) && edits)
        return mbr_misuse(job->run, "--%s writes rows: there is nothing to sort, cut or edit",
                          o->count ? "count" : "explain");
    if (job->drops_items && strcmp(job->type, "item") == 0)
        return mbr_misuse(job->run, "--drop: items: they are what is selected");
    if (o->explain && !o->expression)
        return mbr_misuse(job->run, "--explain needs an expression");
    if (o->explain && o->negate)
        return mbr_misuse(job->run, "--explain tells both, those that hold and those that do not");
    return 0;
}

static void list_paths(struct job *job)
{
    memcpy(job->path, own_paths, sizeof own_paths);
    job->paths = SLOTS;
    for (size_t i = 0; i < job->hold.keys; i++) {
        size_t slot = 0;
        while (slot < job->paths && !mbr_path_same(job->path[slot], job->hold.path[i]))
            slot++;
        if (slot == job->paths)
            job->path[job->paths++] = job->hold.path[i];
        job->hold.slot[i] = slot;
    }
}

static int compile(struct job *job)
{
    struct mbr_run *run = job->run;
    struct mbr_expr_place place;
    job->set = mbr_expr_set_new(job->path, job->paths);
    if (!job->options->expression)
        return 0;
    struct mbr_span source = mbr_span(job->options->expression);
    if (mbr_expr_add(job->set, source, MBR_EXPR_WANT_TRUTH, &place, &run->err) < 0) {
        mbr_put_caret(&run->beneath, source, place, "  ");
        run->misused = run->located = true;
        return -1;
    }
    if (job->set->aggregate_count && !job->of_members)
        return mbr_misuse(run, "a function of the history: records of type %s have none",
                          job->type);
    return 0;
}

static int open_stream(struct job *job)
{
    size_t count;
    const char *const *paths = mbr_expr_paths(job->set, &count);
    if (mbr_stream_open(&job->stream, job->run, paths, count, false) < 0) {
        job->run->misused = true;
        return -1;
    }
    return mbr_select_names_open(&job->names, paths, count, SLOTS, &job->run->err);
}

static int add_item(struct job *job)
{
    mbr_expr_run_free(job->expr_run);
    job->expr_run = NULL;
    return mbr_catalogue_add(&job->items, job->stream.line, &job->run->err);
}

static int read_items_file(struct job *job)
{
    const char *file = job->options->items;
    if (!file || !mbr_expr_needs_items(job->set))
        return 0;
    return mbr_catalogue_read(&job->items, file, job->run);
}

static int begin_run(struct job *job)
{
    if (mbr_expr_needs_items(job->set) && job->items.ids.count == 0) {
        job->run->fatal = true;
        job->run->hint = "item lines stand at the head of a stream; --items FILE gives them to a "
                         "part of one";
        return mbr_err_set(&job->run->err, "items: the expression needs them, and none has come");
    }
    job->expr_run = mbr_expr_run_new(job->set, &job->items, &job->run->err);
    if (!job->expr_run)
        return -1;
    mbr_expr_run_note(job->expr_run, job->notes);
    return 0;
}

/* The record's last day; of members also whether it stands there by itself. */
static int read_head(struct job *job, int32_t *as_of)
{
    const struct mbr_json *slot = job->stream.ask->slot;
    struct mbr_err *err = &job->run->err;
    struct mbr_span id = {0};
    *as_of = MBR_DAY_NONE;
    if (mbr_value_day(&slot[SLOT_AS_OF], "as_of", as_of, err) < 0)
        return -1;
    if (!job->of_members)
        return 0;
    job->scratch.n = 0;
    if (slot[SLOT_MEMBER].kind == MBR_JSON_ABSENT)
        return mbr_err_set(err, "member: missing");
    if (slot[SLOT_AS_OF].kind == MBR_JSON_ABSENT)
        return mbr_err_set(err, "as_of: missing");
    if (mbr_value_id(&slot[SLOT_MEMBER], "member", &job->scratch, &id, err) < 0)
        return -1;
    if (job->seen && mbr_span_equal(mbr_buf_span(&job->last_id), id))
        return mbr_err_value(err, "member", "twice running: fold with mbr-profile first", id);
    job->last_id.n = 0;
    mbr_put_span(&job->last_id, id);
    return 0;
}

/* 1 when the expression holds, 0 when it does not; -1. Explained, its row has been put. */
static int judge(struct job *job, int32_t as_of)
{
    const struct mbr_json *slot = job->stream.ask->slot;
    struct mbr_err *err = &job->run->err;
    if (!job->options->expression)
        return 1;
    if (!job->expr_run && begin_run(job) < 0)
        return -1;
    mbr_expr_record(job->expr_run, slot, as_of);
    if (job->options->explain)
        return mbr_select_why_put(job->expr_run, 0, mbr_span(job->options->expression),
                                  &slot[SLOT_MEMBER], &job->run->out.buf, err);
    return mbr_expr_holds(job->expr_run, 0, err);
}

static int select_record(struct job *job)
{
    struct mbr_run *run = job->run;
    struct mbr_buf *to;
    job->line.n = 0;
    if (mbr_select_fields_put(&job->fields, job->stream.line, &job->line, &run->err) < 0 ||
        mbr_select_hold_offer(&job->hold, job->stream.ask->slot, &run->out, &to, &run->err) < 0)
        return mbr_bad(run);
    job->selected++;
    if (to)
        mbr_put_span(to, mbr_buf_span(&job->line));
    return to == &run->out.buf ? mbr_end(run) : 0;
}

static int take_record(struct job *job)
{
    int32_t as_of;
    int holds = read_head(job, &as_of) < 0 ? -1 : judge(job, as_of);
    if (holds < 0)
        return mbr_bad(job->run);
    job->seen++;
    mbr_select_names_learn(&job->names, &job->stream);
    if (job->options->explain) {
        job->selected += holds > 0;
        return mbr_end(job->run);
    }
    if ((holds > 0) == job->options->negate)
        return 0;
    if (!job->options->count)
        return select_record(job);
    job->selected++;
    return 0;
}

static int take_item(struct job *job)
{
    const struct mbr_select_options *o = job->options;
    if (mbr_expr_needs_items(job->set) && add_item(job) < 0)
        return mbr_bad(job->run);
    if (job->drops_items || o->count || o->explain)
        return 0;
    mbr_put_span(&job->run->out.buf, job->stream.line);
    return mbr_end(job->run);
}

static int refuse_event(struct job *job, const struct mbr_json *member)
{
    struct mbr_run *run = job->run;
    mbr_err_json(&run->err, "member", "of an event, where members are selected", member->raw);
    if (mbr_bad(run) == 0)
        return 0;
    run->hint = "events go through mbr-profile first, or are selected with --type";
    return -1;
}

static int take(struct job *job)
{
    const struct mbr_json *member = &job->stream.ask->slot[SLOT_MEMBER];
    enum mbr_kind kind = job->stream.kind;
    if (mbr_span_is(job->stream.type, job->type))
        return take_record(job);
    if (kind == MBR_KIND_ITEM)
        return take_item(job);
    if (job->of_members && kind == MBR_KIND_EVENT && member->kind != MBR_JSON_ABSENT)
        return refuse_event(job, member);
    job->others++;
    return 0;
}

static void say(void *self, const char *text)
{
    const struct job *job = self;
    mbr_note(job->run, "%s", text);
}

static void report(struct job *job)
{
    mbr_expr_notes_items(job->notes, &job->items);
    mbr_expr_notes_tell(job->notes, say, job);
    mbr_select_hold_report(&job->hold, job->run);
    if (job->selected)
        mbr_select_fields_report(&job->fields, job->run);
    if (!job->seen && job->others)
        mbr_note(job->run, "no record of type %s", job->type);
    if (job->others)
        mbr_note(job->run, "records of other types, left out: %" PRIu64 " (--type selects one)",
                 job->others);
}

static int finish(struct job *job)
{
    struct mbr_run *run = job->run;
    struct mbr_buf *buf = &run->out.buf;
    if (mbr_select_names_report(&job->names, &job->hold, job->notes, run) < 0 ||
        mbr_select_hold_write(&job->hold, run) < 0)
        return -1;
    if (job->options->count) {
        mbr_put_text(buf, "{\"type\":\"row\",\"of\":\"select\"");
        mbr_put_key(buf, job->of_members ? "members" : "records");
        mbr_put_int(buf, (int64_t)job->selected);
        mbr_put_char(buf, '}');
        if (mbr_end(run) < 0)
            return -1;
    }
    report(job);
    run->nothing = job->selected == 0;
    return 0;
}

static int run_job(struct job *job)
{
    int got;
    if (check_options(job) < 0 || mbr_select_hold_open(&job->hold, job->options, job->run) < 0 ||
        mbr_select_fields_open(&job->fields, job->options, job->run) < 0)
        return -1;
    list_paths(job);
    if (compile(job) < 0 || open_stream(job) < 0 || read_items_file(job) < 0)
        return -1;
    while ((got = mbr_stream_next(&job->stream)) > 0)
        if (take(job) < 0)
            return -1;
    return got < 0 ? -1 : finish(job);
}

int mbr_select(struct mbr_run *run, const struct mbr_select_options *options)
{
    struct job job = {.options = options, .run = run};
    job.type = options->type ? options->type : "member";
    job.of_members = strcmp(job.type, "member") == 0;
    job.notes = mbr_expr_notes_new();
    job.drops_items = mbr_list_has(&options->drop, "items");
    int failed = run_job(&job);
    mbr_select_hold_free(&job.hold);
    mbr_select_fields_free(&job.fields);
    mbr_select_names_free(&job.names);
    mbr_expr_run_free(job.expr_run);
    mbr_expr_notes_free(job.notes);
    mbr_expr_set_free(job.set);
    mbr_catalogue_free(&job.items);
    mbr_stream_close(&job.stream);
    mbr_buf_free(&job.last_id);
    mbr_buf_free(&job.scratch);
    mbr_buf_free(&job.line);
    return failed;
}
