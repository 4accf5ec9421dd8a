/* The scanner for any machine: 8 bytes at a time. */

#include "json_scan.h"
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

static inline uint64_t no_digits(const char *block)
{
    uint64_t bytes = mbr_swar_load(block), low = bytes & ~MBR_SWAR_HIGH;
    uint64_t beyond = low + MBR_SWAR_EACH(0x80 - '0' - 10), below = low + MBR_SWAR_EACH(0x80 - '0');
    return (beyond | ~below | bytes) & MBR_SWAR_HIGH;
}

static inline bool spells(const struct mbr_ask_name *name, const char *p)
{
    return (mbr_swar_load(p) & name->mask[0]) == name->spelling[0] &&
           (mbr_swar_load(p + 8) & name->mask[1]) == name->spelling[1];
}

#include "json_engine.h"
