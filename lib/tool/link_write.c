/* A line with the member that its person has, every other byte as it came. */

#include <stdlib.h>

#include "link_job.h"
#include "mbr/dropped.h"
#include "mbr/edit.h"
#include "mbr/value.h"

static const struct mbr_json *slot_of(const struct link_job *job, size_t slot)
{
    return &job->stream.ask->slot[slot];
}

static int compare_spans(const void *a, const void *b)
{
    return mbr_span_compare(*(const struct mbr_span *)a, *(const struct mbr_span *)b);
}

/* The accounts that ids.member is to name: those it did, and the line's own, but not the person's
   member. Sorted; the caller frees. */
static struct mbr_span *list_accounts(const struct link_line *line, struct mbr_span person,
                                      size_t *count)
{
    struct mbr_span *list = mbr_alloc((line->other_count + 1) * sizeof *list);
    size_t n = 0, kept = 0;
    if (!line->stranger)
        list[n++] = (struct mbr_span){line->account.p + 1, line->account.n - 1};
    for (size_t i = 0; i < line->other_count; i++)
        list[n++] =
            (struct mbr_span){line->other_text.p + line->others[i].at + 1, line->others[i].n - 1};
    if (n)
        qsort(list, n, sizeof *list, compare_spans);
    for (size_t i = 0; i < n; i++)
        if (!mbr_span_equal(list[i], person) &&
            (kept == 0 || !mbr_span_equal(list[i], list[kept - 1])))
            list[kept++] = list[i];
    *count = kept;
    return list;
}

static void put_accounts(struct mbr_buf *to, const struct mbr_span *list, size_t count,
                         bool as_list)
{
    if (as_list)
        mbr_put_char(to, '[');
    for (size_t i = 0; i < count; i++) {
        if (i)
            mbr_put_char(to, ',');
        mbr_put_string(to, list[i]);
    }
    if (as_list)
        mbr_put_char(to, ']');
}

/* ids with these accounts under "member", the other kinds as they came; empty where nothing is
   left. An event that has no account, but a member, says so by a list without any. */
static void put_ids(const struct link_job *job, struct mbr_buf *to, const struct mbr_span *list,
                    size_t count)
{
    const struct mbr_json *ids = slot_of(job, LINK_IDS);
    bool as_list = job->stream.kind == MBR_KIND_MEMBER || count != 1;
    bool done = count == 0 && !job->line.stranger;
    struct mbr_json_pair pair;
    size_t from = to->n;
    mbr_put_char(to, '{');
    struct mbr_json_walk walk = mbr_json_walk(ids);
    while (ids->kind == MBR_JSON_OBJECT && mbr_json_next_pair(&walk, &pair)) {
        bool own = mbr_span_is(pair.key, "\"member\"");
        if (!done && (own || mbr_span_compare(mbr_span("\"member\""), pair.key) < 0)) {
            mbr_put_key(to, "member");
            put_accounts(to, list, count, as_list);
            done = true;
        }
        if (own)
            continue;
        mbr_put_comma(to);
        mbr_put_span(to, pair.key);
        mbr_put_char(to, ':');
        mbr_put_span(to, pair.value.raw);
    }
    if (!done) {
        mbr_put_key(to, "member");
        put_accounts(to, list, count, as_list);
    }
    mbr_put_char(to, '}');
    if (to->n == from + 2)
        to->n = from;
}

/* The member that the person brought by an event `refer` has now, where it is another; `was` tells
   the account, which is kept there when a run changes it first. */
struct brought {
    struct mbr_json to, was;
    bool keep; /* the account is to be told */
    struct mbr_buf person, account;
};

static void free_brought(struct brought *brought)
{
    mbr_buf_free(&brought->person);
    mbr_buf_free(&brought->account);
}

static bool find_brought(struct link_job *job, struct brought *brought)
{
    const struct mbr_json *named =
        brought->was.kind == MBR_JSON_STRING ? &brought->was : &brought->to;
    struct mbr_buf scratch = {0}, key = {0};
    struct mbr_err ignored;
    struct mbr_span id = {0}, person = {0};
    uint32_t holder = MBR_MAP_NONE;
    if (named->kind == MBR_JSON_STRING && mbr_json_text(named, &scratch, &id) == 0 &&
        link_line_account(job, id, &key, &ignored) == 0)
        holder = mbr_map_find(&job->graph.holders, mbr_buf_span(&key));
    if (holder != MBR_MAP_NONE)
        person = link_person(job, holder);
    if (person.n) {
        mbr_put_string(&brought->person, person);
        mbr_put_string(&brought->account, (struct mbr_span){key.p + 1, key.n - 1});
        brought->keep = brought->was.kind == MBR_JSON_ABSENT;
    }
    mbr_buf_free(&scratch);
    mbr_buf_free(&key);
    return person.n && !mbr_span_equal(mbr_buf_span(&brought->person), brought->to.raw);
}

/* An event of a member line; whether it is another now. */
static bool put_listed(struct link_job *job, const struct mbr_json *event, struct mbr_buf *to)
{
    struct brought brought = {0};
    struct mbr_json_pair pair;
    bool refers = false;
    struct mbr_json_walk walk = mbr_json_walk(event);
    while (mbr_json_next_pair(&walk, &pair)) {
        refers |= mbr_span_is(pair.key, "\"type\"") && mbr_span_is(pair.value.raw, "\"refer\"");
        if (mbr_span_is(pair.key, "\"to\""))
            brought.to = pair.value;
        if (mbr_span_is(pair.key, "\"to_was\""))
            brought.was = pair.value;
    }
    bool changed = refers && find_brought(job, &brought);
    if (changed) {
        const char *end = brought.to.raw.p + brought.to.raw.n;
        mbr_put(to, event->raw.p, (size_t)(brought.to.raw.p - event->raw.p));
        mbr_put_span(to, mbr_buf_span(&brought.person));
        if (brought.keep) {
            mbr_put_key(to, "to_was");
            mbr_put_span(to, mbr_buf_span(&brought.account));
        }
        mbr_put(to, end, (size_t)(event->raw.p + event->raw.n - end));
    } else {
        mbr_put_span(to, event->raw);
    }
    free_brought(&brought);
    return changed;
}

static struct mbr_span at_of(const struct mbr_json *event)
{
    struct mbr_json_pair pair;
    struct mbr_json_walk walk = mbr_json_walk(event);
    while (mbr_json_next_pair(&walk, &pair))
        if (mbr_span_is(pair.key, "\"at\""))
            return pair.value.raw;
    return (struct mbr_span){0};
}

/* The closing quote sorts before what may follow a day. */
static bool comes_after(const struct mbr_json *event, struct mbr_span as_of)
{
    return mbr_span_compare(at_of(event), as_of) > 0;
}

/* A folded member keeps ids only as long as an event tells them: so one is put in, at the last day
   that the line knows, which changes no sum. */
static void put_told(struct mbr_buf *to, struct mbr_span as_of, struct mbr_span account)
{
    struct mbr_buf id = {0};
    mbr_put_text(&id, "link:");
    mbr_put_span(&id, account);
    mbr_put_comma(to);
    mbr_put_text(to, "{\"type\":\"link\",\"at\":");
    mbr_put_span(to, as_of);
    mbr_put_key(to, "id");
    mbr_put_string(to, mbr_buf_span(&id));
    mbr_put_text(to, ",\"ids\":{\"member\":");
    mbr_put_string(to, account);
    mbr_put_text(to, "}}");
    mbr_buf_free(&id);
}

/* Events with what tells the account (n 0: nothing) among them; whether anything is new. */
static bool put_events(struct link_job *job, struct mbr_span account, struct mbr_buf *to)
{
    const struct mbr_json *events = slot_of(job, LINK_EVENTS);
    struct mbr_span as_of = slot_of(job, LINK_AS_OF)->raw;
    struct mbr_json event;
    bool changed = account.n > 0, told = account.n == 0;
    mbr_put_char(to, '[');
    struct mbr_json_walk walk = mbr_json_walk(events);
    while (events->kind == MBR_JSON_ARRAY && mbr_json_next(&walk, &event)) {
        if (!told && comes_after(&event, as_of)) {
            put_told(to, as_of, account);
            told = true;
        }
        mbr_put_comma(to);
        changed |= put_listed(job, &event, to);
    }
    if (!told)
        put_told(to, as_of, account);
    mbr_put_char(to, ']');
    return changed;
}

static const struct mbr_json *last_of(const struct link_job *job, const size_t *slots, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slot_of(job, slots[i])->kind != MBR_JSON_ABSENT)
            return slot_of(job, slots[i]);
    return NULL;
}

struct change {
    struct mbr_buf member, ids, events;
    struct brought brought;
    struct mbr_edit edit[5 + LINK_SURVIVORS];
    size_t edits;
};

static void set(struct change *change, const struct mbr_json *field, const char *name,
                const struct mbr_buf *value, const struct mbr_json *after)
{
    struct mbr_span text = mbr_buf_span(value);
    if (text.n == 0)
        text.p = NULL;
    change->edit[change->edits++] = (struct mbr_edit){field, name, text, after};
}

static int change_member_line(struct link_job *job, struct change *change, bool moved)
{
    static const size_t before_events[] = {LINK_ORDERS, LINK_BUY,  LINK_CONSENT,
                                           LINK_IDS,    LINK_ATTR, LINK_AS_OF};
    struct mbr_span account = {0};
    const struct mbr_json *events = slot_of(job, LINK_EVENTS);
    if (mbr_dropped_has(slot_of(job, LINK_DROPPED), "events"))
        return 0;
    if (moved)
        account = (struct mbr_span){job->line.account.p + 1, job->line.account.n - 1};
    if (account.n && slot_of(job, LINK_AS_OF)->kind != MBR_JSON_STRING)
        return -1;
    if ((account.n || events->kind == MBR_JSON_ARRAY) && put_events(job, account, &change->events))
        set(change, events, "events", &change->events,
            last_of(job, before_events, sizeof before_events / sizeof *before_events));
    return 0;
}

static void change_ids(struct link_job *job, struct mbr_span person, struct change *change)
{
    static const size_t before_ids[] = {LINK_ATTR, LINK_AS_OF};
    const struct mbr_json *ids = slot_of(job, LINK_IDS);
    size_t count;
    struct mbr_span *list = list_accounts(&job->line, person, &count);
    job->line.stranger &= person.n > 0;
    put_ids(job, &change->ids, list, count);
    if (!mbr_span_equal(mbr_buf_span(&change->ids), ids->raw) &&
        (change->ids.n || ids->kind != MBR_JSON_ABSENT))
        set(change, ids, "ids", &change->ids,
            job->stream.kind == MBR_KIND_MEMBER ? last_of(job, before_ids, 2) : NULL);
    free(list);
}

static void change_brought(struct link_job *job, struct change *change)
{
    struct brought *brought = &change->brought;
    const struct mbr_json *to = slot_of(job, LINK_TO), *was = slot_of(job, LINK_TO_WAS);
    brought->to = *to;
    brought->was = *was;
    bool moved = find_brought(job, brought);
    bool back = was->kind != MBR_JSON_ABSENT &&
                mbr_span_equal(mbr_buf_span(&brought->person), mbr_buf_span(&brought->account));
    if (moved)
        set(change, to, "to", &brought->person, NULL);
    if (moved && brought->keep)
        set(change, was, "to_was", &brought->account, to);
    else if (back)
        set(change, was, "to_was", &(struct mbr_buf){0}, NULL);
}

static int find_changes(struct link_job *job, struct mbr_span person, struct change *change,
                        struct mbr_err *err)
{
    const struct mbr_json *member = slot_of(job, LINK_MEMBER), *at = slot_of(job, LINK_AT);
    const struct link_line *line = &job->line;
    bool is_line = job->stream.kind == MBR_KIND_MEMBER;
    bool moved = !mbr_span_equal(person, line->member);
    job->changed += moved && line->member.n;
    job->named += moved && !line->member.n;
    if (moved && person.n)
        mbr_put_string(&change->member, person);
    if (moved)
        set(change, member, "member", &change->member, at->kind == MBR_JSON_ABSENT ? NULL : at);
    if (moved || line->was)
        change_ids(job, person, change);
    if (is_line && change_member_line(job, change, moved) < 0)
        return mbr_err_set(err, "as_of: missing");
    if (!is_line && mbr_span_is(job->stream.type, "refer"))
        change_brought(job, change);
    return 0;
}

/* What does not survive is taken out, as the fold would do with what is overtaken. */
static void drop_outlived(struct link_job *job, uint32_t holder, struct change *change)
{
    struct link_survive *survive = &job->survive;
    if (holder == MBR_IDENTITY_NONE || !mbr_span_is(job->stream.type, "attr"))
        return;
    for (size_t i = 0; i < survive->fields; i++) {
        const struct mbr_json *value = slot_of(job, survive->field[i].slot);
        if (value->kind == MBR_JSON_ABSENT ||
            link_survive_keeps(survive, job->found.person[holder], i, value->raw))
            continue;
        set(change, value, survive->field[i].name, &(struct mbr_buf){0}, NULL);
        survive->lost++;
    }
}

int link_put(struct link_job *job, struct mbr_buf *to, struct mbr_err *err)
{
    struct change change = {0};
    if (link_line_read(job, err) < 0)
        return -1;
    uint32_t holder = link_find(job);
    struct mbr_span person = link_person(job, holder);
    job->anonymous += person.n == 0;
    int failed = find_changes(job, person, &change, err);
    drop_outlived(job, holder, &change);
    if (!failed && change.edits)
        mbr_edit(to, job->stream.line, change.edit, change.edits);
    else if (!failed)
        mbr_put_span(to, job->stream.line);
    mbr_buf_free(&change.member);
    mbr_buf_free(&change.ids);
    mbr_buf_free(&change.events);
    free_brought(&change.brought);
    return failed;
}
