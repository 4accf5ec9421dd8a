#ifndef MBR_EXPR_NOTES_H
#define MBR_EXPR_NOTES_H

/* What expressions ask for in vain, which is no error but seldom meant: types of events that were
   never met, fields that no line, event or item has, fields that are texts wherever they meet a
   number. Runs note it as they go; at the end it is told to a person. (Fields of the records
   themselves that no record has are a matter of the tool, which sees the records.) */

#include "mbr/expr.h"

struct mbr_expr_notes;
struct mbr_expr_notes *mbr_expr_notes_new(void);
void mbr_expr_notes_free(struct mbr_expr_notes *notes);

/* From here on the run notes what it meets. Notes belong to one thread, and to runs of one set,
   which must outlive them; several runs may take them one after another. */
void mbr_expr_run_note(struct mbr_expr_run *run, struct mbr_expr_notes *notes);

/* Adds what others, of runs of the same set, have noted. */
void mbr_expr_notes_add(struct mbr_expr_notes *notes, const struct mbr_expr_notes *others);

/* Notes what the items of a whole catalogue have; not needed where there are none. */
void mbr_expr_notes_items(struct mbr_expr_notes *notes, const struct mbr_catalogue *items);

/* Calls `say` with each thing that is worth it, a line without its end, in an order that does not
   depend on that of the records. */
void mbr_expr_notes_tell(struct mbr_expr_notes *notes, void (*say)(void *self, const char *text),
                         void *self);

/* Of a path that no record has (its number in mbr_expr_paths): where it stands as a text without
   its quotes would, puts "; a text stands in quotes: 'PATH'" and returns true. */
bool mbr_put_expr_quoted(struct mbr_buf *to, const struct mbr_expr_notes *notes, size_t path);

#endif
