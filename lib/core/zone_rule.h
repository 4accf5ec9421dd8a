#ifndef MBR_ZONE_RULE_H
#define MBR_ZONE_RULE_H

/* Inside a zone. Private to lib/core/zone*.c. */

#include "mbr/zone.h"

/* A day of the year on which clocks change, and when: seconds of local time from its midnight,
   which may be another day's. */
struct mbr_zone_change {
    enum { MBR_ZONE_JULIAN, MBR_ZONE_DAY, MBR_ZONE_WEEKDAY } kind; /* Jn; n; Mm.w.d */
    int32_t day;         /* n; of Mm.w.d the d, 0 Sunday */
    int32_t month, week; /* week 5: the last */
    int32_t second;
};

/* POSIX TZ, as in a file's footer: "CET-1CEST,M3.5.0,M10.5.0/3". */
struct mbr_zone_rule {
    int32_t standard, summer; /* offsets */
    bool changes;             /* there is summer time, between `start` and `end` of each year */
    struct mbr_zone_change start, end;
};

/* 0, or -1 where the text is no such rule. */
int mbr_zone_rule_parse(struct mbr_span text, struct mbr_zone_rule *rule);
int32_t mbr_zone_rule_offset(const struct mbr_zone_rule *rule, int64_t utc);

struct mbr_zone {
    int64_t *at; /* rising: from this instant on … */
    int32_t *to; /* … the offset is this */
    size_t count;
    int32_t first;             /* before at[0] */
    struct mbr_zone_rule rule; /* from the last at[] on */
    bool ruled;
};

/* What a TZif file says. 0, or -1 where it is none. */
int mbr_zone_read(struct mbr_zone *zone, struct mbr_span file);

#endif
