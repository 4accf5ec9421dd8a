#include "recommend_ask.h"
#include "recommend_exam.h"

#include <stdlib.h>

#include "mbr/rand.h"

/* Of the items that a member has neither had nor bought then, the best so many count for
   themselves, and so many are drawn that stand for all others. Without the first p of the highest
   scores would be learned from who bought alone. */
#define BEST 200
#define DRAWN 50
enum { DRAWS = 2 };

/* What the probabilities of one kind are learned from. */
struct outcomes {
    double *score;
    uint8_t *outcome;
    float *weight;
    size_t rows, score_cap, outcome_cap, weight_cap;
};

/* What happened to an item. */
struct fate {
    uint32_t had, bought, taken; /* 1 + the number of the member of the exam */
};

struct calibration {
    const struct recommend_exam *exam;
    const struct mbr_coming *coming;
    struct mbr_audience audience;
    struct mbr_audience_scratch scratch;
    struct mbr_popular popular;
    struct mbr_scores scores;
    struct outcomes repeat, fresh;
    struct fate *fate; /* by item */
    uint32_t member;   /* 1 + the number of the one at hand */
    uint32_t *item;    /* all items */
    double *score;     /* of all items, for the member */
};

static void add_outcome(struct outcomes *to, double score, bool bought, double weight)
{
    size_t n = to->rows++;
    to->score = mbr_grow(to->score, &to->score_cap, n + 1, sizeof *to->score);
    to->outcome = mbr_grow(to->outcome, &to->outcome_cap, n + 1, sizeof *to->outcome);
    to->weight = mbr_grow(to->weight, &to->weight_cap, n + 1, sizeof *to->weight);
    to->score[n] = score;
    to->outcome[n] = bought;
    to->weight[n] = (float)weight;
}

static void free_outcomes(struct outcomes *outcomes)
{
    free(outcomes->score);
    free(outcomes->outcome);
    free(outcomes->weight);
}

/* Adds what is known of an item, once. */
static void add_item(struct calibration *c, uint32_t item, double weight)
{
    struct fate *fate = &c->fate[item];
    if (fate->taken == c->member)
        return;
    fate->taken = c->member;
    add_outcome(fate->had == c->member ? &c->repeat : &c->fresh, c->score[item],
                fate->bought == c->member, weight);
}

/* All that the member had, and all that they bought in time; how many items that were. */
static size_t add_known(struct calibration *c, uint32_t i, const struct mbr_past *past)
{
    const struct mbr_baskets *all = c->exam->all;
    const struct recommend_truth truth = c->exam->truth[i];
    size_t before = c->repeat.rows + c->fresh.rows;
    for (size_t e = past->entry[0]; e < past->entry[past->baskets]; e++)
        c->fate[past->item[e]].had = c->member;
    for (size_t b = truth.from; b < truth.to; b++)
        for (size_t e = all->entry[b]; e < all->entry[b + 1]; e++)
            if (recommend_in_time(c->exam, past, all->day[b]))
                c->fate[all->item[e]].bought = c->member;
    for (size_t e = past->entry[0]; e < past->entry[past->baskets]; e++)
        add_item(c, past->item[e], 1);
    for (size_t b = truth.from; b < truth.to; b++)
        for (size_t e = all->entry[b]; e < all->entry[b + 1]; e++)
            if (c->fate[all->item[e]].bought == c->member)
                add_item(c, all->item[e], 1);
    return c->repeat.rows + c->fresh.rows - before;
}

static bool is_left(uint32_t item, void *data)
{
    const struct calibration *c = data;
    return c->fate[item].taken != c->member;
}

static size_t add_best(struct calibration *c)
{
    struct mbr_scored best[BEST];
    mbr_scores_clear(&c->scores);
    for (uint32_t i = 0; i < c->exam->all->items; i++)
        mbr_scores_add(&c->scores, i, c->score[i]);
    size_t count = mbr_scores_best(&c->scores, &c->popular, BEST, is_left, c, best);
    for (size_t i = 0; i < count; i++)
        add_item(c, best[i].item, 1);
    return count;
}

static void add_others(struct calibration *c, size_t taken, struct mbr_rand *rand)
{
    uint32_t items = c->exam->all->items, drawn[DRAWN];
    size_t count = 0;
    for (int n = 0; n < DRAWN; n++) {
        uint32_t item = mbr_rand_below(rand, items);
        if (c->fate[item].taken != c->member)
            drawn[count++] = item;
    }
    for (size_t i = 0; i < count; i++)
        add_outcome(&c->fresh, c->score[drawn[i]], false,
                    ((double)items - (double)taken) / (double)count);
}

static void add_member(struct calibration *c, uint32_t i, struct mbr_rand *rand)
{
    const struct mbr_past past = recommend_exam_past(c->exam, i);
    c->member = i + 1;
    double visits = recommend_visits(c->coming, &past, c->exam->interval);
    mbr_audience_score(&c->audience, &past, visits, &c->scratch, c->item, c->exam->all->items,
                       c->score);
    size_t taken = add_known(c, i, &past);
    taken += add_best(c);
    add_others(c, taken, rand);
}

static void fit(struct mbr_isotonic *p, const struct outcomes *of)
{
    struct mbr_err ignored;
    if (of->rows)
        mbr_isotonic_fit_softened(p, of->score, of->outcome, of->weight, of->rows, &ignored);
}

struct mbr_audience_config recommend_reach_config(const struct recommend *job)
{
    struct mbr_audience_config config = MBR_AUDIENCE_USUAL;
    config.seed = (uint64_t)job->options->seed;
    config.most = (uint32_t)job->options->among;
    config.interval = job->model.interval;
    return config;
}

static void calibration_free(struct calibration *c)
{
    mbr_audience_scratch_free(&c->scratch);
    mbr_audience_free(&c->audience);
    mbr_popular_free(&c->popular);
    mbr_scores_free(&c->scores);
    free_outcomes(&c->repeat);
    free_outcomes(&c->fresh);
    free(c->fate);
    free(c->item);
    free(c->score);
}

void recommend_reach_calibrate(struct recommend *job, const struct recommend_exam *exam)
{
    const struct mbr_audience_config config = recommend_reach_config(job);
    const struct mbr_coming *coming = &job->model.coming.usual;
    struct recommend_exam within = *exam; /* the usual interval, not each one's own */
    struct calibration c = {.exam = &within, .coming = coming};
    uint32_t items = exam->all->items;
    struct mbr_rand rand;
    if (within.span)
        within.horizon = within.span;
    mbr_rand_derive(&rand, config.seed, 0, DRAWS);
    mbr_audience_fit(&c.audience, &config, &exam->known->whole);
    mbr_popular_fit(&c.popular, &exam->known->whole, NULL, 0);
    mbr_scores_init(&c.scores, items);
    c.fate = mbr_calloc(items, sizeof *c.fate);
    c.item = mbr_alloc(items * sizeof *c.item);
    c.score = mbr_alloc(items * sizeof *c.score);
    for (uint32_t i = 0; i < items; i++)
        c.item[i] = i;
    for (uint32_t i = 0; i < exam->count; i++)
        add_member(&c, i, &rand);
    fit(&job->model.reach.p_repeat, &c.repeat);
    fit(&job->model.reach.p_new, &c.fresh);
    calibration_free(&c);
}

void recommend_reach_fit(struct recommend *job, const struct mbr_split *split)
{
    const struct mbr_audience_config config = recommend_reach_config(job);
    mbr_audience_fit(&job->model.reach.audience, &config, split);
    job->model.reach.fitted = true;
}

void recommend_reach_free(struct recommend_reach *reach)
{
    if (reach->fitted)
        mbr_audience_free(&reach->audience);
    mbr_isotonic_free(&reach->p_repeat);
    mbr_isotonic_free(&reach->p_new);
}
