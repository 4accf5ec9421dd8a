#ifndef MBR_RFM_SCHEME_H
#define MBR_RFM_SCHEME_H

/* From scores to names. */

#include "mbr/err.h"
#include "mbr/rfm_data.h"

/* A score on a scale of `from` bins, carried to one of `to`: 1 + floor(to * (2s - 1) / 2from), the
   rule of rfm.h for the middle of the bin. */
int mbr_rfm_carry(int score, int from, int to);

/* Model and scheme together, each code of scores named once. Both are borrowed.
   mbr_rfm_naming_init: 0, or -1 with err where the scheme leaves codes without a segment. */
struct mbr_rfm_naming {
    const struct mbr_rfm_model *model;
    const struct mbr_rfm_scheme *scheme;
    int *rule;                       /* of each code */
    struct mbr_rfm_verdict **better; /* of each code: what was found out once, NULL before */
};
int mbr_rfm_naming_init(struct mbr_rfm_naming *naming, const struct mbr_rfm_model *model,
                        const struct mbr_rfm_scheme *scheme, struct mbr_err *err);
void mbr_rfm_naming_free(struct mbr_rfm_naming *naming);

/* Scores and names the point of a member; of one who has not bought only the point is set. With
   `explain` it looks for the nearest
   better segment too, one that stands before theirs in the scheme: what takes the fewest steps up.
   A step is one score of f or m; r takes one step however far it rises, for a purchase brings
   recency to 0. Of ways equally long the best segment's wins, then the one whose largest rise of f
   or m is least, then the one that asks least of r, then of f. Scores that no value is known to
   reach are no way. */
void mbr_rfm_judge(struct mbr_rfm_naming *naming, const struct mbr_rfm_point *point, bool explain,
                   struct mbr_rfm_verdict *verdict);

/* The flaws of a scheme over all codes of scores from 1 to bins, holes first; where a rule asks for
   a side, either is taken to be possible, but score 1 is never above the mean. The caller frees. */
struct mbr_rfm_flaw *mbr_rfm_scheme_check(const struct mbr_rfm_scheme *scheme, int bins,
                                          size_t *flaws);

#endif
