#ifndef MBR_ANNOTATE_H
#define MBR_ANNOTATE_H

/* The shape of every member tool: fit, then apply (learn from all members, then say of each).
   A tool gives a struct mbr_method and calls mbr_annotate; it gets the reading of member lines or
   of raw events (which are folded first), one pass or two, --as-of, --drop, --fit and --model, and
   the writing: one field added to each member line, or replaced where it stands, every other byte
   as it came; other records passed through.

   The tool's option table has MBR_MEMBER_OPTS(&cfg.member). */

#include <jansson.h>

#include "mbr/crew.h"
#include "mbr/fold.h"
#include "mbr/member.h"
#include "mbr/run.h"

struct mbr_member_options {
    int32_t as_of; /* MBR_DAY_NONE: not given */
    const char *fit, *model;
    struct mbr_list drop;
    size_t memory; /* for a fold of raw events; 0: half of what there is */
    int64_t jobs;  /* threads; 0: see mbr_crew_new */
};

#define MBR_MEMBER_OPTIONS_INIT                                                                    \
    {                                                                                              \
        .as_of = MBR_DAY_NONE                                                                      \
    }

#define MBR_MEMBER_OPTS(o)                                                                         \
    MBR_DAY(0, "as-of", &(o)->as_of, "DAY", "last day that is known; later events are cut off"),   \
        MBR_FILE(0, "fit", &(o)->fit, "FILE", "only fit, and write the model to FILE"),            \
        MBR_FILE(0, "model", &(o)->model, "FILE", "only apply the model in FILE, line by line"),   \
        MBR_LIST(0, "drop", &(o)->drop, "FIELD,...", "leave these fields (or items) out"),         \
        MBR_SIZE('S', "buffer-size", &(o)->memory, MBR_FOLD_LEAST, "SIZE",                         \
                 "memory for folding, from 64K on; beyond it, $TMPDIR"),                           \
        MBR_JOBS(&(o)->jobs)

/* What a member tool is. self is the tool's own; each function returns 0, or -1 with err.

   learn is called for each member, then finish once (as_of: the last day in the stream), then say
   for each member; with --model, load takes the place of learn and finish; with --fit, save ends
   the run. say puts the value of the field, a JSON object; unless there are rows, several threads
   call it at a time, so it only reads what self points to. Tools that do not fit have learn,
   finish, save and load NULL, and no --fit or --model in their table.

   rows: say is called for each member, one after another, but its text is thrown away and no member
   is written; when all is said the tool writes its rows (NULL: members are written). */
struct mbr_method {
    const char *field; /* "rfm" */
    int version;       /* of the model */
    bool wants_days;   /* member->days is to be filled: needs the orders; load may set it */
    int (*learn)(void *self, const struct mbr_member *member, struct mbr_err *err);
    int (*finish)(void *self, int32_t as_of, struct mbr_err *err);
    int (*say)(void *self, const struct mbr_member *member, struct mbr_buf *value,
               struct mbr_err *err);
    int (*save)(void *self, struct mbr_buf *fields, struct mbr_err *err); /* behind tool, version
                                                                              and as_of */
    int (*load)(void *self, const json_t *model, struct mbr_err *err);
    int (*rows)(void *self, struct mbr_run *run);
};

int mbr_annotate(struct mbr_run *run, const struct mbr_member_options *options,
                 const struct mbr_method *method, void *self);

#endif
