#ifndef MBR_IMPORT_CREW_H
#define MBR_IMPORT_CREW_H

/* Rows imported by several threads. What is written and said does not depend on how many there are.
   Private to lib/model/import*.c. */

#include "import_block.h"
#include "importer.h"

struct mbr_import_crew;

/* Whether the rows of the file just opened are to be imported that way: it is large enough, and
   nothing has to be told of each row by all rows before. */
bool mbr_import_crew_wanted(const struct mbr_importer *import);

/* Imports them. 0, or -1 with run->err. import->crew is made when first needed. */
int mbr_import_crew_rows(struct mbr_importer *import);
void mbr_import_crew_free(struct mbr_import_crew *crew);

#endif
