#include "mbr/zip.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "zip_bytes.h"

/* Sizes of the records without what varies, and their signatures. */
#define END 22
#define END_MARK 0x06054b50u
#define LOCATOR 20
#define LOCATOR_MARK 0x07064b50u
#define END64 56
#define END64_MARK 0x06064b50u
#define HEAD 46
#define HEAD_MARK 0x02014b50u
#define COMMENT_MOST 65535
#define EXTRA64 1

#define ENTRIES_MOST 65536
#define DIRECTORY_MOST ((uint64_t)64 << 20)

/* What the end of the file says of the directory. */
struct place {
    uint64_t at, size, count;
};

int64_t mbr_zip_bytes(int fd, void *to, size_t n, uint64_t at, struct mbr_err *err)
{
    size_t got = 0;
    while (got < n) {
        ssize_t more = pread(fd, (char *)to + got, n - got, (off_t)(at + got));
        if (more < 0 && errno == EINTR)
            continue;
        if (more < 0)
            return mbr_err_set(err, "cannot be read: %s", strerror(errno));
        if (more == 0)
            break;
        got += (size_t)more;
    }
    return (int64_t)got;
}

/* The file is as long as it was, or somebody is cutting it just now. */
static int bytes(const struct mbr_zip *zip, void *to, size_t n, uint64_t at, struct mbr_err *err)
{
    int64_t got = mbr_zip_bytes(zip->fd, to, n, at, err);
    if (got < 0)
        return -1;
    return (size_t)got == n ? 0 : mbr_err_set(err, "zip: the file is cut short");
}

static int find_end64(const struct mbr_zip *zip, uint64_t end, struct place *place,
                      struct mbr_err *err)
{
    unsigned char record[END64];
    if (end < LOCATOR || bytes(zip, record, LOCATOR, end - LOCATOR, err) < 0 ||
        mbr_le32(record) != LOCATOR_MARK)
        return mbr_err_set(err, "zip: no zip64 directory where one is needed");
    uint64_t at = mbr_le64(record + 8);
    if (at > end || end - at < END64 || bytes(zip, record, END64, at, err) < 0 ||
        mbr_le32(record) != END64_MARK)
        return mbr_err_set(err, "zip: no zip64 directory at byte %llu", (unsigned long long)at);
    *place = (struct place){mbr_le64(record + 48), mbr_le64(record + 40), mbr_le64(record + 32)};
    return 0;
}

/* The end record stands last, but for a comment of its own. */
static int find_end(const struct mbr_zip *zip, struct place *place, struct mbr_err *err)
{
    size_t n = zip->size < END + COMMENT_MOST ? (size_t)zip->size : END + COMMENT_MOST;
    unsigned char *tail = mbr_alloc(n), *end = NULL;
    if (bytes(zip, tail, n, zip->size - n, err) < 0) {
        free(tail);
        return -1;
    }
    for (size_t i = n < END ? 0 : n - END + 1; i-- > 0 && !end;)
        if (mbr_le32(tail + i) == END_MARK && i + END + mbr_le16(tail + i + 20) <= n)
            end = tail + i;
    if (!end) {
        free(tail);
        return mbr_err_set(err, "zip: no directory at the end: the file is cut short");
    }
    uint64_t at = zip->size - n + (uint64_t)(end - tail);
    *place = (struct place){mbr_le32(end + 16), mbr_le32(end + 12), mbr_le16(end + 10)};
    bool needs64 = place->at == UINT32_MAX || place->size == UINT32_MAX || place->count == 0xffff;
    unsigned disks = mbr_le16(end + 4) | mbr_le16(end + 6);
    free(tail);
    if (needs64 && find_end64(zip, at, place, err) < 0)
        return -1;
    if (!needs64 && disks)
        return mbr_err_set(err, "zip: one part of several");
    if (place->at > at || place->size > at - place->at)
        return mbr_err_set(err, "zip: the directory lies beyond the end: the file is cut short");
    return 0;
}

/* Takes a size from the zip64 field where the 32 bits have no room for it. */
static bool take64(uint64_t *value, const unsigned char **field, size_t *left)
{
    if (*value != UINT32_MAX)
        return true;
    if (*left < 8)
        return false;
    *value = mbr_le64(*field);
    *field += 8;
    *left -= 8;
    return true;
}

static bool read_extra(struct mbr_zip_entry *entry, const unsigned char *extra, size_t left)
{
    while (left >= 4) {
        unsigned kind = mbr_le16(extra);
        size_t n = mbr_le16(extra + 2);
        extra += 4;
        left -= 4;
        if (n > left)
            break;
        if (kind == EXTRA64)
            return take64(&entry->size, &extra, &n) && take64(&entry->packed, &extra, &n) &&
                   take64(&entry->at, &extra, &n);
        extra += n;
        left -= n;
    }
    return entry->size != UINT32_MAX && entry->packed != UINT32_MAX && entry->at != UINT32_MAX;
}

/* The entry at the beginning of left. Returns the bytes it takes, 0 when it is none. */
static size_t read_head(struct mbr_zip_entry *entry, const unsigned char *head, size_t left)
{
    if (left < HEAD || mbr_le32(head) != HEAD_MARK)
        return 0;
    size_t name = mbr_le16(head + 28), extra = mbr_le16(head + 30), comment = mbr_le16(head + 32);
    if (left - HEAD < name + extra + comment)
        return 0;
    *entry = (struct mbr_zip_entry){
        .name = {(const char *)head + HEAD, name},
        .packed = mbr_le32(head + 20),
        .size = mbr_le32(head + 24),
        .at = mbr_le32(head + 42),
        .crc = mbr_le32(head + 16),
        .method = mbr_le16(head + 10),
        .flags = mbr_le16(head + 8),
    };
    return read_extra(entry, head + HEAD + name, extra) ? HEAD + name + extra + comment : 0;
}

static void put_folded(struct mbr_buf *buf, struct mbr_span name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        mbr_put_char(buf, c == '\\' ? '/' : c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);
    }
}

static int read_directory(struct mbr_zip *zip, const struct place *place, struct mbr_err *err)
{
    if (place->size > DIRECTORY_MOST || place->count > ENTRIES_MOST)
        return mbr_err_set(err, "zip: %llu entries, more than %d", (unsigned long long)place->count,
                           ENTRIES_MOST);
    size_t n = (size_t)place->size, at = 0;
    if (bytes(zip, mbr_buf_room(&zip->directory, n), n, place->at, err) < 0)
        return -1;
    zip->directory.n = n;
    struct mbr_buf folded = {0};
    int failed = 0;
    while (!failed && zip->count < place->count) {
        bool added = false;
        zip->entry = mbr_grow(zip->entry, &zip->cap, zip->count + 1, sizeof *zip->entry);
        struct mbr_zip_entry *entry = &zip->entry[zip->count];
        size_t took = read_head(entry, (unsigned char *)zip->directory.p + at, n - at);
        if (took == 0) {
            failed = mbr_err_set(err, "zip: the directory is broken at entry %zu", zip->count + 1);
            break;
        }
        folded.n = 0;
        put_folded(&folded, entry->name);
        mbr_map_put(&zip->names, mbr_buf_span(&folded), &added);
        if (!added)
            failed = mbr_err_value(err, "zip", "two entries of one name", entry->name);
        zip->count++;
        at += took;
    }
    mbr_buf_free(&folded);
    return failed;
}

static int by_place(const void *a, const void *b)
{
    const struct mbr_zip_entry *const *l = a, *const *r = b;
    return ((*l)->at > (*r)->at) - ((*l)->at < (*r)->at);
}

/* Entries that share bytes unpack to far more than the file could hold. */
static int set_limits(struct mbr_zip *zip, uint64_t directory, struct mbr_err *err)
{
    struct mbr_zip_entry **order = mbr_calloc(zip->count, sizeof(struct mbr_zip_entry *));
    for (size_t i = 0; i < zip->count; i++)
        order[i] = &zip->entry[i];
    qsort(order, zip->count, sizeof *order, by_place);
    const struct mbr_zip_entry *wrong = NULL;
    for (size_t i = 0; i < zip->count && !wrong; i++) {
        struct mbr_zip_entry *entry = order[i];
        entry->limit = i + 1 < zip->count ? order[i + 1]->at : directory;
        if (entry->at > entry->limit || entry->packed > entry->limit - entry->at)
            wrong = entry;
    }
    free(order);
    return wrong ? mbr_err_value(err, "zip", "overlaps what comes behind it", wrong->name) : 0;
}

int mbr_zip_open(struct mbr_zip *zip, int fd, struct mbr_err *err)
{
    struct stat file;
    struct place place = {0};
    *zip = (struct mbr_zip){.fd = fd};
    if (fstat(fd, &file) < 0)
        return mbr_err_set(err, "cannot be read: %s", strerror(errno));
    zip->size = (uint64_t)file.st_size;
    if (find_end(zip, &place, err) == 0 && read_directory(zip, &place, err) == 0 &&
        set_limits(zip, place.at, err) == 0)
        return 0;
    mbr_zip_close(zip);
    return -1;
}

void mbr_zip_close(struct mbr_zip *zip)
{
    mbr_buf_free(&zip->directory);
    mbr_map_free(&zip->names);
    free(zip->entry);
    *zip = (struct mbr_zip){0};
}

const struct mbr_zip_entry *mbr_zip_find(const struct mbr_zip *zip, struct mbr_span name)
{
    struct mbr_buf folded = {0};
    put_folded(&folded, name);
    uint32_t i = mbr_map_find(&zip->names, mbr_buf_span(&folded));
    mbr_buf_free(&folded);
    return i == MBR_MAP_NONE ? NULL : &zip->entry[i];
}
