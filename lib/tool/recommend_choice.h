#ifndef MBR_RECOMMEND_CHOICE_H
#define MBR_RECOMMEND_CHOICE_H

/* Inside what mbr-recommend says of a member: what may be recommended. A thread has its own. */

#include "recommend_lane.h"
#include "recommend_price.h"
#include "recommend_why.h"

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
    bool known;       /* their purchases may be looked at */
    uint32_t segment; /* whose popularity decides about them, or MBR_MAP_NONE: that of all */
    int failed;
    struct mbr_err *err;
};

/* Takes the member (recommend_where.c): what they own, and what conditions ask of their line. */
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

/* The day by which it is as likely as not that the member has bought the item again
   (recommend_when.c), p being the chance within `span` days and NaN for none; MBR_DAY_NONE where
   that is more than a year or two such spans away, where they have not bought it for several of its
   gaps, or where nobody buys anything again. */
int32_t recommend_when(const struct recommend_choice *choice, uint32_t item, double p, double span);

/* --where compiled into job->paths, and the options of the choice checked; before any data is read
   (recommend_options of the apply side). 0, or -1 with the run's err. */
int recommend_choice_check(struct recommend *job);

/* What is said of a member (recommend_say.c and others): the candidates, filters, kinds, days,
   reasons. choice_open: NULL with err. */
struct recommend_choice *recommend_choice_open(struct recommend_lane *lane, struct mbr_err *err);
void recommend_choice_close(struct recommend_choice *choice);
int recommend_say(void *lane, const struct mbr_member *member, struct mbr_buf *value,
                  struct mbr_err *err);

/* With --rows say puts lines, and these are take and rows of the method. */
int recommend_say_take(void *self, const struct mbr_member *member, struct mbr_err *err);
int recommend_say_rows(void *self, struct mbr_run *run);

#endif
