#ifndef MBR_FOLD_PARCEL_H
#define MBR_FOLD_PARCEL_H

/* Inside the fold: events as they are read (fold_read.c, fold_member.c) and kept. */

#include "mbr/fold.h"

#define RECORD_IDS 255 /* a kind: no event, but the identifiers of one that is not kept */

/* An event as it is kept. Behind it stand its order, its id and its body: the text of its object
   behind the opening brace, as it will be written; known_n of it are the known fields. */
struct record {
    uint64_t at;
    int64_t qty, amount;
    uint32_t context, order_n, id_n, known_n, body_n;
    uint8_t kind;
    bool gift, has_ids;
};

static inline struct mbr_span record_order(const struct record *r)
{
    return (struct mbr_span){(const char *)(r + 1), r->order_n};
}

static inline struct mbr_span record_id(const struct record *r)
{
    return (struct mbr_span){(const char *)(r + 1) + r->order_n, r->id_n};
}

static inline struct mbr_span record_body(const struct record *r)
{
    return (struct mbr_span){(const char *)(r + 1) + r->order_n + r->id_n, r->body_n};
}

static inline size_t record_size(const struct record *r)
{
    return sizeof *r + r->order_n + r->id_n + r->body_n;
}

/* Whether it is an attr event that says something. Facts count once by themselves, with an id or
   without. */
static inline bool record_has_facts(const struct record *r)
{
    return r->kind == MBR_EVENT_ATTR && (r->has_ids || r->known_n + 1 < r->body_n);
}

/* An event on its way to its member. Behind the record stand its order, id and body, as they will
   be kept (no body: it is only summed up), and then what is looked up or seldom wanted: the member,
   the context's text, the currency, the identifiers. */
struct parcel {
    uint32_t size; /* all of it; a multiple of PARCEL_ALIGN */
    uint32_t tail; /* where the member stands */
    uint32_t member_n, context_n, currency_n, ids_n;
    uint32_t hash, number; /* of the member, for the folding thread's own use */
    struct record record;
};
#define PARCEL_ALIGN 8

/* A member line on its way: behind it stand the id, the currency and the names of the annotations,
   then its events' parcels. */
struct bundle {
    uint32_t size; /* up to the parcels; a multiple of PARCEL_ALIGN */
    uint32_t id_n, currency_n, names_n;
    uint64_t parcels_n; /* bytes of the parcels */
    int32_t as_of;
};

/* What a member line's history comes to, to be held against what the line says. */
struct line_sums {
    struct mbr_buy buy;
    bool attr, consent, ids;
};

/* Reads records into parcels: each thread has one, and the fold one for records that come alone. */
struct reader {
    struct mbr_event event;
    struct mbr_buf parcels;
    struct mbr_ask *entry_ask, *line_ask, *buy_ask;
    struct line_sums sums;
    struct mbr_buf id_text, currency_text, order_text, context_text, scratch;
};

/* Puts an event into `to`, whose bytes begin 8-byte aligned. */
void mbr_fold_pack(struct mbr_buf *to, const struct mbr_event *event);

static inline struct mbr_span parcel_member(const struct parcel *p)
{
    return (struct mbr_span){(const char *)p + p->tail, p->member_n};
}

static inline struct mbr_span parcel_context(const struct parcel *p)
{
    struct mbr_span before = parcel_member(p);
    return (struct mbr_span){before.p + before.n, p->context_n};
}

static inline struct mbr_span parcel_currency(const struct parcel *p)
{
    struct mbr_span before = parcel_context(p);
    return (struct mbr_span){before.p + before.n, p->currency_n};
}

static inline struct mbr_span parcel_ids(const struct parcel *p)
{
    struct mbr_span before = parcel_currency(p);
    return (struct mbr_span){before.p + before.n, p->ids_n};
}

/* What is wanted of the history: else only what it sums up to is read. */
void mbr_fold_reader_open(struct reader *reader, bool want_orders, bool want_events);
void mbr_fold_reader_free(struct reader *reader);

/* Puts a bundle of a member line, scanned by ask, behind reader->parcels. 0, or -1 with err. */
int mbr_fold_read_member(struct reader *reader, const struct mbr_ask *ask, struct mbr_err *err);

#endif
