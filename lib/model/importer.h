#ifndef MBR_IMPORTER_H
#define MBR_IMPORTER_H

/* An import under way. Private to lib/model/import*.c. */

#include "import_exclude.h"
#include "import_personal.h"
#include "import_rejects.h"
#include "import_zone.h"
#include "mbr/csv_read.h"
#include "mbr/rates.h"
#include "mbr/sniff.h"

#define MBR_IMPORT_LOOK ((size_t)1 << 20) /* of a file, to find out how it is written */

struct mbr_importer {
    struct mbr_run *run;
    const struct mbr_import_options *options;
    struct mbr_csv csv;
    struct mbr_sniff sniff;
    struct mbr_import_plan plan; /* of the file at hand */
    struct mbr_import_facts facts;
    struct mbr_import_row row;
    struct mbr_import_rejects rejects;
    struct mbr_buf header;        /* of the file at hand, as it stands; empty for none */
    struct mbr_map seen;          /* whole rows, with --dedupe */
    struct mbr_import_crew *crew; /* NULL as long as no file is large enough */
    struct mbr_import_book *book; /* NULL as long as no file gathers orders */
    struct mbr_import_json *json; /* NULL where the file at hand is delimited text */
    struct mbr_import_exclude exclude;
    struct mbr_import_zones zones;
    struct mbr_rates *rates; /* NULL without --rates */
    struct mbr_import_dropped dropped;
    uint64_t rows, duplicates, excluded, totals;
    bool any;           /* some file had something to import */
    bool fits, passed;  /* of the workbook at hand a sheet fits; another does not, */
    struct mbr_err why; /* for this reason */
};

/* Finds out how the file just opened is written and what its columns are, says so, and leaves csv
   at its first row. 1; 0 where there is nothing to import: the file is empty, or only its columns
   were to be shown, or it is a sheet that is passed over; -1 with run->err. */
int mbr_importer_open(struct mbr_importer *import);

/* Where the first record does not have the columns that are sought, and one of the next does,
   passes over what stands before that and says so. 0, or -1 with run->err. */
int mbr_importer_find_header(struct mbr_importer *import);

/* Takes the layout over and makes the plan for the columns plan.titles. 0, or -1 with run->err. */
int mbr_importer_plan(struct mbr_importer *import, struct mbr_layout *layout);

/* No layout fits: with --sniff the columns are shown. 0, or -1 with run->err. */
int mbr_importer_without_layout(struct mbr_importer *import);

/* Reads and writes the row that csv.record holds. 0, or -1 with run->err. */
int mbr_importer_row(struct mbr_importer *import);

/* Writes what was read, but of a row of facts alone no event. 0, or -1 with run->err. */
int mbr_importer_write(struct mbr_importer *import);

/* Whether the record at hand has been there before, and is to be passed over. */
bool mbr_importer_again(struct mbr_importer *import);

/* For errors about a file as a whole: puts its name before the text. Returns -1. */
int mbr_importer_fail(struct mbr_importer *import);

/* Sets aside the row that csv has read and import->row has found a flaw in. 0, or -1 with run->err.
 */
int mbr_importer_reject(struct mbr_importer *import, const struct mbr_csv *csv);

/* Whether the row is the sum under a table, as its order says; it is counted then. */
bool mbr_importer_is_total(struct mbr_importer *import, const struct mbr_csv_record *record);

/* Writes what is news of the row just read, which begins in that line. 0, or -1 with run->err. */
int mbr_importer_write_facts(struct mbr_importer *import, uint64_t line);

/* The layout for the columns plan.titles, which the caller frees, with the options put in. 1; 0
   with run->err where no layout is named or fits; -1 with run->err, which is complete. */
int mbr_importer_layout(struct mbr_importer *import, struct mbr_layout **layout);

/* The built-in preset for files without header that have so many columns; NULL for none, or more
   than one. */
const char *mbr_importer_of_columns(size_t columns);

/* Notes: how the file is written (with what is known of it by then), what became of its columns,
   what has been written in all. */
void mbr_importer_say_file(const struct mbr_importer *import, struct mbr_span dates);
void mbr_importer_say_columns(const struct mbr_importer *import);
void mbr_importer_say_encoding(const struct mbr_importer *import); /* that showed only later on */
void mbr_importer_say_unvalued(const struct mbr_importer *import);
void mbr_importer_say_end(const struct mbr_importer *import);
const char *mbr_importer_name(const struct mbr_importer *import); /* "standard input" for "-" */

/* Writes the columns of the file at hand for a person: what they look like, their first values, and
   a --map to begin with. 0, or -1 with run->err. */
int mbr_importer_show(struct mbr_importer *import);

#endif
