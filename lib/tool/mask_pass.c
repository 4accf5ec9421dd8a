#include "mask_job.h"
#include "mask_value.h"
#include "mbr/value.h"

static int read_member(struct mask_job *job)
{
    const struct mbr_json *slot = job->stream.ask->slot;
    struct mbr_err *err = &job->run->err;
    job->member = (struct mbr_span){NULL, 0};
    if (mbr_value_id(&slot[MASK_SLOT_MEMBER], "member", &job->id, &job->member, err) < 0)
        return -1;
    if (job->stream.kind == MBR_KIND_MEMBER && job->member.n == 0)
        return mbr_err_set(err, "member: missing");
    return 0;
}

static void walk_line(struct mask_job *job, struct mbr_span line, struct mbr_buf *out)
{
    mbr_mask_fields_tidy(&job->fields);
    uint32_t root = mbr_mask_field_of_type(&job->fields, job->stream.type);
    mbr_mask_walk(&job->walk, line, root, out);
}

/* An identifier in a line; in a refer event it may be another's than the record's member. */
static bool is_identifier(const struct mask_field *field, const struct mbr_json *value)
{
    return (field->is_identifier || field->is_other) &&
           (value->kind == MBR_JSON_STRING || value->kind == MBR_JSON_NUMBER);
}

static bool is_own(const struct mask_field *field, const struct mask_place *place)
{
    return !field->is_other && !place->in_refer;
}

static int match_value(void *self, const struct mask_place *place, const struct mbr_json *value,
                       struct mbr_buf *to)
{
    struct mask_job *job = self;
    const struct mask_field *field = &job->fields.field[place->field];
    (void)to;
    if (is_identifier(field, value) &&
        mbr_mask_forget_asks(&job->forget, field->kind, mbr_mask_text(value, &job->edit.scratch)) &&
        is_own(field, place) && job->member.n)
        mbr_map_put(&job->forget.gone, job->member, NULL);
    return 0;
}

static int collect_value(void *self, const struct mask_place *place, const struct mbr_json *value,
                         struct mbr_buf *to)
{
    struct mask_job *job = self;
    const struct mask_field *field = &job->fields.field[place->field];
    (void)to;
    if (is_identifier(field, value) && is_own(field, place))
        mbr_mask_forget_collect(&job->forget, field->kind,
                                mbr_mask_text(value, &job->edit.scratch));
    return 0;
}

static int learn_row(struct mask_job *job)
{
    const struct mbr_json *slot = job->stream.ask->slot;
    struct mbr_json within[MASK_MOST_WITHIN];
    for (size_t i = 0; i < job->options->within.count; i++)
        within[i] = slot[job->within_slot[i]];
    return mbr_mask_rows_learn(&job->rows, &slot[MASK_SLOT_OF], &slot[job->count_slot],
                               job->options->count, within, &job->run->err);
}

static int learn(struct mask_job *job)
{
    bool is_row = job->stream.kind == MBR_KIND_ROW;
    if (mbr_mask_consent_learn(&job->consent, &job->stream, job->member) < 0 ||
        (is_row && job->options->suppress && learn_row(job) < 0))
        return -1;
    if (job->forget.asked.count == 0 || job->stream.kind == MBR_KIND_ITEM)
        return 0;
    if (job->member.n && mbr_mask_forget_asks_member(&job->forget, job->member))
        mbr_map_put(&job->forget.gone, job->member, NULL);
    job->line.n = 0;
    walk_line(job, job->stream.line, &job->line);
    return 0;
}

static int collect(struct mask_job *job)
{
    job->line.n = 0;
    if (job->member.n && mbr_mask_forget_gone(&job->forget, job->member))
        walk_line(job, job->stream.line, &job->line);
    return 0;
}

static int audit_value(void *self, const struct mask_place *place, const struct mbr_json *value,
                       struct mbr_buf *to)
{
    struct mask_job *job = self;
    (void)to;
    mbr_mask_audit_value(&job->fields.field[place->field], value, &job->edit.scratch, job->run->in);
    return 0;
}

static int audit(struct mask_job *job)
{
    job->line.n = 0;
    walk_line(job, job->stream.line, &job->line);
    return 0;
}

static bool is_forgotten(struct mask_job *job)
{
    struct mask_forget *forget = &job->forget;
    if (job->member.n == 0 || !mbr_mask_forget_gone(forget, job->member))
        return false;
    if (job->stream.kind == MBR_KIND_MEMBER)
        forget->member_lines++;
    else if (job->stream.kind == MBR_KIND_EVENT)
        forget->events++;
    else
        forget->others++;
    return true;
}

/* Puts the line as it leaves the house; false where it does not. */
static bool put_line(struct mask_job *job)
{
    struct mbr_span line = job->stream.line;
    struct mbr_buf *out = &job->run->out.buf;
    struct mask_edit *edit = &job->edit;
    size_t begin = out->n;
    job->line.n = 0;
    if (job->stream.kind == MBR_KIND_ROW && mbr_mask_rows_put(&job->rows, line, &job->line))
        line = mbr_buf_span(&job->line);
    if (job->stream.kind == MBR_KIND_ITEM && !job->fields.reveals) {
        mbr_put_span(out, line);
        return true;
    }
    edit->personal_members += job->fields.redacts && mbr_personal_of_text(job->member);
    edit->is_theirs = false;
    edit->is_anonymous = job->member.n == 0;
    edit->records++;
    if (job->fields.hides_members)
        mbr_mask_own_read(&edit->own, job->member, &job->stream.ask->slot[MASK_SLOT_WAS]);
    walk_line(job, line, out);
    if (!edit->is_anonymous || !edit->is_theirs)
        return true;
    out->n = begin;
    job->forget.anonymous += job->stream.kind == MBR_KIND_EVENT;
    job->forget.others += job->stream.kind != MBR_KIND_EVENT;
    return false;
}

/* A line that was bad in the first pass is so in the last. */
static int check_again(struct mask_job *job)
{
    const struct mbr_mask_options *o = job->options;
    int64_t count;
    if (mbr_mask_consent_learn(&job->consent, &job->stream, job->member) < 0)
        return -1;
    if (!o->suppress || job->stream.kind != MBR_KIND_ROW)
        return 0;
    return mbr_mask_rows_check(&job->stream.ask->slot[job->count_slot], o->count, &count,
                               &job->run->err);
}

static int pass_on(struct mask_job *job)
{
    if (check_again(job) < 0)
        return -1;
    if (!mbr_mask_consent_passes(&job->consent, job->stream.kind, job->member) ||
        is_forgotten(job)) {
        job->rows.at += job->stream.kind == MBR_KIND_ROW;
        return 0;
    }
    return put_line(job) ? mbr_end(job->run) : 0;
}

/* Somebody's identifiers are looked for in the model of mbr-link too, which is no stream. */
static int check_model(struct mask_job *job)
{
    static const char head[] = "{\"tool\":\"mbr-link\"";
    if (job->stream.line.n < sizeof head || memcmp(job->stream.line.p, head, sizeof head - 1) != 0)
        return -1;
    job->run->located = true;
    return mbr_err_set(&job->run->err,
                       "%s: a model of mbr-link, and no stream: mbr-link --forget takes somebody "
                       "out of it",
                       mbr_in_name(job->run->in));
}

/* All records, each to `take`, once. */
static int go_through(struct mask_job *job, int (*take)(struct mask_job *job))
{
    for (;;) {
        int got = mbr_stream_next(&job->stream);
        if (got <= 0)
            return got < 0 ? check_model(job) : 0;
        if (read_member(job) < 0 || take(job) < 0) {
            if (job->run->out.broken || mbr_bad(job->run) < 0)
                return -1;
        }
    }
}

/* What has to be known of all records before the first is written. */
static int go_before(struct mask_job *job)
{
    const struct mbr_mask_options *o = job->options;
    bool forgets = job->forget.asked.count > 0;
    if (!o->consent.count && !o->suppress && !forgets)
        return 0;
    mbr_in_keep(job->run->in);
    job->walk.value = match_value;
    job->walk.self = job;
    if (go_through(job, learn) < 0)
        return -1;
    if (mbr_mask_forget_check(&job->forget, job->run) < 0)
        return -1;
    mbr_mask_rows_decide(&job->rows);
    mbr_in_again(job->run->in);
    job->run->again = true;
    if (forgets) {
        job->walk.value = collect_value;
        if (go_through(job, collect) < 0)
            return -1;
        mbr_in_again(job->run->in);
    }
    return 0;
}

int mbr_mask_pass(struct mask_job *job)
{
    const struct mbr_mask_options *o = job->options;
    if (go_before(job) < 0)
        return -1;
    job->walk.value = o->audit ? audit_value : mbr_mask_edit_value;
    job->walk.edits = !o->audit;
    job->walk.passes_left = !o->audit && !job->edit.watches;
    job->walk.self = o->audit ? (void *)job : (void *)&job->edit;
    if (go_through(job, o->audit ? audit : pass_on) < 0)
        return -1;
    if (o->audit)
        return mbr_mask_audit_write(&job->fields, job->run);
    return 0;
}
