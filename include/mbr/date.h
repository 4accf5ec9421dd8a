#ifndef MBR_DATE_H
#define MBR_DATE_H

/* Days and times in the proleptic Gregorian calendar, years 0001 to 9999. Nothing here reads a
   clock, a locale or a time zone.

   A day is a count of days since 1970-01-01. An `at` is a whole "YYYY-MM-DD" or
   "YYYY-MM-DDThh:mm:ss", with or without "+hh:mm", packed into 64 bits so that comparing two as
   integers is comparing their spellings as bytes: year, month, day, then (0 where only the day is
   given) 1 + second of the day, then 0 or 1 + the offset's rank. A 'Z' is read as +00:00. */

#include "mbr/buf.h"

#define MBR_DAY_NONE INT32_MIN

int32_t mbr_day_from_civil(int year, int month, int day);
void mbr_day_to_civil(int32_t day, int *year, int *month, int *dayofmonth);
bool mbr_civil_valid(int year, int month, int day);

/* "YYYY-MM-DD"; 0 or -1. */
int mbr_day_parse(struct mbr_span text, int32_t *day);
#define MBR_DAY_SIZE 10
void mbr_day_write(char to[MBR_DAY_SIZE], int32_t day);
void mbr_put_day(struct mbr_buf *buf, int32_t day); /* with quotes */

/* n months later (earlier when negative), clamped to the month's last day. */
int32_t mbr_day_add_months(int32_t day, int months);

/* A length of time as people give it: "60d", "8w", "6m", "1y", from 1 to MBR_PERIOD_MOST of the
   unit. Months come first, clamped to the month's last day. 0, or -1 and nothing is set. */
struct mbr_period {
    int32_t days, months; /* one of them is 0 */
};
#define MBR_PERIOD_MOST 36500
int mbr_period_parse(struct mbr_span text, struct mbr_period *period);

/* second: of the day, or -1 for none; offset: minutes east of UTC, or MBR_OFFSET_NONE. */
#define MBR_OFFSET_NONE INT32_MIN
uint64_t mbr_at_make(int32_t day, int32_t second, int32_t offset);
int mbr_at_parse(struct mbr_span text, uint64_t *at); /* 0 or -1 */
int32_t mbr_at_day(uint64_t at);
int32_t mbr_at_second(uint64_t at); /* of the day; -1 where only the day is given */
int32_t mbr_at_offset(uint64_t at); /* minutes east of UTC, or MBR_OFFSET_NONE */
#define MBR_AT_SIZE 25
size_t mbr_at_write(char to[MBR_AT_SIZE], uint64_t at);
void mbr_put_at(struct mbr_buf *buf, uint64_t at); /* with quotes */

#endif
