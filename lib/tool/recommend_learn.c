#include <inttypes.h>
#include <stdlib.h>

#include "recommend_choice.h"
#include "recommend_learn.h"
#include "recommend_trial.h"

#include "mbr/mem.h"
#include "mbr/pack.h"

/* Members who say which method is best, and what its scores are worth. */
#define ASKED 4000
#define MOST_SEGMENTS 1000

/* What is gathered of a member: this, the value of --by, and for each line the day, the length of
   the item's id and the id. Only bytes: nothing of it need be aligned. */
struct facts {
    size_t lines, without, segment;
    int32_t as_of;
    bool refused; /* nothing is to be learned from them */
};
struct line {
    int32_t day;
    uint32_t n;
};

int recommend_gather(void *state, const struct mbr_member *member, struct mbr_buf *to,
                     struct mbr_err *err)
{
    struct recommend_lane *lane = state;
    const struct mbr_purchases *purchases = &lane->purchases;
    struct facts facts = {.as_of = member->as_of,
                          .refused = !recommend_consents(lane->job, member)};
    size_t begin = to->n;
    struct mbr_span segment;
    if (recommend_read_orders(lane, member, err) < 0)
        return -1;
    if (recommend_segment(lane, member, &segment) < 0)
        return mbr_err_json(err, lane->job->options->by, "holds a NUL character",
                            member->slot[RECOMMEND_BY].raw);
    facts.segment = segment.n;
    mbr_put(to, (const char *)&facts, sizeof facts);
    mbr_put_span(to, segment);
    for (size_t i = 0; !facts.refused && i < purchases->count; i++) {
        const struct mbr_purchase *p = &purchases->line[i];
        struct line line = {mbr_at_day(p->at), (uint32_t)p->item.n};
        if (p->item.n == 0) {
            facts.without++;
            continue;
        }
        mbr_put(to, (const char *)&line, sizeof line);
        mbr_put_span(to, p->item);
        facts.lines++;
    }
    memcpy(to->p + begin, &facts, sizeof facts);
    return 0;
}

static const char *take_bytes(const char *p, void *to, size_t n)
{
    memcpy(to, p, n);
    return p + n;
}

int recommend_learn(void *self, const struct mbr_member *member, struct mbr_err *err)
{
    struct recommend *job = self;
    struct recommend_gathered *g = job->gathered;
    struct facts facts;
    const char *p = take_bytes(member->facts.p, &facts, sizeof facts);
    struct mbr_span segment = {p, facts.segment};
    uint32_t number = g->gather.baskets.members;
    g->without += facts.without;
    g->refused += facts.refused;
    g->as_of = facts.as_of > g->as_of ? facts.as_of : g->as_of;
    p += facts.segment;
    if (facts.lines == 0)
        return 0;
    g->bought = mbr_grow(g->bought, &g->bought_cap, facts.lines, sizeof *g->bought);
    for (size_t i = 0; i < facts.lines; i++) {
        struct line line;
        p = take_bytes(p, &line, sizeof line);
        uint32_t item = mbr_map_put(&g->arrivals, (struct mbr_span){p, line.n}, NULL);
        g->bought[i] = (struct mbr_bought){item, 0, line.day};
        p += line.n;
    }
    mbr_basket_gather_add(&g->gather, g->bought, facts.lines, facts.as_of);
    g->hash = mbr_grow(g->hash, &g->hash_cap, number + (size_t)1, sizeof *g->hash);
    g->hash[number] = mbr_pack_hash(member->id);
    g->segment = mbr_grow(g->segment, &g->segment_cap, number + (size_t)1, sizeof *g->segment);
    g->segment[number] =
        segment.n ? mbr_map_put(&job->model.segments.values, segment, NULL) : MBR_MAP_NONE;
    if (job->model.segments.values.count > MOST_SEGMENTS)
        return mbr_err_set(err, "--by: %s: more than %d values", job->options->by, MOST_SEGMENTS);
    return 0;
}

static int by_number(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

void recommend_settle(struct recommend *job)
{
    struct recommend_gathered *g = job->gathered;
    struct mbr_baskets *baskets = &g->gather.baskets;
    struct recommend_items *items = &job->model.items;
    uint32_t *sorted = mbr_map_sorted(&g->arrivals);
    uint32_t *number = mbr_alloc(g->arrivals.count * sizeof *number);
    items->count = baskets->items = g->arrivals.count;
    for (uint32_t i = 0; i < items->count; i++) {
        mbr_map_put(&items->ids, mbr_map_key(&g->arrivals, sorted[i]), NULL);
        number[sorted[i]] = i;
    }
    for (size_t b = 0; b < baskets->basket[baskets->members]; b++) {
        size_t from = baskets->entry[b], to = baskets->entry[b + 1];
        for (size_t e = from; e < to; e++)
            baskets->item[e] = number[baskets->item[e]];
        qsort(baskets->item + from, to - from, sizeof *baskets->item, by_number);
    }
    free(sorted);
    free(number);
    mbr_map_free(&g->arrivals);
    g->arrivals = (struct mbr_map){0};
    if (g->without)
        mbr_note(job->run, "purchase lines without item: %" PRIu64 ", left out", g->without);
    if (g->refused)
        mbr_note(job->run, "not learned from: %" PRIu64 " who do not let themselves be profiled",
                 g->refused);
    if (job->options->by && baskets->members && job->model.segments.values.count == 0)
        mbr_warn(job->run, "--by: no member has %s", job->options->by);
    recommend_find_services(job);
}

/* Tries all methods on the last baskets. */
static void choose(const struct recommend *job, const struct recommend_exam *exam,
                   struct recommend_trial *best)
{
    struct mbr_err err;
    recommend_note_head(job, exam);
    for (int m = 0; m < RECOMMEND_METHODS; m++) {
        struct recommend_trial trial;
        if (recommend_try(job, (enum recommend_method)m, exam, &trial, &err) < 0)
            continue;
        recommend_note_trial(job, &trial);
        recommend_keep_better(best, &trial);
    }
    mbr_note(job->run, "taken: %s", mbr_recommend_methods[best->method + 1]);
}

/* The method, fitted on all; where it cannot learn, `next` in its place. */
static void fit_all(struct recommend *job, enum recommend_method method)
{
    struct recommend_known known;
    struct mbr_err err;
    recommend_known_all(&known, &job->gathered->gather.baskets);
    if (recommend_fit(&job->model.fit, method, &known, job->options, &err) < 0) {
        mbr_note(job->run, "%s: %s: next in its place", mbr_recommend_methods[method + 1],
                 err.text);
        recommend_fit(&job->model.fit, RECOMMEND_NEXT, &known, job->options, &err);
        job->model.fell_back = true;
    }
    recommend_count_segments(job, &known.whole);
    if (job->audience || job->options->member.fit)
        recommend_reach_fit(job, &known.whole);
    recommend_known_free(&known);
}

/* What its scores are worth. marks: of the same method, or NULL: it is to be tried. */
static void calibrate(struct recommend *job, const struct recommend_exam *exam,
                      const struct recommend_marks *marks)
{
    struct recommend_trial trial = {.method = RECOMMEND_METHODS};
    struct mbr_err err;
    if (!marks && recommend_try(job, job->model.fit.method, exam, &trial, &err) == 0)
        marks = &trial.marks;
    if (marks)
        recommend_calibrate(&job->model.fit, marks, &job->model.coming.own);
    if (job->model.reach.fitted)
        recommend_reach_calibrate(job, exam);
    recommend_marks_free(&trial.marks);
}

/* The method that there is enough to learn for. */
static enum recommend_method settle_for(struct recommend *job, const struct recommend_exam *exam)
{
    const struct mbr_baskets *all = &job->gathered->gather.baskets;
    enum recommend_method wanted = recommend_method_of(job->options->method);
    if (exam->count == 0) {
        job->model.fell_back = wanted != RECOMMEND_TOP;
        if (job->model.fell_back && all->members)
            mbr_warn(job->run, "nobody has bought on two days: popularity decides");
        return RECOMMEND_TOP;
    }
    if (job->audience && !job->options->member.fit)
        return RECOMMEND_TOP; /* audiences have a method of their own */
    if (wanted != RECOMMEND_METHODS || recommend_has_plenty(all))
        return wanted;
    mbr_note(job->run, "%s", recommend_little);
    job->model.fell_back = true;
    return RECOMMEND_FREQUENCY;
}

int recommend_finish(void *self, int32_t as_of, struct mbr_err *err)
{
    struct recommend *job = self;
    const struct mbr_baskets *all = &job->gathered->gather.baskets;
    struct recommend_known known, recent_known;
    struct recommend_exam exam, recent;
    struct recommend_trial best = {.method = RECOMMEND_METHODS};
    (void)err;
    recommend_settle(job);
    job->model.as_of = as_of;
    job->model.horizon = recommend_days(&job->settings.horizon);
    recommend_count_items(job);
    recommend_hold_last(all, ASKED, (uint64_t)job->options->seed, &known, &exam);
    exam.horizon = recommend_days(&job->settings.horizon);
    exam.service = job->model.items.service;
    enum recommend_method method = settle_for(job, &exam);
    if (method == RECOMMEND_METHODS)
        choose(job, &exam, &best);
    fit_all(job, method == RECOMMEND_METHODS ? best.method : method);
    bool stale = recommend_is_stale(job, all, as_of);
    if (!stale &&
        recommend_hold_recent(job, all, as_of, ASKED, &recent_known, &recent, &job->model.coming)) {
        calibrate(job, &recent, NULL);
        recommend_exam_free(&recent);
        recommend_known_free(&recent_known);
    } else if (!stale && exam.count && !exam.horizon) {
        calibrate(job, &exam, best.method == job->model.fit.method ? &best.marks : NULL);
    }
    recommend_name_members(job);
    recommend_marks_free(&best.marks);
    recommend_exam_free(&exam);
    recommend_known_free(&known);
    return 0;
}
