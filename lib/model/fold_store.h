#ifndef MBR_FOLD_STORE_H
#define MBR_FOLD_STORE_H

/* Inside the fold: how events are read (fold_read.c, fold_member.c), kept (fold.c) and spilled
   (fold_spill.c). */

#include "mbr/fold.h"

/* Pieces of one member's bytes: chunks that double, so that a member's history lies together. */
struct chunk {
    struct chunk *next;
    uint32_t used, size;
    char data[];
};

struct chain {
    struct chunk *first, *last;
};

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

/* One member. Without the order history, purchases and returns that have no id are summed up in
   `buy` at once, and of their orders only the ids are kept, in `orders`. */
struct folded {
    struct chain events, orders;
    struct mbr_buy buy;
    uint32_t last_order; /* where the latest id stands in orders.last */
    uint32_t order_ids;  /* how many there are, each unlike the one before */
    bool unordered;      /* one was not: they have to be sorted to be counted */
    bool seen;           /* has had an event */
};

/* Where a record stood. */
struct place {
    const char *file;
    uint64_t line;
};

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
    bool attr, consent, ids, any;
};

/* Reads records into parcels: each thread has one, and the fold one for records that come alone. */
struct reader {
    struct mbr_event event;
    struct mbr_buf parcels;
    struct mbr_ask *entry_ask, *line_ask, *buy_ask;
    struct line_sums sums;
    struct mbr_buf id_text, currency_text, order_text, context_text, scratch;
};

/* The latest day of an event, the latest before it, and where the latest stood. */
struct latest {
    int32_t day, before;
    struct place place;
};

struct mbr_fold {
    struct mbr_fold_options options;
    bool want_orders, want_events;
    struct mbr_map ids; /* members by id; what belongs to them in `members` */
    struct folded *members;
    size_t member_cap;
    struct mbr_map contexts; /* number 0: none of the fields */
    uint32_t last_context;
    struct mbr_arena arena;
    struct mbr_catalogue catalogue;
    struct chain anonymous;
    uint64_t anonymous_count, foreign_count, empty_count;
    struct latest latest;
    int32_t line_as_of, as_of;
    char *currency;
    bool currency_said;         /* of a member, within as_of: so it is written */
    struct spill *spill;        /* NULL while all is in memory */
    struct mbr_map annotations; /* names of fields that were dropped */
    struct reader reader;
    struct mbr_buf names; /* of the annotations of the member line before */
    uint32_t *sorted;     /* members with an event, by id */
    size_t count;
    struct mbr_map kept_ids;
    struct mbr_buf scratch, ids_text;
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

/* Puts an event into `to`, whose bytes begin 8-byte aligned. */
void mbr_fold_pack(struct mbr_buf *to, const struct mbr_event *event);

/* Takes an event for a member. 0, or -1 with nothing of it taken. */
int mbr_fold_take(struct mbr_fold *fold, uint32_t number, const struct parcel *parcel,
                  const struct place *place, bool says_currency, struct mbr_err *err);

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

/* Writes memory away when it is more than options.memory. 0, or -1 with err, which is fatal. */
int mbr_fold_bound(struct mbr_fold *fold, struct mbr_run *run);

/* The member's number, a new one where there was none; hash: of mbr_map_expect. */
uint32_t mbr_fold_number(struct mbr_fold *fold, struct mbr_span id, uint32_t hash);

/* fold: whose options say what is kept of an event. */
void mbr_fold_reader_open(struct reader *reader, const struct mbr_fold *fold);
void mbr_fold_reader_free(struct reader *reader);

/* Puts a bundle of what ask has scanned, a member line, behind reader->parcels; the taking of it,
   all or nothing. 0, or -1 with err. */
int mbr_fold_read_member(struct reader *reader, const struct mbr_ask *ask, struct mbr_err *err);
int mbr_fold_take_member(struct mbr_fold *fold, const struct bundle *bundle,
                         const struct place *place, struct mbr_err *err);
int mbr_fold_note_currency(struct mbr_fold *fold, struct mbr_span currency, struct mbr_err *err);
#define MBR_ENTRY_PATHS 9
extern const char *const mbr_entry_paths[MBR_ENTRY_PATHS];

/* Memory larger than options.memory goes to a temporary file as a run: members in order of their
   ids, with what was kept of them. mbr_fold_spill_next puts a member together from all runs: 1, 0,
   -1. */
int mbr_fold_spill(struct mbr_fold *fold, struct mbr_err *err);
size_t mbr_fold_memory(const struct mbr_fold *fold);
void mbr_fold_spill_rewind(struct mbr_fold *fold);
int mbr_fold_spill_next(struct mbr_fold *fold, const struct folded **member, struct mbr_span *id,
                        struct mbr_err *err);
void mbr_fold_spill_free(struct mbr_fold *fold);

#endif
