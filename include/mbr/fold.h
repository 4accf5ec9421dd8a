#ifndef MBR_FOLD_H
#define MBR_FOLD_H

/* The fold: events and members to members. A member line is the set of its events in a shorter
   spelling, and folding is the union of such sets, so fold(a + b) = fold(fold(a) + fold(b)) to the
   byte, in any order and any split (cut at the same as_of).

   What is kept in memory of an event is what its member's line will need: with `orders` or `events`
   left out, sums and the order ids. Beyond options.memory it goes to a temporary file, and comes
   out to the same bytes; items, contexts (channel to campaign) and anonymous events that are kept
   stay in memory. */

#include "mbr/catalogue.h"
#include "mbr/event.h"
#include "mbr/member.h"
#include "mbr/stream.h"

/* The least memory that a person can ask for: with less, every few lines would make a run. */
#define MBR_FOLD_LEAST (64 << 10)

struct mbr_fold_options {
    int32_t as_of;               /* the last day; MBR_DAY_NONE: the latest that is seen */
    const struct mbr_list *drop; /* fields left out of what is written; may be NULL */
    bool keep_anonymous;         /* else events without member are counted and left out */
    size_t memory;               /* bytes to keep at most; 0: half of what the machine has */
    bool want_days; /* fill mbr_member.days: keeps the orders though they are dropped */
    int64_t jobs;   /* threads; 0: one a processor (crew.h) */
};

struct mbr_fold;

/* `fields` of a stream opened for folding: mbr_field_paths, all set. */
struct mbr_fold *mbr_fold_new(const struct mbr_fold_options *options);
void mbr_fold_free(struct mbr_fold *fold);

/* Takes the record the stream stands at. 0; or -1 with the run's err, nothing of it taken. */
int mbr_fold_add(struct mbr_fold *fold, struct mbr_stream *stream);

/* Takes all that is left behind the record the stream stands at, with several threads. 0, or -1
   with the run's err; bad lines are passed over under --skip-bad. */
int mbr_fold_read(struct mbr_fold *fold, struct mbr_stream *stream);

/* When all is taken: fixes as_of, orders the members, and says on stderr what was left out. */
int mbr_fold_finish(struct mbr_fold *fold, struct mbr_run *run);

int32_t mbr_fold_as_of(const struct mbr_fold *fold);

/* Calls take for each member in order of their ids, from this thread, while others are at the
   histories of the next ones. What a member borrows is good as long as the call. 0; or -1 with the
   run's err set, by take or about a member. */
int mbr_fold_each(struct mbr_fold *fold, int (*take)(void *self, const struct mbr_member *member),
                  void *self, struct mbr_run *run);

/* A field to put behind the others of each member's line: `put` puts its value. Several threads
   call it at a time, so it changes nothing but buf. 0, or -1 with err. */
struct mbr_fold_field {
    const char *name;
    int (*put)(void *self, const struct mbr_member *member, struct mbr_buf *buf,
               struct mbr_err *err);
    void *self;
};

/* Writes the members' lines by id, with this field (NULL: none), by several threads; the bytes do
   not depend on how many. 0; or -1 with the run's err set, the lines before it written. */
int mbr_fold_write_members(struct mbr_fold *fold, const struct mbr_fold_field *field,
                           struct mbr_run *run);

/* Makes why the run's error, said of the member with this id unless that is empty; where the
   run's error has its place already, why stands as it is, if it says anything. Returns -1. */
int mbr_fold_fail(struct mbr_run *run, struct mbr_span id, const struct mbr_err *why);

/* Refuse a list of fields to drop: one that has a field which every member line must have, or a
   part of one; and one that has a field which no fold writes. 0 or -1. */
int mbr_fold_check_drop(const struct mbr_list *drop, struct mbr_run *run);
int mbr_fold_check_fields(const struct mbr_list *drop, struct mbr_run *run);

/* Writes the items by id; the anonymous events that were kept, in time order. 0, or -1. */
int mbr_fold_write_items(struct mbr_fold *fold, struct mbr_run *run);
int mbr_fold_write_anonymous(struct mbr_fold *fold, struct mbr_run *run);

#endif
