#ifndef MBR_IMPORT_TYPE_H
#define MBR_IMPORT_TYPE_H

/* What happened, in the words of a file, as a type of event. Private to lib/model/import*.c. */

#include "import_row.h"

/* Reads field->raw. 0, or -1 with the flaw. Where the layout translates the words for types, no
   other word is one, unless its layout lets a type keep its own name: "Order Shipped" is
   order_shipped then. Only a word that is translated may mean attr, in JSON: a row of facts alone.
 */
int mbr_import_read_type(struct mbr_import_plan *plan, struct mbr_import_field *field,
                         struct mbr_import_row *row);

#endif
