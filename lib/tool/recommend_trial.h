#ifndef MBR_RECOMMEND_TRIAL_H
#define MBR_RECOMMEND_TRIAL_H

/* Inside the fit of mbr_recommend_run: methods fitted, asked, and compared. */

#include "recommend_ask.h"
#include "recommend_exam.h"

/* At each of the depths 5, 10, 20. */
enum { RECOMMEND_DEPTHS = 3 };
extern const uint32_t recommend_depth[RECOMMEND_DEPTHS];
#define RECOMMEND_SHOWN 20

/* Of all that was bought, then the same of what was a repeat, and of what was new. */
enum recommend_measure {
    RECOMMEND_RECALL,
    RECOMMEND_NDCG,
    RECOMMEND_PHR,
    RECOMMEND_PRECISION,
    RECOMMEND_PER_KIND,
    RECOMMEND_MEASURES = 3 * RECOMMEND_PER_KIND
};

/* How a method did, by who; a member who bought nothing has no marks (NAN), as has one who bought
   nothing new for what is new. `row`: scores with what came of them, for the calibration of p. */
struct recommend_marks {
    uint32_t count;
    double (*of)[RECOMMEND_DEPTHS][RECOMMEND_MEASURES];
    uint32_t (*shown)[RECOMMEND_SHOWN]; /* items; UINT32_MAX: none */
    struct recommend_asked {
        struct mbr_silence silence;
        bool came; /* in time */
    } * asked;
    struct recommend_row {
        double score;
        uint32_t who;
        bool is_repeat, bought;
    } * row;
    size_t rows, row_cap;
};
void recommend_mark(const struct recommend_exam *exam, const struct recommend_fit *fit,
                    int64_t jobs, struct recommend_marks *marks);
void recommend_marks_free(struct recommend_marks *marks);
/* Mean over those who have the mark; NAN for nobody. */
double recommend_mean(const struct recommend_marks *marks, int depth, enum recommend_measure of);

/* Fits a method. 0; -1 with err where there is nothing to learn from, and nothing to free. */
int recommend_fit(struct recommend_fit *fit, enum recommend_method method,
                  const struct recommend_known *known, const struct mbr_recommend_options *options,
                  struct mbr_err *err);

/* p of the fit, from marks of the same method: of those who came alone, and by how often they come,
   where that is known. */
void recommend_calibrate(struct recommend_fit *fit, const struct recommend_marks *marks,
                         const struct mbr_coming *coming);

/* A method tried: fitted on exam->known, and asked. */
struct recommend_trial {
    enum recommend_method method; /* RECOMMEND_METHODS: none yet */
    double recall, ndcg;          /* at 10 */
    struct recommend_marks marks;
};
/* 0; -1 with err where it cannot learn. */
int recommend_try(const struct recommend *job, enum recommend_method method,
                  const struct recommend_exam *exam, struct recommend_trial *trial,
                  struct mbr_err *err);
/* The better of both, by the sum of recall and NDCG, into *best; of equal ones the one there, but
   of the two learners the trees unless they are behind by a standard error. The other is freed. */
bool recommend_keep_better(struct recommend_trial *best, struct recommend_trial *other);

/* On stderr: how a trial went, and a line above all. */
void recommend_note_head(const struct recommend *job, const struct recommend_exam *exam);
void recommend_note_trial(const struct recommend *job, const struct recommend_trial *trial);

/* Whether there are members enough with three baskets for one method to be told from another. */
bool recommend_has_plenty(const struct mbr_baskets *all);
extern const char recommend_little[]; /* what is said where there are not */

#endif
