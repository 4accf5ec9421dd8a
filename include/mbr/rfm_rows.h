#ifndef MBR_RFM_ROWS_H
#define MBR_RFM_ROWS_H

/* What mbr-rfm says of all members together: the rows of --summary and --check-scheme, and on
   stderr what a fit has found; mbr-rfm(1) describes them. */

#include "mbr/member.h"
#include "mbr/rfm_names.h"
#include "mbr/run.h"

/* Sums by segment; entry `segments` of the scheme is of those who have not bought. Zero-initialise
   it. mbr_rfm_summary_add: 0, or -1 with err. */
struct mbr_rfm_summary {
    struct mbr_rfm_sum {
        int64_t members, orders, spend, recency;
    } sum[MBR_RFM_SEGMENTS_MAX + 1];
};
int mbr_rfm_summary_add(struct mbr_rfm_summary *summary, const struct mbr_rfm_scheme *scheme,
                        const struct mbr_rfm_verdict *verdict, const struct mbr_buy *buy,
                        struct mbr_err *err);

/* Both write to the run's output: 0, or -1 with its err. */
int mbr_rfm_summary_write(const struct mbr_rfm_summary *summary,
                          const struct mbr_rfm_scheme *scheme, const char *labels,
                          struct mbr_run *run);
int mbr_rfm_flaws_write(const struct mbr_rfm_flaws *flaws, const struct mbr_rfm_scheme *scheme,
                        struct mbr_run *run);

/* Says which fitted scores no member has, why, what share of them each score has, and which
   segments stay empty for it. */
void mbr_rfm_note_gaps(const struct mbr_rfm_model *model, const struct mbr_rfm_scheme *scheme,
                       const struct mbr_rfm_empty *empty, const struct mbr_run *run);

#endif
