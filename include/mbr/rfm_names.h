#ifndef MBR_RFM_NAMES_H
#define MBR_RFM_NAMES_H

/* What a scheme of segments is, and what it says of a member: plain structs that pass between the
   method (rfm_scheme.h, rfm_next.h) and the documents and fields (rfm_doc.h, rfm_field.h). */

#include <stddef.h>

#include "mbr/mem.h"
#include "mbr/rfm_data.h"

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
#define MBR_RFM_NO_PURCHASE "no_purchase" /* the segment of those whom no scheme names */

/* What a member could do to be named better: so many more orders (days with a purchase, where the
   model counts these), which bring `spend` together. score and rule are theirs then. */
#define MBR_RFM_NO_RULE (-1)
struct mbr_rfm_way {
    int rule; /* MBR_RFM_NO_RULE: there is none, or none was looked for */
    int score[MBR_RFM_SCALES];
    int64_t orders, spend;
};

/* What the method says of a member. rule is the number of the scheme's rule that took them, and fm
   their mean of f and m on the scheme's scale; who has not bought has no scores, and no rule. */
struct mbr_rfm_verdict {
    struct mbr_rfm_point point;
    int score[MBR_RFM_SCALES], fm;
    int rule;
    struct mbr_rfm_way next;
};

/* Flaws of a scheme: a score that no rule takes; one that rules of two segments take (`segment`
   gets it, `other` would); a segment that no score reaches. */
enum mbr_rfm_flaw_kind { MBR_RFM_HOLE, MBR_RFM_OVERLAP, MBR_RFM_UNREACHED };
struct mbr_rfm_flaw {
    enum mbr_rfm_flaw_kind kind;
    int score[MBR_RFM_SCALES];
    size_t segment, other;
};
struct mbr_rfm_flaws {
    int bins; /* of the scores */
    struct mbr_rfm_flaw *flaw;
    size_t count, cap;
};

/* The segments that nobody can be in because fitted scores are missing on a scale: each stands at
   the first scale that takes its last way in. */
struct mbr_rfm_empty {
    bool segment[MBR_RFM_SCALES][MBR_RFM_SEGMENTS_MAX];
};

#endif
