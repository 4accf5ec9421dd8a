#ifndef MBR_TAG_JOB_H
#define MBR_TAG_JOB_H

/* Inside mbr_tag: what becomes of the tags of a member (tag_judge.c), and what is told of it
   (tag_explain.c, tag_report.c). */

#include "mbr/expr_notes.h"
#include "mbr/spool.h"
#include "mbr/tag.h"
#include "tag_hand.h"
#include "tag_side.h"

/* What a member has of a tag, and why. */
enum tag_reason {
    TAG_NOT,     /* the rule does not hold, or what it gives is past already */
    TAG_TAKEN,   /* taken off by --add */
    TAG_HOLDS,   /* the rule holds */
    TAG_KEPT,    /* had before, and its last day is not over */
    TAG_BY_HAND, /* of --add */
};
struct tag_verdict {
    struct mbr_span name;
    enum tag_reason reason;
    struct mbr_json value; /* the tag's object; ABSENT where they have not got it */
    int32_t since, until;
    int32_t had_since, had_until; /* as it was before */
    int32_t past;                 /* the last day of what the rule gives, if that is past already */
    bool had;                     /* before, by whatever was its last day */
    bool gained;                  /* has it, and had not till now */
    bool expired; /* had it, and that came to its last day, also if it is had anew */
};

static inline bool mbr_tag_has(const struct tag_verdict *verdict)
{
    return verdict->value.kind != MBR_JSON_ABSENT;
}

/* Of members: all, and those whose line has tags; of tags: had and no more, of these expired, and
   those by hand that are past already. */
struct tag_counts {
    uint64_t members, with_tags, lost, expired, past;
};

/* A thread's own. The verdicts are those of the rules, in the order of the file, then of other tags
   that the member has or had, by name. */
struct tag_lane {
    struct tag_job *job;
    struct mbr_expr_run *run;
    struct mbr_expr_notes *notes;
    const struct mbr_catalogue *items;
    struct mbr_json *slot; /* of the set's paths */
    struct tag_list line;  /* the tags that stand in the line */
    struct tag_verdict *verdict;
    size_t count, cap;
    struct mbr_buf text; /* what tags are made of; it has the room for all of a member */
    struct mbr_buf key, last_id;
    bool *met; /* by path: some record had it */
    size_t unmet;
    struct tag_counts counts;
};
void *mbr_tag_lane_new(struct tag_job *job, const struct mbr_catalogue *items, struct mbr_err *err);
void mbr_tag_lane_free(struct tag_lane *lane);

/* Fills in the verdicts. 0, or -1 with err. */
int mbr_tag_judge(struct tag_lane *lane, const struct mbr_member *member, struct mbr_err *err);

/* Whether a tag that was had is no more. */
static inline bool mbr_tag_is_lost(const struct tag_verdict *verdict)
{
    return verdict->had && !mbr_tag_has(verdict);
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

struct tag_job {
    const struct mbr_tag_options *options;
    struct mbr_run *run;
    struct tag_rules rules;
    struct mbr_expr_notes *notes;
    struct tag_side before;
    struct tag_hand add;
    struct tag_report *report;
    struct tag_counts counts;
    bool *met; /* by path */
};

/* Options that do not go together, or name a file twice; and tags of --only that no rule has. 0, or
   -1 with the run's err. */
int mbr_tag_options_check(const struct tag_job *job);
int mbr_tag_only_check(const struct tag_job *job);

/* Whether rows of this tag are wanted. */
bool mbr_tag_is_wanted(const struct tag_job *job, struct mbr_span name);

#endif
