#ifndef MBR_IMPORT_STATES_H
#define MBR_IMPORT_STATES_H

/* Which of two files knows an order in its later state. Private to lib/model/import*.c. */

#include "import_book.h"

/* Takes the times of the row at hand, but for facts about the member and days to come. */
void mbr_book_note_times(struct mbr_book_file *file, const struct mbr_import_plan *plan);

/* Brings the rows of each order into the order of their files: by the latest time in them, then as
   the files were named. */
void mbr_book_sort_states(struct mbr_import_book *book);

/* Whether the member has stars in it, or the marks that platforms put around what they have
   ciphered: nobody in particular. */
bool mbr_book_is_masked(struct mbr_span member);

#endif
