#ifndef MBR_DATETEXT_H
#define MBR_DATETEXT_H

/* Dates and times as other programs write them:

       2010-12-01   2010/12/1   2010.12.01   2010年12月1日   20101201   20101201083000
       1/12/2010    01.12.10    1-12-2010    (see enum mbr_date_order)
       101201                                (with MBR_DATE_YMD alone)

   alone or before a time: 8:26  08:26:00  08:26:00.250 (the fraction is cut)  8:26 PM, behind a
   blank, a comma and a blank, or a T; then perhaps a zone: Z, UTC, +08:00, +0800, +08. A year of
   two digits is 1969 to 2068, as in POSIX strptime(3). */

#include "mbr/buf.h"

/* How to read 3/4/2011. Dots are read as day, month, year where nothing else is known. A year of
   four digits that stands first is seen in any order; with YMD it has to, and may have two. */
enum mbr_date_order { MBR_DATE_OPEN, MBR_DATE_DMY, MBR_DATE_MDY, MBR_DATE_YMD };

/* 0 with *at (date.h), or -1 with `what`: "not a date", "not a date (a spreadsheet's day number?)",
   "ambiguous day and month (see --date-order)". */
int mbr_datetext_parse(struct mbr_span text, enum mbr_date_order order, uint64_t *at,
                       const char **what);

/* What one value tells of the column it stands in. */
enum mbr_datetext_says {
    MBR_DATETEXT_NOTHING, /* is no date */
    MBR_DATETEXT_CLEAR,   /* needs no order */
    MBR_DATETEXT_DMY,     /* can only be day, month, year */
    MBR_DATETEXT_MDY,
    MBR_DATETEXT_EITHER
};
enum mbr_datetext_says mbr_datetext_says(struct mbr_span text);

/* Puts the layout in words, as "YYYY-MM-DD hh:mm:ss"; nothing when it is no date. */
void mbr_put_datetext_layout(struct mbr_buf *buf, struct mbr_span text, enum mbr_date_order order);

#endif
