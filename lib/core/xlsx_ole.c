#include "xlsx_book.h"
#include "zip_bytes.h"

/* [MS-CFB] 2.2 and 2.6: in the header the size of a sector, as a power of two, and the first sector
   of the directory, whose names are in UTF-16. */
#define HEADER 512
#define SECTOR_SHIFT 30
#define FIRST_DIRECTORY 48
#define DIRECTORY_LOOK 4096

static const unsigned char ole[8] = {0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1};
static const char locked[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

static bool is_locked(int fd, const unsigned char *header, struct mbr_err *err)
{
    unsigned char sector[DIRECTORY_LOOK];
    unsigned shift = mbr_le16(header + SECTOR_SHIFT);
    if (shift > 12)
        return false;
    uint64_t at = ((uint64_t)mbr_le32(header + FIRST_DIRECTORY) + 1) << shift;
    int64_t n = mbr_zip_bytes(fd, sector, sizeof sector, at, err);
    return n > 0 && memmem(sector, (size_t)n, locked, sizeof locked);
}

int mbr_xlsx_not_zip(int fd, struct mbr_err *err)
{
    unsigned char header[HEADER];
    int64_t n = mbr_zip_bytes(fd, header, sizeof header, 0, err);
    if (n < 0)
        return -1;
    if (n < HEADER || memcmp(header, ole, sizeof ole) != 0)
        return mbr_err_set(err, "not an .xlsx workbook");
    return mbr_err_set(err, "%s",
                       is_locked(fd, header, err)
                           ? "a workbook with a password: to be saved as .xlsx without it"
                           : "an .xls workbook: to be saved as .xlsx");
}
