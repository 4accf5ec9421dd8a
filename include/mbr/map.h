#ifndef MBR_MAP_H
#define MBR_MAP_H

/* The hash map: from keys (any bytes) to the numbers 0, 1, 2 … in order of arrival. What belongs to
   a key stands in the caller's own array at that number. The map keeps the keys. Nothing that is
   written may depend on the hash: order by number or by key. */

#include <stdbool.h>
#include <stdint.h>

#include "mbr/mem.h"
#include "mbr/span.h"

#define MBR_MAP_NONE UINT32_MAX

struct mbr_map {
    struct mbr_map_slot *slots;
    struct mbr_map_key *keys;
    size_t mask; /* slots - 1; 0 when there are none yet */
    size_t cap;
    uint32_t count;
    struct mbr_arena bytes;
};

/* The key's number; *added (may be NULL) says whether it is new. At most 2^32 - 1 keys. */
uint32_t mbr_map_put(struct mbr_map *map, struct mbr_span key, bool *added);
uint32_t mbr_map_find(const struct mbr_map *map, struct mbr_span key); /* or MBR_MAP_NONE */
struct mbr_span mbr_map_key(const struct mbr_map *map, uint32_t number);
bool mbr_map_is(const struct mbr_map *map, uint32_t number, struct mbr_span key);
size_t mbr_map_bytes(const struct mbr_map *map); /* memory held */
void mbr_map_free(struct mbr_map *map);

/* The numbers ordered by key, bytewise; the caller frees the array of map->count. */
uint32_t *mbr_map_sorted(const struct mbr_map *map);

/* For tables beyond the caches: hints that a key will be wanted soon, given in this order with
   other work between them. The first returns what the others take; mbr_map_expect_key returns the
   number that the key probably has, or MBR_MAP_NONE. Both change nothing; mbr_map_put_expected is
   mbr_map_put. */
uint32_t mbr_map_expect(const struct mbr_map *map, struct mbr_span key);
uint32_t mbr_map_put_expected(struct mbr_map *map, struct mbr_span key, uint32_t hash, bool *added);
uint32_t mbr_map_expect_key(const struct mbr_map *map, uint32_t hash);

#endif
