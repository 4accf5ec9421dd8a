#ifndef MBR_RFM_DATA_H
#define MBR_RFM_DATA_H

/* What an RFM model and a scheme of segments are: plain structs that pass between the method
   (rfm.h, rfm_scheme.h) and the documents and fields it is read from and written to (rfm_doc.h,
   rfm_field.h). */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mbr/mem.h"

/* The three scales. On each, more is better, so recency stands as minus its days. */
enum { MBR_RFM_R, MBR_RFM_F, MBR_RFM_M, MBR_RFM_SCALES };

#define MBR_RFM_BINS_MAX 20

/* What is known of a member: value[R] is minus the days from the last purchase to as_of, value[F]
   the orders or days, value[M] the spend (decimal.h). Who has not bought has no value on R, and on
   M none where it is a mean. */
struct mbr_rfm_point {
    bool bought;
    int64_t value[MBR_RFM_SCALES];
};

/* A scale: entry s - 1 is about score s. lowest is the lowest value that scores s, where has says
   that there is one; members is how many of the fitted score s. */
struct mbr_rfm_scale {
    bool given; /* the cuts are from the user's hand, not fitted */
    bool has[MBR_RFM_BINS_MAX];
    int64_t lowest[MBR_RFM_BINS_MAX];
    int64_t members[MBR_RFM_BINS_MAX];
    int64_t tie_value, tie_members; /* the value that most of the fitted share; not kept on disk */
};

struct mbr_rfm_model {
    int bins;        /* scores are 1 to bins, bins being best; 2 to MBR_RFM_BINS_MAX */
    bool by_days;    /* frequency counts days, not orders */
    bool mean;       /* monetary is the mean an order, not the total */
    int64_t members; /* fitted: those who have bought */
    struct mbr_rfm_scale scale[MBR_RFM_SCALES];
};

/* A segment is what one of its rules takes; of the rules that take a member the first decides. A
   rule bounds r, f, m and the mean of f and m, rounded half up, on the scheme's own scale of bins;
   and sides, high being a score above the mean score of all that were fitted. */
enum { MBR_RFM_FM = MBR_RFM_SCALES, MBR_RFM_BOUNDS };
enum mbr_rfm_side { MBR_RFM_ANY, MBR_RFM_HIGH, MBR_RFM_LOW };

struct mbr_rfm_rule {
    size_t segment;
    int low[MBR_RFM_BOUNDS], high[MBR_RFM_BOUNDS]; /* both included */
    enum mbr_rfm_side side[MBR_RFM_SCALES];
};

struct mbr_rfm_segment {
    const char *key, *en, *zh;
};

/* Segments stand best first. What a file gave is in `memory`; `source` is its text, NULL for a
   scheme that is built in. */
struct mbr_rfm_scheme {
    const char *name, *source;
    int bins;
    const struct mbr_rfm_segment *segment;
    const struct mbr_rfm_rule *rule;
    size_t segments, rules;
    struct mbr_arena memory;
};
#define MBR_RFM_SEGMENTS_MAX 100

/* What the method says of a member. rule is the number of the scheme's rule that took them, by what
   stands in on: r, f, m, fm on the scheme's scale. better are the scores that the nearest better
   segment takes, by better_rule; where there is none, or none was asked for, better_rule is
   MBR_RFM_NO_RULE. */
#define MBR_RFM_NO_RULE (-1)
struct mbr_rfm_verdict {
    struct mbr_rfm_point point;
    int score[MBR_RFM_SCALES], on[MBR_RFM_BOUNDS], better[MBR_RFM_SCALES];
    int rule, better_rule;
};

/* Flaws of a scheme: a score that no rule takes; one that rules of two segments take (`segment`
   gets it, `other` would); a segment that no score reaches. */
enum mbr_rfm_flaw_kind { MBR_RFM_HOLE, MBR_RFM_OVERLAP, MBR_RFM_UNREACHED };
struct mbr_rfm_flaw {
    enum mbr_rfm_flaw_kind kind;
    int score[MBR_RFM_SCALES];
    size_t segment, other;
};

#endif
