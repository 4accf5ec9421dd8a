#ifndef MBR_MASK_JOB_H
#define MBR_MASK_JOB_H

/* Inside mbr_mask: all that a run has, and its passes over the input. */

#include "mask_audit.h"
#include "mask_edit.h"
#include "mask_rows.h"

/* What is asked of each line; behind these what is asked of rows. */
enum {
    MASK_SLOT_TYPE,
    MASK_SLOT_MEMBER,
    MASK_SLOT_AT,
    MASK_SLOT_AS_OF,
    MASK_SLOT_PURPOSE,
    MASK_SLOT_GRANTED,
    MASK_SLOT_CONSENT,
    MASK_SLOT_WAS,
    MASK_SLOT_OF,
    MASK_SLOTS
};
#define MASK_MOST_WITHIN 32

struct mask_job {
    const struct mbr_mask_options *options;
    struct mbr_run *run;
    struct mbr_stream stream;
    const char *path[MASK_SLOTS + 1 + MASK_MOST_WITHIN];
    size_t paths, count_slot, within_slot[MASK_MOST_WITHIN];
    struct mask_fields fields;
    struct mask_walk walk;
    struct mask_edit edit;
    struct mask_consent consent;
    struct mask_forget forget;
    struct mask_rows rows;
    struct mask_map map;
    struct mbr_key key;
    struct mbr_buf id, line;
    struct mbr_span member; /* of the record at hand; n 0: none */
};

/* Goes through the input as often as the options need, and writes what they leave of it. 0, or -1
   with run->err. */
int mbr_mask_pass(struct mask_job *job);

#endif
