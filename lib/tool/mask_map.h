#ifndef MBR_MASK_MAP_H
#define MBR_MASK_MAP_H

#include "mbr/map.h"
#include "mbr/run.h"

/* Inside mbr_mask: what stands behind pseudonyms: to be written, or read to be put back. */
struct mask_map {
    struct mbr_map pseudonyms;
    struct mask_meaning {
        const char *among;
        struct mbr_span value;
    } * meaning;
    size_t cap;
    struct mbr_arena bytes;
    uint64_t unknown; /* pseudonyms that are not among them */
};
void mbr_mask_map_free(struct mask_map *map);
void mbr_mask_map_add(struct mask_map *map, struct mbr_span pseudonym, const char *among,
                      struct mbr_span value);
int mbr_mask_map_write(const struct mask_map *map, const char *path, struct mbr_run *run);
int mbr_mask_map_read(struct mask_map *map, const char *path, struct mbr_run *run);

#endif
