#ifndef MBR_RUN_BLOCKS_H
#define MBR_RUN_BLOCKS_H

/* All lines that are left, by the block: several threads work blocks, the caller's takes them in
   order. */

#include "mbr/crew.h"
#include "mbr/run.h"

/* pieces: as many as the crew is deep, each of `size` bytes and beginning with a struct
   mbr_in_block, which is filled before the crew works the piece. take is called with each, worked,
   in order; it goes through the block's lines (mbr_in_at) and returns how many they are, or -1 with
   run->err. Lines beyond max_line and all buffers are bad lines. 0, or -1. */
int mbr_run_blocks(struct mbr_run *run, struct mbr_crew *crew, void *pieces, size_t size,
                   int64_t (*take)(void *self, void *piece), void *self);

/* Says of the line of the block at hand that it is too long, as mbr_bad. */
int mbr_run_long(struct mbr_run *run);

#endif
