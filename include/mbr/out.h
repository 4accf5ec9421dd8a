#ifndef MBR_OUT_H
#define MBR_OUT_H

/* Output: put records into out->buf (buf.h), and end each with mbr_out_end, which writes the buffer
   away when it is large. To standard output, or to a file that appears complete or not at all. */

#include "mbr/buf.h"

struct mbr_out {
    struct mbr_buf buf;
    uint64_t written; /* bytes that have left the buffer */
    int fd;
    char *path, *part; /* the file to appear and where it is written till then; NULL for stdout */
};

/* path NULL or "-" is standard output. 0, or -1 with err. */
int mbr_out_open(struct mbr_out *out, const char *path, struct mbr_err *err);

/* mbr_out_end: newline, then perhaps a write; mbr_out_flush: a write now. 0, or -1 with err. */
int mbr_out_end(struct mbr_out *out, struct mbr_err *err);
int mbr_out_flush(struct mbr_out *out, struct mbr_err *err);

/* Flushes, checks, and lets the file appear; or takes back all that can be taken back. Both leave
   nothing to free. */
int mbr_out_close(struct mbr_out *out, struct mbr_err *err);
void mbr_out_discard(struct mbr_out *out);

#endif
