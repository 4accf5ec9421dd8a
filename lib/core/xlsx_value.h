#ifndef MBR_XLSX_VALUE_H
#define MBR_XLSX_VALUE_H

/* The values of cells as fields of CSV. */

#include "mbr/buf.h"

/* What the format of a number shows: the number, a day (perhaps with a time), a time (perhaps with
   a day), or a time that has run. */
enum mbr_xlsx_kind { MBR_XLSX_NUMBER, MBR_XLSX_DAY, MBR_XLSX_TIME, MBR_XLSX_ELAPSED };

/* By the code of a format, "yyyy\-mm\-dd", and by the number of one that is built in. */
enum mbr_xlsx_kind mbr_xlsx_format(const char *code);
enum mbr_xlsx_kind mbr_xlsx_builtin(int64_t number);

/* A number as the file spells it; what is none is put as text. */
void mbr_put_xlsx_number(struct mbr_buf *buf, struct mbr_span text, enum mbr_xlsx_kind kind,
                         bool since_1904);

/* A date and time of ISO 8601 as dates are written here; what is none is put as text. */
void mbr_put_xlsx_iso(struct mbr_buf *buf, struct mbr_span text);

/* Text: _x000D_ is the character of that number, control characters are blanks (CR LF is one), and
   with quotes where it needs them. The second is without quotes. */
void mbr_put_xlsx_text(struct mbr_buf *buf, struct mbr_span text);
void mbr_put_xlsx_plain(struct mbr_buf *buf, struct mbr_span text);

/* Without blanks, tabs and line ends before and behind. */
struct mbr_span mbr_xlsx_trim(struct mbr_span text, bool before, bool behind);

#endif
