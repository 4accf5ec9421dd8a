#include "import_zone.h"

#include <stdlib.h>

#include "mbr/date.h"

#define DAY 86400

void mbr_import_zone_free(struct mbr_import_zone *zone)
{
    mbr_zone_free(zone->zone);
    free(zone->name);
    free(zone->gap);
    *zone = (struct mbr_import_zone){0};
}

int mbr_import_zone_set(struct mbr_import_zone *zone, const char *name, struct mbr_err *err)
{
    struct mbr_buf gap = {0};
    if (name && zone->name && strcmp(zone->name, name) == 0)
        return 0;
    mbr_import_zone_free(zone);
    if (!name)
        return 0;
    if (!(zone->zone = mbr_zone_load(name, err)))
        return -1;
    mbr_put_format(&gap, "not a time in %s: clocks went forward", name);
    mbr_put_char(&gap, '\0');
    zone->gap = gap.p;
    zone->name = mbr_strdup(name);
    return 0;
}

/* Rounded down, as seconds before 1970 are negative. */
static void split(int64_t seconds, int32_t *day, int32_t *second)
{
    int64_t days = seconds / DAY - (seconds % DAY < 0);
    *day = (int32_t)days;
    *second = (int32_t)(seconds - days * DAY);
}

static int write_at(struct mbr_import_field *field, int64_t local, int32_t offset,
                    struct mbr_import_row *row)
{
    int32_t day, second;
    split(local, &day, &second);
    if (day < mbr_day_from_civil(1, 1, 1) || day > mbr_day_from_civil(9999, 12, 31))
        return mbr_import_flawed(row, field, "not a date");
    field->at = mbr_at_make(day, second, offset / 60);
    field->text = (struct mbr_span){field->own, mbr_at_write(field->own, field->at)};
    return 0;
}

int mbr_import_zone_at(const struct mbr_import_zones *zones, struct mbr_import_field *field,
                       struct mbr_import_row *row)
{
    const struct mbr_import_zone *from = zones->file.zone ? &zones->file : &zones->shop;
    const struct mbr_import_zone *to = zones->shop.zone ? &zones->shop : &zones->file;
    int32_t second = mbr_at_second(field->at), minutes = mbr_at_offset(field->at), offset;
    int64_t local = (int64_t)mbr_at_day(field->at) * DAY + second, utc;
    if (second < 0)
        return 0;
    if (minutes != MBR_OFFSET_NONE) {
        if (!zones->shop.zone)
            return 0;
        utc = local - (int64_t)minutes * 60;
    } else {
        enum mbr_zone_wall wall = mbr_zone_wall(from->zone, local, &offset);
        if (wall == MBR_ZONE_GAP)
            return mbr_import_flawed(row, field, from->gap);
        field->twice = wall == MBR_ZONE_TWICE;
        if (from == to)
            return write_at(field, local, offset, row);
        utc = local - offset;
    }
    offset = mbr_zone_offset(to->zone, utc);
    return write_at(field, utc + offset, offset, row);
}
