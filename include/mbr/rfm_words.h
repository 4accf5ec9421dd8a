#ifndef MBR_RFM_WORDS_H
#define MBR_RFM_WORDS_H

/* The sentences of mbr-rfm --explain, in English, or in Chinese where labels is "zh". Plain text is
   put, without quotes. */

#include "mbr/buf.h"
#include "mbr/rfm_names.h"

/* The values that have a member's score, in the unit that is shown (recency in days): from
   included, below not. */
struct mbr_rfm_place {
    bool has_from, has_below;
    int64_t from, below;
};
void mbr_rfm_find_place(const struct mbr_rfm_model *model, int scale, int score,
                        struct mbr_rfm_place *place);

/* Whether the rule looks at the mean of f and m. */
bool mbr_rfm_bounds_mean(const struct mbr_rfm_rule *rule, const struct mbr_rfm_scheme *scheme);

/* Why a member is where they are: their values, what these score and by which limits, and what else
   the rule that took them looked at. */
void mbr_put_rfm_because(struct mbr_buf *text, const struct mbr_rfm_model *model,
                         const struct mbr_rfm_scheme *scheme, const struct mbr_rfm_verdict *verdict,
                         const char *labels);

/* What verdict->next takes. */
void mbr_put_rfm_next(struct mbr_buf *text, const struct mbr_rfm_model *model,
                      const struct mbr_rfm_scheme *scheme, const struct mbr_rfm_verdict *verdict,
                      const char *labels);

#endif
