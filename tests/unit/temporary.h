#ifndef MBR_TESTS_UNIT_TEMPORARY_H
#define MBR_TESTS_UNIT_TEMPORARY_H

#include <stdio.h>
#include <stdlib.h>

#include "mbr/spool.h"

#define TEMPORARY 512

/* A template for mkstemp and mkdtemp, in $TMPDIR. Returns `to`. */
static inline char *temporary(char to[TEMPORARY])
{
    snprintf(to, TEMPORARY, "%s/mbr-test-XXXXXX", mbr_spool_dir());
    return to;
}

#endif
