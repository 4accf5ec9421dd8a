#ifndef MBR_MEMBER_OPTIONS_H
#define MBR_MEMBER_OPTIONS_H

/* The options that member tools have in common (annotate.h): MBR_MEMBER_OPTS in the table of one
   that fits, MBR_RULES_OPTS in that of one that has expressions instead. */

#include "mbr/crew.h"
#include "mbr/date.h"
#include "mbr/fold.h"

struct mbr_member_options {
    int32_t as_of; /* MBR_DAY_NONE: not given */
    const char *fit, *model;
    const char *items; /* a file of item records to know before the first member; NULL: none */
    struct mbr_list drop;
    size_t memory; /* for a fold of raw events; 0: half of what there is */
    int64_t jobs;  /* threads; 0: see mbr_crew_new */
};

#define MBR_MEMBER_OPTIONS_INIT                                                                    \
    {                                                                                              \
        .as_of = MBR_DAY_NONE                                                                      \
    }

#define MBR_MEMBER_OPTS(o)                                                                         \
    MBR_AS_OF_OPT(o),                                                                              \
        MBR_FILE(0, "fit", &(o)->fit, "FILE", "only fit, and write the model to FILE"),            \
        MBR_FILE(0, "model", &(o)->model, "FILE", "only apply the model in FILE, line by line"),   \
        MBR_FOLDING_OPTS(o)
#define MBR_RULES_OPTS(o)                                                                          \
    MBR_AS_OF_OPT(o),                                                                              \
        MBR_FILE(0, "items", &(o)->items, "FILE",                                                  \
                 "item lines that the input does not begin with"),                                 \
        MBR_FOLDING_OPTS(o)

#define MBR_AS_OF_OPT(o)                                                                           \
    MBR_DAY(0, "as-of", &(o)->as_of, "DAY", "last day that is known; later events are cut off")
#define MBR_FOLDING_OPTS(o)                                                                        \
    MBR_LIST(0, "drop", &(o)->drop, "FIELD,...", "leave these fields (or items) out"),             \
        MBR_SIZE('S', "buffer-size", &(o)->memory, MBR_FOLD_LEAST, "SIZE",                         \
                 "memory for folding, from 64K on; beyond it, $TMPDIR"),                           \
        MBR_JOBS(&(o)->jobs)

#endif
