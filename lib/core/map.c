#include "mbr/map.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#endif
#include <xxhash.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

/* Open addressing, linear probing, at most two thirds full. A slot is 8 bytes: half of the hash, so
   that a wrong key is seldom looked at, and 1 + the key's number (0: empty). Growing needs no key:
   the other half of the hash is not kept, so the slot's place comes from the same 32 bits. */
struct mbr_map_slot {
    uint32_t hash, number;
};

struct mbr_map_key {
    const char *p;
    uint32_t n;
    uint32_t hash;
};

#define FIRST_SLOTS 64

static uint32_t hash_of(struct mbr_span key)
{
    return (uint32_t)(XXH3_64bits(key.p, key.n) >> 32);
}

static void grow(struct mbr_map *map)
{
    size_t size = map->mask ? (map->mask + 1) * 2 : FIRST_SLOTS;
    free(map->slots);
    map->slots = mbr_calloc(size, sizeof *map->slots);
    map->mask = size - 1;
    for (uint32_t i = 0; i < map->count; i++) {
        size_t at = map->keys[i].hash & map->mask;
        while (map->slots[at].number)
            at = (at + 1) & map->mask;
        map->slots[at] = (struct mbr_map_slot){map->keys[i].hash, i + 1};
    }
}

/* The slot of the key, or the empty one where it belongs. */
static struct mbr_map_slot *probe(const struct mbr_map *map, struct mbr_span key, uint32_t hash)
{
    for (size_t at = hash & map->mask;; at = (at + 1) & map->mask) {
        struct mbr_map_slot *slot = &map->slots[at];
        if (slot->number == 0)
            return slot;
        if (slot->hash == hash && mbr_span_equal(mbr_map_key(map, slot->number - 1), key))
            return slot;
    }
}

uint32_t mbr_map_find(const struct mbr_map *map, struct mbr_span key)
{
    if (!map->mask)
        return MBR_MAP_NONE;
    return probe(map, key, hash_of(key))->number - 1;
}

uint32_t mbr_map_put(struct mbr_map *map, struct mbr_span key, bool *added)
{
    if (!map->mask || (uint64_t)map->count * 3 >= (uint64_t)(map->mask + 1) * 2)
        grow(map);
    uint32_t hash = hash_of(key);
    struct mbr_map_slot *slot = probe(map, key, hash);
    if (added)
        *added = slot->number == 0;
    if (slot->number)
        return slot->number - 1;
    map->keys = mbr_grow(map->keys, &map->cap, (size_t)map->count + 1, sizeof *map->keys);
    map->keys[map->count] =
        (struct mbr_map_key){mbr_arena_dup(&map->bytes, key.p, key.n), (uint32_t)key.n, hash};
    *slot = (struct mbr_map_slot){hash, ++map->count};
    return map->count - 1;
}

struct mbr_span mbr_map_key(const struct mbr_map *map, uint32_t number)
{
    return (struct mbr_span){map->keys[number].p, map->keys[number].n};
}

size_t mbr_map_bytes(const struct mbr_map *map)
{
    return (map->mask ? map->mask + 1 : 0) * sizeof *map->slots + map->cap * sizeof *map->keys +
           map->bytes.held;
}

void mbr_map_free(struct mbr_map *map)
{
    free(map->slots);
    free(map->keys);
    mbr_arena_free(&map->bytes);
    *map = (struct mbr_map){0};
}

/* A key's first eight bytes, big end first, order most pairs without a look at the key itself. */
struct sortable {
    uint64_t head;
    uint32_t number;
};

static int compare_keys(const void *a, const void *b, void *context)
{
    const struct sortable *x = a, *y = b;
    if (x->head != y->head)
        return x->head < y->head ? -1 : 1;
    const struct mbr_map *map = context;
    return mbr_span_compare(mbr_map_key(map, x->number), mbr_map_key(map, y->number));
}

static uint64_t head_of(struct mbr_span key)
{
    uint64_t head = 0;
    for (size_t i = 0; i < 8; i++)
        head = head << 8 | (i < key.n ? (unsigned char)key.p[i] : 0);
    return head;
}

uint32_t *mbr_map_sorted(const struct mbr_map *map)
{
    struct sortable *all = mbr_alloc(map->count * sizeof *all);
    for (uint32_t i = 0; i < map->count; i++)
        all[i] = (struct sortable){head_of(mbr_map_key(map, i)), i};
    qsort_r(all, map->count, sizeof *all, compare_keys, (void *)(uintptr_t)map);
    uint32_t *numbers = mbr_alloc(map->count * sizeof *numbers);
    for (uint32_t i = 0; i < map->count; i++)
        numbers[i] = all[i].number;
    free(all);
    return numbers;
}
