#ifndef MBR_EVENT_FIELDS_H
#define MBR_EVENT_FIELDS_H

/* Inside the reading of events: how fields are spelled into event->known and event->unknown. */

#include "mbr/event.h"

/* Puts the fields from..to-1 that are there into known, each checked and in its one spelling;
   mbr_event_put_key only the key, for a value that the caller puts. */
int mbr_event_put_known(struct mbr_event *event, const struct mbr_ask *ask, int from, int to,
                        struct mbr_err *err);
void mbr_event_put_key(struct mbr_event *event, enum mbr_field field);

/* Whether `ids` is {"phone":"…","email":["…","…"]}. */
int mbr_event_check_ids(const struct mbr_json *value, struct mbr_err *err);

/* Puts into unknown, by key, what is nobody's: the rest, and slots that mean nothing in this kind
   of event. */
int mbr_event_put_unknown(struct mbr_event *event, const struct mbr_ask *ask, struct mbr_err *err);

#endif
