#ifndef MBR_DOC_H
#define MBR_DOC_H

/* Documents (models, presets, schemes, rules): whole JSON files, through jansson. Errors read
   "FILE:LINE:COLUMN: what". A document is an object with "version"; a greater one than known is
   refused, so that an old tool never misreads a new file. Duplicate keys are refused. */

#include <jansson.h>

#include "mbr/buf.h"

/* The text of a file, as it stands there. 0, or -1 with err set. */
int mbr_doc_read(const char *path, struct mbr_buf *text, struct mbr_err *err);

/* The caller frees with json_decref. NULL with err set. */
json_t *mbr_doc_load(const char *path, struct mbr_err *err);
json_t *mbr_doc_parse(const char *name, struct mbr_span text, struct mbr_err *err);

/* Refuses a version that is missing or greater than `known`, and, where `tool` is given, a document
   whose "tool" is another. 0 or -1. */
int mbr_doc_check(const json_t *doc, const char *name, const char *tool, int known,
                  struct mbr_err *err);

/* Refuses keys that are not in the NULL-terminated list, and names the nearest that is. */
int mbr_doc_keys(const json_t *object, const char *where, const char *const *known,
                 struct mbr_err *err);

#endif
