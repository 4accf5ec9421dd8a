#ifndef MBR_IMPORT_JSON_H
#define MBR_IMPORT_JSON_H

/* A file of JSON objects, one a line or in one array, made into rows: the columns are paths
   (import_tree.h). Private to lib/model/import*.c. */

#include "import_tree.h"
#include "importer.h"

struct mbr_import_json {
    bool array;
    int place;     /* in the array, as import_json_cut.c has it */
    bool skipping; /* within a line that is too long */
    struct mbr_import_tree tree;
    struct mbr_ask *ask;
    const struct mbr_layout_json *layout; /* NULL: none of its own */
    struct mbr_span *field;               /* of the record at hand, one a title */
    struct mbr_span *given;               /* the same as its record has them, whatever its rows */
    unsigned char *use;                   /* of each, as import_json_record.c has them */
    uint32_t *column;                     /* those that are read */
    size_t columns;
    struct mbr_json elements; /* rows of the record, or ABSENT */
    struct mbr_json_walk walk;
    uint64_t count, number; /* of elements; of the one at hand, from 1 */
    struct mbr_buf text, scratch;
    size_t kept; /* of text: what the record's own values take */
    struct mbr_import_flaw *flaw;
    struct mbr_err err;
    size_t day;      /* the column of the day, or MBR_IMPORT_NO_COLUMN */
    uint64_t astray; /* records of another day than that */
    uint64_t beyond; /* values under names that were too many to count apart */
};
void mbr_import_json_free(struct mbr_import_json *json);

/* As mbr_importer_open, for a file that begins as JSON. */
int mbr_importer_open_json(struct mbr_importer *import);

/* Reads the file's rows, no more than `most`. 0, or -1 with run->err. */
int mbr_import_json_rows(struct mbr_importer *import, uint64_t most);

/* Notes what the file has and nobody asked for. */
void mbr_import_json_say(const struct mbr_importer *import);

/* For the parts: cuts the record at the beginning of the text, of which *lines are behind it then;
   `last`: nothing comes behind the text. Returns the bytes it takes, 0 where it is not whole. A
   record of no bytes: there is none in what was taken. *flaw: why the file cannot be read on. */
size_t mbr_import_json_cut(struct mbr_import_json *json, struct mbr_span text, bool last,
                           struct mbr_span *record, uint64_t *lines, const char **flaw);

/* What is to be read of each record. 0, or -1 with err. */
int mbr_import_json_plan(struct mbr_import_json *json, const struct mbr_import_plan *plan,
                         struct mbr_err *err);

/* Reads the values of a record, and then those of each of its rows: there is one at least. 0, or -1
   with the flaw; mbr_import_json_row: 1, or 0 where there is no other. */
int mbr_import_json_record(struct mbr_import_json *json, const struct mbr_import_plan *plan,
                           struct mbr_span record);
int mbr_import_json_row(struct mbr_import_json *json, const struct mbr_import_plan *plan);

/* A value that is an object of values of several types, as {"int_value": 3}: the first that is
   there; NULL for none. Any other stays. */
struct mbr_json mbr_import_json_typed(struct mbr_json value);

/* Goes through the records at the beginning of a file: `take` is called for each value, with the
   number of its path in titles, to which new ones are added. */
struct mbr_import_look {
    struct mbr_map titles;
    uint64_t records; /* met, good or bad */
    void (*take)(void *own, uint32_t title, struct mbr_span value);
    void *own;
};
void mbr_import_json_look(const struct mbr_import_json *json, struct mbr_span head, bool whole,
                          struct mbr_import_look *look);

#endif
