#include "mbr/tag.h"

#include <inttypes.h>
#include <stdlib.h>

#include "mbr/text.h"
#include "tag_job.h"

static int put_tags(const struct tag_lane *lane, struct mbr_buf *value)
{
    mbr_put_char(value, '{');
    for (size_t i = 0; i < lane->count; i++) {
        if (!mbr_tag_has(&lane->verdict[i]))
            continue;
        mbr_put_key_span(value, lane->verdict[i].name);
        mbr_put_span(value, lane->verdict[i].value.raw);
    }
    mbr_put_char(value, '}');
    return 0;
}

static int say(void *self, const struct mbr_member *member, struct mbr_buf *value,
               struct mbr_err *err)
{
    struct tag_lane *lane = self;
    const struct tag_job *job = lane->job;
    if (mbr_tag_judge(lane, member, err) < 0)
        return -1;
    if (job->options->explain)
        return mbr_tag_explain(lane, member, err);
    return job->report ? mbr_tag_report_add(job->report, lane, member, err) : put_tags(lane, value);
}

static void *open_lane(void *self, const struct mbr_catalogue *items, struct mbr_err *err)
{
    return mbr_tag_lane_new(self, items, err);
}

static void close_lane(void *self, void *state)
{
    struct tag_job *job = self;
    const struct tag_lane *lane = state;
    size_t count;
    (void)mbr_expr_paths(job->rules.set, &count);
    for (size_t i = 0; i < count; i++)
        job->met[i] |= lane->met[i];
    if (lane->items)
        mbr_expr_notes_items(lane->notes, lane->items);
    mbr_expr_notes_add(job->notes, lane->notes);
    job->counts.members += lane->counts.members;
    job->counts.with_tags += lane->counts.with_tags;
    job->counts.lost += lane->counts.lost;
    job->counts.expired += lane->counts.expired;
    job->counts.past += lane->counts.past;
    mbr_tag_lane_free(state);
}

static int write_rows(void *self, struct mbr_run *run)
{
    struct tag_job *job = self;
    if (mbr_tag_side_end(&job->before) < 0)
        return -1;
    return job->report ? mbr_tag_report_write(job->report, run) : 0;
}

static void say_checked(const struct tag_job *job)
{
    struct mbr_buf text = {0};
    mbr_put_count(&text, job->rules.count, "rule");
    mbr_put_text(&text, ", ");
    mbr_put_count(&text, job->rules.expressions, "expression");
    mbr_note(job->run, "%s: %.*s", job->options->rules, (int)text.n, text.p);
    mbr_buf_free(&text);
}

/* What a function of the history looks at is not what a person has written. */
static bool is_written(const struct tag_rules *rules, size_t slot, const char *path)
{
    for (size_t i = 0; i < rules->paths; i++)
        if (rules->path[i].slot == slot)
            return rules->path[i].rule == MBR_MAP_NONE;
    return slot && strcmp(path, "orders") != 0 && strcmp(path, "events") != 0 &&
           strcmp(path, "dropped") != 0;
}

static void report_names(const struct tag_job *job)
{
    size_t count;
    const char *const *paths = mbr_expr_paths(job->rules.set, &count);
    for (size_t i = 0; job->counts.members && i < count; i++) {
        struct mbr_buf text = {0};
        if (job->met[i] || !is_written(&job->rules, i, paths[i]))
            continue;
        mbr_put_visible(&text, mbr_span(paths[i]));
        (void)mbr_put_expr_quoted(&text, job->notes, i);
        mbr_warn(job->run, "no member has %.*s", (int)text.n, text.p);
        mbr_buf_free(&text);
    }
}

static void say_warning(void *self, const char *text)
{
    const struct tag_job *job = self;
    mbr_warn(job->run, "%s", text);
}

static void report_before(const struct tag_job *job)
{
    const struct tag_side *before = &job->before;
    const struct tag_counts *counts = &job->counts;
    if (!before->stream.in)
        return;
    if (before->tagged == 0)
        mbr_warn(job->run, "--before: %s: no member%s", before->stream.file,
                 before->stream.members ? " has tags" : "s");
    else if (counts->members && counts->with_tags == counts->members)
        mbr_note(job->run, "--before: not asked, as all members have tags in their lines");
    if (before->strangers)
        mbr_note(job->run, "--before: members that are not here: %" PRIu64, before->strangers);
}

static void report_hand(const struct tag_job *job)
{
    struct mbr_span first;
    size_t left = mbr_tag_hand_left(&job->add, &first);
    if (job->counts.past)
        mbr_warn(job->run, "--add: tags whose last day is past, and not given: %" PRIu64,
                 job->counts.past);
    if (left)
        mbr_warn(job->run, "--add: members that are not here: %zu, the first \"%.*s\"", left,
                 (int)first.n, first.p);
}

static void report(struct tag_job *job)
{
    const struct tag_counts *counts = &job->counts;
    struct mbr_run *run = job->run;
    report_names(job);
    mbr_expr_notes_tell(job->notes, say_warning, job);
    report_before(job);
    if (counts->lost)
        mbr_note(run,
                 "tags that members had and have no more: %" PRIu64 ", of these expired: %" PRIu64,
                 counts->lost, counts->expired);
    report_hand(job);
}

static int tag_members(struct tag_job *job)
{
    const struct mbr_tag_options *o = job->options;
    struct mbr_method method = {.field = "tags",
                                .say = say,
                                .open = open_lane,
                                .close = close_lane,
                                .wants_items = mbr_expr_needs_items(job->rules.set),
                                .in_order = o->before || o->add};
    method.paths = mbr_expr_paths(job->rules.set, &method.path_count);
    job->met = mbr_calloc(method.path_count, sizeof *job->met);
    if (o->explain || o->report)
        method.rows = write_rows;
    if (o->report)
        job->report = mbr_tag_report_new(job);
    if (mbr_tag_side_open(&job->before, job->run, &job->rules, o->before) < 0 ||
        mbr_tag_hand_open(&job->add, job->run, &job->rules, o->add) < 0 ||
        mbr_annotate(job->run, &o->member, &method, job) < 0 || mbr_tag_side_end(&job->before) < 0)
        return -1;
    report(job);
    return 0;
}

static int run_job(struct tag_job *job)
{
    const struct mbr_tag_options *o = job->options;
    if (mbr_tag_options_check(job) < 0 ||
        mbr_tag_rules_read(&job->rules, o->rules, o->check, job->run) < 0 ||
        mbr_tag_only_check(job) < 0)
        return -1;
    if (!o->check)
        return tag_members(job);
    say_checked(job);
    return 0;
}

int mbr_tag(struct mbr_run *run, const struct mbr_tag_options *options)
{
    struct tag_job job = {.options = options, .run = run};
    job.notes = mbr_expr_notes_new();
    int failed = run_job(&job);
    mbr_expr_notes_free(job.notes);
    mbr_tag_side_close(&job.before);
    mbr_tag_hand_close(&job.add);
    mbr_tag_report_free(job.report);
    mbr_tag_rules_free(&job.rules);
    free(job.met);
    return failed;
}
