#ifndef MBR_LAYOUT_H
#define MBR_LAYOUT_H

/* A layout: which column of a table is which field of an event, and how its values are read. It
   comes from a preset, a JSON document (mbr-import(1) tells how to write one), to which the options
   --map and --set add, or from these alone. */

#include "mbr/datetext.h"
#include "mbr/doc.h"
#include "mbr/moneytext.h"
#include "mbr/pattern.h"

struct mbr_layout_field {
    char *field; /* "member", "attr.country" */
    char *value; /* the column's name or number; of a constant its value */
    bool constant;
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

struct mbr_names {
    char **name;
    size_t count, cap;
};

struct mbr_layout {
    char *name, *about;       /* about: a line for a list of presets; both may be NULL */
    char *platform;           /* the first part of import ids */
    struct mbr_names headers; /* the set that tells this layout */
    int64_t columns;          /* their number in a file without header, or 0 */
    struct mbr_layout_field *field;
    size_t count, cap;
    struct mbr_names integers; /* fields whose ids are whole numbers: 17850.0 is 17850 */
    struct mbr_names order_by;
    struct mbr_layout_tests returns, services, notes;
    enum mbr_date_order date_order;
    enum mbr_decimal_mark decimal;
    bool ids;
};

/* Whoever gets a layout frees it. NULL with err. */
struct mbr_layout *mbr_layout_new(void);
struct mbr_layout *mbr_layout_parse(const char *name, struct mbr_span text, struct mbr_err *err);
struct mbr_layout *mbr_layout_load(const char *path, struct mbr_err *err);
struct mbr_layout *mbr_layout_from(const char *name, json_t *doc, struct mbr_err *err);
void mbr_layout_free(struct mbr_layout *layout);

/* Sets a field, in the place of what it was before. 0, or -1 with err where the field has a name
   that no event has. */
int mbr_layout_set(struct mbr_layout *layout, const char *field, const char *value, bool constant,
                   struct mbr_err *err);

/* The built-in layout whose headers are all among these, the one with the most of them: *found is
   NULL when there is none. 0, or -1 with err when two have as many. */
int mbr_layout_match(const struct mbr_span *headers, size_t count, struct mbr_layout **found,
                     struct mbr_err *err);

/* A built-in layout by its name, or one from a file. */
struct mbr_layout *mbr_layout_find(const char *name_or_path, struct mbr_err *err);

/* Puts these names in the place of the layout's own. */
void mbr_layout_order_by(struct mbr_layout *layout, const char *const *names, size_t count);

/* "dmy", "mdy", "ymd"; "point", "comma". 0, or -1 for anything else, NULL included. */
int mbr_layout_date_order(const char *text, enum mbr_date_order *order);
int mbr_layout_decimal(const char *text, enum mbr_decimal_mark *mark);

#endif
