#ifndef MBR_EVENT_H
#define MBR_EVENT_H

/* An event in its canonical form: known fields in the order of mbr-stream(5), money and times in
   their one spelling, strings with the fewest escapes, unknown fields by key with their values byte
   for byte. Two events are equal when these bytes are. */

#include "mbr/json.h"

/* The fields of an event, in canonical order; behind them those that only member lines have. The
   paths are in the same order, so that ask->slot[MBR_FIELD_QTY] is the quantity. */
enum mbr_field {
    MBR_FIELD_TYPE,
    MBR_FIELD_AT,
    MBR_FIELD_MEMBER,
    MBR_FIELD_CHANNEL, /* context: what an order's lines share, up to campaign */
    MBR_FIELD_STORE,
    MBR_FIELD_STAFF,
    MBR_FIELD_CAMPAIGN,
    MBR_FIELD_CURRENCY,
    MBR_FIELD_ORDER,
    MBR_FIELD_ITEM,
    MBR_FIELD_QTY,
    MBR_FIELD_AMOUNT,
    MBR_FIELD_PRICE,
    MBR_FIELD_LIST,
    MBR_FIELD_DISCOUNT,
    MBR_FIELD_COUPON,
    MBR_FIELD_GIFT,
    MBR_FIELD_ID,
    MBR_FIELD_IDS,
    MBR_FIELD_QUERY,
    MBR_FIELD_LAT,
    MBR_FIELD_LON,
    MBR_FIELD_RATING,
    MBR_FIELD_TO,
    MBR_FIELD_VALUE,
    MBR_FIELD_UNTIL,
    MBR_FIELD_POINTS,
    MBR_FIELD_REASON,
    MBR_FIELD_STATUS,
    MBR_FIELD_COST,
    MBR_FIELD_PURPOSE,
    MBR_FIELD_GRANTED,
    MBR_EVENT_FIELDS,
    MBR_FIELD_AS_OF = MBR_EVENT_FIELDS,
    MBR_FIELD_DROPPED,
    MBR_FIELD_ATTR,
    MBR_FIELD_CONSENT,
    MBR_FIELD_BUY,
    MBR_FIELD_ORDERS,
    MBR_FIELD_EVENTS,
    MBR_FIELDS
};
extern const char *const mbr_field_paths[MBR_FIELDS];

#define MBR_CONTEXT_FIELDS 4

enum mbr_event_kind {
    MBR_EVENT_OTHER,
    MBR_EVENT_PURCHASE,
    MBR_EVENT_RETURN,
    MBR_EVENT_ATTR,
    MBR_EVENT_CONSENT
};

/* What is read of one event. Spans point into the line or into the buffers here; all of it is good
   until the next event is read into the same struct. Strings are JSON spellings with their quotes,
   but member and currency are contents. Zero-initialise; free with mbr_event_free.

   known and unknown are the fields as they are kept, without braces. Of a purchase or return: what
   stands at the line, without type, at, context and order; quantity and amount of a return are
   negative there and here. Of any other event: all but member and currency.

   Bare events have neither known nor unknown nor context, and nothing is looked at that is not
   needed to sum up. They have no id (for then another might take their place); with bare_sales,
   purchases and returns are, with bare_others, what is neither these nor attr nor consent. */
struct mbr_event {
    bool bare_sales, bare_others; /* set by the owner: see below */
    enum mbr_event_kind kind;
    bool gift;
    int64_t amount; /* apart from qty, or both are read as one before they have been written */
    uint64_t at;
    struct mbr_span member, currency; /* n 0: absent */
    int64_t qty;
    struct mbr_span context[MBR_CONTEXT_FIELDS], order, id, ids; /* ids: an object as it came */
    struct mbr_buf known, unknown;
    struct mbr_buf member_text, currency_text, order_text, id_text, key_text, context_text, scratch;
    struct mbr_json_pair *pairs;
    size_t pair_cap;
};
void mbr_event_free(struct mbr_event *event);

/* Where the event stands: as a line of its own or in a member's list of events; at a line of a
   purchase or return order (then at, context and order are the order's unless the line has its own,
   see mbr_event_read_line). */
struct mbr_order_head {
    bool is_return;
    uint64_t at;
    struct mbr_span order; /* JSON spelling, n 0: absent */
    struct mbr_span context[MBR_CONTEXT_FIELDS];
};

/* The four spellings of a context, from channel's slot on; they point into the line or into text,
   and stay as they are where a field is absent. 0, or -1 with "field: what: value". */
int mbr_context_read(const struct mbr_json *slots, struct mbr_buf *text, struct mbr_buf *scratch,
                     struct mbr_span *context, struct mbr_err *err);

/* Both read what ask has scanned (paths mbr_field_paths, all set). 0, or -1 with "field: what:
   value". whole: keep known as for any other event, of purchases too, and the currency with it. */
int mbr_event_read(struct mbr_event *event, const struct mbr_ask *ask, bool whole,
                   struct mbr_err *err);
int mbr_event_read_line(struct mbr_event *event, const struct mbr_ask *ask,
                        const struct mbr_order_head *head, struct mbr_err *err);

#endif
