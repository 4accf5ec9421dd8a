#ifndef MBR_PATHS_H
#define MBR_PATHS_H

/* Paths to fields, as json.h has them: how they are spelled, and which ones records have, for
   telling what a misspelt one was meant to be. */

#include "mbr/json.h"
#include "mbr/map.h"

/* Appends a key (with its quotes, as scanned) to a path, which is empty or a path. false for keys
   that cannot be shown, with control characters or NUL in them; the path is then of no use. */
bool mbr_put_path(struct mbr_buf *path, struct mbr_span key, struct mbr_buf *scratch);

/* Zero-initialise it. */
struct mbr_paths {
    struct mbr_map found;
    struct mbr_buf spelled, scratch;
};
void mbr_paths_free(struct mbr_paths *paths);

/* Notes the fields of a record that was scanned with `all`, four levels deep, not those inside of
   arrays. When there are 1000 of them, more are not noted. */
void mbr_paths_learn(struct mbr_paths *paths, const struct mbr_ask *ask);

/* Appends "; did you mean PATH?" where one is near: it ends in a field of just this name, or its
   spelling is near (near.h). */
void mbr_put_path_meant(struct mbr_buf *to, const struct mbr_paths *paths, const char *path);

#endif
