/* The scanner with SSE2, which every x86-64 has: 16 bytes at a time. Wider blocks gain nothing
   where most strings are shorter than one. */

#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>

#define WIDTH 16
#define BITS 1
#define SCAN_LINE mbr_scan_line_sse2

static inline __m128i load(const char *block)
{
    __m128i bytes;
    __builtin_memcpy(&bytes, block, sizeof bytes);
    return bytes;
}

/* As signed numbers, bytes above ASCII are negative, so one comparison finds them together with the
   control characters. */
static inline uint64_t stops(const char *block)
{
    __m128i bytes = load(block);
    __m128i found = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    return (unsigned)_mm_movemask_epi8(found);
}

#include "json_engine.h"
#endif
