#ifndef MBR_SYNTH_TEXT_H
#define MBR_SYNTH_TEXT_H

/* The identifiers of a made-up shop, for the synth_*.c files of this room alone. */

#include "mbr/buf.h"

extern const char *const mbr_synth_channel_names[];

void mbr_synth_put_order(struct mbr_buf *to, uint32_t order);
void mbr_synth_put_member(struct mbr_buf *to, uint32_t member);
void mbr_synth_put_store(struct mbr_buf *to, uint32_t store);

#endif
