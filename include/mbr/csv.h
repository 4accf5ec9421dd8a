#ifndef MBR_CSV_H
#define MBR_CSV_H

/* Delimited text, record by record: RFC 4180, with any separator. A field that begins with a quote
   runs to the closing one; inside, a doubled quote is one quote, and separators and line ends are
   text. A quote elsewhere is an ordinary character. A record ends at LF, CRLF or a lone CR. With
   blanks as the separator a run of spaces and tabs is one, those at either end are none, and there
   are no quotes. Lines without any byte are passed over. */

#include <stdint.h>

#include "mbr/buf.h"
#include "mbr/in.h"

#define MBR_CSV_BLANKS ' '

struct mbr_csv_dialect {
    char separator; /* one byte of ASCII, or MBR_CSV_BLANKS */
    bool quotes;
    bool portable; /* the way without SIMD (for tests; the answers are the same) */
};

/* A record; it points into the input, or into `text` where a doubled quote had to go. */
struct mbr_csv_record {
    struct mbr_span *field;
    size_t fields, cap;
    struct mbr_span raw; /* without its line end */
    const char *end;     /* bytes up to here may be read: at least to the record's end */
    uint64_t lines;      /* physical lines that it takes */
    bool plain;          /* ASCII, and nothing in it that a JSON string would have to escape */
    const char *flaw;    /* why it has no fields (raw is then one line at most), or NULL */
    struct mbr_buf text;
};
void mbr_csv_record_free(struct mbr_csv_record *record);

/* Splits the record at the beginning of `text`; `last` says that nothing comes behind text. Returns
   the bytes it takes, line end included; 0 when more is needed to know, or text is empty. */
size_t mbr_csv_split(struct mbr_csv_record *record, const struct mbr_csv_dialect *dialect,
                     struct mbr_span text, bool last);

/* The reader: mbr_in_open, mbr_csv_open, perhaps mbr_csv_head, then set the dialect and read. */
struct mbr_csv {
    struct mbr_csv_dialect dialect;
    struct mbr_csv_record record; /* the one last read, borrowed until the next */
    uint64_t line;                /* physical line where it begins, from 1 */
    bool bom;                     /* the file began with one; it is left out */
    struct mbr_in *in;
    struct mbr_span window;
    size_t used; /* of the window */
    uint64_t next_line;
    size_t most;   /* bytes of a record */
    bool skipping; /* the rest of a line that was given up */
    bool last;     /* the window reaches to the end of the file */
};

/* Zero-initialise csv before the first file. All: 0, or -1 with err, which names the file. A record
   of more bytes than mbr_in_new was given for a line has a flaw: raw is what its first line has of
   them, and the next record is the next line. */
int mbr_csv_open(struct mbr_csv *csv, struct mbr_in *in, struct mbr_err *err);

/* What is still to be read: at least `want` bytes, or all (*whole). Borrowed until the next call.
 */
int mbr_csv_head(struct mbr_csv *csv, size_t want, struct mbr_span *head, bool *whole,
                 struct mbr_err *err);

int mbr_csv_next(struct mbr_csv *csv, struct mbr_err *err); /* 1, 0 at the file's end, or -1 */
void mbr_csv_free(struct mbr_csv *csv);

#endif
