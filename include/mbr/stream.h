#ifndef MBR_STREAM_H
#define MBR_STREAM_H

/* The stream of records: lines scanned for the fields a tool asks for, and what kind each is
   (mbr-stream(5)). An error record of an earlier stage ends it: mbr_stream_next returns -1 and the
   run is marked, so that mbr_main passes the failure on. Lines that are no JSON or have no type are
   bad lines (run.h): fatal, or counted and passed over under --skip-bad. */

#include "mbr/json.h"
#include "mbr/run.h"

enum mbr_kind { MBR_KIND_EVENT, MBR_KIND_ITEM, MBR_KIND_MEMBER, MBR_KIND_CONTACT, MBR_KIND_ROW };

struct mbr_stream {
    struct mbr_run *run;
    struct mbr_ask *ask;  /* ask->slot[i] is paths[i] of the line last read */
    struct mbr_span line; /* that line, borrowed until the next */
    struct mbr_span type; /* its type, unescaped; borrowed likewise */
    enum mbr_kind kind;
    struct mbr_buf scratch;
};

/* paths as in mbr_ask_new; the first must be "type". 0, or -1 with run->err. */
int mbr_stream_open(struct mbr_stream *stream, struct mbr_run *run, const char *const *paths,
                    size_t count, bool all);
void mbr_stream_close(struct mbr_stream *stream);

/* 1: a record; 0: the end; -1: failed, run->err says why. */
int mbr_stream_next(struct mbr_stream *stream);

/* The same of a line that was read otherwise, at the place that run->in tells of. 1; 0: a bad line
   that was passed over; -1. */
int mbr_stream_take(struct mbr_stream *stream, struct mbr_span line);

/* What a type stands for. */
enum mbr_kind mbr_kind_of(struct mbr_span type);

#endif
