#ifndef MBR_ANNOTATE_H
#define MBR_ANNOTATE_H

/* The shape of every member tool: fit, then apply (learn from all members, then say of each).
   A tool gives a struct mbr_method and calls mbr_annotate; it gets the reading of member lines or
   of raw events (which are folded first), one pass or two, --as-of, --drop, --fit and --model, and
   the writing: one field added to each member line, or replaced where it stands, every other byte
   as it came; other records passed through.

   The tool's option table has MBR_MEMBER_OPTS(&cfg.member) or another of member_options.h. */

#include <jansson.h>

#include "mbr/member.h"
#include "mbr/member_options.h"
#include "mbr/pack.h"
#include "mbr/run.h"

/* What a member tool is. self is the tool's own; each function returns 0, or -1 with err.

   learn is called for each member, then finish once (as_of: the last day in the stream), then say
   for each member; with --model, load takes the place of learn and finish; with --fit, save ends
   the run. say puts the value of the field, a JSON object; unless there are rows, several threads
   call it at a time, so it only reads what self points to. Tools that do not fit have learn,
   finish, save and load NULL, and no --fit or --model in their table.

   paths: further fields of the line, which gather and say (not learn) find in member->slot, in
   their order. gather puts what learn will need of them, bytes of any kind, which learn then finds
   in member->facts: several threads gather, while learn is called in the order of the members. open
   makes what gather and say change as they go: each thread has one of its own, which they then get
   in place of self, and which close takes apart, on the caller's thread. wants_items: open gets the
   catalogue, of the head of the stream and of options->items, which does not change any more; to
   have none is an error at the first member, unless the method can do with less, lacks_items.
   in_order: one thread says of one member after another.

   pack: the model has arrays too, which stand behind its JSON, a line then, and are listed in it;
   unpack gets them back, after load, once their number, size and hash are found to be right.

   rows: say is called for each member, one after another, but its text is thrown away and no member
   is written; when all is said the tool writes its rows (NULL: members are written). With take
   several threads say, and take is called in the order of the members, on the caller's thread, and
   finds in member->facts the bytes, of any kind, that say has put.

   items: called once, before any member is gathered, learned from or said of, with the catalogue
   that open gets. ready: called once, before the first member is said of; all is learned then. */
struct mbr_method {
    const char *field; /* "rfm" */
    int version;       /* of the model */
    bool wants_days;   /* member->days is to be filled: needs the orders; load may set it */
    int (*gather)(void *self, const struct mbr_member *member, struct mbr_buf *facts,
                  struct mbr_err *err);
    int (*learn)(void *self, const struct mbr_member *member, struct mbr_err *err);
    int (*finish)(void *self, int32_t as_of, struct mbr_err *err);
    int (*say)(void *self, const struct mbr_member *member, struct mbr_buf *value,
               struct mbr_err *err);
    int (*save)(void *self, struct mbr_buf *fields, struct mbr_err *err); /* behind tool, version
                                                                              and as_of */
    int (*load)(void *self, const json_t *model, struct mbr_err *err);
    int (*pack)(void *self, struct mbr_pack *pack, struct mbr_err *err);
    int (*unpack)(void *self, const struct mbr_unpack *pack, struct mbr_err *err);
    void (*items)(void *self, const struct mbr_catalogue *items);
    int (*ready)(void *self, struct mbr_err *err);
    int (*take)(void *self, const struct mbr_member *member, struct mbr_err *err);
    int (*rows)(void *self, struct mbr_run *run);
    const char *const *paths;
    size_t path_count;
    void *(*open)(void *self, const struct mbr_catalogue *items, struct mbr_err *err);
    void (*close)(void *self, void *state);
    bool wants_items, lacks_items, in_order;
};

int mbr_annotate(struct mbr_run *run, const struct mbr_member_options *options,
                 const struct mbr_method *method, void *self);

#endif
