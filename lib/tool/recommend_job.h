#ifndef MBR_RECOMMEND_JOB_H
#define MBR_RECOMMEND_JOB_H

/* Inside mbr_recommend_run: what its parts share. */

#include "mbr/annotate.h"
#include "mbr/expr.h"
#include "mbr/recommend_run.h"
#include "recommend_model.h"

/* Its days, a month being 30.4375 of them, rounded. */
int32_t recommend_days(const struct mbr_period *time);

/* Whether the day is in the time that ends with as_of, that day included; never in one of 0. */
bool recommend_is_within(const struct mbr_period *time, int32_t day, int32_t as_of);

/* What the options say; of a period that was not given both are 0. */
struct recommend_settings {
    struct mbr_period horizon, not_bought_within;
};
int recommend_settings_read(const struct mbr_recommend_options *options,
                            struct recommend_settings *settings, struct mbr_run *run);

/* What a line is asked for besides, in this order; then --by, if given, at RECOMMEND_BY; then the
   paths of --where. */
enum { RECOMMEND_ORDERS, RECOMMEND_DROPPED, RECOMMEND_CONSENT, RECOMMEND_BY };

/* What members were told, gathered when choices are closed (recommend_notes.c). */
struct recommend_seen {
    struct mbr_expr_notes *notes; /* of --where */
    bool *met;                    /* by path: some member has it */
    bool *limited;                /* by --max-per: some item has the field */
    bool has_items;               /* there is a catalogue */
    bool has_prices;              /* some item has one */
    uint64_t members, without;    /* all, and those who got no item */
    uint64_t lines, known;        /* purchase lines, and those of items that the model knows */
};

/* Job: the self of the method. */
struct recommend {
    struct mbr_run *run;
    const struct mbr_recommend_options *options;
    struct recommend_settings settings;
    struct mbr_method method;
    struct mbr_expr_set *paths; /* with --where compiled into it; always there */
    int where;                  /* its number, or -1 */

    struct recommend_gathered *gathered; /* while learning (recommend_learn.c) */
    struct recommend_model model;
    struct recommend_audience *audience; /* --for-item and the like (recommend_audience.c) */
    const struct mbr_catalogue *items;   /* NULL: none, or not known yet */
    struct recommend_seen seen;
};

void recommend_seen_init(struct recommend_seen *seen, const struct recommend *job);
void recommend_seen_free(struct recommend_seen *seen);
void recommend_seen_tell(const struct recommend *job);

/* gather, learn and finish of the method (recommend_learn.c). */
int recommend_gather(void *lane, const struct mbr_member *member, struct mbr_buf *facts,
                     struct mbr_err *err);
int recommend_learn(void *self, const struct mbr_member *member, struct mbr_err *err);
int recommend_finish(void *self, int32_t as_of, struct mbr_err *err);

/* recommend_reach.c: fits job->model.reach on all that is history in the split. */
struct mbr_audience_config recommend_reach_config(const struct recommend *job);
void recommend_reach_fit(struct recommend *job, const struct mbr_split *split);
void recommend_reach_free(struct recommend_reach *reach);

#endif
