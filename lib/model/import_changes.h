#ifndef MBR_IMPORT_CHANGES_H
#define MBR_IMPORT_CHANGES_H

/* What files say differently of one order, or leave out. Private to lib/model/import*.c. */

#include "import_gather.h"

/* Whether two spellings mean the same: 100 and 100.00 are one amount. */
bool mbr_book_is_same(enum mbr_import_kind kind, struct mbr_span a, struct mbr_span b);

/* Before a value takes the place of another: notes whether two files differ in it. */
void mbr_book_note_change(struct mbr_gathered *gathered, const struct mbr_import_book *book,
                          uint32_t field, const struct mbr_gathered_value *before,
                          const struct mbr_gathered_value *value);

/* Refuse a row that is of another shop's order, by the changes noted for it; and an order that
   lacks what its files say it needs. 0, or -1 with the flaw and the row that has it. */
int mbr_book_check_shop(struct mbr_gathered *gathered, const struct mbr_import_book *book,
                        uint32_t row);
int mbr_book_check_needs(struct mbr_gathered *gathered, const struct mbr_import_book *book);

#endif
