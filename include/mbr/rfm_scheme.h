#ifndef MBR_RFM_SCHEME_H
#define MBR_RFM_SCHEME_H

/* From scores to names. */

#include "mbr/err.h"
#include "mbr/rfm_names.h"

/* A score on a scale of `from` bins, carried to one of `to`: 1 + floor(to * (2s - 1) / 2from), the
   rule of rfm.h for the middle of the bin. */
int mbr_rfm_carry(int score, int from, int to);

/* The mean of f and m, of scores that were carried so, rounded half up. */
int mbr_rfm_fm(const int *score, int from, int to);

/* The flaws of a scheme over all codes of scores from 1 to bins, holes first; where a rule asks for
   a side, either is taken to be possible, but score 1 is never above the mean. 0, or -1 with err
   where there are holes. The caller frees flaws->flaw, also then. */
int mbr_rfm_scheme_check(const struct mbr_rfm_scheme *scheme, int bins, struct mbr_rfm_flaws *flaws,
                         struct mbr_err *err);

/* Model and scheme together, each code of scores named once. Both are borrowed; the scheme has no
   holes at the model's bins. `empty` goes by the scores that the fitted members do not have; cuts
   given by hand are not fitted. Zero-initialise it. */
struct mbr_rfm_naming {
    const struct mbr_rfm_model *model;
    const struct mbr_rfm_scheme *scheme;
    int *rule; /* of each code */
    struct mbr_rfm_empty empty;
};
void mbr_rfm_naming_init(struct mbr_rfm_naming *naming, const struct mbr_rfm_model *model,
                         const struct mbr_rfm_scheme *scheme);
void mbr_rfm_naming_free(struct mbr_rfm_naming *naming);

/* Scores the point of a member who has bought; returns the rule that takes them. */
int mbr_rfm_name(const struct mbr_rfm_naming *naming, const struct mbr_rfm_point *point,
                 int *score);

#endif
