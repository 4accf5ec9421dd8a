#ifndef MBR_IMPORT_FIELD_H
#define MBR_IMPORT_FIELD_H

/* The fields of a plan, one by one. Private to lib/model/import*.c. */

#include "import_plan.h"

#define MBR_IMPORT_RANKS                                                                           \
    28 /* fields of events that have a place of their own; all others behind                       \
        */

#define MBR_IMPORT_COMMON 9 /* the last of those that all events may have: ids */

/* Finds out what the field of that name is, and spells what stands before its value. full is
   borrowed. book: the plan gathers orders, which have fields of their own. */
void mbr_import_field_set(struct mbr_import_field *field, const char *full, bool book);

void mbr_import_field_free(struct mbr_import_field *field);

/* Whether its value comes from that column. */
bool mbr_import_takes(const struct mbr_import_field *field, size_t column);

/* Finds the columns that the layout takes the field from. 1; 0 where none of them is in the file
   and none has to be; -1 with err. */
int mbr_import_field_columns(struct mbr_import_field *field, const struct mbr_layout_field *from,
                             const struct mbr_names *titles, struct mbr_err *err);

/* Sets err: there is no such column. Returns -1. */
int mbr_import_no_column(const struct mbr_names *titles, const char *name, struct mbr_err *err);

void mbr_import_list_add(struct mbr_import_list *list, struct mbr_import_field *field);

/* Gives it the same value in every row. */
void mbr_import_field_constant(struct mbr_import_field *field, const char *value);

#endif
