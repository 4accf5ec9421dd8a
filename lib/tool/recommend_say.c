#include <math.h>
#include <stdlib.h>

#include "recommend_choice.h"

#include "mbr/number.h"
#include "mbr/vary.h"

#define LAST_YEAR 9999
#define POOL 10 /* candidates for each place, where lists are mixed */

/* One member's list while it is made. */
struct list {
    struct recommend_choice *choice;
    struct mbr_span member;
    const struct mbr_popular *popular;
    double scale;   /* of popularity to what its p was learned from */
    double chance;  /* that the member comes in time */
    double wait;    /* days until they are likelier to have come than not */
    bool by_method; /* else by popularity */
    size_t count;   /* of the pool */
    size_t n;       /* places */
    size_t *picked;
    size_t picks;
    uint32_t *used; /* by value of a limited field: picks */
};

static bool may(uint32_t item, void *data)
{
    return recommend_may(data, item, false);
}

/* Popularity in place of the method: because too little is known, or may be. */
static bool is_basis(const struct list *list)
{
    const struct recommend_model *model = &list->choice->job->model;
    return !list->by_method &&
           (model->fell_back || model->fit.method != RECOMMEND_TOP || !list->choice->known);
}

/* What popularity is worth in place of the method, or to those who have bought nothing, was not
   learned. */
static double probability(const struct list *list, double score, bool is_repeat)
{
    const struct recommend_choice *choice = list->choice;
    if (is_basis(list) || choice->lane->own.past.baskets == 0)
        return NAN;
    return list->chance * recommend_p(&choice->job->model.fit, score * list->scale, is_repeat);
}

/* What nobody has bought has the mean score of those of its twins that are new to the member too:
   the others' scores tell what the member buys again. */
static double twins_score(const struct recommend_choice *choice, uint32_t unsold)
{
    const struct mbr_scores *scores = &choice->lane->asker.scores;
    const uint32_t *twin = choice->twins.twin + unsold * (size_t)RECOMMEND_TWINS;
    double sum = 0, count = 0;
    for (uint8_t i = 0; i < choice->twins.count[unsold]; i++) {
        if (choice->own[twin[i]].days)
            continue;
        sum += scores->of[twin[i]];
        count++;
    }
    return count > 0 ? sum / count : 0;
}

static int compare(const void *a, const void *b)
{
    const struct mbr_scored *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->item > y->item) - (x->item < y->item);
}

/* Puts those that nobody has bought to the pool, each behind the sold ones of its score; not those
   behind `most` sold ones, where the list goes by score. */
static void add_unsold(struct list *list, size_t most)
{
    struct recommend_choice *choice = list->choice;
    const struct recommend_facts *facts = &choice->facts;
    size_t sold = list->count, first = sold;
    bool by_score = !(choice->job->options->diversity > 0);
    double least = by_score && sold && sold == most ? choice->pool[sold - 1].score : 0;
    for (uint32_t i = 0; i < facts->unsold.count; i++) {
        uint32_t item = facts->sold->count + i;
        double score = twins_score(choice, i);
        if (score > least && recommend_may(choice, item, false))
            choice->pool[list->count++] = (struct mbr_scored){score, item};
    }
    size_t added = list->count - sold;
    if (added == 0)
        return;
    struct mbr_scored *merged = mbr_calloc(list->count, sizeof *merged);
    qsort(choice->pool + sold, added, sizeof *merged, compare);
    for (size_t i = 0, at = 0; at < list->count; at++) {
        bool old = i < sold &&
                   (first == list->count || choice->pool[i].score >= choice->pool[first].score);
        merged[at] = choice->pool[old ? i++ : first++];
    }
    memcpy(choice->pool, merged, list->count * sizeof *merged);
    free(merged);
}

/* The best `most` sold items and all others; returns whether there may be more of the sold. */
static bool fill_pool(struct list *list, size_t most)
{
    struct recommend_choice *choice = list->choice;
    choice->pool = mbr_grow(choice->pool, &choice->pool_cap, most + choice->facts.unsold.count,
                            sizeof *choice->pool);
    list->count = mbr_scores_best(&choice->lane->asker.scores, list->popular, most, may, choice,
                                  choice->pool);
    bool more = list->count == most;
    add_unsold(list, most);
    return more;
}

static uint32_t price_band(int64_t price)
{
    uint32_t band = 0;
    if (price < 0)
        return MBR_VARY_NONE;
    for (; price; price /= 2)
        band++;
    return band;
}

static bool within_limits(size_t row, void *data)
{
    struct list *list = data;
    struct recommend_choice *choice = list->choice;
    const struct recommend_limits *limits = &choice->limits;
    const uint32_t *value = choice->facts.limited + choice->pool[row].item * limits->count;
    for (size_t i = 0; i < limits->count; i++)
        if (value[i] != RECOMMEND_NONE &&
            list->used[i * choice->facts.values.count + value[i]] >= limits->most[i])
            return false;
    for (size_t i = 0; i < limits->count; i++)
        if (value[i] != RECOMMEND_NONE)
            list->used[i * choice->facts.values.count + value[i]]++;
    return true;
}

/* From the best on, as far as the limits allow, each unlike those before it. */
static void pick(struct list *list)
{
    struct recommend_choice *choice = list->choice;
    size_t uses = choice->limits.count * choice->facts.values.count;
    struct mbr_vary_row *row = mbr_calloc(list->count + 1, sizeof *row);
    for (size_t i = 0; i < list->count; i++) {
        const struct recommend_fact *fact = &choice->facts.of[choice->pool[i].item];
        row[i] = (struct mbr_vary_row){choice->pool[i].score,
                                       {fact->category, fact->brand, price_band(fact->price)}};
    }
    list->used = mbr_calloc(uses + 1, sizeof *list->used);
    list->picks = mbr_vary(row, list->count, list->n, choice->job->options->diversity,
                           within_limits, list, list->picked);
    free(list->used);
    free(row);
}

static void choose(struct list *list)
{
    const struct mbr_recommend_options *options = list->choice->job->options;
    bool mixed = options->most_per.count || options->diversity > 0, more = true;
    for (size_t most = mixed ? POOL * list->n : list->n; more; most *= 4) {
        more = fill_pool(list, most);
        pick(list);
        more = more && list->picks < list->n && !list->choice->failed;
    }
}

static const char *method_name(const struct recommend *job)
{
    return mbr_recommend_methods[job->model.fit.method + 1];
}

/* An entry of the member's list, or with --rows a record of its own. */
static void begin_entry(struct mbr_buf *to, const struct list *list, size_t i, uint32_t item)
{
    const struct recommend_choice *choice = list->choice;
    if (choice->job->options->rows) {
        mbr_put_text(to, "{\"type\":\"row\",\"of\":\"recommend_item\"");
        mbr_put_key(to, "member");
        mbr_put_string(to, list->member);
        mbr_put_key(to, "rank");
        mbr_put_int(to, (int64_t)i + 1);
        mbr_put_key(to, "item");
    } else {
        mbr_put_comma(to);
        mbr_put_text(to, "{\"item\":");
    }
    mbr_put_string(to, recommend_item_id(&choice->facts, item));
    recommend_put_name(to, &choice->facts, item);
}

static void put_entry(struct mbr_buf *to, struct list *list, size_t i)
{
    const struct mbr_scored *row = &list->choice->pool[list->picked[i]];
    struct recommend_choice *choice = list->choice;
    const struct recommend *job = choice->job;
    bool is_repeat = choice->own[row->item].days > 0;
    double p = probability(list, row->score, is_repeat);
    begin_entry(to, list, i, row->item);
    mbr_put_key(to, "score");
    mbr_put_score(to, row->score);
    if (!isnan(p)) {
        mbr_put_key(to, "p");
        mbr_put_score(to, p);
    }
    if (choice->known) {
        mbr_put_key(to, "kind");
        mbr_put_text(to, is_repeat ? "\"repeat\"" : "\"new\"");
    }
    double wait = is_repeat ? recommend_wait(choice, row->item) : NAN;
    double day = choice->as_of + (wait < list->wait ? list->wait : wait);
    if (day <= mbr_day_from_civil(LAST_YEAR, 12, 31)) { /* a day, and one that can be written */
        mbr_put_key(to, "when");
        mbr_put_day(to, (int32_t)day);
    }
    if (!job->options->no_why) {
        struct recommend_reason reason;
        recommend_reason_find(&reason, choice, row->item);
        mbr_put_key(to, "why");
        recommend_put_reason(to, choice, &reason);
    }
    if (is_basis(list) || job->model.fell_back) {
        mbr_put_key(to, "basis");
        mbr_put_string(to, mbr_span(is_basis(list) ? "popularity" : method_name(job)));
    }
    mbr_put_text(to, job->options->rows ? "}\n" : "}");
}

/* Scores of the method; of popularity for those of whom nothing is known, or may be. */
static void ask(struct list *list, const struct mbr_member *member)
{
    struct recommend_lane *lane = list->choice->lane;
    const struct recommend_fit *fit = &lane->job->model.fit;
    list->by_method =
        list->choice->known && lane->own.past.baskets > 0 && fit->method != RECOMMEND_TOP;
    list->popular = list->by_method ? &fit->popular : recommend_popular(lane, member, &list->scale);
    recommend_circle_begin(&list->choice->circle, list->choice->facts.sold->count, false);
    if (!list->by_method) {
        mbr_scores_clear(&lane->asker.scores);
        mbr_popular_score(list->popular, &lane->asker.scores);
        return;
    }
    recommend_ask(fit, &lane->own.past, &lane->asker);
    if (!lane->job->options->no_why)
        recommend_circle_fit(list->choice);
}

/* Whether the member comes, and when. */
static void expect(struct list *list, bool known)
{
    const struct recommend_lane *lane = list->choice->lane;
    const struct recommend_model *model = &lane->job->model;
    const struct mbr_past *past = &lane->own.past;
    list->chance = 1;
    if (!known || !model->coming.own.known || past->baskets == 0)
        return;
    const struct mbr_silence silence = recommend_silence(past, model->interval);
    double span = model->horizon ? model->horizon : silence.interval;
    list->chance = mbr_coming_chance(&model->coming.own, &silence);
    list->wait = round(mbr_coming_wait(&model->coming.own, &silence, span));
}

/* Who may not be profiled is told what everyone buys: nothing of their purchases is looked at. */
int recommend_say(void *state, const struct mbr_member *member, struct mbr_buf *value,
                  struct mbr_err *err)
{
    struct recommend_lane *lane = state;
    bool known = recommend_consents(lane->job, member);
    if (recommend_read(lane, member, err) < 0)
        return -1;
    if (!lane->choice && !(lane->choice = recommend_choice_open(lane, err)))
        return -1;
    struct list list = {.choice = lane->choice,
                        .member = member->id,
                        .scale = 1,
                        .n = (size_t)lane->job->options->top};
    if (list.n > lane->choice->facts.count)
        list.n = lane->choice->facts.count;
    recommend_take(lane->choice, member, known, err);
    expect(&list, known);
    ask(&list, member);
    list.picked = mbr_calloc(list.n + 1, sizeof *list.picked);
    choose(&list);
    mbr_put_text(value, lane->job->options->rows ? "" : "[");
    for (size_t i = 0; i < list.picks && !lane->choice->failed; i++)
        put_entry(value, &list, i);
    mbr_put_text(value, lane->job->options->rows ? "" : "]");
    free(list.picked);
    lane->choice->without += list.picks == 0;
    return lane->choice->failed;
}
