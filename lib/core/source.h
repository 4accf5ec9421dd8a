#ifndef MBR_SOURCE_H
#define MBR_SOURCE_H

/* Where the bytes of an operand come from: a stack of sources, each of which makes something of
   what the one beneath it gives. Private to lib/core. */

#include <stdbool.h>
#include <stdint.h>

#include "mbr/err.h"
#include "mbr/spool.h"

/* Whoever reads offers at least so many bytes, so that a character always finds room. */
#define MBR_SOURCE_LEAST 64

struct mbr_source {
    /* Up to `size` bytes, as many as can be had at once; 0 at the end, however often; -1 with err,
       which does not name the file. */
    int64_t (*read)(struct mbr_source *source, char *to, size_t size, struct mbr_err *err);
    void (*free)(struct mbr_source *source); /* itself, not what is beneath; NULL: nothing to do */
    struct mbr_source *beneath;              /* NULL at the bottom */
};

static inline int64_t mbr_source_read(struct mbr_source *source, char *to, size_t size,
                                      struct mbr_err *err)
{
    return source->read(source, to, size, err);
}

/* The whole stack. */
void mbr_source_free(struct mbr_source *top);

/* Reads on until `size` bytes are there or the end is: how many, or -1 with err. */
int64_t mbr_source_fill(struct mbr_source *source, char *to, size_t size, struct mbr_err *err);

/* A regular file from `offset` on, whatever else reads it. fd is borrowed. */
struct mbr_source *mbr_source_file(int fd, int64_t offset);

/* Gives the bytes of `first`, which it takes over, and then those beneath. Its spool may be read,
   and added to before the first read. */
struct mbr_source *mbr_source_replay(struct mbr_source *beneath, struct mbr_spool *first);
struct mbr_spool *mbr_source_replayed(struct mbr_source *replay);

/* Compressed data (unpack.c). What the first bytes of a file say: MBR_PACKED_MORE when more of them
   are needed to know. */
enum mbr_packed {
    MBR_PACKED_NOT,
    MBR_PACKED_MORE,
    MBR_PACKED_BOOK, /* a zip file, as workbooks are: nothing that mbr_source_unpack unpacks */
    MBR_PACKED_GZIP,
    MBR_PACKED_ZSTD
};
#define MBR_PACKED_MAGIC 4
enum mbr_packed mbr_source_packed(struct mbr_span first);

/* What is compressed beneath, unpacked: RFC 1952 (zlib) or RFC 8878 (libzstd), members and frames
   that were put end to end as one. Data that end too early or are damaged are an error. */
struct mbr_source *mbr_source_unpack(struct mbr_source *beneath, enum mbr_packed packed);

/* What is in another encoding beneath, in UTF-8 (decode.c): 0xff, which is in no text, stands
   before each byte that the encoding does not know. NULL when the C library does not know the
   encoding. */
struct mbr_source *mbr_source_decode(struct mbr_source *beneath, const char *encoding);

#endif
