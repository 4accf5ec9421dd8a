#ifndef MBR_FOLD_STORE_H
#define MBR_FOLD_STORE_H

/* Inside the fold: how events are kept (fold.c) and spilled (fold_spill.c). */

#include "fold_parcel.h"

/* Pieces of one member's bytes: chunks that double, so that a member's history lies together. */
struct chunk {
    struct chunk *next;
    uint32_t used, size;
    char data[];
};

struct chain {
    struct chunk *first, *last;
};

/* One member. Without the order history, purchases and returns that have no id are summed up in
   `buy` at once, whose spend is gross till the member is viewed, and of their orders only the ids
   are kept, in `orders`. */
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
    struct mbr_arena arena; /* the members' chains; it goes when they are spilled */
    struct chain anonymous;
    struct mbr_arena anonymous_arena;
    struct mbr_catalogue catalogue;
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

/* Takes an event for a member. 0, or -1 with nothing of it taken. */
int mbr_fold_take(struct mbr_fold *fold, uint32_t number, const struct parcel *parcel,
                  const struct place *place, bool says_currency, struct mbr_err *err);

/* Writes memory away when it is more than options.memory. 0, or -1 with the run's err, which is
   fatal. */
int mbr_fold_bound(struct mbr_fold *fold, struct mbr_run *run);

/* The member's number, a new one where there was none; hash: of mbr_map_expect. */
uint32_t mbr_fold_number(struct mbr_fold *fold, struct mbr_span id, uint32_t hash);

/* Takes a member line's events, all or nothing. 0, or -1 with err. */
int mbr_fold_take_member(struct mbr_fold *fold, const struct bundle *bundle,
                         const struct place *place, struct mbr_err *err);
int mbr_fold_note_currency(struct mbr_fold *fold, struct mbr_span currency, struct mbr_err *err);

/* Memory larger than options.memory goes to a temporary file as a run: members in order of their
   ids, with what was kept of them. mbr_fold_spill_next puts a member together from all runs: 1, 0,
   -1. */
int mbr_fold_spill(struct mbr_fold *fold, struct mbr_err *err);
size_t mbr_fold_memory(const struct mbr_fold *fold); /* of what can be spilled */
void mbr_fold_spill_rewind(struct mbr_fold *fold);
int mbr_fold_spill_next(struct mbr_fold *fold, const struct folded **member, struct mbr_span *id,
                        struct mbr_err *err);
void mbr_fold_spill_free(struct mbr_fold *fold);

#endif
