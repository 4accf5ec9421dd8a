#ifndef MBR_CATALOGUE_H
#define MBR_CATALOGUE_H

/* The catalogue: item records merged, field by field. The later `at` wins; at the same time the
   greater bytes; a record without `at` is older than any other. An absent field never overrides.

   A merged record has the `at` of its newest record; fields that were last said earlier are listed
   with their time in "seen" ({"price":"2010-12-01T08:26:00"}; "" for a record without `at`), so
   that merging merged records gives what merging the first ones gives. */

#include "mbr/json.h"
#include "mbr/map.h"

struct mbr_catalogue {
    struct mbr_map ids; /* as contents */
    struct mbr_item *items;
    size_t cap;
    struct mbr_arena bytes;
    struct mbr_buf scratch, id_text;
};
void mbr_catalogue_free(struct mbr_catalogue *catalogue);

/* Takes the item record in a line that a scan has found to be sound. 0, or -1 with "field: what:
   value" and nothing of it taken. */
int mbr_catalogue_add(struct mbr_catalogue *catalogue, struct mbr_span line, struct mbr_err *err);

/* Takes all item records of a file. 0, or -1 with the run's err, which is said of that file. */
struct mbr_run;
int mbr_catalogue_read(struct mbr_catalogue *catalogue, const char *file, struct mbr_run *run);

/* Whether the item record in a line says nothing that the catalogue does not know. */
bool mbr_catalogue_knows(const struct mbr_catalogue *catalogue, struct mbr_span line);

/* Puts the item of this number (see ids) as one JSON object. */
void mbr_catalogue_put(const struct mbr_catalogue *catalogue, uint32_t item, struct mbr_buf *buf);

#endif
