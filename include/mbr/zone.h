#ifndef MBR_ZONE_H
#define MBR_ZONE_H

/* Time zones by name, as in the tz database: what the wall clock shows, and what instant it means.
   Zones are read from $TZDIR or the system's zoneinfo directory, files of the format TZif (RFC
   9636); behind the last change listed the rule in the file's footer goes on for ever. Nothing here
   looks at the zone of the machine.

   Seconds of both clocks are counted from 1970-01-01T00:00:00 without leap seconds, the local ones
   as the wall clock shows them. Offsets are seconds east of UTC. */

#include <stdint.h>

#include "mbr/err.h"
#include "mbr/span.h"

struct mbr_zone;

/* "Asia/Shanghai", "Europe/London"; "UTC"; or one offset for ever: "+08:00". NULL with err: no such
   zone, or a file that is none. */
struct mbr_zone *mbr_zone_load(const char *name, struct mbr_err *err);
void mbr_zone_free(struct mbr_zone *zone);

int32_t mbr_zone_offset(const struct mbr_zone *zone, int64_t utc);

/* A time on the wall: MBR_ZONE_GAP, it was left out when clocks went forward; MBR_ZONE_TWICE, it
   came twice when they went back. The offset is the one in force before the change: a time in a gap
   is so many seconds behind the change as it would have been, a repeated one is the first. */
enum mbr_zone_wall { MBR_ZONE_ONCE, MBR_ZONE_GAP, MBR_ZONE_TWICE };
enum mbr_zone_wall mbr_zone_wall(const struct mbr_zone *zone, int64_t local, int32_t *offset);

#endif
