#ifndef MBR_LAYOUT_H
#define MBR_LAYOUT_H

/* A layout: which column of a table is which field of an event, and how its values are read. It
   comes from a preset, a JSON document (mbr-import(1) tells how to write one), to which the options
   --map and --set add, or from these alone. */

#include "mbr/datetext.h"
#include "mbr/doc.h"
#include "mbr/moneytext.h"
#include "mbr/pattern.h"
#include "mbr/presets.h"

struct mbr_names {
    char **name;
    size_t count, cap;
};

struct mbr_layout_field {
    char *field; /* "member", "attr.country" */
    char *value; /* the column's name or number, the first of several; of a constant its value */
    bool constant;
    bool joined;                /* all columns make up the value, with a blank between two */
    struct mbr_names columns;   /* several, of which the first that is there and not empty counts; a
                                   file need have none of them. No names: value alone */
    struct mbr_pattern **parts; /* one a column: what of its value counts, or NULL for all of it;
                                   parts NULL: of all columns all */
    char *unless;               /* a column: where it has something, the row has not this field */
    char *otherwise;            /* what counts where the columns have nothing, or NULL */
};

/* Holds for a row when the field is there and the pattern matches it. */
struct mbr_layout_test {
    char *field;
    struct mbr_pattern *pattern;
};

struct mbr_layout_tests {
    struct mbr_layout_test *test;
    size_t count, cap;
};

/* What tells the layout: of each element one name suffices. */
struct mbr_layout_headers {
    struct mbr_names *any;
    size_t count, cap;
};

/* Words of the file, and what each of them means. */
struct mbr_layout_words {
    struct mbr_names from, to;
};

/* How rows are gathered into orders. */
struct mbr_layout_orders {
    bool totals; /* its files are sums, and give way to what other files say */
    struct mbr_layout_words statuses, line_statuses; /* to one of mbr_order_statuses */
    struct mbr_names lines;                          /* further fields that are a line's own */
    struct mbr_names needs;                          /* fields that some row of an order has */
    struct mbr_pattern *columns, *pattern; /* lines that stand as text in columns of such titles */
    char *split;                           /* what parts lines that stand in parallel in .. */
    struct mbr_names packed;               /* .. these columns */
};
extern const char *const mbr_order_statuses[]; /* "paid", "refunded" ..., NULL */

/* Fields that only the gathering of orders knows ("order.paid"), NULL behind the last. */
extern const char *const mbr_order_fields[];
bool mbr_is_order_field(const char *name);

/* How a file of JSON objects is read; columns are paths (import_tree.h). */
struct mbr_layout_json {
    struct mbr_names alone; /* paths that count only where a record has no elements that are rows */
    struct mbr_names absent; /* values that mean none, such as (not set) */
    char *day;               /* a path to the day in the shop's zone, or NULL */
    int64_t epoch;  /* numbers in columns of times count so many a second; 0: as their digits
                       tell */
    bool own_types; /* a type that is no word of `types` keeps its name */
};

struct mbr_layout {
    char *name, *about; /* about: a line for a list of presets; both may be NULL */
    char *platform;     /* the first part of import ids */
    struct mbr_layout_headers headers;
    int64_t columns; /* their number in a file without header, or 0 */
    struct mbr_layout_field *field;
    size_t count, cap;
    struct mbr_names integers; /* fields whose ids are whole numbers: 17850.0 is 17850 */
    struct mbr_names lower;    /* fields whose ids are written in small letters of ASCII */
    struct mbr_names order_by;
    struct mbr_layout_tests returns, services, notes;
    struct mbr_layout_words types;    /* values of the field type */
    struct mbr_names private;         /* columns that are never taken */
    struct mbr_names empty;           /* values that say nothing, such as "-" */
    char *encoding;                   /* of its files, or NULL */
    char *zone;                       /* the name of the zone that times are in, or NULL */
    struct mbr_layout_orders *orders; /* NULL: each row stands for itself */
    struct mbr_layout_json *json;     /* NULL: delimited text */
    enum mbr_date_order date_order;
    enum mbr_decimal_mark decimal;
    bool ids;
    bool short_rows; /* a row may lack empty fields at its end */
};

/* Whoever gets a layout frees it. NULL with err. An outline has nothing but name and headers. */
struct mbr_layout *mbr_layout_new(void);
struct mbr_layout *mbr_layout_parse(const char *name, struct mbr_span text, struct mbr_err *err);
struct mbr_layout *mbr_layout_outline(const struct mbr_preset_text *preset, struct mbr_err *err);
struct mbr_layout *mbr_layout_load(const char *path, struct mbr_err *err);
struct mbr_layout *mbr_layout_from(const char *name, json_t *doc, struct mbr_err *err);
void mbr_layout_free(struct mbr_layout *layout);

/* Sets a field, in the place of what it was before. 0, or -1 with err where the field has a name
   that no event has. */
int mbr_layout_set(struct mbr_layout *layout, const char *field, const char *value, bool constant,
                   struct mbr_err *err);

/* The same with several columns, of which there is at least one. */
int mbr_layout_set_columns(struct mbr_layout *layout, const char *field,
                           const struct mbr_names *columns, bool joined, struct mbr_err *err);

/* Whether the headers tell this layout. */
bool mbr_layout_fits(const struct mbr_layout *layout, const struct mbr_span *headers, size_t count);

/* The built-in layout, for JSON or for delimited text, whose headers are all among these, the one
   with the most of them: *found is NULL when there is none. 0, or -1 with err when two have as
   many.
 */
int mbr_layout_match(const struct mbr_span *headers, size_t count, bool json,
                     struct mbr_layout **found, struct mbr_err *err);

/* A built-in layout by its name, or one from a file. */
struct mbr_layout *mbr_layout_find(const char *name_or_path, struct mbr_err *err);

/* Puts these names in the place of the layout's own. */
void mbr_layout_order_by(struct mbr_layout *layout, const char *const *names, size_t count);

void mbr_names_add(struct mbr_names *names, const char *name);
bool mbr_names_have(const struct mbr_names *names, const char *name);
void mbr_names_free(struct mbr_names *names);

/* What the word means, whatever its width, its case in ASCII and the blanks in it: as it stands, or
   else by the first of those with a star, at either end, that fits. NULL where it is not known. */
const char *mbr_layout_word(const struct mbr_layout_words *words, struct mbr_span word);

/* "dmy", "mdy", "ymd"; "point", "comma". 0, or -1 for anything else, NULL included. */
int mbr_layout_date_order(const char *text, enum mbr_date_order *order);
int mbr_layout_decimal(const char *text, enum mbr_decimal_mark *mark);

#endif
