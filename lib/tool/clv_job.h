#ifndef MBR_CLV_JOB_H
#define MBR_CLV_JOB_H

/* Inside mbr_clv_run: what its parts share. */

#include "mbr/clv.h"
#include "mbr/clv_backtest.h"
#include "mbr/clv_doc.h"
#include "mbr/clv_run.h"
#include "mbr/occasions.h"
#include "mbr/refer.h"
#include "mbr/social.h"

/* What the options say (clv_options.c). */
struct clv_settings {
    struct mbr_clv_terms terms;
    struct mbr_clv_price price;
    int32_t weeks; /* of the backtest; 0: none */
};

/* What a line is asked for besides, in this order; then the covariates. */
enum { CLV_ORDERS, CLV_EVENTS, CLV_DROPPED, CLV_PATHS };

/* Who brought whom (clv_credit.c): gathered from all members while learning. */
struct clv_references {
    struct mbr_map ids; /* of all members, and of whom they brought */
    uint32_t *member;   /* by id: the number in the base, or MBR_MAP_NONE */
    size_t members_cap;
    struct mbr_refer_edge *edge;
    size_t edges, edges_cap;
    struct clv_sold {
        double past, amount, earned;
    } * sold; /* by number in the base */
    size_t sold_cap;
    bool dropped; /* a line had lost its events */
};

/* Margins by category (clv_margins.c), and by item, which each thread looks up for itself. */
struct clv_margins {
    struct mbr_map categories;
    double *of_category;
    size_t cap;
    double other, least, most;
    bool given;
};
struct clv_item_margins {
    const struct clv_margins *margins;
    struct mbr_map items; /* those of a category with a margin of its own */
    double *of_item;
    size_t cap;
    struct mbr_margin_of lookup;
};

struct clv_worth {
    int64_t past, future, referral, total; /* decimals */
    double alive, purchases;               /* expected */
};

struct clv {
    struct mbr_run *run;
    const struct mbr_clv_options *options;
    struct clv_settings settings;
    struct mbr_method method;
    const char *path[CLV_PATHS + MBR_COVARIATES_MOST];

    struct mbr_clv_base base;
    struct mbr_covariates covariates;
    struct clv_references references;
    struct clv_margins margins;
    struct mbr_occasions taken; /* of one member, out of what was gathered */
    double amount, earned;      /* of all members */

    struct mbr_clv_fit fit;
    double margin; /* of all that was sold */
    struct mbr_clv_credit credit;
    struct mbr_clv_view view;

    struct clv_worth *worth; /* of --summary */
    size_t worths, worths_cap;
    struct mbr_occasions followed; /* of --history */
    int32_t followed_as_of;
    double followed_z[MBR_COVARIATES_MOST];
};

int clv_settings_read(const struct mbr_clv_options *options, struct clv_settings *settings,
                      struct mbr_run *run);

/* A thread's own. */
struct clv_lane {
    struct clv *clv;
    struct mbr_occasions_reader reader;
    struct mbr_social social;
    struct clv_item_margins margins;
    struct mbr_clv_outlook outlook;
    struct clv_kept *kept; /* forecasts made before (clv_look.c) */
};
void *clv_open(void *self, const struct mbr_catalogue *items, struct mbr_err *err);
void clv_close(void *self, void *lane);

/* gather, learn and finish of the method (clv_learn.c). */
int clv_gather(void *lane, const struct mbr_member *member, struct mbr_buf *facts,
               struct mbr_err *err);
int clv_learn(void *self, const struct mbr_member *member, struct mbr_err *err);
int clv_finish(void *self, int32_t as_of, struct mbr_err *err);

/* say of the method (clv_say.c), and what it and rows are put together from. */
int clv_say(void *lane, const struct mbr_member *member, struct mbr_buf *value,
            struct mbr_err *err);
void clv_put_score(struct mbr_buf *buf, const char *key, double value);
void clv_put_money(struct mbr_buf *buf, const char *key, int64_t value);

/* The forecast of a case, kept by the lane, borrowed until its next. */
const struct mbr_clv_outlook *clv_look(struct clv_lane *lane, const struct mbr_btyd_case *known,
                                       int32_t as_of, const double *z);

/* Reads a member's orders, or says that they were dropped. */
int clv_read_orders(const struct mbr_member *member, struct mbr_occasions_reader *reader,
                    struct mbr_err *err);

/* References (clv_credit.c): adds those of the member who has this number in the base; and hands
   out. */
struct clv_reference {
    uint64_t at;
    struct mbr_span to;
};
void clv_references_add(struct clv *clv, struct mbr_span id, uint32_t number,
                        const struct clv_sold *sold, const struct clv_reference *all, size_t count);
void clv_references_free(struct clv_references *references);
void clv_hand_out(struct clv *clv);

/* Margins (clv_margins.c). */
int clv_margins_read(struct clv_margins *margins, const char *path, double other,
                     struct mbr_err *err);
void clv_margins_free(struct clv_margins *margins);
void clv_item_margins_init(struct clv_item_margins *of_items, const struct clv_margins *margins,
                           const struct mbr_catalogue *items);
void clv_item_margins_free(struct clv_item_margins *of_items);
/* Of one member's sales, or where there were none, of all. */
double clv_margin_of(const struct clv *clv, double amount, double earned);
/* What was earned of all that a member has bought; net: what they spent. */
double clv_past_of(const struct clv *clv, double net, double earned);

/* On stderr: what the fit found (clv_notes.c); of covariates and seasons (clv_found.c). */
void clv_note_fit(const struct clv *clv);
void clv_note_found(const struct clv *clv);

/* Into the model, for who reads it: the covariates' effects by name. */
void clv_put_effects(struct mbr_buf *buf, const struct clv *clv);

/* The options that values were reckoned with (clv_valued.c), into the model and back: where they
   are others now, what is credited for references goes, with a warning. */
void clv_put_valued(struct mbr_buf *buf, const struct clv *clv);
void clv_read_valued(struct clv *clv, const json_t *doc);

/* Rows (clv_rows.c). */
int clv_write_rows(void *self, struct mbr_run *run);

#endif
