#ifndef MBR_SELECT_H
#define MBR_SELECT_H

/* Selecting: the records of one type for which an expression holds, whole or some of their fields,
   in their order, in another one, or a sample of them. Items pass, so that later tools have the
   catalogue; records of other types are left out and counted on stderr. */

#include "mbr/run.h"

#define MBR_SELECT_SEED 1
struct mbr_select_options {
    const char *expression; /* NULL: all */
    const char *type;       /* of the records; NULL: member */
    const char *items;      /* a file of item records to know before the first; NULL: none */
    struct mbr_list drop, keep;
    struct mbr_list sort; /* paths, least first; greatest first with '-' before it */
    const char *by;       /* a path, greatest first; least first with '-' before it */
    int64_t top;          /* at most so many; 0: all */
    int64_t sample;       /* so many at random, in their order; 0: all */
    int64_t seed;         /* of a sample; MBR_SELECT_SEED where none is drawn */
    bool negate;          /* those for which it does not hold */
    bool count;           /* only a row that says how many */
    bool explain;         /* for each a row that says why */
};

/* Reads the run's input to the end and writes to its output. 0, or -1 with run->err; run->nothing
   says that no record was selected. */
int mbr_select(struct mbr_run *run, const struct mbr_select_options *options);

#endif
