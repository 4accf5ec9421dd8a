#ifndef MBR_IN_H
#define MBR_IN_H

/* Input: the operands one after another, or standard input ("-", or no operand at all), read in
   large blocks. What begins as gzip or zstd data do is unpacked. Two ways to read: lines, for the
   stream, which run on from file to file; or a window of bytes in one file, for formats whose
   records are not lines. What is handed out is borrowed until the next call. */

#include <stdbool.h>
#include <stdint.h>

#include "mbr/err.h"
#include "mbr/span.h"

struct mbr_in;

/* files is borrowed. max_line bounds a line's and a window's length, in bytes. */
struct mbr_in *mbr_in_new(char *const *files, size_t count, size_t max_line);
void mbr_in_free(struct mbr_in *in);

/* Text that may be in any encoding comes in UTF-8, from before the first file is opened on. A byte
   order mark says which encoding a file has; else it is `encoding`, a name of iconv(3), or, where
   that is NULL, UTF-8 or GB18030, as its bytes are (encoding.h): of a pipe the 64 MiB from the
   first byte beyond ASCII on are kept for that. Where it is neither, reading fails, unless
   `flawed` text is wanted too: then it is given as it is. 0xff stands before each byte that an
   encoding does not know. 0, or -1 where the name is not known.
   Of a workbook (xlsx.h) each sheet is then a file of its own, "BOOK: SHEET". */
int mbr_in_decode(struct mbr_in *in, const char *encoding, bool flawed);

/* What is known of the current file's text so far. */
struct mbr_in_text {
    const char *encoding; /* "UTF-8", or what it is decoded from */
    bool decoded;         /* it is not UTF-8 */
    uint64_t from;        /* bytes of ASCII before the first other */
    uint64_t byte, line; /* of the first byte that is no UTF-8, from 1, where that has told; or 0 */
    const char *sheet;   /* its name in a workbook, or NULL */
    bool hidden;         /* there, and not named */
    bool goes_on;        /* the file before was of the same workbook */
};
const struct mbr_in_text *mbr_in_text(const struct mbr_in *in);

/* Reads only the sheets that are named, which every workbook has to have. names is borrowed. */
void mbr_in_sheets(struct mbr_in *in, const char *const *names, size_t count);
uint64_t mbr_in_unvalued(const struct mbr_in *in); /* mbr_xlsx_unvalued of the current sheet */

/* The next line that is not blank, without its newline; a BOM at the start of a file is left out.
   1; 0 at the end of the last file; -1 with err, which names the file; MBR_IN_LONG for a line
   beyond max_line, with err (its number is mbr_in_number): the next call goes on behind it. */
#define MBR_IN_LONG (-2)
int mbr_in_line(struct mbr_in *in, struct mbr_span *line, struct mbr_err *err);

/* The lines by the block, for several threads: whole lines of one file. A block's memory is its
   own, so it stays as it is while the next are read. Zero-initialise it. */
struct mbr_in_block {
    char *p;
    size_t n, cap;
    size_t file, max_line;
    bool first; /* begins the file */
};
void mbr_in_block_free(struct mbr_in_block *block);

/* 1; 0 at the end of the last file; -1 with err; MBR_IN_LONG for one line beyond max_line and all
   buffers, which is passed over: the block is empty then, but says where it stood. */
int mbr_in_block(struct mbr_in *in, struct mbr_in_block *block, struct mbr_err *err);

/* The block's next line that is not blank; begin with *at and *number 0. *number counts the block's
   lines. 1, 0 at the block's end, or MBR_IN_LONG. */
int mbr_in_block_line(const struct mbr_in_block *block, size_t *at, uint64_t *number,
                      struct mbr_span *line);

/* The blocks being gone through in order: from here on mbr_in_name and mbr_in_number tell of this
   line of the block; the block is done with, and had so many lines. */
void mbr_in_at(struct mbr_in *in, const struct mbr_in_block *block, uint64_t number);
void mbr_in_done(struct mbr_in *in, const struct mbr_in_block *block, uint64_t lines);
int mbr_in_long(const struct mbr_in *in, struct mbr_err *err); /* sets err; MBR_IN_LONG */

/* Opens the next file for reading by window: 1, 0 when there is none, -1 with err. */
int mbr_in_open(struct mbr_in *in, struct mbr_err *err);

/* At least `want` bytes of the current file from where it stands, or all that are left; the window
   may be larger. 0, or -1 with err. mbr_in_skip moves on by n bytes of the window. */
int mbr_in_window(struct mbr_in *in, size_t want, struct mbr_span *window, struct mbr_err *err);
void mbr_in_skip(struct mbr_in *in, size_t n);
size_t mbr_in_max_line(const struct mbr_in *in);

/* Where we are, for error texts and progress: file name ("-" for standard input), line number of
   the line last given (mbr_in_set_line for a window reader), bytes read, and bytes there are in all
   (0 when not known), both as they are in the files. */
const char *mbr_in_name(const struct mbr_in *in);
bool mbr_in_reads(const struct mbr_in *in, const char *path); /* whether this file is an operand */
const char *mbr_in_is(const struct mbr_in *in, int fd); /* the operand that this regular file is, or
                                                           NULL */
uint64_t mbr_in_number(const struct mbr_in *in);
void mbr_in_set_number(struct mbr_in *in, uint64_t line);
uint64_t mbr_in_read(const struct mbr_in *in);
uint64_t mbr_in_total(const struct mbr_in *in);

/* Two passes: mbr_in_keep before the first read, mbr_in_again after the last. Regular files are
   read again; what came through a pipe is kept as it came (spool.h), until mbr_in_forget says that
   one pass will do. */
void mbr_in_keep(struct mbr_in *in);
void mbr_in_forget(struct mbr_in *in);
void mbr_in_again(struct mbr_in *in);

#endif
