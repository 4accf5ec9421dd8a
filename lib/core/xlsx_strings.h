#ifndef MBR_XLSX_STRINGS_H
#define MBR_XLSX_STRINGS_H

/* The texts that cells share, as fields of CSV, by their number. Both spools keep what is beyond
   their bound in a file. */

#include "mbr/spool.h"
#include "xlsx_xml.h"

struct mbr_xlsx_strings {
    struct mbr_spool texts, ends; /* ends: where each text ends, 64 bits a piece */
    uint64_t count;
};

/* 0, or -1 with err. */
int mbr_xlsx_strings_read(struct mbr_xlsx_strings *strings, const struct mbr_zip *zip,
                          const struct mbr_zip_entry *entry, struct mbr_err *err);

/* Puts text `number`, which is below count. 0, or -1 with err. */
int mbr_xlsx_strings_put(struct mbr_xlsx_strings *strings, uint64_t number, struct mbr_buf *buf,
                         struct mbr_err *err);
void mbr_xlsx_strings_free(struct mbr_xlsx_strings *strings);

/* Texts are runs of characters: the ends of the whole are trimmed as Excel does, unless the run
   there says that its blanks stay. Cells with texts of their own do the same. */
struct mbr_xlsx_runs {
    bool any, before, behind; /* whether to trim there */
};
void mbr_xlsx_runs_add(struct mbr_xlsx_runs *runs, const char **attributes);
struct mbr_span mbr_xlsx_runs_trim(const struct mbr_xlsx_runs *runs, struct mbr_span text);

#endif
