#ifndef MBR_IMPORT_TITLES_H
#define MBR_IMPORT_TITLES_H

/* The names of a table's columns. Private to lib/model/import*.c. */

#include "mbr/layout.h"

#define MBR_IMPORT_NO_COLUMN SIZE_MAX
#define MBR_IMPORT_MOST_COLUMNS 4096

/* The number of the column with that name, whatever the width of its brackets and digits;
   MBR_IMPORT_NO_COLUMN when there is none. */
size_t mbr_import_title(const struct mbr_names *titles, const char *name);

/* The number of the column with that name or number; MBR_IMPORT_NO_COLUMN when there is none. */
size_t mbr_import_column(const struct mbr_names *titles, const char *name);

/* Names all columns: by the headers of a record, trimmed, a second one of the same name as name_2;
   or, where headers is NULL, by their numbers. 0, or -1 with err where there are too many. */
int mbr_import_titles(struct mbr_names *titles, const struct mbr_span *headers, size_t count,
                      struct mbr_err *err);

/* Whether the name is none of a column but several parted by "+", each of a column: their names are
   added to `parts`, unless that is NULL. */
bool mbr_import_joined(const struct mbr_names *titles, const char *name, struct mbr_names *parts);

#endif
