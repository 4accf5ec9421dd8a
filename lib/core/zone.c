#include "zone_rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mbr/buf.h"
#include "mbr/mem.h"

#define MOST_BYTES ((size_t)1 << 20) /* the largest file of the database has some 4 KB */

static const char *const directories[] = {"/usr/share/zoneinfo", "/usr/lib/zoneinfo", NULL};

/* "+08:00", up to 14 hours to either side. */
static bool is_offset(const char *name, int32_t *offset)
{
    if (strlen(name) != 6 || (*name != '+' && *name != '-') || name[3] != ':' ||
        !mbr_is_digit(name[1]) || !mbr_is_digit(name[2]) || !mbr_is_digit(name[4]) ||
        !mbr_is_digit(name[5]))
        return false;
    int32_t minutes =
        (name[1] - '0') * 600 + (name[2] - '0') * 60 + (name[4] - '0') * 10 + name[5] - '0';
    *offset = (*name == '-' ? -60 : 60) * minutes;
    return name[4] < '6' && minutes <= 14 * 60;
}

/* Letters, digits, "_", "+", "-", and "/" between them: no way out of the directory. */
static bool is_name(const char *name)
{
    for (const char *c = name; *c; c++) {
        bool letter = (*c | 0x20) >= 'a' && (*c | 0x20) <= 'z';
        bool inner = c > name && c[1] && (*c == '/' ? c[-1] != '/' : true);
        if (!letter && !mbr_is_digit(*c) && !(inner && strchr("/_+-", *c)))
            return false;
    }
    return *name != '\0';
}

static bool read_from(const char *directory, const char *name, struct mbr_buf *file)
{
    char path[512];
    int n = snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *from = n > 0 && (size_t)n < sizeof path ? fopen(path, "rbe") : NULL;
    if (!from)
        return false;
    file->n = fread(mbr_buf_room(file, MOST_BYTES), 1, MOST_BYTES, from);
    bool read = !ferror(from) && file->n > 0;
    fclose(from);
    return read;
}

static bool find(const char *name, struct mbr_buf *file)
{
    const char *own = getenv("TZDIR");
    if (own && *own)
        return read_from(own, name, file);
    for (const char *const *directory = directories; *directory; directory++)
        if (read_from(*directory, name, file))
            return true;
    return false;
}

struct mbr_zone *mbr_zone_load(const char *name, struct mbr_err *err)
{
    struct mbr_zone *zone = mbr_calloc(1, sizeof *zone);
    struct mbr_buf file = {0};
    if (is_offset(name, &zone->first) || strcmp(name, "UTC") == 0)
        return zone;
    const char *what = NULL;
    if (!is_name(name) || !find(name, &file))
        what = "no such time zone (names are as in the tz database, such as Asia/Shanghai)";
    else if (mbr_zone_read(zone, mbr_buf_span(&file)) < 0)
        what = "the file of this time zone cannot be read";
    mbr_buf_free(&file);
    if (!what)
        return zone;
    mbr_err_value(err, NULL, what, mbr_span(name));
    mbr_zone_free(zone);
    return NULL;
}

void mbr_zone_free(struct mbr_zone *zone)
{
    if (!zone)
        return;
    free(zone->at);
    free(zone->to);
    free(zone);
}

int32_t mbr_zone_offset(const struct mbr_zone *zone, int64_t utc)
{
    size_t from = 0, to = zone->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (zone->at[middle] <= utc)
            from = middle + 1;
        else
            to = middle;
    }
    if (from == zone->count && zone->ruled)
        return mbr_zone_rule_offset(&zone->rule, utc);
    return from ? zone->to[from - 1] : zone->first;
}

/* No zone has changed twice within a day, so the offsets a day before and a day after are those on
   the two sides of any change that is near. */
enum mbr_zone_wall mbr_zone_wall(const struct mbr_zone *zone, int64_t local, int32_t *offset)
{
    int32_t before = mbr_zone_offset(zone, local - 86400 * 3 / 2);
    int32_t after = mbr_zone_offset(zone, local + 86400 * 3 / 2);
    bool is_before = mbr_zone_offset(zone, local - before) == before;
    bool is_after = mbr_zone_offset(zone, local - after) == after;
    *offset = is_before || !is_after ? before : after;
    if (before == after || is_before != is_after)
        return MBR_ZONE_ONCE;
    return is_before ? MBR_ZONE_TWICE : MBR_ZONE_GAP;
}
