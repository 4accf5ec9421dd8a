#include <string.h>

#include "mbr/mem.h"
#include "zone_rule.h"

#define HEAD 44
#define MOST_OFFSET 90000 /* RFC 9636, 3.2: -24:59:59 to 25:59:59 */

/* A block of a TZif file: a head, with the numbers of what follows it. */
struct block {
    uint32_t utc_marks, wall_marks, leaps, times, types, names;
};

static uint64_t big_endian(const char *p, size_t n)
{
    uint64_t value = 0;
    for (size_t i = 0; i < n; i++)
        value = value << 8 | (unsigned char)p[i];
    return value;
}

static bool read_head(struct mbr_span file, size_t at, struct block *block)
{
    if (at > file.n || file.n - at < HEAD || memcmp(file.p + at, "TZif", 4) != 0)
        return false;
    const char *p = file.p + at + 20;
    *block = (struct block){
        .utc_marks = (uint32_t)big_endian(p, 4),
        .wall_marks = (uint32_t)big_endian(p + 4, 4),
        .leaps = (uint32_t)big_endian(p + 8, 4),
        .times = (uint32_t)big_endian(p + 12, 4),
        .types = (uint32_t)big_endian(p + 16, 4),
        .names = (uint32_t)big_endian(p + 20, 4),
    };
    return block->types > 0;
}

/* Bytes behind the head; wide: of a time. */
static uint64_t body(const struct block *block, size_t wide)
{
    return (uint64_t)block->times * (wide + 1) + (uint64_t)block->types * 6 + block->names +
           (uint64_t)block->leaps * (wide + 4) + block->wall_marks + block->utc_marks;
}

static bool offset_of(const char *types, uint32_t type, uint32_t count, int32_t *offset)
{
    if (type >= count)
        return false;
    *offset = (int32_t)(uint32_t)big_endian(types + 6 * (size_t)type, 4);
    return *offset > -MOST_OFFSET && *offset < MOST_OFFSET;
}

static int read_changes(struct mbr_zone *zone, const struct block *block, const char *p,
                        size_t wide)
{
    const char *type = p + block->times * wide, *types = type + block->times;
    if (!offset_of(types, 0, block->types, &zone->first))
        return -1;
    zone->at = mbr_calloc(block->times + 1, sizeof *zone->at);
    zone->to = mbr_calloc(block->times + 1, sizeof *zone->to);
    for (uint32_t i = 0; i < block->times; i++) {
        uint64_t at = big_endian(p + i * wide, wide);
        zone->at[i] = wide == 8 ? (int64_t)at : (int32_t)(uint32_t)at;
        if (!offset_of(types, (unsigned char)type[i], block->types, &zone->to[i]) ||
            (i && zone->at[i] <= zone->at[i - 1]))
            return -1;
    }
    zone->count = block->times;
    return 0;
}

/* Behind the second block, between two newlines; it may be empty. */
static int read_footer(struct mbr_zone *zone, struct mbr_span rest)
{
    const char *end = rest.n > 1 ? memchr(rest.p + 1, '\n', rest.n - 1) : NULL;
    if (!end || *rest.p != '\n')
        return -1;
    struct mbr_span text = {rest.p + 1, (size_t)(end - rest.p - 1)};
    zone->ruled = text.n > 0;
    return text.n ? mbr_zone_rule_parse(text, &zone->rule) : 0;
}

int mbr_zone_read(struct mbr_zone *zone, struct mbr_span file)
{
    struct block block;
    if (!read_head(file, 0, &block))
        return -1;
    size_t at = HEAD, wide = 4;
    bool has_second = file.p[4] >= '2';
    if (has_second) { /* the first block is for old readers: its times have 32 bits */
        uint64_t first = body(&block, 4);
        if (first > file.n - at || !read_head(file, at + first, &block))
            return -1;
        at += first + HEAD;
        wide = 8;
    }
    if (body(&block, wide) > file.n - at || read_changes(zone, &block, file.p + at, wide) < 0)
        return -1;
    at += body(&block, wide);
    return has_second ? read_footer(zone, (struct mbr_span){file.p + at, file.n - at}) : 0;
}
