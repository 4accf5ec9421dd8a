#ifndef MBR_ZIP_H
#define MBR_ZIP_H

/* Zip files, read through their directory: entries that are stored or deflated, with or without
   zip64 (PKWARE's APPNOTE 6.3.10). The file is read with pread, so its offset stays where it is. */

#include <stdint.h>

#include "mbr/buf.h"
#include "mbr/map.h"

struct mbr_zip_entry {
    struct mbr_span name; /* as it stands in the file */
    uint64_t packed, size;
    uint64_t at, limit; /* of its local header, and where the next entry or the directory begins */
    uint32_t crc;
    unsigned method, flags;
};

struct mbr_zip {
    int fd;
    uint64_t size;
    struct mbr_buf directory;
    struct mbr_map names; /* in lower case with '/' between; the number is that of the entry */
    struct mbr_zip_entry *entry;
    size_t count, cap;
};

/* fd is a regular file's and borrowed till mbr_zip_close. Refused are more than 65,536 entries, a
   name that comes twice, and entries that overlap. 0, or -1 with err and nothing to close. */
int mbr_zip_open(struct mbr_zip *zip, int fd, struct mbr_err *err);
void mbr_zip_close(struct mbr_zip *zip);

/* Whatever the case of its letters, and which way its slashes lean; NULL where there is none. */
const struct mbr_zip_entry *mbr_zip_find(const struct mbr_zip *zip, struct mbr_span name);

/* Puts the entry's name before the text of err; -1. */
int mbr_zip_within(const struct mbr_zip_entry *entry, struct mbr_err *err);

/* Up to n bytes from `at` on; fewer at the file's end, -1 with err. */
int64_t mbr_zip_bytes(int fd, void *to, size_t n, uint64_t at, struct mbr_err *err);

/* Opens an entry of at most `most` bytes; NULL with err. What unpacks to more than 64 MiB and to
   more than 200 times its packed size is refused. */
struct mbr_unzip *mbr_unzip_open(const struct mbr_zip *zip, const struct mbr_zip_entry *entry,
                                 uint64_t most, struct mbr_err *err);

/* Up to size bytes; 0 at the end, when length and checksum have proved right; -1 with err. */
int64_t mbr_unzip_read(struct mbr_unzip *in, void *to, size_t size, struct mbr_err *err);
void mbr_unzip_close(struct mbr_unzip *in); /* takes NULL */

#endif
