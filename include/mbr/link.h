#ifndef MBR_LINK_H
#define MBR_LINK_H

/* Linking: one member for all the accounts and identifiers of one person. mbr-link(1) tells how. */

#include "mbr/run.h"

struct mbr_link_options {
    const char *rules;        /* a file, over the rules built in; NULL: these */
    const char *country;      /* of phones without a calling code; NULL: the rules say */
    const char *source;       /* a path: which system the account is one of; NULL: all are of one */
    const char *model;        /* what earlier runs know; NULL: nothing */
    const char *save;         /* the file for what is known after this one; NULL: none */
    const char *fit;          /* likewise, and no lines are written */
    const char *changes;      /* a file for rows of who has another member now; NULL: none */
    struct mbr_list unlink;   /* accounts that are joined to no other */
    struct mbr_list forget;   /* accounts, members or identifiers, taken out of the model */
    const char *forget_from;  /* a file of such, one a line; NULL: none */
    struct mbr_list explain;  /* two of them: rows of what joins them */
    struct mbr_list evidence; /* facts that may join accounts by being alike */
    double threshold;         /* from this probability on */
    bool report, print_rules;
};

#define MBR_LINK_OPTIONS_INIT                                                                      \
    {                                                                                              \
        .threshold = 0.95                                                                          \
    }

/* Reads the run's input to the end, twice, and writes to its output. 0, or -1 with run->err. */
int mbr_link(struct mbr_run *run, const struct mbr_link_options *options);

#endif
