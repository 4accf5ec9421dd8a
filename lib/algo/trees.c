#include "mbr/trees.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mbr/mem.h"
#include "trees_fit.h"

#define ROWS 64    /* scored together: one tree after the other stays in the nearest cache */
#define ABREAST 16 /* of these, whose ways down wait for memory at the same time */

void mbr_trees_free(struct mbr_trees *model)
{
    free(model->root);
    free(model->node);
    *model = (struct mbr_trees){0};
}

struct mbr_tree_node mbr_trees_leaf(uint32_t at, float value)
{
    return (struct mbr_tree_node){.cut = INFINITY, .value = value, .left = at, .missing_left = 1};
}

static bool is_leaf(const struct mbr_trees *model, uint32_t at)
{
    return model->node[at].left == at;
}

/* Of the nodes of one tree, of whose children there is one parent each: a node that nobody leads to
   has depth 0, which only the root may have. */
static bool has_depths(const struct mbr_trees *model, uint32_t tree, uint32_t *deepest)
{
    uint32_t from = model->root[tree], to = model->root[tree + 1];
    uint8_t *depth = mbr_calloc(to - from, sizeof *depth);
    bool is_sound = true;
    for (uint32_t at = from; at < to && is_sound; at++) {
        uint32_t left = model->node[at].left, own = depth[at - from];
        is_sound = (at == from) == (own == 0);
        if (!is_sound || is_leaf(model, at))
            continue;
        is_sound = left > at && left < to - 1 && own < MBR_TREES_MOST_DEPTH &&
                   depth[left - from] == 0 && depth[left + 1 - from] == 0;
        if (is_sound)
            depth[left - from] = depth[left + 1 - from] = (uint8_t)(own + 1);
        if (is_sound && own + 1 > *deepest)
            *deepest = own + 1;
    }
    free(depth);
    return is_sound;
}

uint32_t mbr_trees_depth(const struct mbr_trees *model)
{
    uint32_t deepest = 0;
    for (uint32_t tree = 0; tree < model->trees; tree++)
        has_depths(model, tree, &deepest);
    return deepest;
}

static bool is_node_sound(const struct mbr_trees *model, uint32_t at)
{
    const struct mbr_tree_node *node = &model->node[at];
    if (is_leaf(model, at))
        return isinf(node->cut) && node->cut > 0 && isfinite(node->value) && node->feature == 0 &&
               node->missing_left == 1;
    return isfinite(node->cut) && node->feature < model->features && node->missing_left <= 1;
}

int mbr_trees_check(const struct mbr_trees *model, struct mbr_err *err)
{
    uint32_t deepest = 0;
    if (model->features == 0 || model->features > MBR_TREES_MOST_FEATURES)
        return mbr_err_set(err, "trees: features: not from 1 to %d: %u", MBR_TREES_MOST_FEATURES,
                           model->features);
    if (!isfinite(model->base))
        return mbr_err_set(err, "trees: base: not a finite number: %g", model->base);
    if (model->root[0] != 0)
        return mbr_err_set(err, "trees: tree 0: does not begin at node 0 but at %u",
                           model->root[0]);
    for (uint32_t tree = 0; tree < model->trees; tree++) {
        if (model->root[tree] >= model->root[tree + 1])
            return mbr_err_set(err, "trees: tree %u: has no nodes", tree);
        if (!has_depths(model, tree, &deepest))
            return mbr_err_set(err, "trees: tree %u: its nodes do not form a tree of depth <= %d",
                               tree, MBR_TREES_MOST_DEPTH);
        for (uint32_t at = model->root[tree]; at < model->root[tree + 1]; at++) {
            if (!is_node_sound(model, at))
                return mbr_err_set(err, "trees: tree %u: node %u: a number is out of range", tree,
                                   at);
        }
    }
    if (model->depth != deepest)
        return mbr_err_set(err, "trees: depth: not %u, which it is: %u", deepest, model->depth);
    return 0;
}

/* Without branches, for which way a row goes cannot be foretold. A leaf leads to itself, so all
   rows go as many steps. */
static inline uint32_t next_of(const struct mbr_tree_node *node, uint32_t at, const float *value,
                               bool missing)
{
    const struct mbr_tree_node *from = &node[at];
    float x = value[from->feature];
    bool is_right = x > from->cut;
    if (missing)
        is_right |= isnan(x) & !from->missing_left;
    return from->left + is_right;
}

static inline void score_some(const struct mbr_trees *model, const float *value, size_t rows,
                              bool missing, double *log_odds)
{
    const struct mbr_tree_node *node = model->node;
    size_t features = model->features;
    for (uint32_t tree = 0; tree < model->trees; tree++) {
        size_t row = 0;
        for (; row + ABREAST <= rows; row += ABREAST) {
            uint32_t at[ABREAST];
            for (size_t i = 0; i < ABREAST; i++)
                at[i] = model->root[tree];
            for (uint32_t d = 0; d < model->depth; d++) {
                for (size_t i = 0; i < ABREAST; i++)
                    at[i] = next_of(node, at[i], value + (row + i) * features, missing);
            }
            for (size_t i = 0; i < ABREAST; i++)
                log_odds[row + i] += (double)node[at[i]].value;
        }
        for (; row < rows; row++) {
            uint32_t at = model->root[tree];
            for (uint32_t d = 0; d < model->depth; d++)
                at = next_of(node, at, value + row * features, missing);
            log_odds[row] += (double)node[at].value;
        }
    }
}

void mbr_trees_score(const struct mbr_trees *model, const float *value, size_t rows,
                     double *log_odds)
{
    for (size_t row = 0; row < rows; row += ROWS) {
        size_t some = rows - row < ROWS ? rows - row : ROWS;
        const float *from = value + row * model->features;
        bool missing = false;
        for (size_t i = 0; i < some * model->features; i++)
            missing |= isnan(from[i]);
        for (size_t i = 0; i < some; i++)
            log_odds[row + i] = model->base;
        if (missing)
            score_some(model, from, some, true, log_odds + row);
        else
            score_some(model, from, some, false, log_odds + row);
    }
}
