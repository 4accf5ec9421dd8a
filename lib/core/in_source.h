#ifndef MBR_IN_SOURCE_H
#define MBR_IN_SOURCE_H

/* Inside the input: what the reader of lines and windows (in.c) and that of blocks (in_block.c)
   share. */

#include "mbr/in.h"
#include "mbr/spool.h"

#define MBR_IN_NO_FILE SIZE_MAX

/* Where the bytes of one operand come from when they are read again. */
struct mbr_in_source {
    bool spooled;
    uint64_t from, to; /* in the spool */
    int64_t offset;    /* where standard input stood, if it is a regular file */
};

struct mbr_in {
    char *const *files;
    size_t count;
    struct mbr_in_source *sources;
    size_t current; /* MBR_IN_NO_FILE before the first */
    int fd;         /* -1 when none is open */
    bool again;
    bool ended; /* the current file is read to its end */
    bool keep;
    bool skipping; /* the rest of a line that was too long */
    bool blocks;   /* the lines are read by the block */
    struct mbr_spool spool;
    char *buf;
    size_t cap, from, to, max_line;
    size_t told;     /* the file that names tell of, and */
    uint64_t number; /* the line in it */
    uint64_t before; /* lines of its file before the block that is gone through */
    bool begun;      /* the current file's first block has been read */
    uint64_t read, total;
};

/* Reads more behind what is in the buffer, which is moved to its front and grown as needed. At the
   file's end `ended` is set. 0, or -1 with err. */
int mbr_in_more(struct mbr_in *in, struct mbr_err *err);

/* The next line of the current file, blank or not; 0 at its end; -1, MBR_IN_LONG. */
int mbr_in_raw_line(struct mbr_in *in, struct mbr_span *line, struct mbr_err *err);

/* Passes over what is left of a line that was too long. 0, or -1. */
int mbr_in_skip_line(struct mbr_in *in, struct mbr_err *err);

bool mbr_in_is_blank(struct mbr_span line);

#endif
