#ifndef MBR_SAMPLE_H
#define MBR_SAMPLE_H

/* The first lines of a stream, kept so that they can be scanned again once it is known what to ask
   them for. Zero-initialise it. */

#include "mbr/stream.h"

#define MBR_SAMPLE_LINES 1000
#define MBR_SAMPLE_BYTES ((size_t)16 << 20)

struct mbr_sample {
    struct mbr_buf text;
    struct mbr_sample_line *line;
    size_t count, cap, at, from;
};

/* Keeps the stream's line. Returns whether there is room for more: up to MBR_SAMPLE_LINES lines,
   or MBR_SAMPLE_BYTES bytes and the line that goes beyond. */
bool mbr_sample_add(struct mbr_sample *sample, const struct mbr_stream *stream);

/* The lines again, from the first: scans the next one by the stream's ask. 1, 0 when there is none
   left, -1 with run->err. */
int mbr_sample_next(struct mbr_sample *sample, struct mbr_stream *stream);

/* Puts the place of the line last given before run->err, for errors about it. Returns -1. */
int mbr_sample_locate(const struct mbr_sample *sample, struct mbr_run *run);

void mbr_sample_free(struct mbr_sample *sample);

#endif
