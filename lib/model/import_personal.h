#ifndef MBR_IMPORT_PERSONAL_H
#define MBR_IMPORT_PERSONAL_H

/* Numbers of identity papers and of payment cards, which no event takes: looked for in facts about
   members, in other identifiers, and in fields that no event knows. Private to
   lib/model/import*.c. */

#include "import_plan.h"
#include "mbr/run.h"

/* Whether values of the field are to be looked at, and whether its columns are named for what is
   never taken. */
void mbr_import_personal_set(struct mbr_import_field *field);

/* Leaves out such values of the row at hand. */
void mbr_import_drop_personal(struct mbr_import_plan *plan);

/* Counts those left out of the row at hand; adds what one plan has counted to another's of the same
   file, and takes it away there. */
void mbr_import_personal_count(const struct mbr_import_plan *plan);
void mbr_import_personal_move(struct mbr_import_plan *to, struct mbr_import_plan *from);

/* What was left out in the whole run, by column. Zero-initialise it. */
struct mbr_import_dropped {
    struct mbr_map columns;
    uint64_t *count;
    size_t cap;
};
void mbr_import_dropped_take(struct mbr_import_dropped *dropped,
                             const struct mbr_import_plan *plan);
void mbr_import_dropped_say(const struct mbr_import_dropped *dropped, const struct mbr_run *run);
void mbr_import_dropped_free(struct mbr_import_dropped *dropped);

#endif
