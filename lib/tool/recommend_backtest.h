#ifndef MBR_RECOMMEND_BACKTEST_H
#define MBR_RECOMMEND_BACKTEST_H

/* Inside the backtest of mbr_recommend_run. */

#include "recommend_exam.h"

/* What is learned from and asked: `inner` to choose by, and to learn p from, unless there is
   `recent` for that; `outer` for the rows. With folds all ask after the same knowledge. */
struct recommend_trials {
    struct recommend *job;
    struct recommend_known known, inner_known, recent_known;
    struct recommend_exam outer, inner, recent;
    bool one_fit, has_recent;
};

/* By the option --folds: 0, or -1 with err. */
int recommend_hold_folds(const struct recommend *job, const char *path,
                         struct recommend_trials *trials, struct mbr_err *err);

/* The rows of a method: p of the fit is calibrated. 0, or -1 with the run's err. name: "auto" may
   stand for the method, which is then said too. */
struct recommend_result {
    enum recommend_method method;
    struct recommend_marks marks;
    double *p; /* of marks.row; NAN: not known */
};
int recommend_write_result(struct recommend_trials *trials, const char *name,
                           const struct recommend_result *result);
void recommend_result_free(struct recommend_result *result);

/* Means of the marks in samples of the members, drawn with replacement: [2.5 %, 97.5 %]. */
struct recommend_interval {
    double low, high; /* NAN: nobody has the mark */
};
void recommend_bootstrap(const struct recommend_marks *marks, uint64_t seed,
                         struct recommend_interval of[RECOMMEND_DEPTHS][RECOMMEND_MEASURES]);

/* Members found for items, as of the outer exam (recommend_found.c): two rows, of all buyers and
   of those who had not bought the item before. 0, or -1 with the run's err. */
int recommend_write_found(struct recommend_trials *trials);

#endif
