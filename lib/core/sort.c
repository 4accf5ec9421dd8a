#include "mbr/sort.h"

#include <stdlib.h>
#include <string.h>

#include "mbr/mem.h"

#define VALUES 256
#define FEW 64 /* below it, insertion is quicker than counting */

static void insert(struct mbr_sortable *all, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct mbr_sortable one = all[i];
        size_t at = i;
        for (; at && all[at - 1].key > one.key; at--)
            all[at] = all[at - 1];
        all[at] = one;
    }
}

static unsigned byte_of(uint64_t key, unsigned place)
{
    return (unsigned)(key >> (8 * place)) & (VALUES - 1);
}

static void distribute(const struct mbr_sortable *from, struct mbr_sortable *to, size_t count,
                       unsigned place, const size_t *counts)
{
    size_t next[VALUES], sum = 0;
    for (unsigned v = 0; v < VALUES; v++) {
        next[v] = sum;
        sum += counts[v];
    }
    for (size_t i = 0; i < count; i++)
        to[next[byte_of(from[i].key, place)]++] = from[i];
}

void mbr_sort(struct mbr_sortable *all, size_t count)
{
    size_t counts[sizeof(uint64_t)][VALUES] = {{0}};
    if (count < FEW) {
        insert(all, count);
        return;
    }
    for (size_t i = 0; i < count; i++)
        for (unsigned place = 0; place < sizeof(uint64_t); place++)
            counts[place][byte_of(all[i].key, place)]++;
    struct mbr_sortable *other = mbr_alloc(count * sizeof *other), *from = all, *to = other;
    for (unsigned place = 0; place < sizeof(uint64_t); place++) {
        if (counts[place][byte_of(all[0].key, place)] == count)
            continue;
        distribute(from, to, count, place, counts[place]);
        struct mbr_sortable *swap = from;
        from = to;
        to = swap;
    }
    if (from != all)
        memcpy(all, from, count * sizeof *all);
    free(other);
}
