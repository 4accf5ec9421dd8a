#ifndef MBR_RECOMMEND_BACKTEST_H
#define MBR_RECOMMEND_BACKTEST_H

/* Inside the backtest of mbr_recommend_run. */

#include "recommend_trial.h"

/* Rows instead of members. */
void recommend_backtest_begin(struct recommend *job);
int recommend_backtest_rows(void *self, struct mbr_run *run);

/* What is learned from and asked: `inner` to choose by, and to learn p from, unless there is
   `recent` for that; `outer` for the rows. With folds all ask after the same knowledge. */
struct recommend_trials {
    struct recommend *job;
    struct recommend_known known, inner_known, recent_known;
    struct recommend_exam outer, inner, recent;
    struct recommend_coming coming;
    bool one_fit, has_recent;
    int32_t held; /* days held out by --since; 0: last baskets are */
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

/* What share of the items that may be shown is shown to anyone, and how unevenly: 0 each as often,
   near 1 one item alone (Gini's coefficient); with intervals of samples of the members
   (recommend_exposure.c). */
struct recommend_exposure {
    double coverage[RECOMMEND_DEPTHS], gini[RECOMMEND_DEPTHS];
    struct recommend_interval coverage_within[RECOMMEND_DEPTHS], gini_within[RECOMMEND_DEPTHS];
};
void recommend_expose(const struct recommend_marks *marks, const struct recommend_exam *exam,
                      uint64_t seed, struct recommend_exposure *exposure);

/* What was promised and what came of it, by tenths of p and by how long members were away
   (recommend_calibration.c). 0, or -1 with the run's err. */
int recommend_write_calibration(struct recommend_trials *trials, const char *name,
                                const struct recommend_result *result);

/* One row and a measure in it; what is NAN is left out. */
void recommend_begin_row(struct mbr_buf *buf, const char *of, const char *name,
                         const struct recommend_result *result);
void recommend_put_measure(struct mbr_buf *buf, const char *name, double value,
                           struct recommend_interval interval);
int recommend_end_row(struct mbr_run *run);

/* Of `count` numbers, which are put into order, those with 2.5 % of them below and above. */
struct recommend_interval recommend_interval_of(double *sample, size_t count);

/* Members found for items, as of the outer exam (recommend_found.c): two rows, of all buyers and
   of those who had not bought the item before. 0, or -1 with the run's err. */
int recommend_write_found(struct recommend_trials *trials);

#endif
