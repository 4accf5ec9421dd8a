#ifndef MBR_TESTS_WORKBOOK_H
#define MBR_TESTS_WORKBOOK_H

/* Zip files and workbooks made of their parts, as the programs that write them do it. */

#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "mbr/buf.h"
#include "mbr/spool.h"

enum zip_how {
    ZIP_DEFLATED = 1,
    ZIP_DESCRIPTORS = 2, /* sizes behind the data, 0 before it: what is written to a pipe */
    ZIP_64 = 4,
    ZIP_ENCRYPTED = 8 /* says so, and is not */
};

struct zip_part {
    const char *name;
    struct mbr_span text;
};

static inline void put_le(struct mbr_buf *to, uint64_t value, int bytes)
{
    for (; bytes > 0; bytes--, value >>= 8)
        mbr_put_char(to, (char)(value & 0xff));
}

static inline void put_packed(struct mbr_buf *to, struct mbr_span text, unsigned how)
{
    if (!(how & ZIP_DEFLATED)) {
        mbr_put_span(to, text);
        return;
    }
    z_stream z = {0};
    deflateInit2(&z, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    size_t room = deflateBound(&z, (uLong)text.n);
    z.next_in = (Bytef *)(text.n ? text.p : "");
    z.avail_in = (uInt)text.n;
    z.next_out = (Bytef *)mbr_buf_room(to, room);
    z.avail_out = (uInt)room;
    deflate(&z, Z_FINISH);
    to->n += room - z.avail_out;
    deflateEnd(&z);
}

/* Version to crc, the same before the data and in the directory. */
static inline void put_zip_facts(struct mbr_buf *to, struct mbr_span text, unsigned how, bool told)
{
    uLong crc = text.n ? crc32(0, (const Bytef *)text.p, (uInt)text.n) : 0;
    put_le(to, how & ZIP_64 ? 45 : 20, 2);
    put_le(to, (how & ZIP_DESCRIPTORS ? 8u : 0u) | (how & ZIP_ENCRYPTED ? 1u : 0u), 2);
    put_le(to, how & ZIP_DEFLATED ? 8 : 0, 2);
    put_le(to, 0, 4);
    put_le(to, told ? crc : 0, 4);
}

static inline void put_zip_end64(struct mbr_buf *to, size_t count, size_t at, size_t size)
{
    size_t end = to->n;
    mbr_put(to, "PK\6\6", 4);
    put_le(to, 44, 8);
    put_le(to, 45, 2);
    put_le(to, 45, 2);
    put_le(to, 0, 8);
    put_le(to, count, 8);
    put_le(to, count, 8);
    put_le(to, size, 8);
    put_le(to, at, 8);
    mbr_put(to, "PK\6\7", 4);
    put_le(to, 0, 4);
    put_le(to, end, 8);
    put_le(to, 1, 4);
}

/* The entry with its local header. Returns its packed size. */
static inline size_t put_zip_entry(struct mbr_buf *to, const struct zip_part *part, unsigned how)
{
    struct mbr_buf packed = {0};
    struct mbr_span text = part->text, name = mbr_span(part->name);
    bool later = how & ZIP_DESCRIPTORS;
    size_t n;
    put_packed(&packed, text, how);
    n = packed.n;
    mbr_put(to, "PK\3\4", 4);
    put_zip_facts(to, text, how, !later);
    put_le(to, later ? 0 : n, 4);
    put_le(to, later ? 0 : text.n, 4);
    put_le(to, name.n, 2);
    put_le(to, 0, 2);
    mbr_put_span(to, name);
    mbr_put_span(to, mbr_buf_span(&packed));
    mbr_buf_free(&packed);
    if (later) {
        mbr_put(to, "PK\7\10", 4);
        put_le(to, text.n ? crc32(0, (const Bytef *)text.p, (uInt)text.n) : 0, 4);
        put_le(to, n, 4);
        put_le(to, text.n, 4);
    }
    return n;
}

static inline void put_zip_head(struct mbr_buf *to, const struct zip_part *part, size_t packed,
                                size_t at, unsigned how)
{
    bool large = how & ZIP_64;
    struct mbr_span name = mbr_span(part->name);
    mbr_put(to, "PK\1\2", 4);
    put_le(to, 20, 2);
    put_zip_facts(to, part->text, how, true);
    put_le(to, large ? UINT32_MAX : packed, 4);
    put_le(to, large ? UINT32_MAX : part->text.n, 4);
    put_le(to, name.n, 2);
    put_le(to, large ? 28 : 0, 2);
    put_le(to, 0, 10);
    put_le(to, large ? UINT32_MAX : at, 4);
    mbr_put_span(to, name);
    if (large) {
        put_le(to, 1 | 24 << 16, 4);
        put_le(to, part->text.n, 8);
        put_le(to, packed, 8);
        put_le(to, at, 8);
    }
}

static inline void put_zip(struct mbr_buf *to, const struct zip_part *parts, size_t count,
                           unsigned how)
{
    struct mbr_buf directory = {0};
    for (size_t i = 0; i < count; i++) {
        size_t entry = to->n, packed = put_zip_entry(to, &parts[i], how);
        put_zip_head(&directory, &parts[i], packed, entry, how);
    }
    size_t at = to->n;
    mbr_put_span(to, mbr_buf_span(&directory));
    if (how & ZIP_64)
        put_zip_end64(to, count, at, directory.n);
    mbr_put(to, "PK\5\6", 4);
    put_le(to, 0, 4);
    put_le(to, how & ZIP_64 ? 0xffff : count, 2);
    put_le(to, how & ZIP_64 ? 0xffff : count, 2);
    put_le(to, how & ZIP_64 ? UINT32_MAX : directory.n, 4);
    put_le(to, how & ZIP_64 ? UINT32_MAX : at, 4);
    put_le(to, 0, 2);
    mbr_buf_free(&directory);
}

#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define PACKAGE "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\""

/* One sheet; strings, styles and book may be empty, book then has the sheet alone. */
struct workbook {
    struct mbr_span sheet, strings, styles, book;
    unsigned how;
};

static inline void put_workbook(struct mbr_buf *to, const struct workbook *of)
{
    static const char root[] = "<Relationships " PACKAGE "><Relationship Id=\"rId1\" Type=\"" OFFICE
                               "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
    static const char book[] =
        "<workbook " MAIN " xmlns:r=\"" OFFICE
        "\"><sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
    static const char related[] =
        "<Relationships " PACKAGE "><Relationship Id=\"rId1\" Type=\"" OFFICE
        "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"" OFFICE
        "/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"rId3\" Type=\"" OFFICE
        "/styles\" Target=\"/xl/styles.xml\"/></Relationships>";
    struct zip_part parts[6] = {
        {"_rels/.rels", mbr_span(root)},
        {"xl/workbook.xml", of->book.n ? of->book : mbr_span(book)},
        {"xl/_rels/workbook.xml.rels", mbr_span(related)},
        {"xl/worksheets/sheet1.xml", of->sheet},
    };
    size_t count = 4;
    if (of->strings.n)
        parts[count++] = (struct zip_part){"xl/sharedStrings.xml", of->strings};
    if (of->styles.n)
        parts[count++] = (struct zip_part){"xl/styles.xml", of->styles};
    put_zip(to, parts, count, of->how);
}

/* A file without a name that holds these bytes; the caller closes it. -1 where there is none. */
static inline int file_of(struct mbr_span bytes)
{
    struct mbr_err err;
    int fd = mbr_spool_file(&err);
    for (size_t done = 0; fd >= 0 && done < bytes.n;) {
        ssize_t n = write(fd, bytes.p + done, bytes.n - done);
        if (n < 0) {
            close(fd);
            return -1;
        }
        done += (size_t)n;
    }
    return fd;
}

#endif
