#ifndef MBR_RECOMMEND_JOB_H
#define MBR_RECOMMEND_JOB_H

/* Inside mbr_recommend_run: what its parts share. */

#include "mbr/audience.h"
#include "mbr/basket_gather.h"
#include "mbr/calibrate.h"
#include "mbr/catalogue.h"
#include "mbr/coming.h"
#include "mbr/expr.h"
#include "mbr/itemknn.h"
#include "mbr/learned.h"
#include "mbr/next.h"
#include "mbr/popular.h"
#include "mbr/purchases.h"
#include "mbr/recommend_run.h"
#include "mbr/tifu.h"
#include "mbr/upcf.h"

/* The methods, in the order in which they are tried; an equal later one does not win. LOGISTIC and
   LEARNED are the two learners of learned.h: a line, and trees. */
enum recommend_method {
    RECOMMEND_TOP,
    RECOMMEND_FREQUENCY,
    RECOMMEND_TIFU,
    RECOMMEND_UPCF,
    RECOMMEND_ITEM,
    RECOMMEND_NEXT,
    RECOMMEND_LOGISTIC,
    RECOMMEND_LEARNED,
    RECOMMEND_METHODS
};

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

/* The items that members have bought, numbered by the bytes of their ids, 0 … count - 1. */
struct recommend_items {
    struct mbr_map ids; /* once settled, a key's number is the item's */
    uint32_t count;
    uint32_t *buyers;     /* members who bought it */
    uint32_t *repeats;    /* times that a buyer bought it again */
    uint64_t *repeat_gap; /* sum of the days between, over all of these */
    int32_t *last_day;    /* of any purchase */
    uint8_t *service;     /* 1: the catalogue of the fit calls it a service */
};

/* A method that has been fitted. */
struct recommend_fit {
    enum recommend_method method;
    struct mbr_popular popular; /* of all histories: breaks ties, and is the score of `top` */
    struct mbr_tifu tifu;
    struct mbr_upcf upcf;
    struct mbr_itemknn item;
    struct mbr_next next;
    struct mbr_learned learned;
    /* p of a score, given that the member comes in time where that chance is known, for an item
       bought before and for a new one; no points where there was nothing to learn from: p is
       unknown. */
    struct mbr_isotonic p_repeat, p_new;
};

/* Popularity by the value of --by. */
struct recommend_segments {
    struct mbr_map values;
    struct mbr_popular *popular; /* by number in values */
    double *scale;               /* likewise: entries of all, divided by those of the segment */
};

/* The chance that a member comes: within the horizon where that is given, else within their own
   interval, and within the usual one of all, by which members compare. */
struct recommend_coming {
    struct mbr_coming own, usual;
};

/* Of members for items; fitted where it is asked for, and for a model file. */
struct recommend_reach {
    bool fitted;
    struct mbr_audience audience;
    struct mbr_isotonic p_repeat, p_new; /* as of recommend_fit, by the audience's scores */
};

/* All that is learned: what --fit writes and --model reads. */
struct recommend_model {
    struct recommend_items items;
    struct recommend_fit fit;
    struct recommend_segments segments;
    struct recommend_reach reach;
    struct recommend_coming coming;
    double interval; /* mean days between two baskets of a member; 0: nobody has two */
    double
        repeat_rate; /* share of the entries of baskets after the first that were bought before */
    int32_t as_of;
    int32_t horizon;           /* days of --horizon when it was fitted; 0: not given */
    bool fell_back;            /* too little data: fit.method is in place of what was asked for */
    uint32_t members, baskets; /* learned from */
    struct recommend_who {     /* of those who may be neighbours: rising by hash */
        uint64_t hash;
        uint32_t member;
    } * who;
    size_t whos;
};

/* What a thread needs to ask a fit. */
struct recommend_asker {
    struct mbr_scores scores;
    struct mbr_kin_scratch kin;
    struct mbr_learned_scratch learned;
};
void recommend_asker_init(struct recommend_asker *asker, uint32_t items);
void recommend_asker_free(struct recommend_asker *asker);

/* The method's scores of all items for this past, into asker->scores (cleared before). */
void recommend_ask(const struct recommend_fit *fit, const struct mbr_past *past,
                   struct recommend_asker *asker);

/* The probability that what has this score is bought: within --horizon where that is given, else
   within the member's own interval; to be multiplied with the chance that they come in that time.
   NaN where it is not known. */
double recommend_p(const struct recommend_fit *fit, double score, bool is_repeat);

/* Days until the member is expected again, from a basket on: their mean gap, shrunk to that of all
   by two made-up gaps; at least 1. */
double recommend_interval(const struct mbr_past *past, double general);

/* How long a member who has a basket has been away, on the day before past->today; and the baskets
   expected of them, NaN where that is not known (recommend_coming.c). general: as above. */
struct mbr_silence recommend_silence(const struct mbr_past *past, double general);
double recommend_visits(const struct mbr_coming *coming, const struct mbr_past *past,
                        double general);

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
struct recommend;
void recommend_seen_init(struct recommend_seen *seen, const struct recommend *job);
void recommend_seen_free(struct recommend_seen *seen);
void recommend_seen_tell(const struct recommend *job);

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
    _Atomic(const struct mbr_catalogue *) items; /* that all lanes have; NULL: no lane, or none */
    struct recommend_seen seen;
};

/* A thread's own. recommend_open makes it, and calls recommend_choice_open when it is first asked
   to say. */
struct recommend_lane {
    struct recommend *job;
    const struct mbr_catalogue *items; /* NULL: none */
    struct mbr_purchases purchases;
    struct recommend_past { /* of one member: those of their purchases that the model knows */
        struct mbr_bought *bought;
        struct mbr_basket_gather gather;
        struct mbr_past past; /* baskets are member-days; today: the day after as_of */
        size_t cap;
    } own;
    struct recommend_asker asker;
    struct recommend_seeker { /* of members for items */
        struct mbr_audience_scratch scratch;
        double *score; /* by place among the audience's `asked` */
    } seeker;
    struct mbr_buf text;
    struct recommend_choice *choice; /* recommend_choice.c */
    bool asks;                       /* asker is ready */
    uint64_t lines, known;           /* as in recommend_seen */
};
void *recommend_open(void *self, const struct mbr_catalogue *items, struct mbr_err *err);
void recommend_close(void *self, void *lane);

/* Reads the member's orders: lane->purchases, and lane->own.past by the numbers of the model. 0, or
   -1 with err. */
int recommend_read(struct recommend_lane *lane, const struct mbr_member *member,
                   struct mbr_err *err);

/* Its first half: lane->purchases alone. */
int recommend_read_orders(struct recommend_lane *lane, const struct mbr_member *member,
                          struct mbr_err *err);

/* Popularity among those of the member's segment, or all; *scale: what a count is to be multiplied
   with to be one of all, whose p is known. */
const struct mbr_popular *recommend_popular(struct recommend_lane *lane,
                                            const struct mbr_member *member, double *scale);

/* gather, learn and finish of the method (recommend_learn.c). */
int recommend_gather(void *lane, const struct mbr_member *member, struct mbr_buf *facts,
                     struct mbr_err *err);
int recommend_learn(void *self, const struct mbr_member *member, struct mbr_err *err);
int recommend_finish(void *self, int32_t as_of, struct mbr_err *err);

/* What is said of a member (recommend_say.c and others): the candidates, filters, kinds, days,
   reasons. choice_open: NULL with err. */
struct recommend_choice *recommend_choice_open(struct recommend_lane *lane, struct mbr_err *err);
void recommend_choice_close(struct recommend_choice *choice);
int recommend_say(void *lane, const struct mbr_member *member, struct mbr_buf *value,
                  struct mbr_err *err);

/* With --rows say puts lines, and these are take and rows of the method (recommend_list.c). */
int recommend_list_take(void *self, const struct mbr_member *member, struct mbr_err *err);
int recommend_list_rows(void *self, struct mbr_run *run);

/* --where compiled into job->paths, and the options of the choice checked; before any data is read
   (recommend_options of the apply side). 0, or -1 with the run's err. */
int recommend_choice_check(struct recommend *job);

/* recommend_reach.c: fits job->model.reach on all that is history in the split. */
struct mbr_audience_config recommend_reach_config(const struct recommend *job);
void recommend_reach_fit(struct recommend *job, const struct mbr_split *split);
void recommend_reach_free(struct recommend_reach *reach);

/* Members for items (recommend_audience.c). With an audience, ready, say, take and rows of the
   method are these. begin is called before any data is read where one of --for-item,
   --for-category, --for-brand, --for-items or --capacity is given. */
int recommend_audience_begin(struct recommend *job);
int recommend_audience_ready(void *self, const struct mbr_catalogue *items, struct mbr_err *err);
int recommend_audience_take(void *self, const struct mbr_member *member, struct mbr_err *err);
int recommend_audience_say(void *lane, const struct mbr_member *member, struct mbr_buf *value,
                           struct mbr_err *err);
int recommend_audience_rows(void *self, struct mbr_run *run);
void recommend_audience_free(struct recommend_audience *audience);

/* The backtest (recommend_backtest.c): rows instead of members. */
void recommend_backtest_begin(struct recommend *job);
int recommend_backtest_rows(void *self, struct mbr_run *run);

#endif
