#include <math.h>

#include "recommend_trial.h"

#include "mbr/mem.h"

/* Beneath this many members with three baskets what one method is ahead of another is chance. */
#define PLENTY 50

const char recommend_little[] =
    "fewer than 50 members have three baskets: methods are not compared, "
    "each member's own frequency decides";

bool recommend_has_plenty(const struct mbr_baskets *all)
{
    uint32_t count = 0;
    for (uint32_t m = 0; m < all->members && count < PLENTY; m++)
        count += all->basket[m + 1] - all->basket[m] >= 3;
    return count == PLENTY;
}

int recommend_try(const struct recommend *job, enum recommend_method method,
                  const struct recommend_exam *exam, struct recommend_trial *trial,
                  struct mbr_err *err)
{
    struct recommend_fit fit;
    *trial = (struct recommend_trial){.method = method};
    if (recommend_fit(&fit, method, exam->known, job->options, err) < 0)
        return -1;
    recommend_mark(exam, &fit, job->options->member.jobs, &trial->marks);
    recommend_fit_free(&fit);
    trial->recall = recommend_mean(&trial->marks, 1, RECOMMEND_RECALL);
    trial->ndcg = recommend_mean(&trial->marks, 1, RECOMMEND_NDCG);
    return 0;
}

static double mark_of(const struct recommend_marks *marks, uint32_t i)
{
    return (double)marks->of[i][1][RECOMMEND_RECALL] + marks->of[i][1][RECOMMEND_NDCG];
}

/* The standard error of what one is ahead of the other, member by member. */
static double error_between(const struct recommend_marks *a, const struct recommend_marks *b)
{
    double count = 0, sum = 0, squares = 0;
    for (uint32_t i = 0; i < a->count; i++) {
        double ahead = mark_of(a, i) - mark_of(b, i);
        if (isnan(ahead))
            continue;
        count++;
        sum += ahead;
        squares += ahead * ahead;
    }
    return count > 1 ? sqrt((squares - sum * sum / count) / (count - 1) / count) : 0;
}

/* Trees gain more than a line from the baskets that are still to be added to what was learned from
   here, so of these two they are taken unless they are behind by more than chance. */
static double start_of(const struct recommend_trial *best, const struct recommend_trial *other)
{
    bool learners = best->method == RECOMMEND_LOGISTIC && other->method == RECOMMEND_LEARNED;
    return learners ? error_between(&best->marks, &other->marks) : 0;
}

bool recommend_keep_better(struct recommend_trial *best, struct recommend_trial *other)
{
    bool better = best->method == RECOMMEND_METHODS ||
                  other->recall + other->ndcg + start_of(best, other) > best->recall + best->ndcg;
    if (better) {
        recommend_marks_free(&best->marks);
        *best = *other;
    } else {
        recommend_marks_free(&other->marks);
    }
    return better;
}

void recommend_note_head(const struct recommend *job, const struct recommend_exam *exam)
{
    mbr_note(job->run, "foretelling what %u members bought last:", exam->count);
    mbr_note(job->run, "  method     recall@10  ndcg@10");
}

void recommend_note_trial(const struct recommend *job, const struct recommend_trial *trial)
{
    mbr_note(job->run, "  %-9s  %9.4f  %7.4f", mbr_recommend_methods[trial->method + 1],
             trial->recall, trial->ndcg);
}
