#ifndef MBR_IMPORT_ZONE_H
#define MBR_IMPORT_ZONE_H

/* In which zone times are read and written. Private to lib/model/import*.c. */

#include "import_row.h"
#include "mbr/zone.h"

struct mbr_import_zone {
    struct mbr_zone *zone; /* NULL: none */
    char *name;
    char *gap; /* what is wrong with a time that its clocks have left out */
};
void mbr_import_zone_free(struct mbr_import_zone *zone);

/* Makes it the zone of that name, which may be NULL for none. 0, or -1 with err. */
int mbr_import_zone_set(struct mbr_import_zone *zone, const char *name, struct mbr_err *err);

/* The shop's zone (--tz), that all times are to be in, and the one that the preset says the times
   of the file at hand are in. */
struct mbr_import_zones {
    struct mbr_import_zone shop, file;
};

/* The time that the field has read, as the shop's clock shows it, with its offset: where it has an
   offset it is an instant; where it has none it is of the file's zone, else of the shop's. Without
   a shop's zone the file's is the shop's, and what has an offset stays. A day alone stays too.
   field->twice: that wall clock came twice, and the first is taken. 0, or -1 with the flaw. */
int mbr_import_zone_at(const struct mbr_import_zones *zones, struct mbr_import_field *field,
                       struct mbr_import_row *row);

#endif
