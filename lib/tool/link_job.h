#ifndef MBR_LINK_JOB_H
#define MBR_LINK_JOB_H

/* Inside mbr_link: what is known of accounts and identifiers, and the way there and back. */

#include "link_rules.h"
#include "link_survive.h"
#include "mbr/link.h"
#include "mbr/stream.h"

/* Holders are accounts (their key is 'm', and the id behind its source) and records without one
   ('a', and the numbers of what they show). Values are keyed by a byte for the kind and their one
   spelling. Numbers go by arrival, so nothing that is written may depend on them. */
struct link_fact_told {
    uint64_t at;
    uint32_t text; /* its number in `texts`; MBR_IDENTITY_NONE: not told */
};

#define LINK_OFFLINE 1
#define LINK_ONLINE 2

struct link_graph {
    struct mbr_map holders, values, masks, texts;
    bool *member;                /* by holder */
    uint8_t *places;             /* by holder: LINK_OFFLINE and LINK_ONLINE */
    struct link_fact_told *told; /* by holder, as many as there are facts */
    size_t member_cap, places_cap, told_cap;
    uint32_t *last; /* by value: the holder last tied, as most ties come many times running */
    size_t last_cap;
    struct mbr_tie *tie;
    size_t ties, tie_cap, tie_bound;
    struct mbr_tie *masked; /* value: the number in `masks` */
    size_t masked_count, masked_cap;
};

void link_graph_free(struct link_graph *graph);
uint32_t link_graph_holder(struct link_graph *graph, struct mbr_span key, size_t facts);
uint32_t link_graph_value(struct link_graph *graph, struct mbr_span key);
void link_graph_tie(struct link_graph *graph, uint32_t holder, uint32_t value);
void link_graph_mask(struct link_graph *graph, uint32_t holder, struct mbr_span mask);
void link_graph_tell(struct link_graph *graph, uint32_t holder, size_t facts, size_t fact,
                     struct mbr_span text, uint64_t at);

/* An identifier that a line shows. */
struct link_shown {
    uint32_t kind;
    bool masked;
    size_t at, n; /* its key in `text` */
};

/* A line, as it is read in both passes (link_line.c). */
enum {
    LINK_TYPE,
    LINK_MEMBER,
    LINK_IDS,
    LINK_AT,
    LINK_CHANNEL,
    LINK_STORE,
    LINK_TO,
    LINK_TO_WAS,
    LINK_ORDERS,
    LINK_EVENTS,
    LINK_DROPPED,
    LINK_AS_OF,
    LINK_BUY,
    LINK_CONSENT,
    LINK_ATTR,
    LINK_PATHS
};

struct link_tally {
    uint64_t seen, none, masked, cipher, blocked;
};

struct link_line {
    struct mbr_span member;  /* n 0: none */
    struct mbr_span account; /* the member as it was before any linking, with its source: a key */
    struct link_shown *shown;
    size_t count, cap;
    struct link_shown *others; /* ids.member: other accounts, keys in other_text */
    size_t other_count, other_cap;
    bool was; /* ids.member tells the account of an event, or that it had none */
    const struct mbr_country *home; /* of its telephones */
    bool stranger; /* it has no account, though perhaps a member that a run before gave it */
    struct mbr_buf member_text, key, text, scratch, other_text, source_text;
};

struct link_job {
    const struct mbr_link_options *options;
    struct mbr_run *run;
    struct link_rules rules;
    struct mbr_stream stream;
    size_t fact_slot, attr_slot, source_slot; /* where facts begin, and those of member lines */
    struct mbr_buf paths;                     /* the texts of the paths made for the facts */
    struct link_line line;
    struct link_graph graph;
    struct link_survive survive;
    struct mbr_identity found;
    struct mbr_span *id; /* by holder that is the least of a person: the member; n 0: none */
    struct mbr_arena ids;
    struct mbr_map names;    /* what people were called, by the model */
    struct mbr_map unlinked; /* accounts that the model says are to stand apart */
    uint32_t *called;        /* by holder, as many as are known from the model: the name's number */
    uint32_t known, told_values;
    struct mbr_tie *told_tie; /* for the model: before it was resolved */
    size_t told_ties;
    bool learning; /* the first pass */
    struct link_tally tally[LINK_KINDS];
    struct mbr_map stranger_kinds; /* of identifiers that the rules do not tell of */
    uint64_t *strangers;           /* how many there were of each */
    size_t stranger_cap;
    uint64_t sourceless;
    uint64_t lines, changed, named, anonymous, merges, splits, lost, large_blocks;
};

/* link_line.c: reads the line the stream stands at: who, and what it shows; but of an account that
   has been learnt only who. 0, or -1 with err. */
int link_line_read(struct link_job *job, struct mbr_err *err);
void link_line_free(struct link_line *line);

/* The key of an account that the line names by this id, behind the line's source. 0, or -1. */
int link_line_account(struct link_job *job, struct mbr_span id, struct mbr_buf *to,
                      struct mbr_err *err);

/* link_learn.c: one line into the graph; link_find: the holder of a line that was learnt, or
   MBR_IDENTITY_NONE where it shows nobody. */
int link_learn(struct link_job *job, struct mbr_err *err);
uint32_t link_find(struct link_job *job);

/* link_solve.c: who is who, when all is learnt. */
void link_solve(struct link_job *job);
struct mbr_span link_person(const struct link_job *job, uint32_t holder);

/* link_name.c: fills job->id. link_changes counts who was called otherwise, and writes the rows of
   --changes. */
void link_name(struct link_job *job);
int link_changes(struct link_job *job);

/* link_load.c, link_save.c: the model. 0, or -1 with the run's err. */
#define LINK_MODEL_VERSION 1
int link_model_load(struct link_job *job);
int link_model_save(struct link_job *job, const char *path);

/* link_forget.c: takes those out of the graph who are asked for, before it is solved. */
int link_forget(struct link_job *job);

/* link_write.c: puts the line with the member it has now. 0, or -1 with err. */
int link_put(struct link_job *job, struct mbr_buf *to, struct mbr_err *err);

/* link_report.c, link_explain.c: rows. 0, or -1 with the run's err. */
int link_report(struct link_job *job);
int link_explain(struct link_job *job);

#endif
