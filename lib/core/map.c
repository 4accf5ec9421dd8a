#include "mbr/map.h"

#include <stdlib.h>

#include "mbr/sort.h"

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
   the slot's place comes from the same 32 bits. */
struct mbr_map_slot {
    uint32_t hash, number;
};

/* Short keys, as most ids are, stand here themselves: one miss of the caches less a look. */
#define INLINE 16
struct mbr_map_key {
    uint32_t n, hash;
    union {
        char bytes[INLINE];
        const char *p;
    };
};

#define FIRST_SLOTS 64

static uint64_t load_eight(const char *p)
{
    uint64_t bytes;
    memcpy(&bytes, p, sizeof bytes);
    return bytes;
}

static uint64_t load_four(const char *p)
{
    uint32_t bytes;
    memcpy(&bytes, p, sizeof bytes);
    return bytes;
}

/* The two words that n bytes, at most 16, come to: all of them, some twice. */
struct words {
    uint64_t first, last;
};

static inline struct words words_of(const char *p, size_t n)
{
    if (n >= 8)
        return (struct words){load_eight(p), load_eight(p + n - 8)};
    if (n >= 4)
        return (struct words){load_four(p), load_four(p + n - 4)};
    if (n == 0)
        return (struct words){0, 0};
    return (struct words){(unsigned char)p[0] | (uint64_t)(unsigned char)p[n / 2] << 8,
                          (unsigned char)p[n - 1]};
}

__extension__ typedef unsigned __int128 wide;

/* Short keys: both words into one product of 128 bits, and its halves together, as in Wang Yi's
   wyhash; with what was multiplied, so that a factor of 0 does not make all the others equal. The
   constants are two of those it names: odd, half of their bits set. */
static uint32_t hash_of(struct mbr_span key)
{
    if (key.n > INLINE)
        return (uint32_t)(XXH3_64bits(key.p, key.n) >> 32);
    struct words words = words_of(key.p, key.n);
    uint64_t a = words.first ^ 0xa0761d6478bd642fu ^ key.n, b = words.last ^ 0xe7037ed1a0b428dbu;
    wide product = (wide)a * b;
    return (uint32_t)(((uint64_t)(product >> 64) ^ (uint64_t)product ^ a ^ b) >> 32);
}

/* Whether it is the key that is kept. Of 8 to 16 bytes, as many ids have, at two strokes. */
static inline bool is_key(const struct mbr_map_key *kept, struct mbr_span key)
{
    if (kept->n != key.n)
        return false;
    const char *other = key.n > INLINE ? kept->p : kept->bytes;
    if (key.n >= 8 && key.n <= 16)
        return load_eight(other) == load_eight(key.p) &&
               load_eight(other + key.n - 8) == load_eight(key.p + key.n - 8);
    return key.n == 0 || memcmp(other, key.p, key.n) == 0;
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
static inline struct mbr_map_slot *probe(const struct mbr_map *map, struct mbr_span key,
                                         uint32_t hash)
{
    for (size_t at = hash & map->mask;; at = (at + 1) & map->mask) {
        struct mbr_map_slot *slot = &map->slots[at];
        if (slot->number == 0)
            return slot;
        if (slot->hash == hash && is_key(&map->keys[slot->number - 1], key))
            return slot;
    }
}

uint32_t mbr_map_find(const struct mbr_map *map, struct mbr_span key)
{
    if (!map->mask)
        return MBR_MAP_NONE;
    return probe(map, key, hash_of(key))->number - 1;
}

static void keep_key(struct mbr_map *map, struct mbr_span key, uint32_t hash)
{
    map->keys = mbr_grow(map->keys, &map->cap, (size_t)map->count + 1, sizeof *map->keys);
    struct mbr_map_key *to = &map->keys[map->count];
    *to = (struct mbr_map_key){.n = (uint32_t)key.n, .hash = hash};
    if (key.n > INLINE)
        to->p = mbr_arena_dup(&map->bytes, key.p, key.n);
    else if (key.n)
        memcpy(to->bytes, key.p, key.n);
}

uint32_t mbr_map_put(struct mbr_map *map, struct mbr_span key, bool *added)
{
    return mbr_map_put_expected(map, key, hash_of(key), added);
}

uint32_t mbr_map_put_expected(struct mbr_map *map, struct mbr_span key, uint32_t hash, bool *added)
{
    if (!map->mask || (uint64_t)map->count * 3 >= (uint64_t)(map->mask + 1) * 2)
        grow(map);
    struct mbr_map_slot *slot = probe(map, key, hash);
    if (added)
        *added = slot->number == 0;
    if (slot->number)
        return slot->number - 1;
    keep_key(map, key, hash);
    *slot = (struct mbr_map_slot){hash, ++map->count};
    return map->count - 1;
}

bool mbr_map_is(const struct mbr_map *map, uint32_t number, struct mbr_span key)
{
    return is_key(&map->keys[number], key);
}

struct mbr_span mbr_map_key(const struct mbr_map *map, uint32_t number)
{
    const struct mbr_map_key *key = &map->keys[number];
    return (struct mbr_span){key->n > INLINE ? key->p : key->bytes, key->n};
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

uint32_t mbr_map_expect(const struct mbr_map *map, struct mbr_span key)
{
    uint32_t hash = hash_of(key);
    if (map->mask)
        __builtin_prefetch(&map->slots[hash & map->mask]);
    return hash;
}

uint32_t mbr_map_expect_key(const struct mbr_map *map, uint32_t hash)
{
    size_t at = hash & map->mask;
    if (!map->mask)
        return MBR_MAP_NONE;
    while (map->slots[at].number && map->slots[at].hash != hash)
        at = (at + 1) & map->mask;
    if (!map->slots[at].number)
        return MBR_MAP_NONE;
    __builtin_prefetch(&map->keys[map->slots[at].number - 1]);
    return map->slots[at].number - 1;
}

/* A key's first eight bytes, the first highest, so that keys in the order of their heads are in
   order but for those that have the head in common. */
static uint64_t head_of(struct mbr_span key)
{
    uint64_t head = 0;
    for (size_t i = 0; i < 8; i++)
        head = head << 8 | (i < key.n ? (unsigned char)key.p[i] : 0);
    return head;
}

static int compare_keys(const void *a, const void *b, void *context)
{
    const struct mbr_sortable *x = a, *y = b;
    const struct mbr_map *map = context;
    return mbr_span_compare(mbr_map_key(map, x->number), mbr_map_key(map, y->number));
}

uint32_t *mbr_map_sorted(const struct mbr_map *map)
{
    struct mbr_sortable *all = mbr_alloc(map->count * sizeof *all);
    uint32_t *numbers = mbr_alloc(map->count * sizeof *numbers);
    for (uint32_t i = 0; i < map->count; i++)
        all[i] = (struct mbr_sortable){head_of(mbr_map_key(map, i)), i};
    mbr_sort(all, map->count);
    for (uint32_t i = 0, end; i < map->count; i = end) {
        for (end = i + 1; end < map->count && all[end].key == all[i].key;)
            end++;
        if (end > i + 1)
            qsort_r(&all[i], end - i, sizeof *all, compare_keys, (void *)(uintptr_t)map);
    }
    for (uint32_t i = 0; i < map->count; i++)
        numbers[i] = all[i].number;
    free(all);
    return numbers;
}
