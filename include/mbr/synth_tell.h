#ifndef MBR_SYNTH_TELL_H
#define MBR_SYNTH_TELL_H

/* Between a made-up shop and its spelling: what is told of the people in an event. */

#include "mbr/synth.h"
#include "mbr/synth_write.h"

/* Writes an event of the shop, with its lines; with accounts (of the writer) under the one that it
   is of, and when that is met first, before it an event that tells whose it is. 0, or -1 with err.
 */
int mbr_synth_tell(struct mbr_synth *shop, struct mbr_synth_writer *writer, struct mbr_out *out,
                   const struct mbr_synth_event *event, struct mbr_err *err);

#endif
