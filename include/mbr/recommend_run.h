#ifndef MBR_RECOMMEND_RUN_H
#define MBR_RECOMMEND_RUN_H

/* What mbr-recommend does; mbr-recommend(1) tells it. */

#include "mbr/annotate.h"

struct mbr_recommend_options {
    struct mbr_member_options member;
    const char *method;
    int64_t top;
    const char *by;                /* a path; NULL: popularity is that of all */
    const char *horizon;           /* "30d", "8w", "6m", "1y"; NULL: the member's own interval */
    const char *only;              /* "all", "new", "repeat" */
    const char *not_bought_within; /* as horizon */
    const char *where;
    bool price_fit, rows;
    struct mbr_list most_per; /* "category=2" */
    double diversity;         /* 0 to 1 */
    bool no_why, require_consent;
    const char *labels; /* "en", "zh" */
    struct mbr_list for_item;
    const char *for_category, *for_brand, *for_items;
    const char *capacity;
    int64_t offers; /* to a member at most, with a capacity */
    bool new_only, backtest;
    int32_t since;     /* of the backtest: held out from this day on; MBR_DAY_NONE */
    const char *folds; /* likewise: a file with the users' split */
    int64_t seed;
    int64_t among; /* neighbours are looked for among so many members; 0: all */
};
#define MBR_RECOMMEND_AMONG 100000
#define MBR_RECOMMEND_PLACES 10

extern const char *const mbr_recommend_methods[], *const mbr_recommend_onlies[],
                                                      *const mbr_recommend_languages[];

#define MBR_RECOMMEND_OPTIONS_INIT                                                                 \
    {                                                                                              \
        .member = MBR_MEMBER_OPTIONS_INIT, .method = "auto", .top = MBR_RECOMMEND_PLACES,          \
        .only = "all", .labels = "en", .offers = 1, .since = MBR_DAY_NONE, .seed = 1,              \
        .among = MBR_RECOMMEND_AMONG                                                               \
    }

int mbr_recommend_run(struct mbr_run *run, const struct mbr_recommend_options *options);

#endif
