#ifndef MBR_EDIT_H
#define MBR_EDIT_H

/* A line with some of its top-level fields changed and every other byte as it came. */

#include "mbr/json.h"

struct mbr_edit {
    const struct mbr_json *field; /* where it stands: a value found by a scan; ABSENT: nowhere */
    const char *name;             /* for a field that stands nowhere yet */
    struct mbr_span value;        /* p NULL: the field is taken out */
    const struct mbr_json *after; /* a new field goes behind this one, or last when NULL */
};

/* Puts the line (one object) into buf with the edits made. At most MBR_EDITS of them. */
#define MBR_EDITS 64
void mbr_edit(struct mbr_buf *buf, struct mbr_span line, const struct mbr_edit *edits,
              size_t count);

#endif
