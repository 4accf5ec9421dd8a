#ifndef MBR_RFM_FIELD_H
#define MBR_RFM_FIELD_H

/* What mbr-rfm reads of a member, and the field "rfm" that it writes; mbr-rfm(1) describes it. */

#include "mbr/member.h"
#include "mbr/rfm_data.h"

#define MBR_RFM_NO_PURCHASE "no_purchase"

/* 0, or -1 with err when a mean does not fit. */
int mbr_rfm_measure(const struct mbr_rfm_model *model, const struct mbr_member *member,
                    struct mbr_rfm_point *point, struct mbr_err *err);

struct mbr_rfm_style {
    const char *labels; /* "en", "zh", or NULL for none */
    bool explain;
};

/* Puts the field's value. verdict is only looked at where its point has bought. */
void mbr_put_rfm(struct mbr_buf *buf, const struct mbr_rfm_model *model,
                 const struct mbr_rfm_scheme *scheme, const struct mbr_rfm_verdict *verdict,
                 const struct mbr_rfm_style *style);
void mbr_put_rfm_score(struct mbr_buf *buf, const int *score, int bins); /* "155", "1-12-9" */

/* Puts the fields segment and label. */
void mbr_put_rfm_segment(struct mbr_buf *buf, const struct mbr_rfm_scheme *scheme, size_t number,
                         const char *labels);

/* Puts why, and what would be better: the object "explain". */
void mbr_put_rfm_explain(struct mbr_buf *buf, const struct mbr_rfm_model *model,
                         const struct mbr_rfm_scheme *scheme,
                         const struct mbr_rfm_verdict *verdict);

#endif
