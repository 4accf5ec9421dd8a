#ifndef MBR_ENCODING_H
#define MBR_ENCODING_H

/* Which encoding text has that says nothing of it: UTF-8 or GB18030 (with GBK and GB 2312, which
   are parts of it), found out from all of its bytes. UTF-8 as Unicode 15, table 3-7, has it;
   GB18030 by the form of its characters (GB 18030-2022: one, two or four bytes). */

#include <stdbool.h>
#include <stdint.h>

#include "mbr/span.h"

/* Where something is: bytes and lines are counted from 1. */
struct mbr_encoding_place {
    uint64_t byte, line;
};

/* What one reading of the text has shown. Zero-initialise it. */
struct mbr_encoding_look {
    uint64_t bytes, lines;           /* so far */
    uint64_t characters;             /* beyond ASCII */
    uint64_t odd;                    /* of them, such as Chinese text seldom has, and */
    uint64_t half;                   /* such as end in a byte of ASCII */
    uint64_t wrong;                  /* bytes in no character */
    uint64_t western;                /* of both, such as begin like a Western small letter */
    struct mbr_encoding_place first; /* of these, the first; all 0 for none */
};

/* How many bytes from the beginning are ASCII. */
size_t mbr_encoding_ascii(struct mbr_span text);

/* Goes on over the text, as UTF-8 or as GB18030; `last`: nothing comes behind it. Returns the bytes
   passed over: of a character that is cut at the end, less than 4 are left, to come again. */
size_t mbr_encoding_look(struct mbr_encoding_look *look, struct mbr_span text, bool gb, bool last);

/* Whether the text is UTF-8: all of it, or most of its characters beyond ASCII. */
bool mbr_encoding_is_utf8(const struct mbr_encoding_look *look);

/* Whether it is GB18030: all of it, and as Chinese text is, as nearly any text of two-byte
   characters would do, and many a Western one. */
bool mbr_encoding_is_gb18030(const struct mbr_encoding_look *look);

/* Which it may be where it is neither, from the look for GB18030: "BIG5", "WINDOWS-1252". */
const char *mbr_encoding_perhaps(const struct mbr_encoding_look *look);

#endif
