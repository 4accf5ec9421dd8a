#include <stdlib.h>
#include <zlib.h>

#include "mbr/text.h"
#include "mbr/zip.h"
#include "zip_bytes.h"

#define LOCAL 30
#define LOCAL_MARK 0x04034b50u
#define ENCRYPTED 1u
#define STORED 0
#define DEFLATED 8

#define BLOCK 65536
#define FREELY ((uint64_t)64 << 20) /* may unpack to this whatever its packed size is */
#define RATIO_MOST 200

struct mbr_unzip {
    const struct mbr_zip *zip;
    const struct mbr_zip_entry *entry;
    uint64_t at, left; /* of the packed bytes: the next, and how many there are */
    uint64_t given;
    uLong crc;
    bool inflating, ended;
    z_stream z;
    unsigned char block[BLOCK];
};

static int refuse(const struct mbr_unzip *in, const char *what, struct mbr_err *err)
{
    return mbr_err_value(err, "zip", what, in->entry->name);
}

int mbr_zip_within(const struct mbr_zip_entry *entry, struct mbr_err *err)
{
    struct mbr_buf name = {0};
    mbr_put_visible(&name, entry->name);
    mbr_put_char(&name, '\0');
    mbr_err_within(err, name.p);
    mbr_buf_free(&name);
    return -1;
}

static int check_size(const struct mbr_unzip *in, uint64_t most, struct mbr_err *err)
{
    const struct mbr_zip_entry *entry = in->entry;
    const char *why = NULL;
    if (entry->size > most)
        why = "more than is read of it";
    else if (entry->size > FREELY && entry->size / RATIO_MOST > entry->packed)
        why = "a zip bomb";
    if (!why)
        return 0;
    mbr_err_set(err, "%llu bytes packed are %llu unpacked: %s", (unsigned long long)entry->packed,
                (unsigned long long)entry->size, why);
    return mbr_zip_within(entry, err);
}

/* The packed bytes begin behind the local header, whose lengths are its own. */
static int find_data(struct mbr_unzip *in, struct mbr_err *err)
{
    const struct mbr_zip_entry *entry = in->entry;
    unsigned char head[LOCAL];
    int64_t got = mbr_zip_bytes(in->zip->fd, head, LOCAL, entry->at, err);
    if (got < 0)
        return -1;
    if (got < LOCAL || mbr_le32(head) != LOCAL_MARK)
        return refuse(in, "no such entry where the directory says", err);
    if ((entry->flags | mbr_le16(head + 6)) & ENCRYPTED)
        return refuse(in, "encrypted: to be saved without a password", err);
    if (entry->method != STORED && entry->method != DEFLATED)
        return refuse(in, "packed by a method other than deflate", err);
    in->at = entry->at + LOCAL + mbr_le16(head + 26) + mbr_le16(head + 28);
    if (in->at > entry->limit || entry->packed > entry->limit - in->at)
        return refuse(in, "overlaps what comes behind it", err);
    if (entry->method == STORED && entry->packed != entry->size)
        return refuse(in, "stored, but of two sizes", err);
    in->left = entry->packed;
    return 0;
}

struct mbr_unzip *mbr_unzip_open(const struct mbr_zip *zip, const struct mbr_zip_entry *entry,
                                 uint64_t most, struct mbr_err *err)
{
    struct mbr_unzip *in = mbr_alloc(sizeof *in);
    memset(in, 0, offsetof(struct mbr_unzip, block));
    in->zip = zip;
    in->entry = entry;
    in->crc = crc32(0, NULL, 0);
    if (check_size(in, most, err) < 0 || find_data(in, err) < 0) {
        mbr_unzip_close(in);
        return NULL;
    }
    if (entry->method == DEFLATED) {
        in->inflating = inflateInit2(&in->z, -MAX_WBITS) == Z_OK;
        if (!in->inflating) {
            mbr_err_set(err, "zip: zlib does not begin");
            mbr_unzip_close(in);
            return NULL;
        }
    }
    return in;
}

/* The next packed bytes, as many as fit. */
static int64_t next_packed(struct mbr_unzip *in, void *to, size_t size, struct mbr_err *err)
{
    size_t n = in->left < size ? (size_t)in->left : size;
    int64_t got = mbr_zip_bytes(in->zip->fd, to, n, in->at, err);
    if (got < 0)
        return -1;
    if ((size_t)got < n)
        return refuse(in, "the file is cut short in", err);
    in->at += n;
    in->left -= n;
    return got;
}

static int64_t inflate_some(struct mbr_unzip *in, void *to, size_t size, struct mbr_err *err)
{
    in->z.next_out = to;
    in->z.avail_out = (uInt)size;
    while (in->z.avail_out == size && !in->ended) {
        if (in->z.avail_in == 0 && in->left) {
            int64_t n = next_packed(in, in->block, sizeof in->block, err);
            if (n < 0)
                return -1;
            in->z.next_in = in->block;
            in->z.avail_in = (uInt)n;
        }
        int status = inflate(&in->z, Z_NO_FLUSH);
        in->ended = status == Z_STREAM_END;
        if (status == Z_BUF_ERROR && in->left == 0 && in->z.avail_in == 0)
            return refuse(in, "its packed bytes end too early", err);
        if (status != Z_OK && !in->ended)
            return refuse(in, "its packed bytes are broken", err);
    }
    return (int64_t)(size - in->z.avail_out);
}

static int check_end(const struct mbr_unzip *in, struct mbr_err *err)
{
    if (in->given != in->entry->size || in->left || in->z.avail_in)
        return refuse(in, "its size is not what the directory says", err);
    return in->crc == in->entry->crc ? 0 : refuse(in, "its checksum (CRC-32) is wrong", err);
}

int64_t mbr_unzip_read(struct mbr_unzip *in, void *to, size_t size, struct mbr_err *err)
{
    if (size > BLOCK)
        size = BLOCK;
    int64_t n = in->inflating ? inflate_some(in, to, size, err) : next_packed(in, to, size, err);
    if (n < 0)
        return -1;
    if (n == 0)
        return check_end(in, err);
    in->given += (uint64_t)n;
    if (in->given > in->entry->size)
        return refuse(in, "unpacks to more than the directory says", err);
    in->crc = crc32(in->crc, to, (uInt)n);
    return n;
}

void mbr_unzip_close(struct mbr_unzip *in)
{
    if (in && in->inflating)
        inflateEnd(&in->z);
    free(in);
}
