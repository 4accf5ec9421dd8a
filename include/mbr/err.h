#ifndef MBR_ERR_H
#define MBR_ERR_H

/* Why something failed, in words. A function that can fail takes a struct mbr_err, writes the text
   there and returns -1. The text is "field: what: value" or a part of it; the tool's name, the file
   and the line are put before it by the one who knows them (run.h). */

#include <stdarg.h>

#include "mbr/span.h"

struct mbr_err {
    char text[480];
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

/* Puts "FIELD: " before the text. */
int mbr_err_within(struct mbr_err *err, const char *field);

#endif
