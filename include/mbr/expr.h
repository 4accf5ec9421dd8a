#ifndef MBR_EXPR_H
#define MBR_EXPR_H

/* Expressions: the language of mbr-expr(7). Expressions are compiled together into a set, so that
   what they have in common (the same count over the same window) is computed once a record; then
   each thread has a run of its own, which allocates nothing from record to record. Only the fields
   that an expression names are looked at, so one that names no history does not have it parsed. */

#include "mbr/catalogue.h"
#include "mbr/json.h"

/* A value. Numbers are exact decimals (decimal.h) as long as they were read, added, subtracted or
   multiplied; a division, and what does not fit, is a double. */
enum mbr_expr_kind {
    MBR_EXPR_ABSENT,
    MBR_EXPR_BOOL,
    MBR_EXPR_DECIMAL,
    MBR_EXPR_DOUBLE,
    MBR_EXPR_TEXT,
    MBR_EXPR_DAY,
    MBR_EXPR_TIME,
    MBR_EXPR_DURATION
};
struct mbr_expr_value {
    enum mbr_expr_kind kind;
    union {
        bool truth;
        int64_t decimal;
        double number;
        struct mbr_span text; /* borrowed until the next record */
        int32_t day;
        uint64_t at;
        struct {
            int32_t months, days;
        } duration;
    };
};

/* Where in a source something is wrong: n bytes from `at` on. */
struct mbr_expr_place {
    size_t at, n;
};

/* Puts the line of the source that has the place, and a line with a caret under it (by columns of a
   terminal; tabs stay), each with `before` in front and a newline behind. */
void mbr_put_caret(struct mbr_buf *buf, struct mbr_span source, struct mbr_expr_place place,
                   const char *before);

/* paths: what the tool asks of a line itself, in its order; expressions may name them too. They are
   borrowed. */
struct mbr_expr_set;
struct mbr_expr_set *mbr_expr_set_new(const char *const *paths, size_t count);
void mbr_expr_set_free(struct mbr_expr_set *set);

/* Expressions about one item and one record at a time: item.FIELD is then a fact of that item,
   `item` its id, and member.PATH the record's PATH, also outside of the conditions of history
   functions (within them item.FIELD is of the line's item, as ever). To be called before the first
   mbr_expr_add. */
void mbr_expr_set_about_item(struct mbr_expr_set *set);

/* Compiles one; returns its number, from 0 on, or -1 with err "what" and the place. want: what it
   must be as far as that can be told before any data is read. */
enum mbr_expr_want { MBR_EXPR_WANT_TRUTH, MBR_EXPR_WANT_NUMBER, MBR_EXPR_WANT_ANY };
int mbr_expr_add(struct mbr_expr_set *set, struct mbr_span source, enum mbr_expr_want want,
                 struct mbr_expr_place *place, struct mbr_err *err);

/* All that lines have to be asked for (mbr_ask_new): the tool's paths first, then the others. Good
   until the next mbr_expr_add. */
const char *const *mbr_expr_paths(const struct mbr_expr_set *set, size_t *count);
bool mbr_expr_needs_history(const struct mbr_expr_set *set); /* orders or events */
bool mbr_expr_needs_items(const struct mbr_expr_set *set);

/* items may be NULL where none are needed; they must not change while the run is used. NULL with
   err. */
struct mbr_expr_run *mbr_expr_run_new(const struct mbr_expr_set *set,
                                      const struct mbr_catalogue *items, struct mbr_err *err);
void mbr_expr_run_free(struct mbr_expr_run *run);

/* Begins with a record that has been scanned for mbr_expr_paths; what is found in it is borrowed.
   as_of: its last day (what `today` is), or MBR_DAY_NONE. */
void mbr_expr_record(struct mbr_expr_run *run, const struct mbr_json *slots, int32_t as_of);

/* The item that expressions are about from now on: its number in the catalogue; MBR_MAP_NONE: one
   of which nothing is known. */
void mbr_expr_item(struct mbr_expr_run *run, uint32_t item);

/* The value of an expression for the record; and whether it holds: 1 or 0. -1 with err "field:
   what: value": a history that is not there (dropped) or broken, items that are needed and not
   there, a pattern that takes too much work. */
int mbr_expr_value(struct mbr_expr_run *run, int expr, struct mbr_expr_value *value,
                   struct mbr_err *err);
int mbr_expr_holds(struct mbr_expr_run *run, int expr, struct mbr_err *err);

/* For explanations: of the parts of an expression that `and`, `or` and `not` put together, those
   that decided for the record, in their order in the source, each with its place and whether it
   held. Where one operand is enough, for an `or` or against an `and`, the other has decided
   nothing. Calls `part` for each; 0, or -1. left: what stood at the left of a comparison, or a text
   that says why that cannot be compared; of other parts their value. */
int mbr_expr_explain(struct mbr_expr_run *run, int expr,
                     void (*part)(void *self, struct mbr_expr_place place, bool holds,
                                  const struct mbr_expr_value *left),
                     void *self, struct mbr_err *err);

/* Puts a value as JSON (an absent one as null, a duration as a string). */
void mbr_put_expr_value(struct mbr_buf *buf, const struct mbr_expr_value *value);

#endif
