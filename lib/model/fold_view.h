#ifndef MBR_FOLD_VIEW_H
#define MBR_FOLD_VIEW_H

/* Inside the fold, when all is taken: a member's events brought into order (fold_view.c,
   fold_order.c, fold_facts.c), going through the members (fold_cursor.c), and writing them
   (fold_write.c, fold_entry.c). */

#include "fold_store.h"

/* Records in a row; they themselves belong to the fold. */
struct records {
    const struct record **at;
    size_t count, cap;
};

/* The lines of one order, or of what was returned of it at one time. */
struct entry {
    size_t first, count; /* in view.sales */
    size_t from, n;      /* its text in view.text, where that was needed */
    uint64_t at;         /* of its first line, once the lines are in order */
    bool has_goods;      /* a line of it is no gift */
};

/* What is bought. first is 0 while there is none. */
struct sums {
    uint64_t first, last; /* at */
    int64_t spend, units, refunds;
    bool too_large;
};

/* One member's events, ready to be written. */
struct view {
    struct records sales, others;
    struct records with_ids;        /* with identifiers */
    struct records named;           /* with an id: one of each counts */
    const struct record *latest[2]; /* the last purchase and the last return, with an order */
    bool rising;                    /* orders came in order of their ids, so each in one piece */
    bool has_facts, has_consent;    /* others has some of the kind */
    struct sums sums;
    struct entry *entries;
    size_t entry_count, entry_cap;
    struct mbr_span *ids;
    size_t id_count, id_cap;
    struct fact *facts;
    size_t fact_count, fact_cap;
    int32_t *days;
    size_t day_cap;
    struct mbr_buf text, scratch;
    struct mbr_arena spelled; /* identifiers that came with escapes */
};

/* Walks a chain's records. */
struct walk {
    const struct chunk *chunk;
    const char *p;
};

static inline struct walk chain_walk(const struct chain *chain)
{
    return (struct walk){chain->first, chain->first ? chain->first->data : NULL};
}

static inline const struct record *chain_next(struct walk *walk) /* NULL behind the last */
{
    while (walk->chunk && walk->p == walk->chunk->data + walk->chunk->used) {
        walk->chunk = walk->chunk->next;
        walk->p = walk->chunk ? walk->chunk->data : NULL;
    }
    if (!walk->chunk)
        return NULL;
    const struct record *r = (const struct record *)(const void *)walk->p;
    walk->p += (record_size(r) + 7) / 8 * 8;
    return r;
}

/* A context as it stands in an order: its fields, with commas between. */
struct spelled_context {
    uint32_t number;
    struct mbr_buf text;
};
#define SPELLED_CONTEXTS 64

/* All that going through members takes, so that several cursors share nothing but the fold. */
struct mbr_fold_cursor {
    struct mbr_fold *fold;
    size_t at, end; /* members in fold->sorted; of no meaning when they come from a file */
    struct mbr_member member; /* the one last given */
    struct view view;
    bool attr, ids, consent, buy, orders, events;      /* wanted in the line */
    struct mbr_buf tail;                               /* of a line's head: all behind the id */
    struct spelled_context contexts[SPELLED_CONTEXTS]; /* by number, the latest where it clashes */
    struct mbr_buf shared;                             /* the context of an order of several */
};

/* The members in order of their ids: 1, 0 behind the last, -1 with err (and the id of the member it
   is about, or an empty one). *member is the cursor's, good until the next. A new cursor begins
   with the first; of a fold that has gone to a file there is one at a time. */
struct mbr_fold_cursor *mbr_fold_cursor_new(struct mbr_fold *fold);
void mbr_fold_cursor_free(struct mbr_fold_cursor *cursor);
int mbr_fold_next(struct mbr_fold_cursor *cursor, const struct mbr_member **member,
                  struct mbr_err *err);

/* Makes a cursor begin anew, with the members from..to of those in memory. */
void mbr_fold_cursor_seek(struct mbr_fold_cursor *cursor, size_t from, size_t to);

/* Gathers a member's purchases and returns in the view, grouped, and sums up what was bought; the
   other events are there too. 0, or -1 with err. */
int mbr_fold_view(struct view *view, const struct mbr_fold *fold, const struct folded *member,
                  struct mbr_buy *buy, struct mbr_err *err);
int64_t mbr_fold_count_days(struct view *view); /* with a purchase */

/* Then, for writing: mbr_fold_order_sales brings the lines of each entry into order, and the
   entries by time; false when some are of one time, so that their text decides. The other brings
   the events into order and leaves out attr events that are overtaken in every field. */
bool mbr_fold_order_sales(struct view *view, const struct mbr_fold *fold);
void mbr_fold_order_events(struct view *view, const struct mbr_fold *fold);

void mbr_fold_view_anonymous(struct view *view, const struct mbr_fold *fold); /* in others */
void mbr_fold_view_free(struct view *view);

/* By id, and of one id the record that counts last; by order, its lines as they are written; by
   time, then bytes. */
void mbr_fold_sort_by_id(struct records *records, const struct mbr_fold *fold);
void mbr_fold_sort_by_order(struct records *records, const struct mbr_fold *fold);
void mbr_fold_sort_by_time(struct records *records, const struct mbr_fold *fold);
int mbr_fold_compare_orders(const struct record *a, const struct record *b); /* 0: one entry */

/* Puts the line of the member that the cursor has given last, without the brace at its end; and in
   it the orders, which may be none. 0, or -1 with err. */
int mbr_fold_put(struct mbr_fold_cursor *cursor, struct mbr_buf *buf, struct mbr_err *err);
int mbr_fold_put_orders(struct mbr_fold_cursor *cursor, struct mbr_buf *buf, struct mbr_err *err);

/* One field of an attr event, or one thing consented to. */
struct fact {
    struct mbr_span key, value;
    const struct record *from;
    size_t rank; /* of `from` among view.others */
};

/* view->others being in order: leaves in view->facts the latest fact of every key among the attr
   events, by key, and in view->others no attr event without one of them. */
void mbr_fold_facts(struct view *view);

/* The objects of a member's line that are derived from the events, each as a field; nothing when
   empty. attr: after mbr_fold_facts. */
void mbr_fold_put_attr(const struct view *view, struct mbr_buf *buf);
void mbr_fold_put_ids(struct view *view, struct mbr_buf *buf);
void mbr_fold_put_consent(struct view *view, struct mbr_buf *buf);

#endif
