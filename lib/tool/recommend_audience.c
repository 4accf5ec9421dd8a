#include "recommend_audience.h"

#include <math.h>
#include <stdlib.h>

#include "mbr/number.h"

int recommend_audience_begin(struct recommend *job)
{
    job->audience = mbr_calloc(1, sizeof *job->audience);
    return recommend_targets_read(job->audience, job);
}

void recommend_audience_free(struct recommend_audience *audience)
{
    if (!audience)
        return;
    for (size_t i = 0; i < audience->targets; i++) {
        free(audience->target[i].name);
        free(audience->target[i].item);
        free(audience->target[i].best);
    }
    recommend_choice_close(audience->choice);
    mbr_audience_scratch_free(&audience->scratch);
    mbr_map_free(&audience->members);
    free(audience->target);
    free(audience->asked);
    free(audience->place);
    free(audience->score);
    free(audience);
}

static int begin_members(struct recommend_lane *lane, struct mbr_err *err)
{
    struct recommend *job = lane->job;
    struct recommend_audience *audience = job->audience;
    if (!job->model.reach.fitted) {
        job->run->located = job->run->fatal = true;
        return mbr_err_set(err, "the model was fitted without members for items");
    }
    audience->choice = recommend_choice_open(lane, err);
    if (!audience->choice)
        return -1;
    return recommend_targets_find(audience, job, err);
}

static double score_of(const struct recommend_audience *audience, uint32_t item)
{
    const struct recommend_choice *choice = audience->choice;
    uint32_t sold = choice->facts.sold->count;
    double sum = 0;
    if (item < sold)
        return audience->score[audience->place[item]];
    const uint32_t *twin = choice->twins.twin + (item - sold) * (size_t)RECOMMEND_TWINS;
    size_t count = choice->twins.count[item - sold];
    for (size_t i = 0; i < count; i++)
        sum += audience->score[audience->place[twin[i]]];
    return count ? sum / (double)count : 0;
}

static double probability(const struct recommend_reach *reach, double score, bool is_repeat)
{
    const struct mbr_isotonic *p = is_repeat ? &reach->p_repeat : &reach->p_new;
    return p->points ? mbr_isotonic_probability(p, score) : NAN;
}

static bool has_any(const struct recommend_choice *choice, const struct recommend_target *target)
{
    for (size_t i = 0; i < target->items; i++)
        if (choice->own[target->item[i]].days)
            return true;
    return false;
}

/* The chance that the member buys any of the target's items, as if each were decided by itself;
 *best: the item with the most of it. false: none may be offered. */
static bool weigh(const struct recommend_audience *audience, const struct recommend_target *target,
                  struct recommend_reached *reached, uint32_t *best)
{
    struct recommend_choice *choice = audience->choice;
    const struct recommend_reach *reach = &choice->job->model.reach;
    double none = 1, most = -1;
    *reached = (struct recommend_reached){.is_repeat = has_any(choice, target)};
    if (reached->is_repeat &&
        (choice->job->options->new_only || choice->job->options->only[0] == 'n'))
        return false;
    for (size_t i = 0; i < target->items; i++) {
        uint32_t item = target->item[i];
        double score = score_of(audience, item);
        if (!recommend_may(choice, item, true) || score <= 0)
            continue;
        none *= 1 - probability(reach, score, choice->own[item].days > 0);
        reached->score += score;
        if (score > most) {
            most = score;
            *best = item;
        }
    }
    reached->p = 1 - none;
    return most > 0;
}

static void keep(struct recommend_audience *audience, struct recommend_target *target,
                 const struct mbr_member *member, struct recommend_reached *reached, uint32_t best)
{
    if (!recommend_keeps(target, reached->p, reached->score))
        return;
    reached->member = mbr_map_put(&audience->members, member->id, NULL);
    recommend_reason_find(&reached->reason, audience->choice, best);
    recommend_keep(target, reached);
}

int recommend_audience_say(void *state, const struct mbr_member *member, struct mbr_buf *value,
                           struct mbr_err *err)
{
    struct recommend_lane *lane = state;
    struct recommend_audience *audience = lane->job->audience;
    const struct recommend_reach *reach = &lane->job->model.reach;
    (void)value;
    if (!audience->choice && begin_members(lane, err) < 0)
        return -1;
    struct recommend_choice *choice = audience->choice;
    if (!recommend_consents(lane->job, member)) {
        audience->refused++;
        return 0;
    }
    if (recommend_read(lane, member, err) < 0)
        return -1;
    choice->lane = lane;
    recommend_take(choice, member, true, err);
    mbr_audience_score(&reach->audience, &lane->own.past, &audience->scratch, audience->asked,
                       audience->askeds, audience->score);
    recommend_circle_begin(&choice->circle, choice->facts.sold->count, false);
    if (lane->own.past.baskets)
        recommend_circle_add(&choice->circle, &audience->scratch.kin, reach->audience.tastes.start,
                             reach->audience.tastes.item);
    for (size_t i = 0; i < audience->targets && !choice->failed; i++) {
        struct recommend_reached reached;
        uint32_t best = 0;
        if (weigh(audience, &audience->target[i], &reached, &best))
            keep(audience, &audience->target[i], member, &reached, best);
    }
    return choice->failed;
}

static int put_row(struct recommend_audience *audience, const struct recommend_target *target,
                   size_t rank, struct mbr_run *run)
{
    struct mbr_buf *buf = &run->out.buf;
    const struct recommend_reached *reached = &target->best[rank];
    struct recommend_choice *choice = audience->choice;
    mbr_put_text(buf, "{\"type\":\"row\",\"of\":\"audience\"");
    mbr_put_key(buf, audience->field);
    mbr_put_string(buf, mbr_span(target->name));
    mbr_put_key(buf, "rank");
    mbr_put_int(buf, (int64_t)rank + 1);
    mbr_put_key(buf, "member");
    mbr_put_string(buf, mbr_map_key(&audience->members, reached->member));
    if (!isnan(reached->p)) {
        mbr_put_key(buf, "p");
        mbr_put_score(buf, reached->p);
    }
    mbr_put_key(buf, "score");
    mbr_put_score(buf, reached->score);
    mbr_put_key(buf, "kind");
    mbr_put_text(buf, reached->is_repeat ? "\"repeat\"" : "\"new\"");
    if (!choice->job->options->no_why) {
        mbr_put_key(buf, "why");
        recommend_put_reason(buf, choice, &reached->reason);
    }
    mbr_put_char(buf, '}');
    return mbr_end(run);
}

int recommend_audience_rows(void *self, struct mbr_run *run)
{
    struct recommend *job = self;
    struct recommend_audience *audience = job->audience;
    if (job->options->member.fit)
        return 0;
    for (size_t i = 0; i < audience->targets; i++)
        recommend_sort(&audience->target[i]);
    if (audience->has_capacity)
        recommend_capacity(audience, job);
    for (size_t i = 0; i < audience->targets; i++) {
        const struct recommend_target *target = &audience->target[i];
        if (target->count == 0)
            mbr_warn(run, "%s %s: nobody to offer it to", audience->field, target->name);
        for (size_t rank = 0; rank < target->count; rank++)
            if (put_row(audience, target, rank, run) < 0)
                return -1;
    }
    if (audience->refused)
        mbr_note(run, "left out: %llu who do not let themselves be profiled",
                 (unsigned long long)audience->refused);
    return 0;
}
