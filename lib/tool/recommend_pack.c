/* The learners, their features and what they have learned, as arrays and back. */

#include "recommend_doc.h"

#include <math.h>
#include <stdlib.h>

#include "mbr/mem.h"

#define FOLDS (MBR_FEATURE_FOLDS + 1)
#define COUNTS 5

/* Names of one learner's arrays. */
struct names {
    const char *head, *slope, *mean, *root, *feature, *cut, *value, *left, *missing;
};
static const struct names own_names = {"own.head",  "own.slope",   "own.mean",
                                       "own.root",  "own.feature", "own.cut",
                                       "own.value", "own.left",    "own.missing"};
static const struct names new_names = {"new.head",  "new.slope",   "new.mean",
                                       "new.root",  "new.feature", "new.cut",
                                       "new.value", "new.left",    "new.missing"};

static void pack_line(struct mbr_pack *pack, const struct names *names,
                      const struct mbr_logistic *line)
{
    mbr_pack_add(pack, names->head, MBR_PACK_F64, &line->intercept, 1);
    mbr_pack_add(pack, names->slope, MBR_PACK_F64, line->slope, line->features);
    mbr_pack_add(pack, names->mean, MBR_PACK_F64, line->mean, line->features);
}

static void pack_trees(struct mbr_pack *pack, const struct names *names,
                       const struct mbr_trees *trees)
{
    uint32_t nodes = trees->root[trees->trees];
    float *cut = mbr_alloc(nodes * sizeof *cut), *value = mbr_alloc(nodes * sizeof *value);
    uint32_t *left = mbr_alloc(nodes * sizeof *left), *feature = mbr_alloc(nodes * sizeof *feature);
    uint8_t *missing = mbr_alloc(nodes);
    for (uint32_t i = 0; i < nodes; i++) {
        cut[i] = trees->node[i].cut;
        value[i] = trees->node[i].value;
        left[i] = trees->node[i].left;
        feature[i] = trees->node[i].feature;
        missing[i] = trees->node[i].missing_left;
        if (left[i] == i) /* of a leaf only the value is told */
            cut[i] = 0, feature[i] = 0, missing[i] = 0;
    }
    const double head[] = {trees->base, trees->depth};
    mbr_pack_add(pack, names->head, MBR_PACK_F64, head, 2);
    mbr_pack_add(pack, names->root, MBR_PACK_U32, trees->root, trees->trees + (size_t)1);
    mbr_pack_add(pack, names->feature, MBR_PACK_U32, feature, nodes);
    mbr_pack_add(pack, names->cut, MBR_PACK_F32, cut, nodes);
    mbr_pack_add(pack, names->value, MBR_PACK_F32, value, nodes);
    mbr_pack_add(pack, names->left, MBR_PACK_U32, left, nodes);
    mbr_pack_add(pack, names->missing, MBR_PACK_U8, missing, nodes);
    free(cut);
    free(value);
    free(left);
    free(feature);
    free(missing);
}

static void pack_features(struct mbr_pack *pack, const struct mbr_features *features)
{
    uint32_t items = features->popular.items;
    size_t count = (size_t)FOLDS * items;
    uint32_t *flat = mbr_alloc(count * COUNTS * sizeof *flat);
    for (size_t i = 0; i < count; i++) {
        const struct mbr_item_next *of = &features->item[i];
        const uint32_t row[COUNTS] = {of->next, of->had, of->again, of->latest, of->at_once};
        memcpy(flat + i * COUNTS, row, sizeof row);
    }
    mbr_pack_add(pack, "features.item", MBR_PACK_U32, flat, count * COUNTS);
    mbr_pack_add(pack, "features.order", MBR_PACK_U32, features->order, count);
    mbr_pack_add(pack, "features.known", MBR_PACK_U32, features->known, FOLDS);
    mbr_pack_add(pack, "features.again", MBR_PACK_F64, features->again, FOLDS);
    mbr_pack_add(pack, "features.members", MBR_PACK_U32, &features->members, 1);
    mbr_pack_add(pack, "features.fold", MBR_PACK_U8, features->fold, features->tastes.count);
    mbr_pack_add(pack, "features.count", MBR_PACK_U32, features->popular.count, items);
    mbr_pack_add(pack, "features.buyers", MBR_PACK_U32, features->buyers, items);
    mbr_pack_add(pack, "features.last", MBR_PACK_U32, features->last, items);
    free(flat);
}

void recommend_pack_learned(struct mbr_pack *pack, const struct mbr_learned *learned)
{
    pack_features(pack, &learned->features);
    if (learned->trees) {
        pack_trees(pack, &own_names, &learned->own_trees);
        pack_trees(pack, &new_names, &learned->new_trees);
    } else {
        pack_line(pack, &own_names, &learned->own_line);
        pack_line(pack, &new_names, &learned->new_line);
    }
}

static int unpack_line(const struct mbr_unpack *pack, const struct names *names,
                       struct mbr_logistic *line, uint32_t features, struct mbr_err *err)
{
    double *head = mbr_unpack_exact(pack, names->head, MBR_PACK_F64, 1, err);
    line->features = features;
    line->slope = mbr_unpack_exact(pack, names->slope, MBR_PACK_F64, features, err);
    line->mean = mbr_unpack_exact(pack, names->mean, MBR_PACK_F64, features, err);
    line->intercept = head ? *head : 0;
    bool whole = head && line->slope && line->mean;
    free(head);
    return whole ? mbr_logistic_check(line, err) : -1;
}

/* Arrays of the nodes, until they are put together. */
struct nodes {
    uint32_t *feature, *left;
    float *cut, *value;
    uint8_t *missing;
};

static void nodes_free(struct nodes *nodes)
{
    free(nodes->feature);
    free(nodes->left);
    free(nodes->cut);
    free(nodes->value);
    free(nodes->missing);
}

static int join_nodes(struct mbr_trees *trees, const struct nodes *nodes, size_t count,
                      struct mbr_err *err)
{
    trees->node = mbr_calloc(count, sizeof *trees->node);
    for (size_t i = 0; i < count; i++) {
        if (nodes->feature[i] >= trees->features)
            return mbr_err_set(err, "trees: node %zu: no such feature", i);
        trees->node[i] = nodes->left[i] == i
                             ? mbr_trees_leaf((uint32_t)i, nodes->value[i])
                             : (struct mbr_tree_node){.cut = nodes->cut[i],
                                                      .left = nodes->left[i],
                                                      .feature = (uint16_t)nodes->feature[i],
                                                      .missing_left = nodes->missing[i]};
    }
    return 0;
}

/* mbr_trees_check takes for granted that the roots lead to nodes. */
static bool has_roots(const struct mbr_trees *trees)
{
    for (uint32_t t = 0; t < trees->trees; t++)
        if (trees->root[t] > trees->root[t + 1])
            return false;
    return true;
}

static int unpack_trees(const struct mbr_unpack *pack, const struct names *names,
                        struct mbr_trees *trees, uint32_t features, struct mbr_err *err)
{
    struct nodes nodes = {0};
    size_t roots = 0, count = 0;
    double *head = mbr_unpack_exact(pack, names->head, MBR_PACK_F64, 2, err);
    trees->features = features;
    trees->base = head ? head[0] : 0;
    trees->depth = head && head[1] >= 0 && head[1] <= MBR_TREES_MOST_DEPTH ? (uint32_t)head[1] : 0;
    trees->root = mbr_unpack_take(pack, names->root, MBR_PACK_U32, &roots, err);
    trees->trees = roots ? (uint32_t)(roots - 1) : 0;
    bool whole = head && trees->root && roots > 0 && has_roots(trees);
    if (head && trees->root && !whole)
        mbr_err_set(err, "%s: does not rise", names->root);
    if (whole) {
        count = trees->root[roots - 1];
        whole =
            (nodes.feature = mbr_unpack_exact(pack, names->feature, MBR_PACK_U32, count, err)) &&
            (nodes.cut = mbr_unpack_exact(pack, names->cut, MBR_PACK_F32, count, err)) &&
            (nodes.value = mbr_unpack_exact(pack, names->value, MBR_PACK_F32, count, err)) &&
            (nodes.left = mbr_unpack_exact(pack, names->left, MBR_PACK_U32, count, err)) &&
            (nodes.missing = mbr_unpack_exact(pack, names->missing, MBR_PACK_U8, count, err));
    }
    int failed =
        !whole || join_nodes(trees, &nodes, count, err) < 0 || mbr_trees_check(trees, err) < 0;
    nodes_free(&nodes);
    free(head);
    return failed ? -1 : 0;
}

static void *take_u32(const struct mbr_unpack *pack, const char *name, size_t count,
                      struct mbr_err *err)
{
    return mbr_unpack_exact(pack, name, MBR_PACK_U32, count, err);
}

static int join_features(struct mbr_features *features, const uint32_t *flat, size_t count,
                         struct mbr_err *err)
{
    uint32_t items = features->popular.items;
    features->item = mbr_alloc(count * sizeof *features->item);
    for (size_t i = 0; i < count; i++) {
        const uint32_t *row = flat + i * COUNTS;
        features->item[i] = (struct mbr_item_next){row[0], row[1], row[2], row[3], row[4]};
        if (features->order[i] >= items)
            return mbr_err_set(err, "features.order: no such item: %u", features->order[i]);
    }
    for (uint32_t t = 0; t < features->tastes.count; t++)
        if (features->fold[t] >= MBR_FEATURE_FOLDS)
            return mbr_err_set(err, "features.fold: no such fold: %u", features->fold[t]);
    for (int f = 0; f < FOLDS; f++)
        if (!(features->again[f] >= 0 && features->again[f] <= 1))
            return mbr_err_set(err, "features.again: no share: %g", features->again[f]);
    mbr_popular_rank(&features->popular);
    return 0;
}

static int unpack_features(const struct mbr_unpack *pack, struct mbr_features *features,
                           struct mbr_err *err)
{
    const struct mbr_kin_config cosine = {.measure = MBR_KIN_COSINE};
    uint32_t items = features->tastes.items;
    size_t count = (size_t)FOLDS * items;
    uint32_t *flat = take_u32(pack, "features.item", count * COUNTS, err), *known = NULL;
    uint32_t *members = NULL;
    double *again = NULL;
    features->popular.items = items;
    bool whole = flat && (features->order = take_u32(pack, "features.order", count, err)) &&
                 (known = take_u32(pack, "features.known", FOLDS, err)) &&
                 (again = mbr_unpack_exact(pack, "features.again", MBR_PACK_F64, FOLDS, err)) &&
                 (members = take_u32(pack, "features.members", 1, err)) &&
                 (features->fold = mbr_unpack_exact(pack, "features.fold", MBR_PACK_U8,
                                                    features->tastes.count, err)) &&
                 (features->popular.count = take_u32(pack, "features.count", items, err)) &&
                 (features->buyers = take_u32(pack, "features.buyers", items, err)) &&
                 (features->last = take_u32(pack, "features.last", items, err));
    if (whole) {
        memcpy(features->known, known, sizeof features->known);
        memcpy(features->again, again, sizeof features->again);
        features->members = *members;
        whole = join_features(features, flat, count, err) == 0;
        mbr_kin_init(&features->kin, &cosine, &features->tastes);
        features->kin.fold = features->fold;
    }
    free(flat);
    free(known);
    free(members);
    free(again);
    return whole ? 0 : -1;
}

int recommend_unpack_learned(const struct mbr_unpack *pack, struct mbr_learned *learned,
                             struct mbr_err *err)
{
    if (unpack_features(pack, &learned->features, err) < 0)
        return -1;
    if (learned->trees)
        return unpack_trees(pack, &own_names, &learned->own_trees, MBR_FEATURES_OWN, err) < 0 ||
                       unpack_trees(pack, &new_names, &learned->new_trees, MBR_FEATURES_NEW, err) <
                           0
                   ? -1
                   : 0;
    return unpack_line(pack, &own_names, &learned->own_line, MBR_FEATURES_OWN, err) < 0 ||
                   unpack_line(pack, &new_names, &learned->new_line, MBR_FEATURES_NEW, err) < 0
               ? -1
               : 0;
}
