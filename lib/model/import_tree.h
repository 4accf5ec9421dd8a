#ifndef MBR_IMPORT_TREE_H
#define MBR_IMPORT_TREE_H

/* Paths to the values of JSON objects, as a tree. A path is keys with points between; what has a
   point, a bracket or a quote in it stands in single quotes, in which '' is one. Behind a key, []
   goes through the elements of an array, each of which makes a row, and [0] to its first. A key of
   an array without brackets finds the element {"key": KEY, "value": …}, as GA4 has them: the value,
   or the first of its fields named …_value that is not null. Private to lib/model/import*.c. */

#include "mbr/buf.h"
#include "mbr/json.h"
#include "mbr/map.h"

#define MBR_IMPORT_NO_NODE UINT32_MAX
#define MBR_IMPORT_ROOT 0

struct mbr_import_node {
    uint32_t parent;
    uint32_t first, follow; /* guesses: the child that comes first, and the one that follows this */
    uint32_t column;        /* MBR_IMPORT_NO_NODE: none */
    uint32_t elements;      /* the node behind [], or 0 */
    uint32_t element;       /* behind [0] */
    bool leads, keys;       /* paths go on from here; with a key */
    bool each;              /* within an array whose elements are rows */
    uint64_t met;           /* how often there was something here that nobody asks for */
};

/* Zero-initialise it. */
struct mbr_import_tree {
    struct mbr_map names;
    struct mbr_import_node *node;
    size_t cap;
    uint32_t count;
    uint32_t each; /* the node of the array whose elements are rows, or 0 */
    struct mbr_buf key;
};
void mbr_import_tree_free(struct mbr_import_tree *tree);

/* Adds a path, which leads to that column. 0, or -1 with err: a malformed path, or two arrays whose
   elements were to be rows. */
int mbr_import_tree_add(struct mbr_import_tree *tree, const char *path, uint32_t column,
                        struct mbr_err *err);

/* The child with that key, which is added where it is new; `after` is the child that stood before
   it in its object, or MBR_IMPORT_NO_NODE. MBR_IMPORT_NO_NODE where there are `most` nodes already.
 */
uint32_t mbr_import_tree_key(struct mbr_import_tree *tree, uint32_t node, uint32_t after,
                             struct mbr_span key, uint32_t most);

/* Puts the path to the node. mbr_import_put_key puts one key, behind a point where one is needed.
 */
void mbr_import_put_path(const struct mbr_import_tree *tree, uint32_t node, struct mbr_buf *to);
void mbr_import_put_key(struct mbr_buf *to, struct mbr_span key);

#endif
