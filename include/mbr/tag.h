#ifndef MBR_TAG_H
#define MBR_TAG_H

/* Tagging: the field "tags" of each member, by rules in a file, by what they had before, and by
   hand. mbr-tag(1) says what a rule is. */

#include "mbr/annotate.h"

struct mbr_tag_options {
    struct mbr_member_options member;
    const char *rules;    /* a file of rules, or "-"; NULL: none */
    const char *before;   /* members as they were, for those whose line has no tags; NULL: none */
    const char *add;      /* members with tags that are given by hand; NULL: none */
    bool only_rules;      /* tags that no rule names go */
    bool explain, report; /* rows instead of members, of one kind or the other */
    struct mbr_list only; /* the tags that there are rows of; empty: all */
    int64_t days;         /* in a report, active is who has bought in so many days */
    bool check;           /* read the rules, and nothing else */
};

#define MBR_TAG_DAYS 90
#define MBR_TAG_OPTIONS_INIT                                                                       \
    {                                                                                              \
        .member = MBR_MEMBER_OPTIONS_INIT, .days = MBR_TAG_DAYS                                    \
    }

/* Reads the run's input to the end and writes to its output. 0, or -1 with run->err. */
int mbr_tag(struct mbr_run *run, const struct mbr_tag_options *options);

#endif
