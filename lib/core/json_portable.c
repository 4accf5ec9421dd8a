/* The scanner for any machine: 8 bytes at a time. */

#include "swar.h"

#define WIDTH 8
#define BITS 8
#define SCAN_LINE mbr_scan_line_portable

static inline uint64_t stops(const char *block)
{
    uint64_t bytes = mbr_swar_load(block), low = bytes & ~MBR_SWAR_HIGH;
    uint64_t plain = low + MBR_SWAR_EACH(0x80 - 0x20);
    plain &= mbr_swar_differs(low, '"') & mbr_swar_differs(low, '\\');
    return (~plain | bytes) & MBR_SWAR_HIGH;
}

#include "json_engine.h"
