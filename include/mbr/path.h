#ifndef MBR_PATH_H
#define MBR_PATH_H

/* A path to a field, as json.h has them: keys with points between, in single quotes what has more
   than letters, digits, _ and bytes beyond ASCII. */

#include "mbr/buf.h"

/* Reads the key that *path stands at, without its quotes, into `key`, which is emptied, and goes
   behind it: to a point or to the end. 0, or -1 where there is none or something else follows. */
int mbr_path_key(const char **path, struct mbr_buf *key);

/* Whether two paths lead to the same field, however they are quoted; whether a path leads to this
   field of the record or into it. */
bool mbr_path_same(const char *a, const char *b);
bool mbr_path_begins(const char *path, const char *field);

#endif
