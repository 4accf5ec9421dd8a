/* The scanner with SSE2, which every x86-64 has: 16 bytes at a time. Wider blocks gain nothing
   where most strings are shorter than one. */

#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>

#include "json_scan.h"

#define WIDTH 16
#define BITS 1
#define SCAN_LINE mbr_scan_line_sse2

static inline __m128i load(const char *block)
{
    __m128i bytes;
    __builtin_memcpy(&bytes, block, sizeof bytes);
    return bytes;
}

/* With 2 turned over the quote (0x22) stands right behind the control characters, and no other byte
   comes among them; as signed numbers, bytes above ASCII are negative. So one comparison tells all
   three from the rest. */
static inline uint64_t stops(const char *block)
{
    __m128i bytes = load(block);
    __m128i beyond = _mm_cmpgt_epi8(_mm_xor_si128(bytes, _mm_set1_epi8(2)), _mm_set1_epi8(0x20));
    __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    return (unsigned)_mm_movemask_epi8(_mm_andnot_si128(backslashes, beyond)) ^ 0xffffu;
}

/* The digits moved to the lowest of all signed numbers. */
static inline uint64_t no_digits(const char *block)
{
    __m128i moved = _mm_add_epi8(load(block), _mm_set1_epi8((char)(0x80 - '0')));
    return (unsigned)_mm_movemask_epi8(_mm_cmpgt_epi8(moved, _mm_set1_epi8((char)(0x80 + 9))));
}

static inline bool spells(const struct mbr_ask_name *name, const char *p)
{
    __m128i same = _mm_cmpeq_epi8(load(p), load((const char *)name->spelling));
    return (~(unsigned)_mm_movemask_epi8(same) & name->bytes) == 0;
}

#include "json_engine.h"
#endif
