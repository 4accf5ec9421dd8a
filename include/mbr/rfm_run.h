#ifndef MBR_RFM_RUN_H
#define MBR_RFM_RUN_H

/* What mbr-rfm does; mbr-rfm(1) tells it. */

#include "mbr/rfm_options.h"

int mbr_rfm_run(struct mbr_run *run, const struct mbr_rfm_options *options);

#endif
