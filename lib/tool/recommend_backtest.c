#include <math.h>
#include <stdlib.h>

#include "recommend_backtest.h"
#include "recommend_learn.h"

#include "mbr/mem.h"

/* Members asked to choose by, and asked for the rows. */
#define CHOOSING 4000
#define ASKED 20000

static int say(void *state, const struct mbr_member *member, struct mbr_buf *value,
               struct mbr_err *err)
{
    struct recommend_lane *lane = state;
    struct mbr_member seen = *member;
    size_t begin = value->n;
    if (recommend_gather(lane, member, value, err) < 0)
        return -1;
    seen.facts = (struct mbr_span){value->p + begin, value->n - begin};
    return recommend_learn(lane->job, &seen, err);
}

void recommend_backtest_begin(struct recommend *job)
{
    job->method.learn = NULL;
    job->method.say = say;
    job->method.rows = recommend_backtest_rows;
}

static int hold_out(struct recommend_trials *trials, struct mbr_err *err)
{
    const struct mbr_recommend_options *o = trials->job->options;
    const struct mbr_baskets *all = &trials->job->gathered->gather.baskets;
    uint64_t seed = (uint64_t)o->seed;
    if (o->folds)
        return recommend_hold_folds(trials->job, o->folds, trials, err);
    if (o->since == MBR_DAY_NONE) {
        recommend_hold_last(all, ASKED, seed, &trials->known, &trials->outer);
    } else {
        if (all->members)
            trials->held = trials->job->gathered->as_of - o->since + 1;
        recommend_hold_since(all, o->since, ASKED, seed, &trials->known, &trials->outer);
        trials->has_recent =
            recommend_hold_recent(trials->job, &trials->known.baskets, o->since - 1, CHOOSING,
                                  &trials->recent_known, &trials->recent, &trials->coming);
    }
    recommend_hold_last(&trials->known.baskets, CHOOSING, seed, &trials->inner_known,
                        &trials->inner);
    return 0;
}

/* Whether the days that are held out are all of those that p of that member is about. */
static bool is_whole(const struct recommend_trials *trials, const struct mbr_silence *silence)
{
    double days = trials->outer.horizon ? trials->outer.horizon : silence->interval;
    return trials->held == 0 || days <= trials->held;
}

static void calibrate_rows(const struct recommend_trials *trials, const struct recommend_fit *fit,
                           struct recommend_result *result)
{
    const struct mbr_coming *coming = &trials->coming.own;
    const struct recommend_marks *marks = &result->marks;
    result->p = mbr_alloc(marks->rows * sizeof *result->p);
    for (size_t i = 0; i < marks->rows; i++) {
        const struct recommend_row *row = &marks->row[i];
        const struct mbr_silence *silence = &marks->asked[row->who].silence;
        double chance = coming->known ? mbr_coming_chance(coming, silence) : 1;
        double times = coming->known ? mbr_coming_times(coming, silence) : 1;
        double p = chance * recommend_p(fit, row->score, row->is_repeat, times);
        result->p[i] = is_whole(trials, silence) ? p : NAN;
    }
}

/* p of the fit, from what comes nearest to what the rows ask. */
static void calibrate(const struct recommend_trials *trials, struct recommend_fit *fit,
                      const struct recommend_trial *trial)
{
    struct recommend_trial recent;
    struct mbr_err err;
    bool by_time = trials->outer.today != MBR_DAY_NONE && trials->outer.horizon;
    if (!trials->has_recent) {
        if (!by_time) /* the last baskets say nothing of a span of time */
            recommend_calibrate(fit, &trial->marks, &trials->coming.own);
    } else if (recommend_try(trials->job, fit->method, &trials->recent, &recent, &err) == 0) {
        recommend_calibrate(fit, &recent.marks, &trials->coming.own);
        recommend_marks_free(&recent.marks);
    }
}

/* Tries a method on the inner exam and marks it on the outer one. */
static int try_method(const struct recommend_trials *trials, enum recommend_method method,
                      struct recommend_trial *trial, struct recommend_result *result,
                      struct mbr_err *err)
{
    const struct recommend *job = trials->job;
    int64_t jobs = job->options->member.jobs;
    struct recommend_fit fit;
    *trial = (struct recommend_trial){.method = method};
    *result = (struct recommend_result){.method = method};
    if (!trials->one_fit && recommend_try(job, method, &trials->inner, trial, err) < 0)
        return -1;
    if (recommend_fit(&fit, method, &trials->known, job->options, err) < 0) {
        recommend_marks_free(&trial->marks);
        return -1;
    }
    if (trials->one_fit)
        recommend_mark(&trials->inner, &fit, jobs, &trial->marks);
    trial->recall = recommend_mean(&trial->marks, 1, RECOMMEND_RECALL);
    trial->ndcg = recommend_mean(&trial->marks, 1, RECOMMEND_NDCG);
    calibrate(trials, &fit, trial);
    recommend_mark(&trials->outer, &fit, jobs, &result->marks);
    calibrate_rows(trials, &fit, result);
    recommend_fit_free(&fit);
    return 0;
}

void recommend_result_free(struct recommend_result *result)
{
    recommend_marks_free(&result->marks);
    free(result->p);
    *result = (struct recommend_result){0};
}

/* Whether anyone bought something that can be foretold. */
static bool has_answers(const struct recommend_exam *exam)
{
    uint32_t i = 0;
    while (i < exam->count && exam->truth[i].from == exam->truth[i].to)
        i++;
    return i < exam->count;
}

static int write_taken(struct recommend_trials *trials, const struct recommend_result *taken)
{
    mbr_note(trials->job->run, "taken: %s", mbr_recommend_methods[taken->method + 1]);
    return recommend_write_result(trials, "auto", taken);
}

/* All methods, and auto: the one that did best on the inner exam. */
static int try_all(struct recommend_trials *trials, struct mbr_run *run)
{
    struct recommend_trial best = {.method = RECOMMEND_METHODS};
    struct recommend_result taken = {0};
    struct mbr_err err;
    int failed = 0;
    recommend_note_head(trials->job, &trials->inner);
    for (int m = 0; m < RECOMMEND_METHODS && !failed; m++) {
        struct recommend_trial trial;
        struct recommend_result result;
        if (try_method(trials, (enum recommend_method)m, &trial, &result, &err) < 0) {
            mbr_note(run, "  %-9s  %s", mbr_recommend_methods[m + 1], err.text);
            continue;
        }
        recommend_note_trial(trials->job, &trial);
        failed = recommend_write_result(trials, mbr_recommend_methods[m + 1], &result);
        if (recommend_keep_better(&best, &trial)) {
            recommend_result_free(&taken);
            taken = result;
        } else {
            recommend_result_free(&result);
        }
    }
    if (!has_answers(&trials->inner))
        mbr_warn(run, "nobody to choose a method by: auto is left out");
    else if (!failed)
        failed = write_taken(trials, &taken);
    recommend_result_free(&taken);
    recommend_marks_free(&best.marks);
    return failed;
}

static int try_one(struct recommend_trials *trials, enum recommend_method method)
{
    struct recommend_trial trial;
    struct recommend_result result;
    struct mbr_err err;
    if (try_method(trials, method, &trial, &result, &err) < 0)
        return mbr_fail(trials->job->run, "--method %s: %s", mbr_recommend_methods[method + 1],
                        err.text);
    int failed = recommend_write_result(trials, mbr_recommend_methods[method + 1], &result);
    recommend_result_free(&result);
    recommend_marks_free(&trial.marks);
    return failed;
}

static struct recommend_only only_of(const struct recommend *job)
{
    return (struct recommend_only){.fresh = job->options->only[0] == 'n',
                                   .repeat = job->options->only[0] == 'r',
                                   .not_within = job->settings.not_bought_within};
}

/* What a promise for longer came to is not known yet. */
static void tell_held(const struct recommend_trials *trials)
{
    uint32_t without = 0;
    for (uint32_t i = 0; i < trials->outer.count && trials->held; i++) {
        const struct mbr_past past = recommend_exam_past(&trials->outer, i);
        const struct mbr_silence silence = recommend_silence(&past, trials->outer.interval);
        without += !is_whole(trials, &silence);
    }
    if (without && trials->outer.horizon)
        mbr_warn(trials->job->run,
                 "--since: %d days are held out, fewer than the %d of --horizon: "
                 "no recommend_calibration",
                 (int)trials->held, (int)trials->outer.horizon);
    else if (without)
        mbr_note(trials->job->run,
                 "--since: %d days are held out: recommend_calibration is without "
                 "%u of %u members, whose own interval is longer",
                 (int)trials->held, without, trials->outer.count);
}

int recommend_backtest_rows(void *self, struct mbr_run *run)
{
    struct recommend *job = self;
    struct recommend_trials trials = {.job = job};
    enum recommend_method method = recommend_method_of(job->options->method);
    int failed = 0;
    recommend_settle(job);
    if (hold_out(&trials, &run->err) < 0) {
        run->located = true;
        failed = -1;
    } else if (job->options->since != MBR_DAY_NONE && !has_answers(&trials.outer)) {
        failed = mbr_fail(run, "--since: nobody to ask: no member has bought before that day and "
                               "from it on");
    } else if (!has_answers(&trials.outer)) {
        failed = mbr_fail(run, "--backtest: nobody to ask: no member has bought before and after");
    } else {
        trials.outer.service = trials.inner.service = job->model.items.service;
        trials.outer.only = only_of(job);
        trials.outer.horizon = trials.inner.horizon = recommend_days(&job->settings.horizon);
        tell_held(&trials);
        failed = method == RECOMMEND_METHODS ? try_all(&trials, run) : try_one(&trials, method);
        if (!failed)
            failed = recommend_write_found(&trials);
    }
    recommend_exam_free(&trials.outer);
    recommend_exam_free(&trials.inner);
    recommend_known_free(&trials.known);
    recommend_known_free(&trials.inner_known);
    recommend_exam_free(&trials.recent);
    recommend_known_free(&trials.recent_known);
    return failed;
}
