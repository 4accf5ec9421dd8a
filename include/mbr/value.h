#ifndef MBR_VALUE_H
#define MBR_VALUE_H

/* A record's values, read with their checks. Each returns 0, or -1 with "NAME: what: value". An
   absent value is no error and leaves *to as it is; whoever needs it looks at its kind. */

#include "mbr/json.h"

/* A string's content; an id is one that is not empty. Points into the line, or into scratch when
   there are escapes. */
int mbr_value_text(const struct mbr_json *value, const char *name, struct mbr_buf *scratch,
                   struct mbr_span *to, struct mbr_err *err);
int mbr_value_id(const struct mbr_json *value, const char *name, struct mbr_buf *scratch,
                 struct mbr_span *to, struct mbr_err *err);

/* A string in its one JSON spelling (quotes, the fewest escapes), which is never longer than the
   one it came in; it too points into the line or into scratch. */
int mbr_value_spelling(const struct mbr_json *value, const char *name, struct mbr_buf *scratch,
                       struct mbr_span *to, struct mbr_err *err);
int mbr_key_spelling(struct mbr_span key, struct mbr_buf *scratch, struct mbr_span *to,
                     struct mbr_err *err);

int mbr_value_at(const struct mbr_json *value, const char *name, uint64_t *at, struct mbr_err *err);
int mbr_value_day(const struct mbr_json *value, const char *name, int32_t *day,
                  struct mbr_err *err);
int mbr_value_decimal(const struct mbr_json *value, const char *name, int64_t *to,
                      struct mbr_err *err);

#endif
