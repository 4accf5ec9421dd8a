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
    if (audience->lane)
        recommend_close(NULL, audience->lane);
    mbr_map_free(&audience->members);
    free(audience->target);
    free(audience->asked);
    free(audience->place);
    free(audience);
}

int recommend_audience_ready(void *self, struct mbr_err *err)
{
    struct recommend *job = self;
    struct recommend_audience *audience = job->audience;
    if (!job->model.reach.fitted)
        return mbr_err_set(err, "the model was fitted without members for items");
    audience->lane = recommend_open(job, job->items, err);
    audience->choice = audience->lane->choice = recommend_choice_open(audience->lane, err);
    if (!audience->choice || recommend_targets_find(audience, job, err) < 0)
        return -1;
    for (size_t i = 0; i < audience->targets; i++)
        audience->target[i].least = -1;
    return 0;
}

static double score_of(const struct recommend_choice *choice, uint32_t item)
{
    const struct recommend_audience *audience = choice->job->audience;
    const double *score = choice->lane->seeker.score;
    uint32_t sold = choice->facts.sold->count;
    double sum = 0;
    if (item < sold)
        return score[audience->place[item]];
    const uint32_t *twin = choice->twins.twin + (item - sold) * (size_t)RECOMMEND_TWINS;
    size_t count = choice->twins.count[item - sold];
    for (size_t i = 0; i < count; i++)
        sum += score[audience->place[twin[i]]];
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
static bool weigh(struct recommend_choice *choice, const struct recommend_target *target,
                  struct recommend_reached *reached, uint32_t *best)
{
    const struct recommend_reach *reach = &choice->job->model.reach;
    double none = 1, most = -1;
    *reached = (struct recommend_reached){.is_repeat = has_any(choice, target)};
    if (reached->is_repeat &&
        (choice->job->options->new_only || choice->job->options->only[0] == 'n'))
        return false;
    for (size_t i = 0; i < target->items; i++) {
        uint32_t item = target->item[i];
        double score = score_of(choice, item);
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

/* What say puts of a member; behind it stand so many targets that they are reached by. Only bytes,
   so nothing need be aligned. */
struct found {
    bool refused;
    size_t count;
};
struct found_target {
    size_t target;
    struct recommend_reached reached;
};

static size_t put_found(struct recommend_choice *choice, struct mbr_buf *value)
{
    const struct recommend_audience *audience = choice->job->audience;
    size_t count = 0;
    for (size_t i = 0; i < audience->targets && !choice->failed; i++) {
        struct found_target found = {.target = i};
        uint32_t best = 0;
        if (!weigh(choice, &audience->target[i], &found.reached, &best) ||
            found.reached.p < audience->target[i].least)
            continue;
        recommend_reason_find(&found.reached.reason, choice, best);
        mbr_put(value, (const char *)&found, sizeof found);
        count++;
    }
    return count;
}

int recommend_audience_say(void *state, const struct mbr_member *member, struct mbr_buf *value,
                           struct mbr_err *err)
{
    struct recommend_lane *lane = state;
    const struct recommend_audience *audience = lane->job->audience;
    const struct recommend_model *model = &lane->job->model;
    const struct recommend_reach *reach = &model->reach;
    struct recommend_seeker *seeker = &lane->seeker;
    struct found found = {.refused = !recommend_consents(lane->job, member)};
    size_t begin = value->n;
    mbr_put(value, (const char *)&found, sizeof found);
    if (found.refused)
        return 0;
    if (recommend_read(lane, member, err) < 0)
        return -1;
    if (!lane->choice && !(lane->choice = recommend_choice_open(lane, err)))
        return -1;
    if (!seeker->score)
        seeker->score = mbr_calloc(audience->askeds + 1, sizeof *seeker->score);
    struct recommend_choice *choice = lane->choice;
    recommend_take(choice, member, true, err);
    double visits = recommend_visits(&model->coming.usual, &lane->own.past, model->interval);
    mbr_audience_score(&reach->audience, &lane->own.past, visits, &seeker->scratch, audience->asked,
                       audience->askeds, seeker->score);
    recommend_circle_begin(&choice->circle, choice->facts.sold->count, false);
    if (lane->own.past.baskets)
        recommend_circle_add(&choice->circle, &seeker->scratch.kin, reach->audience.tastes.start,
                             reach->audience.tastes.item);
    found.count = put_found(choice, value);
    memcpy(value->p + begin, &found, sizeof found);
    return choice->failed;
}

/* What is less likely than the last of a full list need not be told of; where p is not known of
   some, there is no such line. */
static void keep(struct recommend *job, const struct mbr_member *member, struct found_target *found)
{
    struct recommend_audience *audience = job->audience;
    struct recommend_target *target = &audience->target[found->target];
    const struct recommend_reach *reach = &job->model.reach;
    if (!recommend_keeps(target, found->reached.p, found->reached.score))
        return;
    found->reached.member = mbr_map_put(&audience->members, member->id, NULL);
    recommend_keep(target, &found->reached);
    if (target->count == target->keep && reach->p_repeat.points && reach->p_new.points)
        target->least = target->best[0].p;
}

int recommend_audience_take(void *self, const struct mbr_member *member, struct mbr_err *err)
{
    struct recommend *job = self;
    const char *p = member->facts.p;
    struct found found;
    (void)err;
    memcpy(&found, p, sizeof found);
    p += sizeof found;
    job->audience->refused += found.refused;
    for (size_t i = 0; i < found.count; i++) {
        struct found_target target;
        memcpy(&target, p, sizeof target);
        p += sizeof target;
        keep(job, member, &target);
    }
    return 0;
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
    if (audience->field[0] == 'i')
        recommend_put_name(buf, &choice->facts, target->item[0]);
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
