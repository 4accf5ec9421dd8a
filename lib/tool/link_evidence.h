#ifndef MBR_LINK_EVIDENCE_H
#define MBR_LINK_EVIDENCE_H

/* Inside mbr_link: pairs of accounts that are alike in what is told of them, as ties of values of
   their own, LINK_EVIDENCE, whose keys are in order of the doubt that is left. */

#include "link_job.h"

/* After a first resolution: adds to the graph's values and ties, for each pair whose probability
   reaches the threshold. */
void link_evidence_add(struct link_job *job);

#endif
