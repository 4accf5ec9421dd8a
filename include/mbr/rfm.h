#ifndef MBR_RFM_H
#define MBR_RFM_H

/* Recency, frequency and monetary value: quantile scores in which the same value has the same
   score (Hughes, Strategic Database Marketing, 1994, with the mid-rank for ties).

   Of n fitted members let a have a worse value than v and k have v itself. The middle of the tie's
   rank is (2a + k) / 2n, and the score of v is 1 + floor(bins * (2a + k) / 2n): whole numbers
   throughout. What the model keeps of it is the lowest value of each score. */

#include "mbr/rfm_data.h"

/* Fitting keeps three numbers of 8 bytes for each member who has bought, and nothing of the others.
   Zero-initialise it. */
struct mbr_rfm_fit {
    int64_t *value[MBR_RFM_SCALES];
    size_t cap[MBR_RFM_SCALES], count;
};
void mbr_rfm_fit_free(struct mbr_rfm_fit *fit);
void mbr_rfm_fit_add(struct mbr_rfm_fit *fit, const struct mbr_rfm_point *point);

/* Fits the scales of the model that are not given, for its bins, and counts the members of each
   score on all of them. The values that were added are used up. */
void mbr_rfm_fit_finish(struct mbr_rfm_fit *fit, struct mbr_rfm_model *model);

/* The score of any value, 1 to bins: the highest whose lowest value it reaches, 1 when it reaches
   none. */
int mbr_rfm_score(const struct mbr_rfm_scale *scale, int bins, int64_t value);

#endif
