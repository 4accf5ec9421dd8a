#ifndef MBR_CSV_READ_H
#define MBR_CSV_READ_H

/* Delimited text (csv.h) read from files: mbr_in_open, mbr_csv_open, perhaps mbr_csv_head, then set
   the dialect and read. */

#include "mbr/csv.h"
#include "mbr/in.h"

struct mbr_csv {
    struct mbr_csv_dialect dialect;
    struct mbr_csv_record record; /* the one last read, borrowed until the next */
    uint64_t line;                /* physical line where it begins, from 1 */
    bool bom;                     /* the file began with one */
    struct mbr_in *in;            /* NULL where a text is read */
    struct mbr_span window;
    size_t used; /* of the window */
    uint64_t next_line;
    size_t most;   /* bytes of a record */
    bool skipping; /* the rest of a line that was given up */
    bool last;     /* the window reaches to the end of the file */
};

/* Zero-initialise csv before the first file. All: 0, or -1 with err, which names the file. A record
   of more bytes than mbr_in_new was given for a line has a flaw: raw is what its first line has of
   them, and the next record is the next line. A BOM before a record is left out. What is opened
   stands behind its first lines without any byte. */
int mbr_csv_open(struct mbr_csv *csv, struct mbr_in *in, struct mbr_err *err);

/* What is still to be read: `want` bytes, or all (*whole). Borrowed until the next call. */
int mbr_csv_head(struct mbr_csv *csv, size_t want, struct mbr_span *head, bool *whole,
                 struct mbr_err *err);

int mbr_csv_next(struct mbr_csv *csv, struct mbr_err *err); /* 1, 0 at the file's end, or -1 */

/* For records that are read elsewhere: the bytes that come next, about `want` of them, cut where a
   record probably ends. csv stands behind them then, but for next_line. 1; 0 with the last bytes of
   the file, perhaps none; -1 with err, and the last bytes before it. */
int mbr_csv_block(struct mbr_csv *csv, size_t want, struct mbr_span *block, struct mbr_err *err);

/* Makes csv read the records of a text, of a file that `from` reads, which ends with it or goes on.
   Then mbr_csv_next never fails. What has not been used in the end is a record that goes on. */
void mbr_csv_text(struct mbr_csv *csv, const struct mbr_csv *from, struct mbr_span text, bool last);
void mbr_csv_free(struct mbr_csv *csv);

#endif
