#include <stdlib.h>

#include "recommend_trial.h"

#include "mbr/mem.h"
#include "mbr/rand.h"

/* So many have to have bought in the time that is held out. */
#define COMERS 200

enum { ASKED = 1 };

static void copy_baskets(struct mbr_baskets *to, const struct mbr_baskets *all, const size_t *end)
{
    size_t baskets = 0, entries = 0;
    for (uint32_t m = 0; m < all->members; m++) {
        baskets += end[m] - all->basket[m];
        entries += all->entry[end[m]] - all->entry[all->basket[m]];
    }
    *to = (struct mbr_baskets){.members = all->members, .items = all->items};
    to->basket = mbr_alloc((all->members + (size_t)1) * sizeof *to->basket);
    to->entry = mbr_alloc((baskets + 1) * sizeof *to->entry);
    to->day = mbr_alloc(baskets * sizeof *to->day);
    to->item = mbr_alloc(entries * sizeof *to->item);
    baskets = entries = 0;
    for (uint32_t m = 0; m < all->members; m++) {
        to->basket[m] = baskets;
        for (size_t b = all->basket[m]; b < end[m]; b++) {
            size_t n = all->entry[b + 1] - all->entry[b];
            to->entry[baskets] = entries;
            to->day[baskets++] = all->day[b];
            memcpy(to->item + entries, all->item + all->entry[b], n * sizeof *to->item);
            entries += n;
        }
    }
    to->basket[all->members] = baskets;
    to->entry[baskets] = entries;
}

void recommend_known_make(struct recommend_known *known, const struct mbr_baskets *all,
                          const size_t *end, const size_t *next)
{
    *known = (struct recommend_known){0};
    copy_baskets(&known->baskets, all, end);
    mbr_split_init(&known->whole, &known->baskets, false);
    mbr_split_init(&known->ahead, &known->baskets, true);
    for (uint32_t m = 0; next && m < all->members; m++) {
        size_t to = known->baskets.basket[m] + (next[m] - all->basket[m]);
        known->whole.next[m] = known->ahead.next[m] = to;
    }
}

void recommend_known_all(struct recommend_known *known, const struct mbr_baskets *all)
{
    *known = (struct recommend_known){.baskets = *all, .borrowed = true};
    mbr_split_init(&known->whole, &known->baskets, false);
    mbr_split_init(&known->ahead, &known->baskets, true);
}

void recommend_known_free(struct recommend_known *known)
{
    mbr_split_free(&known->whole);
    mbr_split_free(&known->ahead);
    if (!known->borrowed) {
        free(known->baskets.basket);
        free(known->baskets.entry);
        free(known->baskets.day);
        free(known->baskets.item);
    }
    free(known->among);
    *known = (struct recommend_known){0};
}

void recommend_exam_free(struct recommend_exam *exam)
{
    free(exam->who);
    free(exam->truth);
    *exam = (struct recommend_exam){0};
}

/* Leaves so many, each set of them as likely as another. */
static void draw(struct recommend_exam *exam, uint32_t most, uint64_t seed)
{
    struct mbr_rand rand;
    uint32_t left = exam->count, kept = 0;
    if (most == 0 || exam->count <= most)
        return;
    mbr_rand_derive(&rand, seed, 0, ASKED);
    for (uint32_t i = 0; i < exam->count; i++, left--) {
        if (mbr_rand_below(&rand, left) >= most - kept)
            continue;
        exam->who[kept] = exam->who[i];
        exam->truth[kept++] = exam->truth[i];
    }
    exam->count = kept;
}

double recommend_mean_gap(const struct mbr_baskets *baskets)
{
    struct mbr_split all;
    mbr_split_init(&all, baskets, false);
    double gap = mbr_split_gap(&all);
    mbr_split_free(&all);
    return gap;
}

static void begin_exam(struct recommend_exam *exam, const struct mbr_baskets *all,
                       const struct recommend_known *known)
{
    *exam = (struct recommend_exam){.all = all, .known = known, .today = MBR_DAY_NONE};
    exam->who = mbr_alloc(all->members * sizeof *exam->who);
    exam->truth = mbr_alloc(all->members * sizeof *exam->truth);
    exam->interval = recommend_mean_gap(&known->baskets);
}

void recommend_hold_last(const struct mbr_baskets *all, uint32_t most, uint64_t seed,
                         struct recommend_known *known, struct recommend_exam *exam)
{
    size_t *end = mbr_alloc(all->members * sizeof *end);
    for (uint32_t m = 0; m < all->members; m++)
        end[m] = all->basket[m + 1] - (all->basket[m + 1] - all->basket[m] > 1);
    recommend_known_make(known, all, end, NULL);
    begin_exam(exam, all, known);
    for (uint32_t m = 0; m < all->members; m++) {
        if (end[m] == all->basket[m + 1])
            continue;
        exam->who[exam->count] = m;
        exam->truth[exam->count++] = (struct recommend_truth){end[m], end[m] + 1};
    }
    free(end);
    draw(exam, most, seed);
}

void recommend_hold_since(const struct mbr_baskets *all, int32_t since, uint32_t most,
                          uint64_t seed, struct recommend_known *known, struct recommend_exam *exam)
{
    size_t *end = mbr_alloc(all->members * sizeof *end);
    for (uint32_t m = 0; m < all->members; m++)
        for (end[m] = all->basket[m]; end[m] < all->basket[m + 1]; end[m]++)
            if (all->day[end[m]] >= since)
                break;
    recommend_known_make(known, all, end, NULL);
    begin_exam(exam, all, known);
    exam->today = since;
    for (uint32_t m = 0; m < all->members; m++) {
        if (end[m] == all->basket[m])
            continue;
        exam->who[exam->count] = m;
        exam->truth[exam->count++] = (struct recommend_truth){end[m], all->basket[m + 1]};
    }
    free(end);
    draw(exam, most, seed);
}

static bool has_comers(const struct recommend_exam *exam)
{
    uint32_t comers = 0;
    for (uint32_t i = 0; i < exam->count; i++)
        comers += exam->truth[i].from < exam->truth[i].to;
    return comers >= COMERS;
}

/* So many are held out to learn p. */
static int32_t recent_days(const struct recommend *job, const struct mbr_baskets *all)
{
    int32_t horizon = recommend_days(&job->settings.horizon);
    return horizon ? horizon : (int32_t)recommend_mean_gap(all) + 1;
}

bool recommend_is_stale(const struct recommend *job, const struct mbr_baskets *all, int32_t as_of)
{
    int32_t last = MBR_DAY_NONE, days = recent_days(job, all);
    for (size_t b = 0; b < all->basket[all->members]; b++)
        last = all->day[b] > last ? all->day[b] : last;
    if (job->options->member.as_of == MBR_DAY_NONE || last == MBR_DAY_NONE || as_of - last < days)
        return false;
    struct mbr_buf day = {0};
    mbr_put_day(&day, last);
    mbr_warn(job->run, "--as-of: nobody has bought since %.*s, %d days before: no p",
             (int)day.n - 2, day.p + 1, (int)(as_of - last));
    mbr_buf_free(&day);
    return true;
}

bool recommend_hold_recent(const struct recommend *job, const struct mbr_baskets *all,
                           int32_t as_of, uint32_t most, struct recommend_known *known,
                           struct recommend_exam *exam, struct recommend_coming *coming)
{
    uint64_t seed = (uint64_t)job->options->seed;
    int32_t horizon = recommend_days(&job->settings.horizon), days = recent_days(job, all);
    if (as_of == MBR_DAY_NONE)
        return false;
    recommend_hold_since(all, as_of - days + 1, most, seed, known, exam);
    exam->span = exam->horizon = days;
    recommend_coming_fit(exam, &coming->usual);
    exam->horizon = horizon;
    recommend_coming_fit(exam, &coming->own);
    exam->service = job->model.items.service;
    bool comers = has_comers(exam), plenty = recommend_has_plenty(&known->baskets);
    if (comers && plenty)
        return true;
    recommend_exam_free(exam);
    recommend_known_free(known);
    if (horizon && all->members)
        mbr_warn(job->run, "--horizon: %s the last %d days, which are held out to learn p: no p",
                 plenty ? "fewer than 200 members, customers before, bought in"
                        : "fewer than 50 members had three baskets before",
                 (int)days);
    return false;
}

struct mbr_past recommend_exam_past(const struct recommend_exam *exam, uint32_t i)
{
    struct mbr_past past = mbr_past_of(&exam->known->whole, exam->who[i]);
    past.today = exam->today == MBR_DAY_NONE ? exam->all->day[exam->truth[i].from] : exam->today;
    return past;
}
