#ifndef MBR_XLSX_STYLES_H
#define MBR_XLSX_STYLES_H

/* Which cells hold dates: the kind of each style that a cell may name. */

#include "xlsx_value.h"
#include "xlsx_xml.h"

struct mbr_xlsx_styles {
    unsigned char *kind; /* enum mbr_xlsx_kind */
    size_t count;
};

/* 0, or -1 with err. */
int mbr_xlsx_styles_read(struct mbr_xlsx_styles *styles, const struct mbr_zip *zip,
                         const struct mbr_zip_entry *entry, struct mbr_err *err);
void mbr_xlsx_styles_free(struct mbr_xlsx_styles *styles);

#endif
