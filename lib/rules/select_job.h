#ifndef MBR_SELECT_JOB_H
#define MBR_SELECT_JOB_H

/* Inside mbr_select: the parts of the way of a record. */

#include "mbr/catalogue.h"
#include "mbr/expr_notes.h"
#include "mbr/paths.h"
#include "mbr/select.h"
#include "mbr/stream.h"
#include "mbr/top.h"

/* What is written of a record (select_fields.c). report says what no record had. */
#define SELECT_FIELDS 32
struct select_fields {
    const struct mbr_select_options *options;
    struct mbr_ask *ask; /* NULL: whole lines */
    const char *drop_name[SELECT_FIELDS];
    size_t drop_slot[SELECT_FIELDS];
    size_t drops;
    bool loses_orders, loses_events;
    bool drop_seen[SELECT_FIELDS], keep_seen[SELECT_FIELDS];
    struct mbr_buf kept, dropped, scratch;
};
int mbr_select_fields_open(struct select_fields *fields, const struct mbr_select_options *options,
                           struct mbr_run *run);
void mbr_select_fields_free(struct select_fields *fields);
int mbr_select_fields_put(struct select_fields *fields, struct mbr_span line, struct mbr_buf *to,
                          struct mbr_err *err);
void mbr_select_fields_report(const struct select_fields *fields, const struct mbr_run *run);

/* Where the selected lines go: out at once, or into memory till the end (select_hold.c). `path` and
   `descending` are the keys, which the stream is asked for as slot[i]. */
#define SELECT_KEYS 32
struct select_hold {
    const struct mbr_select_options *options;
    const char *path[SELECT_KEYS];
    bool descending[SELECT_KEYS];
    size_t slot[SELECT_KEYS];
    size_t keys;
    struct mbr_top *top;          /* NULL: lines are not sorted */
    struct select_sample *sample; /* NULL: all lines */
    uint64_t offered;
    uint64_t values[SELECT_KEYS], compounds[SELECT_KEYS]; /* by key: any; objects and lists */
    struct mbr_buf key, scratch;
};
int mbr_select_hold_open(struct select_hold *hold, const struct mbr_select_options *options,
                         struct mbr_run *run);
void mbr_select_hold_free(struct select_hold *hold);

/* Where to put the line of a selected record: an empty buffer, or that of the output (then mbr_end
   is due); NULL where it is not wanted. 0, or -1 with err. */
int mbr_select_hold_offer(struct select_hold *hold, const struct mbr_json *slots,
                          struct mbr_out *out, struct mbr_buf **to, struct mbr_err *err);
int mbr_select_hold_write(struct select_hold *hold, struct mbr_run *run);
void mbr_select_hold_report(const struct select_hold *hold, const struct mbr_run *run);

/* Paths that a person gave and no record has are probably misspelt (select_names.c). The first
   records are scanned again for the paths they do have, as long as there are such. */
struct select_names {
    const char *const *path;
    size_t paths, unmet, learned;
    bool *met; /* by slot */
    struct mbr_ask *all;
    struct mbr_paths known;
};
int mbr_select_names_open(struct select_names *names, const char *const *paths, size_t count,
                          size_t own, struct mbr_err *err);
void mbr_select_names_free(struct select_names *names);
void mbr_select_names_learn(struct select_names *names, const struct mbr_stream *stream);
int mbr_select_names_report(struct select_names *names, const struct select_hold *hold,
                            const struct mbr_expr_notes *notes, struct mbr_run *run);

/* Puts the row of --explain (select_why.c). 1 when the expression holds, 0 when it does not; -1
   with err. */
int mbr_select_why_put(struct mbr_expr_run *run, int expr, struct mbr_span source,
                       const struct mbr_json *member, struct mbr_buf *to, struct mbr_err *err);

#endif
