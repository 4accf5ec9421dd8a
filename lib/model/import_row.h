#ifndef MBR_IMPORT_ROW_H
#define MBR_IMPORT_ROW_H

/* One row: its values read and checked, then written as the lines that they make. Private to
   lib/model/import*.c. */

#include "import_plan.h"
#include "mbr/csv.h"

/* Why a row is no good. column: NULL where it is the row as a whole. */
struct mbr_import_flaw {
    const char *column, *what;
    const char *kind; /* as what it is counted, where `what` is of this row alone; else NULL */
    struct mbr_span value;
    bool bytes;    /* that are no text */
    char text[64]; /* for a `what` that is made up */
};

/* Puts it as an error's text, the value left out where it is empty. Returns -1. */
int mbr_import_flaw_err(const struct mbr_import_flaw *flaw, struct mbr_err *err);

struct mbr_import_row {
    const struct mbr_csv_record *record;
    bool roomy; /* it is plain, and MBR_IMPORT_SLACK bytes behind each of its fields may be read */
    bool dressed; /* its values have to be cleaned, or to be picked from several columns */
    bool checked; /* its bytes are valid UTF-8 without NUL, as those of JSON that was read */
    bool without_items;
    bool settled; /* set by a row that tells something that binds the rows behind it: the first
                     currency, or an order of day and month */
    bool is_return, has_sides; /* has_sides: is a purchase or a return */
    struct mbr_moneytext_currency currency, constant, first; /* told by the row's signs, by those of
                                                                constants, and by the first row's */
    char said[16]; /* the currency that a column has told first in the run; empty for none */
    struct mbr_import_flaw flaw;
    struct mbr_buf before; /* a member's fact that has to be written again */
    struct mbr_map orders; /* with import ids: orders at their times, and the lines of each so far;
                              for a new file the caller frees it */
    uint32_t *lines;
    size_t line_cap;
    uint32_t number;                                   /* of the row in its order, at its time */
    uint64_t purchases, returns, others, facts, items; /* written; facts: events of type attr */
    uint64_t private; /* rows with something in a column that is not taken */
    uint64_t twice;   /* rows with a time that came twice */
};
void mbr_import_row_free(struct mbr_import_row *row);

/* Reads the values of the plan's constants, once a plan. 0, or -1 with the flaw. */
int mbr_import_constants(struct mbr_import_plan *plan, struct mbr_import_row *row);

/* Reads row->record. 0, or -1 with the flaw: nothing has been written or remembered then but the
   order of day and month that its dates have settled and, with import ids, that its order has one
   row more at its time. */
int mbr_import_read(struct mbr_import_plan *plan, struct mbr_import_row *row);

/* The parts of it: reads the values and no more, without what a sale or a consent has to have; and
   the currency that they show. *ordered: those that make up the order, and its id, could be read.
 */
int mbr_import_read_values(struct mbr_import_plan *plan, struct mbr_import_row *row, bool *ordered);
void mbr_import_take_currency(struct mbr_import_plan *plan, struct mbr_import_row *row);

/* Writes what was read: what is news of the item and the member, each line with its newline, then
   the event without. 0, or -1 with the flaw where a pattern of the layout gives up, which ends the
   import. */
int mbr_import_write_facts(struct mbr_import_plan *plan, struct mbr_import_row *row,
                           struct mbr_import_facts *facts, struct mbr_buf *out);
void mbr_import_write_event(const struct mbr_import_plan *plan, struct mbr_import_row *row,
                            struct mbr_buf *out);

/* Whether it is a row of facts about a member, which has no event but these. */
static inline bool mbr_import_is_facts(const struct mbr_import_plan *plan,
                                       const struct mbr_import_row *row)
{
    return !row->has_sides && mbr_span_is(plan->type->text, "attr");
}

/* Counts what is special about the row (of events that are written, this is done already): it has
   something in a column that is not taken, a time that came twice, a value that was left out. */
void mbr_import_count(const struct mbr_import_plan *plan, struct mbr_import_row *row);

/* The type of the event that was read. */
struct mbr_span mbr_import_type(const struct mbr_import_plan *plan,
                                const struct mbr_import_row *row);

/* For the parts: reads one value, trimmed (import_value.c); sets the flaw and returns -1. Several
   values are those of the plan's input (import_values.c). */
int mbr_import_value(struct mbr_import_plan *plan, struct mbr_import_field *field,
                     struct mbr_span raw, struct mbr_import_row *row);
int mbr_import_values(struct mbr_import_plan *plan, struct mbr_import_row *row, size_t from,
                      size_t to);
int mbr_import_flawed(struct mbr_import_row *row, const struct mbr_import_field *field,
                      const char *what);

/* Whether one of the tests holds, of those on that field where one is given; -1 with the flaw where
   a pattern gives up. */
int mbr_import_test(struct mbr_import_row *row, struct mbr_import_test *tests, size_t count,
                    const struct mbr_import_field *field);

/* Whether what stands for an order says that its row is the sum under the table. */
bool mbr_import_is_total(struct mbr_span order);

#endif
