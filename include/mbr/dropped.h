#ifndef MBR_DROPPED_H
#define MBR_DROPPED_H

/* A member line's "dropped": the list of what it lacks of its history. */

#include "mbr/edit.h"

/* Whether the value, which may be absent, lists the field ("orders" or "events"). */
bool mbr_dropped_has(const struct mbr_json *dropped, const char *field);

/* Puts the value; at least one of the two is to be true. */
void mbr_put_dropped(struct mbr_buf *buf, bool orders, bool events);

/* The edit of a line that loses these fields besides those it lacks: its value is put into `value`,
   which is emptied. The others are values found in the line; a new list goes behind the currency,
   or as_of where there is none. */
struct mbr_edit mbr_dropped_edit(struct mbr_buf *value, const struct mbr_json *dropped,
                                 const struct mbr_json *currency, const struct mbr_json *as_of,
                                 bool orders, bool events);

#endif
