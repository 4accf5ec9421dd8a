#ifndef MBR_IMPORT_EXCLUDE_H
#define MBR_IMPORT_EXCLUDE_H

/* Orders that are left out by their numbers, such as those of buyers that a shop has paid. Private
   to lib/model/import*.c. */

#include "mbr/map.h"
#include "mbr/run.h"

struct mbr_import_exclude {
    struct mbr_map numbers;
    bool *met; /* one a number */
};

/* Reads the file: a number a line, or the first column of a CSV. 0, or -1 with run->err. */
int mbr_import_exclude_load(struct mbr_import_exclude *exclude, const char *path,
                            struct mbr_run *run);

/* Whether the order is one of them. */
bool mbr_import_excludes(struct mbr_import_exclude *exclude, struct mbr_span order);

/* Says which of them were met nowhere. */
void mbr_import_exclude_say(const struct mbr_import_exclude *exclude, const struct mbr_run *run);
void mbr_import_exclude_free(struct mbr_import_exclude *exclude);

#endif
