#ifndef MBR_EXPR_NOTED_H
#define MBR_EXPR_NOTED_H

/* Inside the notes: what is noted (expr_notes.c), of which fields (expr_named.c), and how it is
   told (expr_told.c). */

#include "expr_history.h"
#include "mbr/expr_notes.h"
#include "mbr/paths.h"

/* What the expressions take a field for. */
enum {
    MEANT_NUMBER = 1,
    MEANT_TEXT = 2,
    MEANT_DAY = 4,
    MEANT_ONE = 8,       /* a value by itself: a list is not looked into */
    MEANT_COMPARED = 16, /* any of these */
    MEANT_QUOTED = 32    /* it may be a text that lacks its quotes */
};

/* A field by its number: of the record's paths, of those that lines, events or items are asked for.
   path.p is NULL where no expression names it. times: how often it was looked at, by what it was;
   of lines and items only whether. */
struct expr_named {
    struct mbr_span path;
    unsigned meant;
    int entry; /* where the order has it too: ENTRY_…; else -1 */
    bool met;
    uint64_t times[MBR_JSON_OBJECT + 1], no_days;
    struct mbr_map inner; /* of objects: a letter for the kind, and the path of a field in it */
};
struct expr_names {
    struct expr_named *at;
    size_t count, unmet;
    bool seen;              /* a line or event of this kind, or an item, has been met */
    uint64_t learned;       /* the record from which was learned last */
    struct mbr_paths known; /* what lines or events of this kind have, while there are unmet ones */
};

/* By kind: see expr_history.h. types: of events, from KIND_EVENT on. */
struct mbr_expr_notes {
    const struct mbr_expr_set *set;
    struct expr_names record, items, *kinds;
    struct mbr_span *types;
    size_t kind_count, types_unmet;
    uint64_t records, looked; /* at the events of so many of them; last at those of looked_at */
    uint64_t looked_at;
    struct mbr_map types_met;
    struct mbr_ask *all;
};

/* Makes the lists of fields, of an empty one. */
void mbr_expr_named_find(struct mbr_expr_notes *notes, const struct mbr_expr_run *run);

/* Notes a value that was read; the line or event at hand; a type that nobody asks for; that the
   record's events are looked at. */
void mbr_expr_note_value(struct expr_names *names, size_t slot, const struct mbr_json *json,
                         const struct mbr_expr_value *value);
void mbr_expr_note_line(struct mbr_expr_run *run);
void mbr_expr_note_type(struct mbr_expr_notes *notes, struct mbr_span type);
void mbr_expr_note_look(struct mbr_expr_run *run);

#endif
