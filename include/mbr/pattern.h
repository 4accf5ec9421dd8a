#ifndef MBR_PATTERN_H
#define MBR_PATTERN_H

/* Patterns: PCRE2 on UTF-8, compiled to machine code where the library can, with limits, so that a
   hostile pattern or text costs milliseconds and not hours. Reaching a limit is an error, never a
   "does not match". A pattern may be used by one thread at a time. */

#include "mbr/err.h"

struct mbr_pattern;

/* flags: letters out of "i" (letters match in either case), "s" (a dot matches newlines too), "x"
   (blanks and comments pass); NULL for none. NULL with err, which gives the place in the pattern.
 */
struct mbr_pattern *mbr_pattern_new(struct mbr_span source, const char *flags, struct mbr_err *err);

/* The same pattern once more, for another thread. NULL with err. */
struct mbr_pattern *mbr_pattern_copy(const struct mbr_pattern *pattern, struct mbr_err *err);
void mbr_pattern_free(struct mbr_pattern *pattern);

/* Whether it matches anywhere in text, which has to be UTF-8: 1, 0, or -1 with err. */
int mbr_pattern_match(struct mbr_pattern *pattern, struct mbr_span text, struct mbr_err *err);

/* The same from `from` on: 0, or where a match in this text has ended. *found is what has matched;
   mbr_pattern_group tells of its groups until the next match. */
int mbr_pattern_find(struct mbr_pattern *pattern, struct mbr_span text, size_t from,
                     struct mbr_span *found, struct mbr_err *err);

/* The groups that have a name, in the order of their names: the i-th one's, NULL beyond the last;
   and what it has of the text given to mbr_pattern_find (n 0: nothing, or it took no part). */
const char *mbr_pattern_name(const struct mbr_pattern *pattern, size_t i);
struct mbr_span mbr_pattern_group(const struct mbr_pattern *pattern, size_t i,
                                  struct mbr_span text);

#endif
