#ifndef MBR_ERR_H
#define MBR_ERR_H

/* Why something failed, in words. A function that can fail takes a struct mbr_err, writes the text
   there and returns -1. The text is "field: what: value" or a part of it; the tool's name, the file
   and the line are put before it by the one who knows them (run.h).

   A value that is quoted ends the text: it stands from the byte `quoted` on (0: there is none) and
   has `bytes` bytes, so that a tool which must not show the data can say that much instead. */

#include <stdarg.h>

#include "mbr/span.h"

struct mbr_err {
    char text[480];
    size_t quoted, bytes;
};

#if defined(__GNUC__)
#define MBR_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define MBR_PRINTF(text, first)
#endif

/* All return -1. mbr_err_list is mbr_err_set with its arguments in a list; a text that is too long
   is cut at a character's end. The value is shown in quotes, cut after some 60 bytes at a
   character's end, with control characters and bytes that are no UTF-8 as \xNN. field may be NULL:
   then the text is "what: value". */
int mbr_err_set(struct mbr_err *err, const char *format, ...) MBR_PRINTF(2, 3);
int mbr_err_list(struct mbr_err *err, const char *format, va_list args);
int mbr_err_value(struct mbr_err *err, const char *field, const char *what, struct mbr_span value);

/* The same with a value as it is spelled in JSON, which brings its own quotes. */
int mbr_err_json(struct mbr_err *err, const char *field, const char *what, struct mbr_span raw);

/* Puts "FIELD: " before the text; puts what the format says before it. */
int mbr_err_within(struct mbr_err *err, const char *field);
int mbr_err_before(struct mbr_err *err, const char *format, ...) MBR_PRINTF(2, 3);

/* Says "(12 bytes)" in place of the value that is quoted. */
void mbr_err_hide(struct mbr_err *err);

#endif
