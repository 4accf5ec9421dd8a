#ifndef MBR_SPOOL_H
#define MBR_SPOOL_H

/* A place for bytes that are needed a second time: in memory up to 64 MiB, beyond that in an
   unlinked file in $TMPDIR (or /tmp), which is gone however the process ends. */

#include <stdint.h>

#include "mbr/buf.h"

struct mbr_spool {
    struct mbr_buf memory;
    uint64_t size; /* bytes in all */
    int file;      /* 1 + the file's descriptor; 0 while there is none, as in a new struct */
};

int mbr_spool_add(struct mbr_spool *spool, struct mbr_span bytes, struct mbr_err *err);

/* Up to `size` bytes from `offset` on, as many as can be had at once; 0 at the end, -1 with err. */
int64_t mbr_spool_read(struct mbr_spool *spool, uint64_t offset, char *to, size_t size,
                       struct mbr_err *err);
void mbr_spool_free(struct mbr_spool *spool);

/* An unlinked file in $TMPDIR (or /tmp), open for reading and writing; -1 with err. The name is for
   error texts. */
int mbr_spool_file(struct mbr_err *err);
const char *mbr_spool_dir(void);

#endif
