#ifndef MBR_RFM_FIELD_H
#define MBR_RFM_FIELD_H

/* What mbr-rfm reads of a member, and the field "rfm" that it writes; mbr-rfm(1) describes it. */

#include "mbr/member.h"
#include "mbr/rfm_names.h"

extern const char *const mbr_rfm_scale_names[MBR_RFM_SCALES]; /* "recency" … */

/* 0, or -1 with err when a mean does not fit. */
int mbr_rfm_measure(const struct mbr_rfm_model *model, const struct mbr_member *member,
                    struct mbr_rfm_point *point, struct mbr_err *err);

struct mbr_rfm_style {
    const char *labels; /* "en", "zh", or NULL for none */
    bool explain;
};

/* Puts the field's value. */
void mbr_put_rfm(struct mbr_buf *buf, const struct mbr_rfm_model *model,
                 const struct mbr_rfm_scheme *scheme, const struct mbr_rfm_verdict *verdict,
                 const struct mbr_rfm_style *style);

/* Its parts: the field score ("155", "1-12-9"), the fields segment and label, and the value of
   explain. */
void mbr_put_rfm_score(struct mbr_buf *buf, const int *score, int bins);
void mbr_put_rfm_segment(struct mbr_buf *buf, const struct mbr_rfm_scheme *scheme, size_t number,
                         const char *labels);
void mbr_put_rfm_explain(struct mbr_buf *buf, const struct mbr_rfm_model *model,
                         const struct mbr_rfm_scheme *scheme, const struct mbr_rfm_verdict *verdict,
                         const char *labels);

/* The segment in the words of a language, or its key when labels is NULL. */
const char *mbr_rfm_label(const struct mbr_rfm_segment *segment, const char *labels);

#endif
