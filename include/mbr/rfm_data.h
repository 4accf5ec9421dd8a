#ifndef MBR_RFM_DATA_H
#define MBR_RFM_DATA_H

/* What is known of a member, and what a fit has found: plain structs that pass between the method
   (rfm.h) and the documents and fields it is read from and written to (rfm_doc.h, rfm_field.h). */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The three scales. On each, more is better, so recency stands as minus its days. */
enum { MBR_RFM_R, MBR_RFM_F, MBR_RFM_M, MBR_RFM_SCALES };

#define MBR_RFM_BINS_MAX 20

/* What is known of a member: value[R] is minus the days from the last purchase to as_of, value[F]
   the orders or days, value[M] the spend (decimal.h) or its mean. Who has not bought has no value
   on R, and on M none where it is a mean. orders and spend are there whatever is scored. */
struct mbr_rfm_point {
    bool bought;
    int64_t value[MBR_RFM_SCALES];
    int64_t orders, spend;
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

#endif
