#include "expr_why.h"
#include "tag_job.h"

bool mbr_tag_is_wanted(const struct tag_job *job, struct mbr_span name)
{
    const struct mbr_list *only = &job->options->only;
    for (size_t i = 0; i < only->count; i++)
        if (mbr_span_is(name, only->item[i]))
            return true;
    return only->count == 0;
}

/* A day, in words and not in JSON. */
static void put_day(struct mbr_buf *to, const char *before, int32_t day)
{
    char text[MBR_DAY_SIZE];
    mbr_day_write(text, day);
    mbr_put_text(to, before);
    mbr_put(to, text, sizeof text);
}

static int put_why(struct tag_lane *lane, size_t number, struct mbr_buf *to, struct mbr_err *err)
{
    const struct tag_rules *rules = &lane->job->rules;
    const struct tag_verdict *verdict = &lane->verdict[number];
    const struct tag_expr *when = &rules->rule[number].expr[TAG_WHEN];
    if (verdict->reason == TAG_BY_HAND || verdict->reason == TAG_TAKEN) {
        mbr_put_text(to, verdict->reason == TAG_TAKEN ? "taken off by hand" : "by hand");
        return 0;
    }
    if (number >= rules->count) {
        mbr_put_text(to, "no rule names it");
    } else {
        if (mbr_put_why(to, lane->run, when->number, when->source, err) < 0)
            return -1;
        if (verdict->past != MBR_DAY_NONE)
            put_day(to, "; but its last day is past: ", verdict->past);
    }
    if (mbr_tag_is_lost(verdict) && verdict->expired)
        put_day(to, "; expired after ", verdict->had_until);
    if (verdict->reason == TAG_KEPT && verdict->until != MBR_DAY_NONE)
        put_day(to, "; kept until ", verdict->until);
    return 0;
}

static int put_row(const struct tag_lane *lane, const struct mbr_member *member,
                   const struct tag_verdict *verdict, struct mbr_span why)
{
    struct mbr_run *run = lane->job->run;
    struct mbr_buf *to = &run->out.buf;
    mbr_put_text(to, "{\"type\":\"row\",\"of\":\"tag_why\"");
    mbr_put_key(to, "member");
    mbr_put_string(to, member->id);
    mbr_put_key(to, "tag");
    mbr_put_string(to, verdict->name);
    mbr_put_key(to, "has");
    mbr_put_text(to, mbr_tag_has(verdict) ? "true" : "false");
    mbr_put_key(to, "why");
    mbr_put_string(to, why);
    mbr_put_tag_fields(to, &verdict->value, true);
    mbr_put_char(to, '}');
    return mbr_end(run);
}

int mbr_tag_explain(struct tag_lane *lane, const struct mbr_member *member, struct mbr_err *err)
{
    struct mbr_buf why = {0};
    int failed = 0;
    for (size_t i = 0; i < lane->count && !failed; i++) {
        if (!mbr_tag_is_wanted(lane->job, lane->verdict[i].name))
            continue;
        why.n = 0;
        failed = put_why(lane, i, &why, err) < 0 ||
                 put_row(lane, member, &lane->verdict[i], mbr_buf_span(&why)) < 0;
    }
    mbr_buf_free(&why);
    return failed ? -1 : 0;
}
