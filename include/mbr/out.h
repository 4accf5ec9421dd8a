#ifndef MBR_OUT_H
#define MBR_OUT_H

/* Output: put records into out->buf (buf.h), and end each with mbr_out_end, which writes the buffer
   away when it is large. To standard output, or to a file that appears complete or not at all. */

#include <stdbool.h>

#include "mbr/buf.h"

struct mbr_out {
    struct mbr_buf buf;
    size_t whole;     /* bytes of buf that are ended records */
    uint64_t written; /* bytes that have left buf */
    int fd;
    char *path;       /* the file to appear; NULL for standard output and devices */
    char *part;       /* its name till then; NULL while it has none */
    const char *name; /* for error texts */
    bool broken;      /* a write has failed */
};

/* path NULL or "-" is standard output; path is borrowed. 0, or -1 with err. A file is written
   without a name and linked to it when it is closed, so that nothing stays behind, whatever ends
   us. */
int mbr_out_open(struct mbr_out *out, const char *path, struct mbr_err *err);

/* mbr_out_end: newline, then perhaps a write; mbr_out_flush: a write now. 0, or -1 with err. */
int mbr_out_end(struct mbr_out *out, struct mbr_err *err);
int mbr_out_flush(struct mbr_out *out, struct mbr_err *err);

/* Writes ended records that stand elsewhere, behind those in buf. 0, or -1 with err. */
int mbr_out_write(struct mbr_out *out, struct mbr_span records, struct mbr_err *err);

/* Takes back what has been put since the last record ended. */
void mbr_out_unput(struct mbr_out *out);

/* Flushes, checks, and lets the file appear; or leaves without it. Both leave nothing to free. */
int mbr_out_close(struct mbr_out *out, struct mbr_err *err);
void mbr_out_discard(struct mbr_out *out);

#endif
