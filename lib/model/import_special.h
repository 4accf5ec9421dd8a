#ifndef MBR_IMPORT_SPECIAL_H
#define MBR_IMPORT_SPECIAL_H

/* Fields of a plan that are more than read and written. Private to lib/model/import*.c. */

#include "import_plan.h"

/* Finds the times that go by zones, amounts that may be changed, and values that may have to be
   left out. */
void mbr_import_plan_special(struct mbr_import_plan *plan);

#endif
