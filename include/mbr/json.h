#ifndef MBR_JSON_H
#define MBR_JSON_H

/* The scanner of the stream: one pass over a line, full RFC 8259 validation (UTF-8 included), and
   out come the fields that were asked for. Nothing is allocated per line; what is found points into
   the line. (Documents, such as models and rules, go through doc.h instead.)

   A line is one object. Refused besides bad grammar: nesting deeper than MBR_JSON_DEPTH, a lone
   surrogate escape, and a key that is asked for and stands twice in its object. Passed: duplicate
   keys nobody asks for, numbers of any magnitude, \u0000 (until it is used, see mbr_json_text). */

#include "mbr/buf.h"

#define MBR_JSON_DEPTH 2048

enum mbr_json_kind {
    MBR_JSON_ABSENT,
    MBR_JSON_NULL,
    MBR_JSON_FALSE,
    MBR_JSON_TRUE,
    MBR_JSON_NUMBER,
    MBR_JSON_STRING,
    MBR_JSON_ARRAY,
    MBR_JSON_OBJECT
};

/* A value where it stands in the line. raw is its whole spelling, quotes and brackets included;
   key is the opening quote of its key (NULL in arrays). plain: a string without escapes, whose
   content is raw without its first and last byte. */
struct mbr_json {
    struct mbr_span raw;
    const char *key;
    enum mbr_json_kind kind;
    bool plain;
};

/* A field that nobody asked for by name: its key, quotes included, and its value. */
struct mbr_json_pair {
    struct mbr_span key;
    struct mbr_json value;
};

/* What is asked for: paths such as "member", "buy.spend", "attr.'shoe-size'" (in single quotes what
   has more than letters, digits, _ and bytes beyond ASCII). A key that a path leads through counts
   as asked for. A path may end at an object or array: its whole value is found; "buy" and
   "buy.spend" may both be asked for. The found values stand in `slot`, in the order of the paths,
   MBR_JSON_ABSENT where there is none. With `all`, the top-level fields that no path begins with
   are listed in `rest`, in their order in the line (duplicates too). */
struct mbr_ask {
    struct mbr_json *slot;
    struct mbr_json_pair *rest;
    size_t rests;
    struct mbr_ask_plan *plan;
};

/* NULL, with err set, when a path is malformed or stands twice. At most 250 paths. */
struct mbr_ask *mbr_ask_new(const char *const *paths, size_t count, bool all, struct mbr_err *err);
void mbr_ask_free(struct mbr_ask *ask);

/* Scans one line (no newline at its end needed; white space around the object passes). 0, or -1
   with err "what: place", as "not JSON: a comma or '}' is missing at byte 17". Empty and blank
   lines are an error here: the reader skips them. */
int mbr_ask_scan(struct mbr_ask *ask, struct mbr_span line, struct mbr_err *err);

/* Walks an array's elements, or an object's fields, of a value that a scan has found. */
struct mbr_json_walk {
    const char *p, *end;
};
struct mbr_json_walk mbr_json_walk(const struct mbr_json *value);
bool mbr_json_next(struct mbr_json_walk *walk, struct mbr_json *element);
bool mbr_json_next_pair(struct mbr_json_walk *walk, struct mbr_json_pair *pair);

/* The content of a string, unescaped (into `scratch`, which it then points to, when there are
   escapes). -1 when it holds \u0000. mbr_json_key_text does the same for a key with its quotes. */
int mbr_json_text(const struct mbr_json *value, struct mbr_buf *scratch, struct mbr_span *text);
int mbr_json_key_text(struct mbr_span key, struct mbr_buf *scratch, struct mbr_span *text);

/* Whether n bytes are valid UTF-8. */
bool mbr_utf8_valid(const char *p, size_t n);

/* Takes the way without SIMD (for tests; the answers are the same). */
void mbr_json_force_portable(bool portable);

#endif
