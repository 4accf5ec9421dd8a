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

static inline uint64_t mbr_swar_load_four(const char *p)
{
    uint32_t bytes;
    memcpy(&bytes, p, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap32(bytes);
#endif
    return bytes;
}

/* The n bytes at p, 2 to 8, with zeros behind them. Reads some of them twice, but no other. */
static inline uint64_t mbr_swar_load_short(const char *p, size_t n)
{
    if (n >= 4)
        return mbr_swar_load_four(p) | mbr_swar_load_four(p + n - 4) << 8 * (n - 4);
    uint64_t first = (unsigned char)p[0], second = (unsigned char)p[1];
    return first | second << 8 | (uint64_t)(unsigned char)p[n - 1] << 8 * (n - 1);
}

/* The number whose eight digits, 0 to 9, are the bytes, the first the most significant: pairs of
   digits, then both halves of the pairs at once. */
static inline uint64_t mbr_swar_number(uint64_t digits)
{
    const uint64_t pairs = 0x000000ff000000ff;
    digits = digits * 10 + (digits >> 8);
    uint64_t odd = (digits & pairs) * (100 + ((uint64_t)1000000 << 32));
    uint64_t even = (digits >> 16 & pairs) * (1 + ((uint64_t)10000 << 32));
    return (odd + even) >> 32;
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
