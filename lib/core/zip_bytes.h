#ifndef MBR_ZIP_BYTES_H
#define MBR_ZIP_BYTES_H

/* Numbers with their lowest byte first, wherever they stand. */

#include <stdint.h>

static inline unsigned mbr_le16(const unsigned char *p)
{
    return (unsigned)p[0] | (unsigned)p[1] << 8;
}

static inline uint32_t mbr_le32(const unsigned char *p)
{
    return (uint32_t)mbr_le16(p) | (uint32_t)mbr_le16(p + 2) << 16;
}

static inline uint64_t mbr_le64(const unsigned char *p)
{
    return (uint64_t)mbr_le32(p) | (uint64_t)mbr_le32(p + 4) << 32;
}

#endif
