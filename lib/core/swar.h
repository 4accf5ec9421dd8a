#ifndef MBR_SWAR_H
#define MBR_SWAR_H

/* Eight bytes at a time in a 64-bit integer, the first byte lowest. */

#include <stdint.h>
#include <string.h>

#define MBR_SWAR_EACH(byte) (0x0101010101010101u * (uint64_t)(byte))
#define MBR_SWAR_HIGH MBR_SWAR_EACH(0x80)

static inline uint64_t mbr_swar_load(const char *p)
{
    uint64_t bytes;
    memcpy(&bytes, p, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return bytes;
}

/* The high bit of each byte of `low` that is not `byte`. All are below 0x80, so no sum carries into
   the next byte, and every bit is exact, not only the first that is found. */
static inline uint64_t mbr_swar_differs(uint64_t low, char byte)
{
    return (low ^ MBR_SWAR_EACH(byte)) + MBR_SWAR_EACH(0x7f);
}

/* The number of the first byte whose high bit is set; bits is not 0. */
static inline size_t mbr_swar_first(uint64_t bits)
{
    return (size_t)__builtin_ctzll(bits) / 8;
}

#endif
