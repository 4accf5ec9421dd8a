#include <math.h>
#include <stdlib.h>

#include "recommend_list.h"

#include "mbr/number.h"

/* Popularity in place of the method: because too little is known, or may be. */
static bool is_basis(const struct recommend_list *list)
{
    const struct recommend_model *model = &list->choice->job->model;
    return !list->by_method &&
           (model->fell_back || model->fit.method != RECOMMEND_TOP || !list->choice->known);
}

/* What popularity is worth in place of the method, or to those who have bought nothing, was not
   learned. */
static double probability(const struct recommend_list *list, double score, bool is_repeat)
{
    const struct recommend_choice *choice = list->choice;
    if (is_basis(list) || choice->lane->own.past.baskets == 0)
        return NAN;
    return list->chance *
           recommend_p(&choice->job->model.fit, score * list->scale, is_repeat, list->times);
}

static const char *method_name(const struct recommend *job)
{
    return mbr_recommend_methods[job->model.fit.method + 1];
}

/* An entry of the member's list, or with --rows a record of its own. */
static void begin_entry(struct mbr_buf *to, const struct recommend_list *list, size_t i,
                        uint32_t item)
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

static void put_entry(struct mbr_buf *to, struct recommend_list *list, size_t i)
{
    const struct mbr_scored *row = &list->choice->pool[list->picked[i]];
    struct recommend_choice *choice = list->choice;
    const struct recommend *job = choice->job;
    bool is_repeat = choice->own[row->item].days > 0;
    double p = probability(list, row->score, is_repeat);
    begin_entry(to, list, i, row->item);
    if (!is_basis(list) || job->model.fit.method == RECOMMEND_TOP) { /* the scale of all others */
        mbr_put_key(to, "score");
        mbr_put_score(to, row->score);
    }
    if (!isnan(p)) {
        mbr_put_key(to, "p");
        mbr_put_score(to, p);
    }
    if (choice->known) {
        mbr_put_key(to, "kind");
        mbr_put_text(to, is_repeat ? "\"repeat\"" : "\"new\"");
    }
    int32_t day = is_repeat && list->span > 0 ? recommend_when(choice, row->item, p, list->span)
                                              : MBR_DAY_NONE;
    if (day != MBR_DAY_NONE) {
        mbr_put_key(to, "when");
        mbr_put_day(to, day);
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
static void ask(struct recommend_list *list, const struct mbr_member *member)
{
    struct recommend_lane *lane = list->choice->lane;
    const struct recommend_fit *fit = &lane->job->model.fit;
    list->by_method =
        list->choice->known && lane->own.past.baskets > 0 && fit->method != RECOMMEND_TOP;
    list->choice->segment = MBR_MAP_NONE;
    list->popular =
        list->by_method ? &fit->popular : recommend_popular(lane, member, &list->choice->segment);
    if (list->choice->segment != MBR_MAP_NONE)
        list->scale = lane->job->model.segments.scale[list->choice->segment];
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

/* Whether the member comes, and how often. */
static void expect(struct recommend_list *list, bool known)
{
    const struct recommend_lane *lane = list->choice->lane;
    const struct recommend_model *model = &lane->job->model;
    const struct mbr_past *past = &lane->own.past;
    list->chance = list->times = 1;
    if (!known || !model->coming.own.known || past->baskets == 0)
        return;
    const struct mbr_silence silence = recommend_silence(past, model->interval);
    list->chance = mbr_coming_chance(&model->coming.own, &silence);
    list->times = mbr_coming_times(&model->coming.own, &silence);
    list->span = model->horizon ? model->horizon : silence.interval;
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
    struct recommend_list list = {.choice = lane->choice,
                                  .member = member->id,
                                  .scale = 1,
                                  .n = (size_t)lane->job->options->top};
    if (list.n > lane->choice->facts.count)
        list.n = lane->choice->facts.count;
    recommend_take(lane->choice, member, known, err);
    expect(&list, known);
    ask(&list, member);
    list.picked = mbr_calloc(list.n + 1, sizeof *list.picked);
    recommend_list_choose(&list);
    mbr_put_text(value, lane->job->options->rows ? "" : "[");
    for (size_t i = 0; i < list.picks && !lane->choice->failed; i++)
        put_entry(value, &list, i);
    mbr_put_text(value, lane->job->options->rows ? "" : "]");
    free(list.picked);
    lane->choice->without += list.picks == 0 && !lane->choice->failed;
    return lane->choice->failed;
}

/* With --rows: what was said of a member is written as it is. */
int recommend_say_take(void *self, const struct mbr_member *member, struct mbr_err *err)
{
    struct mbr_run *run = ((struct recommend *)self)->run;
    if (mbr_out_write(&run->out, member->facts, err) == 0)
        return 0;
    run->located = run->fatal = true;
    return -1;
}

/* All is written when the last member has been said of. */
int recommend_say_rows(void *self, struct mbr_run *run)
{
    (void)self;
    (void)run;
    return 0;
}
