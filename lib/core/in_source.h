#ifndef MBR_IN_SOURCE_H
#define MBR_IN_SOURCE_H

/* Inside the input: what the reader of lines and windows (in.c), that of blocks (in_block.c) and
   what opens the operands for them (in_open.c, in_text.c, in_sheet.c) share. */

#include "mbr/in.h"
#include "mbr/xlsx.h"
#include "source.h"

#define MBR_IN_NO_FILE SIZE_MAX

/* Where the bytes of one operand come from when they are read again. */
struct mbr_in_source {
    bool spooled;
    uint64_t from, to; /* in the spool */
    int64_t offset;    /* where standard input stood, if it is a regular file */
};

/* The workbook whose sheets are being read. */
struct mbr_in_book {
    struct mbr_xlsx *xlsx; /* NULL for none */
    int file;              /* a copy of what came through a pipe, or -1 */
    size_t next;           /* sheet */
    struct mbr_buf name;   /* of the file and the sheet, with a NUL; empty before the first */
    uint64_t unread;       /* bytes that are not counted yet */
};

/* The bottom of the current file's stack: its bytes as they are. */
struct mbr_in_raw {
    struct mbr_source source;
    struct mbr_in *in;
};

struct mbr_in {
    char *const *files;
    size_t count;
    struct mbr_in_source *sources;
    size_t current; /* MBR_IN_NO_FILE before the first */
    int fd;         /* -1 when none is open */
    bool regular;   /* it can be read apart from here */
    struct mbr_in_raw raw;
    struct mbr_source *top; /* what is made of it, or raw */
    enum mbr_packed packed;
    bool decodes; /* the text may be in any encoding: */
    const char *encoding;
    bool flawed;
    const char *const *sheet; /* the names of those wanted */
    size_t sheets;            /* 0: all */
    struct mbr_in_book book;
    struct mbr_in_text text;
    bool again;
    bool ended; /* the current file is read to its end */
    bool keep;
    bool skipping; /* the rest of a line that was too long */
    bool blocks;   /* the lines are read by the block */
    struct mbr_spool spool;
    char *buf;
    size_t cap, from, to, max_line;
    size_t told;     /* the file that names tell of, and */
    uint64_t number; /* the line in it */
    uint64_t before; /* lines of its file before the block that is gone through */
    bool begun;      /* the current file's first block has been read */
    uint64_t read, total;
};

bool mbr_in_is_stdin(const struct mbr_in *in, size_t file);

/* Closes the current file, if any. */
void mbr_in_close(struct mbr_in *in);

/* The bytes of the current file as they are: they are counted, and kept where they are needed
   again. */
int64_t mbr_in_read_raw(struct mbr_source *raw, char *to, size_t size, struct mbr_err *err);

/* Reads more behind what is in the buffer, which is moved to its front and grown as needed. At the
   file's end `ended` is set. 0, or -1 with err. */
int mbr_in_more(struct mbr_in *in, struct mbr_err *err);

/* The next line of the current file, blank or not; 0 at its end; -1, MBR_IN_LONG. */
int mbr_in_raw_line(struct mbr_in *in, struct mbr_span *line, struct mbr_err *err);

/* Passes over what is left of a line that was too long. 0, or -1. */
int mbr_in_skip_line(struct mbr_in *in, struct mbr_err *err);

/* Text in UTF-8 from the text beneath, whose encoding is found out for in->text, or is
   in->encoding. */
struct mbr_source *mbr_in_text_source(struct mbr_in *in, struct mbr_source *beneath);

/* A workbook: what in->top has still to give. mbr_in_book_next makes the next sheet in->top: 1, 0
   when there is none; all -1 with err. */
int mbr_in_book_open(struct mbr_in *in, struct mbr_err *err);
int mbr_in_book_next(struct mbr_in *in, struct mbr_err *err);
void mbr_in_book_close(struct mbr_in *in);

bool mbr_in_is_blank(struct mbr_span line);

#endif
