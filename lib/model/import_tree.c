#include "import_tree.h"

#include <stdlib.h>

/* What stands before a key in the map: the number of its object, and what kind of key it is. */
#define HEAD (sizeof(uint32_t) + 1)
#define KEY 'k'
#define EACH 'e'
#define FIRST 'f'

void mbr_import_tree_free(struct mbr_import_tree *tree)
{
    mbr_map_free(&tree->names);
    mbr_buf_free(&tree->key);
    free(tree->node);
    *tree = (struct mbr_import_tree){.count = 0};
}

static struct mbr_span put_name(struct mbr_buf *to, uint32_t node, char kind, struct mbr_span key)
{
    to->n = 0;
    mbr_put(to, (const char *)&node, sizeof node);
    mbr_put_char(to, kind);
    mbr_put_span(to, key);
    return mbr_buf_span(to);
}

static void add_node(struct mbr_import_tree *tree, uint32_t parent)
{
    tree->node = mbr_grow(tree->node, &tree->cap, (size_t)tree->count + 1, sizeof *tree->node);
    tree->node[tree->count] = (struct mbr_import_node){
        .parent = parent,
        .first = MBR_IMPORT_NO_NODE,
        .follow = MBR_IMPORT_NO_NODE,
        .column = MBR_IMPORT_NO_NODE,
        .each = tree->count && (tree->node[parent].each || parent == tree->each) && tree->each,
    };
    tree->count++;
}

static uint32_t put(struct mbr_import_tree *tree, uint32_t node, char kind, struct mbr_span key)
{
    bool is_new;
    uint32_t child = mbr_map_put(&tree->names, put_name(&tree->key, node, kind, key), &is_new) + 1;
    if (is_new)
        add_node(tree, node);
    return child;
}

/* The name of a node in its object, without what stands before it in the map. */
static struct mbr_span name_of(const struct mbr_import_tree *tree, uint32_t node, char *kind)
{
    struct mbr_span name = mbr_map_key(&tree->names, node - 1);
    *kind = name.p[HEAD - 1];
    return (struct mbr_span){name.p + HEAD, name.n - HEAD};
}

/* A guess of another object would be wrong: the child before may stand in an array's elements. */
static bool is_key(const struct mbr_import_tree *tree, uint32_t parent, uint32_t node,
                   struct mbr_span key)
{
    char kind;
    return node != MBR_IMPORT_NO_NODE && tree->node[node].parent == parent &&
           mbr_span_equal(name_of(tree, node, &kind), key) && kind == KEY;
}

/* Objects of one kind have their keys in one order, so the guess is right nearly always. */
uint32_t mbr_import_tree_key(struct mbr_import_tree *tree, uint32_t node, uint32_t after,
                             struct mbr_span key, uint32_t most)
{
    const struct mbr_import_node *at = tree->node;
    uint32_t guess = after == MBR_IMPORT_NO_NODE ? at[node].first : at[after].follow;
    if (is_key(tree, node, guess, key))
        return guess;
    if (tree->count >= most &&
        mbr_map_find(&tree->names, put_name(&tree->key, node, KEY, key)) == MBR_MAP_NONE)
        return MBR_IMPORT_NO_NODE;
    uint32_t child = put(tree, node, KEY, key);
    if (after == MBR_IMPORT_NO_NODE)
        tree->node[node].first = child;
    else
        tree->node[after].follow = child;
    return child;
}

/* Reads a key up to a point, a bracket or the end. */
static int read_key(const char **path, struct mbr_buf *key)
{
    const char *p = *path;
    key->n = 0;
    if (*p != '\'') {
        size_t n = strcspn(p, ".['");
        mbr_put(key, p, n);
        *path = p + n;
        return n && *(p + n) != '\'' ? 0 : -1;
    }
    for (p++; *p && (*p != '\'' || p[1] == '\''); p++) {
        p += *p == '\'';
        mbr_put_char(key, *p);
    }
    *path = p + (*p == '\'');
    return *p == '\'' && (p[1] == '.' || p[1] == '[' || p[1] == '\0') ? 0 : -1;
}

static int read_index(struct mbr_import_tree *tree, const char **path, uint32_t *node,
                      struct mbr_err *err)
{
    struct mbr_span none = {NULL, 0};
    bool each = strncmp(*path, "[]", 2) == 0;
    if (!each && strncmp(*path, "[0]", 3) != 0)
        return mbr_err_set(err, "neither [] nor [0] behind a key");
    uint32_t from = *node;
    *path += each ? 2 : 3;
    *node = put(tree, from, each ? EACH : FIRST, none);
    tree->node[from].leads = true;
    if (!each) {
        tree->node[from].element = *node;
        return 0;
    }
    tree->node[from].elements = *node;
    if (tree->each && tree->each != *node)
        return mbr_err_set(err, "the elements of two arrays cannot both be rows");
    tree->each = *node;
    return 0;
}

int mbr_import_tree_add(struct mbr_import_tree *tree, const char *path, uint32_t column,
                        struct mbr_err *err)
{
    struct mbr_buf key = {0};
    const char *p = path;
    uint32_t node = MBR_IMPORT_ROOT;
    int status = 0;
    if (tree->count == 0)
        add_node(tree, MBR_IMPORT_ROOT);
    do {
        if (read_key(&p, &key) < 0) {
            status = mbr_err_set(err, "not a path");
            break;
        }
        tree->node[node].leads = tree->node[node].keys = true;
        node = put(tree, node, KEY, mbr_buf_span(&key));
        while (*p == '[' && status == 0)
            status = read_index(tree, &p, &node, err);
        if (status == 0 && *p && *p != '.')
            status = mbr_err_set(err, "not a path");
    } while (status == 0 && *p++ == '.');
    tree->node[node].column = column;
    mbr_buf_free(&key);
    return status < 0 ? mbr_err_within(err, path) : 0;
}

void mbr_import_put_key(struct mbr_buf *to, struct mbr_span key)
{
    bool plain = key.n > 0;
    for (size_t i = 0; i < key.n && plain; i++)
        plain = !memchr(".['", key.p[i], 3) && (unsigned char)key.p[i] >= ' ';
    if (to->n)
        mbr_put_char(to, '.');
    if (plain) {
        mbr_put_span(to, key);
        return;
    }
    mbr_put_char(to, '\'');
    for (size_t i = 0; i < key.n; i++) {
        if (key.p[i] == '\'')
            mbr_put_char(to, '\'');
        mbr_put_char(to, key.p[i]);
    }
    mbr_put_char(to, '\'');
}

void mbr_import_put_path(const struct mbr_import_tree *tree, uint32_t node, struct mbr_buf *to)
{
    char kind;
    if (node == MBR_IMPORT_ROOT)
        return;
    mbr_import_put_path(tree, tree->node[node].parent, to);
    struct mbr_span name = name_of(tree, node, &kind);
    if (kind == KEY)
        mbr_import_put_key(to, name);
    else
        mbr_put_text(to, kind == EACH ? "[]" : "[0]");
}
