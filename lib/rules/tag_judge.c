#include <inttypes.h>
#include <stdlib.h>

#include "mbr/path.h"
#include "tag_give.h"

void *mbr_tag_lane_new(struct tag_job *job, const struct mbr_catalogue *items, struct mbr_err *err)
{
    size_t count;
    struct mbr_expr_run *run = mbr_expr_run_new(job->rules.set, items, err);
    if (!run)
        return NULL;
    (void)mbr_expr_paths(job->rules.set, &count);
    struct tag_lane *lane = mbr_calloc(1, sizeof *lane);
    lane->job = job;
    lane->run = run;
    lane->items = items;
    lane->notes = mbr_expr_notes_new();
    mbr_expr_run_note(run, lane->notes);
    lane->slot = mbr_calloc(count, sizeof *lane->slot);
    lane->met = mbr_calloc(count, sizeof *lane->met);
    lane->unmet = count;
    return lane;
}

void mbr_tag_lane_free(struct tag_lane *lane)
{
    mbr_expr_run_free(lane->run);
    mbr_expr_notes_free(lane->notes);
    mbr_tag_list_free(&lane->line);
    free(lane->slot);
    free(lane->verdict);
    free(lane->met);
    mbr_buf_free(&lane->text);
    mbr_buf_free(&lane->key);
    mbr_buf_free(&lane->last_id);
    free(lane);
}

static const struct tag_held *held_of(const struct tag_list *list, uint32_t rule)
{
    uint32_t number = list && list->of_rule ? list->of_rule[rule] : 0;
    return number ? &list->at[number - 1] : NULL;
}

static void keep(struct tag_verdict *verdict, const struct tag_held *held)
{
    verdict->reason = TAG_KEPT;
    verdict->value = held->value;
    verdict->since = held->since;
    verdict->until = held->until;
}

static struct tag_verdict begin(struct mbr_span name, const struct tag_held *held)
{
    struct tag_verdict verdict = {.name = name,
                                  .had = held != NULL,
                                  .had_since = held ? held->since : MBR_DAY_NONE,
                                  .had_until = held ? held->until : MBR_DAY_NONE,
                                  .since = MBR_DAY_NONE,
                                  .until = MBR_DAY_NONE,
                                  .past = MBR_DAY_NONE};
    return verdict;
}

/* What is had again the day after its last is had all the time; after a longer break it has expired
   and is gained. */
static void end(const struct judged *judged, struct tag_verdict *verdict)
{
    bool has = mbr_tag_has(verdict);
    verdict->expired = mbr_tag_is_past(verdict->had_until, judged->as_of - has);
    verdict->gained = has && (!verdict->had || verdict->expired);
}

/* Of those who are refused nothing is counted. */
static void tally(const struct judged *judged)
{
    struct tag_lane *lane = judged->lane;
    struct tag_counts *counts = &lane->counts;
    const struct tag_list *added = judged->added;
    counts->members++;
    counts->with_tags += judged->held == &lane->line;
    for (size_t i = 0; judged->held && i < lane->count; i++) {
        bool lost = mbr_tag_is_lost(&lane->verdict[i]);
        counts->lost += lost;
        counts->expired += lost && lane->verdict[i].expired;
    }
    for (size_t i = 0; added && i < added->count; i++)
        counts->past += mbr_tag_is_past(added->at[i].until, judged->as_of);
}

/* What a path finds in a tag. */
static struct mbr_json find(struct tag_lane *lane, struct mbr_json value, const char *rest)
{
    while (*rest) {
        struct mbr_json_walk walk = mbr_json_walk(&value);
        struct mbr_json_pair pair;
        (void)mbr_path_key(&rest, &lane->key);
        rest += *rest == '.';
        value = (struct mbr_json){0};
        while (mbr_json_next_pair(&walk, &pair))
            if (mbr_tag_key_is(pair.key, mbr_buf_span(&lane->key)))
                value = pair.value;
    }
    return value;
}

static void tell(struct tag_lane *lane, const struct tag_path *path, struct mbr_json value)
{
    lane->slot[path->slot] = find(lane, value, path->rest);
}

static int decide(const struct judged *judged, uint32_t rule, struct mbr_err *err)
{
    struct tag_lane *lane = judged->lane;
    const struct tag_rules *rules = &lane->job->rules;
    const struct tag_held *held = held_of(judged->held, rule);
    const struct tag_held *added = held_of(judged->added, rule);
    struct tag_verdict *verdict = &lane->verdict[rule];
    *verdict = begin(rules->rule[rule].name, held);
    if (added && added->off)
        verdict->reason = TAG_TAKEN;
    else if (added && !mbr_tag_is_past(added->until, judged->as_of))
        mbr_tag_give_by_hand(judged, verdict, added, held);
    else if (mbr_tag_apply(judged, rule, held, verdict, err) < 0)
        return -1;
    if (verdict->reason == TAG_NOT && held && held->until != MBR_DAY_NONE &&
        !mbr_tag_is_past(held->until, judged->as_of))
        keep(verdict, held);
    end(judged, verdict);
    for (size_t i = rules->first[rule]; i < rules->first[rule + 1]; i++)
        tell(lane, &rules->path[i], verdict->value);
    return 0;
}

/* A tag that no rule names: of what was had, what is given by hand, or both. */
static void decide_other(const struct judged *judged, struct mbr_span name,
                         const struct tag_held *held, const struct tag_held *added)
{
    struct tag_lane *lane = judged->lane;
    if (added && mbr_tag_is_past(added->until, judged->as_of))
        added = NULL;
    if (!held && (!added || added->off))
        return;
    struct tag_verdict *verdict = &lane->verdict[lane->count++];
    *verdict = begin(name, held);
    if (added && added->off)
        verdict->reason = TAG_TAKEN;
    else if (added)
        mbr_tag_give_by_hand(judged, verdict, added, held);
    else if (!mbr_tag_is_past(held->until, judged->as_of) && !lane->job->options->only_rules)
        keep(verdict, held);
    end(judged, verdict);
}

static void decide_others(const struct judged *judged)
{
    struct tag_lane *lane = judged->lane;
    const struct tag_rules *rules = &lane->job->rules;
    const struct tag_list *held = judged->held, *added = judged->added;
    const size_t first = lane->count;
    size_t i = held ? held->others : 0, j = added ? added->others : 0;
    while ((held && i < held->count) || (added && j < added->count)) {
        const struct tag_held *a = held && i < held->count ? &held->at[i] : NULL;
        const struct tag_held *b = added && j < added->count ? &added->at[j] : NULL;
        int order = !a ? 1 : !b ? -1 : mbr_span_compare(a->name, b->name);
        i += order <= 0;
        j += order >= 0;
        decide_other(judged, (order <= 0 ? a : b)->name, order <= 0 ? a : NULL,
                     order >= 0 ? b : NULL);
    }
    for (i = rules->first[rules->count]; i < rules->paths; i++) {
        struct mbr_json none = {0};
        tell(lane, &rules->path[i], none);
        for (j = first; j < lane->count; j++)
            if (mbr_span_equal(lane->verdict[j].name, rules->path[i].name))
                tell(lane, &rules->path[i], lane->verdict[j].value);
    }
}

static size_t size_of(const struct tag_list *list)
{
    size_t size = 0;
    for (size_t i = 0; list && i < list->count; i++)
        size += list->at[i].value.raw.n + TAG_SIZE;
    return size;
}

/* Room for all that there may be, so that nothing that is told of moves. */
static void make_room(const struct judged *judged)
{
    struct tag_lane *lane = judged->lane;
    const struct tag_list *held = judged->held, *added = judged->added;
    size_t rules = lane->job->rules.count;
    size_t tags = rules + (held ? held->count : 0) + (added ? added->count : 0);
    lane->text.n = 0;
    mbr_buf_room(&lane->text, rules * TAG_SIZE + size_of(added) + 1);
    lane->verdict = mbr_grow(lane->verdict, &lane->cap, tags, sizeof *lane->verdict);
    lane->count = rules;
}

static int check_since(const struct judged *judged, const struct tag_list *list,
                       struct mbr_err *err)
{
    for (size_t i = 0; list && i < list->count; i++)
        if (list->at[i].since != MBR_DAY_NONE && list->at[i].since > judged->as_of)
            return mbr_err_value(err, "tags", "since a day that is still to come",
                                 list->at[i].name);
    return 0;
}

/* The same of a line of another file: that is the bad one, and is passed over alone. */
static int check_beside(const struct judged *judged, const struct tag_list **list, const char *file,
                        uint64_t line, struct mbr_err *err)
{
    struct mbr_run *run = judged->lane->job->run;
    struct mbr_err why;
    if (check_since(judged, *list, &why) == 0)
        return 0;
    mbr_fail(run, "%s:%" PRIu64 ": %s", file, line, why.text);
    *list = NULL;
    if (mbr_bad(run) == 0)
        return 0;
    if (err != &run->err)
        *err = run->err;
    return -1;
}

static int in_order(struct tag_lane *lane, struct mbr_span id, struct mbr_err *err)
{
    const char *wrong = mbr_side_check_order(lane->job->run, mbr_buf_span(&lane->last_id), id);
    if (wrong)
        return mbr_err_set(err, "%s", wrong);
    lane->last_id.n = 0;
    mbr_put_span(&lane->last_id, id);
    return 0;
}

static int refuse_day(int32_t before, struct mbr_err *err)
{
    char day[MBR_DAY_SIZE];
    mbr_day_write(day, before);
    return mbr_err_set(err, "as_of: earlier than in --before: \"%.*s\"", (int)sizeof day, day);
}

/* What is known from before: the line's own tags or, of one without, those of --before. */
static int look_back(struct judged *judged, struct mbr_err *err)
{
    struct tag_lane *lane = judged->lane;
    struct tag_job *job = lane->job;
    const struct mbr_json *tags = &judged->member->slot[0];
    const struct tag_side *before = NULL;
    uint64_t line = 0;
    if (job->before.stream.in && (in_order(lane, judged->member->id, err) < 0 ||
                                  mbr_tag_side_seek(&job->before, judged->member->id, &before) < 0))
        return -1;
    judged->added = mbr_tag_hand_find(&job->add, judged->member->id, &line);
    judged->held = before ? &before->list : NULL;
    if (before && before->as_of > judged->as_of)
        return refuse_day(before->as_of, err);
    if (tags->kind != MBR_JSON_ABSENT) {
        judged->held = &lane->line;
        if (mbr_tag_list_read(&lane->line, &job->rules, tags, err) < 0 ||
            check_since(judged, judged->held, err) < 0)
            return -1;
    } else if (before && check_beside(judged, &judged->held, before->stream.file,
                                      mbr_in_number(before->stream.in), err) < 0) {
        return -1;
    }
    return check_beside(judged, &judged->added, job->add.stream.file, line, err);
}

static void meet(struct tag_lane *lane)
{
    size_t count;
    (void)mbr_expr_paths(lane->job->rules.set, &count);
    for (size_t i = 0; lane->unmet && i < count; i++) {
        if (!lane->met[i] && lane->slot[i].kind != MBR_JSON_ABSENT) {
            lane->met[i] = true;
            lane->unmet--;
        }
    }
}

int mbr_tag_judge(struct tag_lane *lane, const struct mbr_member *member, struct mbr_err *err)
{
    const struct tag_rules *rules = &lane->job->rules;
    struct judged judged = {.lane = lane, .member = member, .as_of = member->as_of};
    size_t count;
    if (look_back(&judged, err) < 0)
        return -1;
    make_room(&judged);
    (void)mbr_expr_paths(rules->set, &count);
    memcpy(lane->slot, member->slot, count * sizeof *lane->slot);
    mbr_expr_record(lane->run, lane->slot, member->as_of);
    decide_others(&judged);
    for (size_t i = 0; i < rules->count; i++)
        if (decide(&judged, rules->order[i], err) < 0)
            return -1;
    tally(&judged);
    meet(lane);
    return 0;
}
