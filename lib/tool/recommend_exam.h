#ifndef MBR_RECOMMEND_EXAM_H
#define MBR_RECOMMEND_EXAM_H

/* Inside the fit of mbr_recommend_run: what methods may learn from, and what they are asked. */

#include "recommend_job.h"

/* All baskets up to a point of each member. */
struct recommend_known {
    struct mbr_baskets baskets;
    struct mbr_split whole;  /* for methods that learn from histories */
    struct mbr_split ahead;  /* for those that learn from next baskets */
    uint32_t *among, amongs; /* whom tifu finds neighbours among; NULL: all */
    bool borrowed;           /* the baskets */
};

/* A copy of each member's baskets, from their first up to end[m], a number of all->entry. next[m]:
   the basket that they bought next, of those that methods may learn from, and end[m] for none; in
   both splits. NULL: in `whole` all is history, in `ahead` the last basket is the next one. */
void recommend_known_make(struct recommend_known *known, const struct mbr_baskets *all,
                          const size_t *end, const size_t *next);
void recommend_known_all(struct recommend_known *known,
                         const struct mbr_baskets *all); /* borrowed */
void recommend_known_free(struct recommend_known *known);

/* Members who are asked about, and what they then bought. */
struct recommend_exam {
    const struct mbr_baskets *all;
    const struct recommend_known *known;
    uint32_t *who, count, cap; /* rising */
    struct recommend_truth {
        size_t from, to; /* baskets of all; none: they bought nothing */
    } * truth;           /* by who */
    size_t truth_cap;
    int32_t today;          /* MBR_DAY_NONE: the day of the basket that is to be foretold */
    int32_t horizon;        /* days from the last known basket; 0: the member's own interval */
    int32_t span;           /* days that are held out; 0: as many as there are */
    double interval;        /* of all members */
    const uint8_t *service; /* by item: never recommended, and not asked for */
    struct recommend_only { /* as are these of a member, where the options leave them out */
        bool fresh, repeat; /* only what is new to them, or what is not */
        struct mbr_period not_within;
    } only;
};
void recommend_exam_free(struct recommend_exam *exam);

/* The mean gap of all baskets, next ones too (recommend.h). */
double recommend_mean_gap(const struct mbr_baskets *baskets);

/* Holds out: the last basket of all who have two; or all from a day on. Both fill `known` and the
   exam, which points to it; at most `most` members are asked, drawn by the seed (0: all). */
void recommend_hold_last(const struct mbr_baskets *all, uint32_t most, uint64_t seed,
                         struct recommend_known *known, struct recommend_exam *exam);
void recommend_hold_since(const struct mbr_baskets *all, int32_t since, uint32_t most,
                          uint64_t seed, struct recommend_known *known,
                          struct recommend_exam *exam);

/* What p is to be learned from: holds out so many days up to as_of as the horizon has, or as the
   mean interval of all, so that those who stayed away count too; who comes in that time is learned
   there and then, if it can be. false, with nothing to free, where too few bought in that time, or
   before: what comers buy is to be learned from the last baskets then. */
bool recommend_hold_recent(const struct recommend *job, const struct mbr_baskets *all,
                           int32_t as_of, uint32_t most, struct recommend_known *known,
                           struct recommend_exam *exam, struct recommend_coming *coming);
/* Of an exam at one day (recommend_coming.c); as it was where there are too few to learn from. */
void recommend_coming_fit(const struct recommend_exam *exam, struct mbr_coming *coming);

/* The past of who[i]. */
struct mbr_past recommend_exam_past(const struct recommend_exam *exam, uint32_t i);

/* Whether what is bought on a day counts for p: within the horizon, from the last known basket or
   the day that is asked about. */
bool recommend_in_time(const struct recommend_exam *exam, const struct mbr_past *past, int32_t day);

/* Whether who[i] was seen to buy anything in time. */
bool recommend_came(const struct recommend_exam *exam, uint32_t i);

/* p of members for items, from what came of the exam (recommend_reach.c). */
void recommend_reach_calibrate(struct recommend *job, const struct recommend_exam *exam);

/* At each of the depths 5, 10, 20. */
enum { RECOMMEND_DEPTHS = 3 };
extern const uint32_t recommend_depth[RECOMMEND_DEPTHS];
#define RECOMMEND_SHOWN 20

enum recommend_measure {
    RECOMMEND_RECALL,
    RECOMMEND_NDCG,
    RECOMMEND_PHR,
    RECOMMEND_PRECISION,
    RECOMMEND_RECALL_REPEAT,
    RECOMMEND_RECALL_NEW,
    RECOMMEND_MEASURES
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
void recommend_fit_free(struct recommend_fit *fit);

/* The tastes among which the fit looks for neighbours; NULL: it does not. */
const struct mbr_tastes *recommend_tastes(const struct recommend_fit *fit);

/* p of the fit, from marks of the same method: of those who came alone, where the chance that
   they do is known. */
void recommend_calibrate(struct recommend_fit *fit, const struct recommend_marks *marks,
                         bool given_coming);

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

/* The method that an option names; RECOMMEND_METHODS for auto. */
enum recommend_method recommend_method_of(const char *name);

/* What has been gathered. */
struct recommend_gathered {
    struct mbr_map arrivals; /* items, in order of arrival until they are settled */
    struct mbr_basket_gather gather;
    struct mbr_bought *bought;
    uint64_t *hash;    /* of the member's id, by number in the baskets */
    uint32_t *segment; /* likewise: number in the segments' values */
    size_t bought_cap, hash_cap, segment_cap;
    uint64_t without; /* lines without an item */
    uint64_t refused; /* members who do not let themselves be profiled */
};
/* The value of --by of a member: a string's content, of any other value its spelling; n 0: none.
   -1 where it holds a NUL. */
int recommend_segment(struct recommend_lane *lane, const struct mbr_member *member,
                      struct mbr_span *text);

/* What is counted once the items are settled (recommend_count.c): items and intervals; popularity
   by segment; who may be found as a neighbour, which takes the fit. */
void recommend_count_items(struct recommend *job);
void recommend_count_segments(struct recommend *job, const struct mbr_split *split);
void recommend_name_members(struct recommend *job);

/* Which items the catalogue calls services (recommend_services.c). */
void recommend_find_services(struct recommend *job);

/* Numbers items by their ids' bytes. */
void recommend_settle(struct recommend *job);

#endif
