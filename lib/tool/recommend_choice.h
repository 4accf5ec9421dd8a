#ifndef MBR_RECOMMEND_CHOICE_H
#define MBR_RECOMMEND_CHOICE_H

/* Inside what mbr-recommend says of a member: what is known of items, what may be recommended, and
   why. A thread has one of each. */

#include "mbr/rebuy.h"
#include "recommend_job.h"

#define RECOMMEND_NONE UINT32_MAX

/* From the catalogue. Texts belong to the facts. */
struct recommend_fact {
    uint32_t category, brand; /* numbers of the values, or RECOMMEND_NONE */
    uint32_t record;          /* number in the catalogue, or MBR_MAP_NONE */
    int64_t price;            /* a decimal; -1: not known */
    struct mbr_span name;     /* n 0: none */
    bool barred;              /* a service, or none is left */
};

/* Items by number: first those of the model, then those of the catalogue that nobody has bought, by
   the bytes of their ids. */
struct recommend_facts {
    const struct recommend_items *sold;
    struct mbr_map unsold;
    uint32_t count; /* of both */
    struct recommend_fact *of;
    struct mbr_map categories, brands, values;
    const struct recommend_limits *limits;
    uint32_t *limited;     /* count * limits->count: the limited field's value, or RECOMMEND_NONE */
    struct mbr_gaps *gaps; /* by category */
    struct mbr_gaps all;
    struct mbr_arena texts;
};

/* --max-per FIELD=N (recommend_where.c). */
struct recommend_limits {
    char **field;
    uint32_t *most;
    size_t count;
};
int recommend_limits_read(struct recommend_limits *limits, const struct mbr_list *options,
                          struct mbr_err *err);
void recommend_limits_free(struct recommend_limits *limits);

/* items: may be NULL. 0, or -1 with err. */
int recommend_facts_init(struct recommend_facts *facts, const struct recommend_items *sold,
                         const struct mbr_catalogue *items, const struct recommend_limits *limits,
                         struct mbr_err *err);
void recommend_facts_free(struct recommend_facts *facts);
uint32_t recommend_item_find(const struct recommend_facts *facts, struct mbr_span id);
struct mbr_span recommend_item_id(const struct recommend_facts *facts, uint32_t item);
struct mbr_span recommend_item_name(const struct recommend_facts *facts, uint32_t item);
void recommend_put_name(struct mbr_buf *to, const struct recommend_facts *facts,
                        uint32_t item); /* the field "name", where there is one */

/* For each item that nobody has bought those sold ones that are most like it (recommend_twins.c):
   of its category or, where none is sold there, of its brand; by brand and price, then by
   popularity. */
#define RECOMMEND_TWINS 10
struct recommend_twins {
    uint32_t *twin; /* RECOMMEND_TWINS an unsold item, the most alike first */
    uint8_t *count;
};
void recommend_twins_init(struct recommend_twins *twins, const struct recommend_facts *facts,
                          const struct mbr_popular *popular);
void recommend_twins_free(struct recommend_twins *twins);

/* --price-fit (recommend_price.c): what a member pays, of the unit prices of their purchase lines
   from the 10th to the 90th in 100: of those in the item's category, where there are five at least,
   else of all. A price fits if it is at most a quarter above that, and that at most a quarter above
   it. */
struct recommend_band {
    int64_t low, high; /* decimals; 0: nothing is known */
};
struct recommend_prices;
struct recommend_prices *recommend_prices_new(const struct recommend_facts *facts);
void recommend_prices_free(struct recommend_prices *prices);
void recommend_prices_take(struct recommend_prices *prices, const struct mbr_purchases *purchases);
struct recommend_band recommend_prices_band(struct recommend_prices *prices, uint32_t item);
bool recommend_prices_fit(struct recommend_prices *prices, uint32_t item);

/* What the member did with an item. */
struct recommend_own {
    uint32_t days; /* on which they bought it; 0: they did not */
    int32_t first, last;
};

/* Who speaks for an item: the nearest members, most alike first. */
#define RECOMMEND_KIN 100
struct recommend_circle {
    uint32_t *count; /* of an item of the model: how many of them bought it */
    uint32_t *item;  /* those with a count above 0 */
    size_t items, cap;
    uint32_t members;
    bool next; /* they bought it next, in what followed the history that they are alike by */
};

struct recommend_choice {
    const struct recommend *job;
    struct recommend_lane *lane; /* whose member is at hand */
    struct recommend_facts facts;
    struct recommend_limits limits;
    struct recommend_twins twins;
    struct mbr_expr_run *where;
    struct recommend_prices *prices; /* NULL: any price will do */
    struct recommend_own *own;       /* by item */
    uint32_t *bought;                /* items with days above 0 */
    size_t boughts, bought_cap;
    int32_t last; /* day of their last basket, or MBR_DAY_NONE */
    struct recommend_circle circle;
    struct mbr_scored *pool;
    size_t pool_cap;
    struct mbr_buf why;
    struct mbr_expr_notes *notes; /* of where */
    bool *met;                    /* by path: some member has it */
    bool has_items;               /* there is a catalogue */
    uint64_t members, without;    /* taken, and those who got no item */
    struct recommend_seen *seen;  /* the job's */

    /* of the member at hand */
    int32_t as_of;
    bool known; /* their purchases may be looked at */
    int failed;
    struct mbr_err *err;
};

/* Takes the member: what they own, and what the conditions ask of their line (recommend_where.c).
 */
void recommend_take(struct recommend_choice *choice, const struct mbr_member *member, bool known,
                    struct mbr_err *err);

/* Adds to job->seen what the choice has met. */
void recommend_choice_seen(const struct recommend_choice *choice);

/* Whether the item may be recommended to the member; with `asked` also one that is barred. When an
   expression fails, false, and choice->failed is -1 with its err. */
bool recommend_may(struct recommend_choice *choice, uint32_t item, bool asked);

/* Whether the member lets their purchases be used: consent to the purpose "profiling", which counts
   as given where nothing is said unless --require-consent. */
bool recommend_consents(const struct recommend *job, const struct mbr_member *member);

/* Days until the member buys the item again, from as_of on, at least 1; NAN: nobody buys anything
   again (recommend_where.c). */
double recommend_wait(const struct recommend_choice *choice, uint32_t item);

/* Who is near (recommend_circle.c): counts what the nearest members bought, for the method that was
   just asked; or step by step. */
void recommend_circle_fit(struct recommend_choice *choice);
void recommend_circle_add(struct recommend_circle *circle, const struct mbr_kin_scratch *kin,
                          const size_t *start, const uint32_t *item);
void recommend_circle_begin(struct recommend_circle *circle, uint32_t items, bool next);
void recommend_circle_free(struct recommend_circle *circle);

/* Why an item is there (recommend_why.c): found while its member is at hand, and told at any time,
   as a JSON string. */
struct recommend_reason {
    uint32_t item;
    struct recommend_own own;
    int32_t as_of;
    struct recommend_band pays; /* 0: nothing is to be said of it */
    uint32_t kin, of;   /* so many of the nearest bought it; 0: nothing is to be said of them */
    uint32_t partner;   /* what it goes with, or RECOMMEND_NONE */
    bool next, in_last; /* they bought it next; the partner is in the last basket */
};
void recommend_reason_find(struct recommend_reason *reason, const struct recommend_choice *choice,
                           uint32_t item);
void recommend_put_reason(struct mbr_buf *to, struct recommend_choice *choice,
                          const struct recommend_reason *reason);

#endif
