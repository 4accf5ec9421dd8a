#ifndef MBR_KIN_KEYS_H
#define MBR_KIN_KEYS_H

/* Relatives as numbers that compare at once. */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* One number that is greater for whom is nearer, and of equals for the lower number. */
static inline uint64_t mbr_kin_key(float likeness, uint32_t taste)
{
    uint32_t bits;
    memcpy(&bits, &likeness, sizeof bits);
    bits = bits >> 31 ? ~bits : bits | (uint32_t)1 << 31;
    return (uint64_t)bits << 32 | (UINT32_MAX - taste);
}

static inline float mbr_kin_likeness(uint64_t key)
{
    uint32_t bits = (uint32_t)(key >> 32);
    float likeness;
    bits = bits >> 31 ? bits ^ (uint32_t)1 << 31 : ~bits;
    memcpy(&likeness, &bits, sizeof bits);
    return likeness;
}

static inline uint32_t mbr_kin_taste(uint64_t key)
{
    return UINT32_MAX - (uint32_t)key;
}

/* Puts the k greatest of n first and the least of those at k - 1, 0 < k <= n. */
void mbr_kin_select(uint64_t *key, size_t n, size_t k);

/* Puts the greatest first. */
void mbr_kin_sort(uint64_t *key, size_t n);

#endif
