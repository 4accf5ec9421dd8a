#ifndef MBR_SORT_H
#define MBR_SORT_H

/* Sorting large arrays by a whole number: least significant byte first, bytes that all have in
   common left out. Stable; needs as much room again while it runs. */

#include <stddef.h>
#include <stdint.h>

struct mbr_sortable {
    uint64_t key;
    uint32_t number; /* what it belongs to */
};
void mbr_sort(struct mbr_sortable *all, size_t count);

/* A signed number as a key in the same order, and back. */
static inline uint64_t mbr_sort_key(int64_t value)
{
    return (uint64_t)value ^ (uint64_t)1 << 63;
}

static inline int64_t mbr_sort_value(uint64_t key)
{
    return (int64_t)(key ^ (uint64_t)1 << 63);
}

#endif
