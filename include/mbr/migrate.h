#ifndef MBR_MIGRATE_H
#define MBR_MIGRATE_H

/* Migration: the members of two streams, both in the order of ids, and what became of a field of
   theirs from the first to the second. */

#include "mbr/run.h"

struct mbr_migrate_options {
    const char *by;       /* path to the field: a text, a number, true or false; or an
                             object, which is "yes" */
    struct mbr_list cuts; /* limits that make ranges of numbers, ascending; empty: none */
    bool movers;          /* a row for each member whose value differs; else one for each pair of
                             values that some member has */
};

/* Reads the run's two operands, one of which may be "-", side by side to their ends and writes rows
   to its output. 0, or -1 with run->err. */
int mbr_migrate(struct mbr_run *run, const struct mbr_migrate_options *options);

#endif
