#ifndef MBR_TAG_JOB_H
#define MBR_TAG_JOB_H

/* Inside mbr_tag: the tags that a member has had (tag_held.c, tag_side.c), what becomes of
   them (tag_judge.c), and what is told of it (tag_explain.c, tag_report.c). */

#include "mbr/spool.h"
#include "mbr/tag.h"
#include "side.h"
#include "tag_rules.h"

/* A tag as it stands in a record. Days are MBR_DAY_NONE where they are absent. */
struct tag_held {
    struct mbr_span name;
    struct mbr_json value, weight;
    int32_t since, until;
    uint32_t rule; /* MBR_MAP_NONE: no rule names it */
};

/* Those of one record, good until it goes. Zero-initialise it. */
struct tag_list {
    struct tag_held *at;
    size_t count, cap;
    struct mbr_buf names; /* those that had escapes */
    uint32_t *of_rule;    /* by rule: 1 + its number in `at`; 0: none */
};
void mbr_tag_list_free(struct tag_list *list);

/* Empties the list and reads the value of a field "tags", which may be absent. 0, or -1 with err
   "tags: NAME: what: value". */
int mbr_tag_list_read(struct tag_list *list, const struct tag_rules *rules,
                      const struct mbr_json *tags, struct mbr_err *err);

/* Reads days and weight, if they are there and sound. */
int mbr_tag_held_read(struct tag_held *held, struct mbr_err *err);

/* What a member has of a tag, and why. */
enum tag_reason {
    TAG_NOT,     /* the rule does not hold, or what it gives is past already */
    TAG_HOLDS,   /* the rule holds */
    TAG_KEPT,    /* had before, and its last day is not over */
    TAG_BY_HAND, /* of --add */
};
struct tag_verdict {
    struct mbr_span name;
    enum tag_reason reason;
    struct mbr_json value; /* the tag's object; ABSENT where they have not got it */
    int32_t since, until;
    bool had;    /* before, by whatever was its last day */
    bool is_new; /* has it, and had not till now */
};

/* A thread's own. The verdicts are those of the rules, in the order of the file, then of other tags
   that the member has or had, by name. */
struct tag_lane {
    struct tag_job *job;
    struct mbr_expr_run *run;
    struct mbr_json *slot; /* of the set's paths */
    struct tag_list line;  /* the tags that stand in the line */
    struct tag_verdict *verdict;
    size_t count, cap;
    struct mbr_buf text; /* what tags are made of; it has the room for all of a member */
    struct mbr_buf key, last_id;
    bool *met; /* by path: some record had it */
    size_t unmet;
    uint64_t members, expired, lost;
};
void *mbr_tag_lane_new(struct tag_job *job, const struct mbr_catalogue *items, struct mbr_err *err);
void mbr_tag_lane_free(struct tag_lane *lane);

/* Fills in the verdicts. 0, or -1 with err. */
int mbr_tag_judge(struct tag_lane *lane, const struct mbr_member *member, struct mbr_err *err);

/* Whether a tag that was had has come to its end, and whether that was before its last day. */
static inline bool mbr_tag_is_lost(const struct tag_verdict *verdict)
{
    return verdict->had && verdict->reason == TAG_NOT;
}
static inline bool mbr_tag_is_expired(const struct tag_verdict *verdict, int32_t as_of)
{
    return mbr_tag_is_lost(verdict) && verdict->until != MBR_DAY_NONE && verdict->until < as_of;
}

/* Rows of --explain: one for each verdict that is wanted. 0, or -1 with err. */
int mbr_tag_explain(struct tag_lane *lane, const struct mbr_member *member, struct mbr_err *err);

/* Rows of --report: what is added up of each member, and the rows. 0, or -1 with the error. */
struct tag_report;
struct tag_report *mbr_tag_report_new(const struct tag_job *job);
void mbr_tag_report_free(struct tag_report *report);
int mbr_tag_report_add(struct tag_report *report, const struct tag_lane *lane,
                       const struct mbr_member *member, struct mbr_err *err);
int mbr_tag_report_write(struct tag_report *report, struct mbr_run *run);

/* A stream beside that of the members (tag_side.c), and what it says of the one it stands at. */
struct tag_side {
    struct side stream; /* in NULL: not given */
    const struct tag_rules *rules;
    struct tag_list list;
    int32_t as_of; /* MBR_DAY_NONE where it is absent */
    bool matched;  /* the member is in the stream too */
    uint64_t strangers;
    struct mbr_buf stranger; /* the first of those who are not */
};
int mbr_tag_side_open(struct tag_side *side, struct mbr_run *run, const struct tag_rules *rules,
                      const char *option, const char *file);
void mbr_tag_side_close(struct tag_side *side);

/* Goes on to this member: *found is NULL, or the side where it has them. 0, or -1 with the run's
   err. mbr_tag_side_end goes on to the end. */
int mbr_tag_side_seek(struct tag_side *side, struct mbr_span id, const struct tag_side **found);
int mbr_tag_side_end(struct tag_side *side);

struct tag_job {
    const struct mbr_tag_options *options;
    struct mbr_run *run;
    struct tag_rules rules;
    struct tag_side before, add;
    struct tag_report *report;
    uint64_t members, expired, lost;
    bool *met; /* by path */
};

/* Whether rows of this tag are wanted. */
bool mbr_tag_is_wanted(const struct tag_job *job, struct mbr_span name);

#endif
