#ifndef MBR_CSV_H
#define MBR_CSV_H

/* Delimited text, record by record: RFC 4180, with any separator. A field that begins with a quote
   runs to the closing one; inside, a doubled quote is one quote, and separators and line ends are
   text. A quote elsewhere is an ordinary character. A record ends at LF, CRLF or a lone CR, unless
   that is text. With blanks as the separator a run of spaces and tabs is one, those at either end
   are none, and there are no quotes. Lines without any byte are passed over. */

#include <stdint.h>

#include "mbr/buf.h"

#define MBR_CSV_BLANKS ' '

struct mbr_csv_dialect {
    char separator; /* one byte of ASCII, or MBR_CSV_BLANKS */
    bool quotes;
    bool portable; /* the way without SIMD (for tests; the answers are the same) */
    bool cr_text;  /* lines end in LF or CRLF alone */
    size_t least;  /* fields that a record has at least: empty ones are added */
};

/* So many bytes looked at together, from `at` on (NULL: none): where something ends or a quote
   stands, and where there is a byte that keeps a record from being plain. One bit a byte, the first
   byte lowest. */
#define MBR_CSV_CHUNK 64
struct mbr_csv_chunk {
    const char *at;
    uint64_t marks, dirt;
};

/* A record; it points into the input, or into `text` where a doubled quote had to go. */
struct mbr_csv_record {
    struct mbr_span *field;
    size_t fields, cap;
    struct mbr_span raw; /* without its line end */
    const char *end;     /* bytes up to here may be read: at least to the record's end */
    uint64_t lines;      /* physical lines that it takes */
    bool plain;       /* ASCII, without what a JSON string would have to escape, or an apostrophe */
    const char *flaw; /* why it has no fields (raw is then one line at most), or NULL */
    struct mbr_buf text;
    struct mbr_csv_chunk chunk; /* the last one looked at */
};
void mbr_csv_record_free(struct mbr_csv_record *record);

/* Splits the record at the beginning of `text`; `last` says that nothing comes behind text. Returns
   the bytes it takes, line end included; 0 when more is needed to know, or text is empty. */
size_t mbr_csv_split(struct mbr_csv_record *record, const struct mbr_csv_dialect *dialect,
                     struct mbr_span text, bool last);

/* The same, where text goes on behind the record last split and no byte of it has changed since. */
size_t mbr_csv_split_on(struct mbr_csv_record *record, const struct mbr_csv_dialect *dialect,
                        struct mbr_span text, bool last);

#endif
