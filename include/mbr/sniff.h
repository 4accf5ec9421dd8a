#ifndef MBR_SNIFF_H
#define MBR_SNIFF_H

/* Finding out how delimited text is written, from its beginning (a megabyte is plenty): the
   separator that cuts the most records into the same number of fields, more than one; whether
   quotes mean anything, which they do except with blanks, and with tabs where they do not fit; how
   lines end; and whether the first record is a header, which it is when none of its fields looks
   like a number or a date. And what data is that is no such text. */

#include "mbr/csv.h"

struct mbr_sniff {
    struct mbr_csv_dialect dialect;
    bool header, quoted;  /* quoted: there are quotes, and they are used as such */
    const char *line_end; /* "LF", "CRLF", "CR", or "mixed line ends" */
    size_t fields;        /* of most records; 0 where no whole record in head has any */
};

/* head begins behind a BOM, and is text; `whole`: it is all there is. separator: 0 to find it out.
 */
void mbr_sniff(struct mbr_sniff *sniff, struct mbr_span head, bool whole, char separator);

/* What the head of a file is where it is no delimited text in UTF-8: "xz data", "binary
   data, not text"; NULL where it may be. *filter is then the command that makes text of the
   file FILE, "xzcat FILE", or NULL. */
const char *mbr_sniff_data(struct mbr_span head, const char **filter);

/* Whether it begins as JSON objects do, one a line or in one array. */
bool mbr_sniff_json(struct mbr_span head);

/* "comma", "tab", "semicolon", "pipe", "blanks", and back; NULL and 0 for anything else. */
const char *mbr_separator_name(char separator);
char mbr_separator_byte(const char *name);

#endif
