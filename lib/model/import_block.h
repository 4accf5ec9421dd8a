#ifndef MBR_IMPORT_BLOCK_H
#define MBR_IMPORT_BLOCK_H

/* A block of a file's rows, read by itself into the lines of their events: the part of an import
   that several threads can do. What a row has to do with the rows before it (items and facts that
   may be news, what is wrong with it) is left to whoever takes the blocks in order: notes tell
   which rows to look at again. Private to lib/model/import*.c. */

#include "import_row.h"
#include "mbr/csv_read.h"

struct mbr_import_note {
    bool bad;      /* the row has no event */
    size_t row;    /* where it begins in the text */
    size_t event;  /* where its event begins, or would, in `out` */
    size_t value;  /* its values of plan.remembered, from here on; a bad row has none */
    uint64_t line; /* where it begins, the text's first line being 1 */
    uint64_t at;
};

/* Zero-initialise it. The caller sets text and from; all else is set here. */
struct mbr_import_block {
    struct mbr_buf text;
    size_t from;        /* where reading begins in it */
    struct mbr_csv csv; /* behind what has been read */
    bool ended;         /* no other record is whole in the text */
    struct mbr_import_plan plan;
    struct mbr_import_row row; /* with what has been written; settled: the last row that was read
                                  binds those behind it */
    struct mbr_buf out;
    struct mbr_import_note *note;
    struct mbr_span *value;
    size_t notes, note_cap, values, value_cap;
    struct mbr_arena kept; /* values that do not stand in the text */
    uint64_t rows;
};
void mbr_import_block_free(struct mbr_import_block *block);

/* Gives it a plan of its own for the file at hand, which the caller frees when the file ends. 0, or
   -1 with err. */
int mbr_import_block_plan(struct mbr_import_block *block, const struct mbr_import_plan *plan,
                          struct mbr_err *err);

/* Makes it ready to be read: as a text of the file that csv reads, and behind rows that have
   settled what plan and row know. last: the file ends with it. skipping: it begins within a line
   that has been given up (csv_read.h). */
void mbr_import_block_begin(struct mbr_import_block *block, const struct mbr_import_plan *plan,
                            const struct mbr_import_row *row, const struct mbr_csv *csv, bool last,
                            bool skipping);

/* Reads it, until it ends, a row has settled something, or there is much to write. The parameter is
   a block. */
void mbr_import_block_read(void *block);

#endif
