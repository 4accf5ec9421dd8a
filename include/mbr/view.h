#ifndef MBR_VIEW_H
#define MBR_VIEW_H

/* A stream as tables for a person: which of its records, and which of their fields. */

#include "mbr/opt.h"
#include "mbr/run.h"
#include "mbr/table.h"

struct mbr_view {
    struct mbr_table_style style;
    const char *type;               /* records of this type; NULL: the kind of the first record that
                                       is no item, and the rest are counted on stderr */
    const struct mbr_list *columns; /* empty: chosen from the first records (columns.h) */
    const char *by;                 /* path to sort by, descending, or ascending with '-' before it;
                                       NULL: in order of arrival */
    size_t top;                     /* of each table only so many; 0: all */
};

/* Reads the run's input to the end and writes to its output. 0, or -1 with run->err. */
int mbr_view_stream(const struct mbr_view *view, struct mbr_run *run);

#endif
