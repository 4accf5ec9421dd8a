#ifndef MBR_TREES_H
#define MBR_TREES_H

/* Boosted trees for a yes or no: each tree is a step down the log loss of those before it
   (Friedman, "Greedy function approximation", Annals of Statistics 29, 2001), its splits and leaves
   by the second order of the loss (Chen and Guestrin, "XGBoost", KDD 2016, equations 6 and 7). They
   grow level by level over histograms of the features' quantiles. The same seed gives the same
   trees with any number of threads. */

#include <stdbool.h>

#include "mbr/err.h"
#include "mbr/examples.h"

#define MBR_TREES_MOST_BINS 255
#define MBR_TREES_MOST_DEPTH 8
#define MBR_TREES_MOST_FEATURES 4096

/* A value <= cut goes to node `left`, counted from the model's first, another to the one behind it;
   NaN, which stands for a value that is missing, left where missing_left is 1. A fit sends what is
   missing the better way, and where it saw none the way of more rows. A leaf is its own `left`, and
   has what it adds to the log odds; mbr_trees_leaf makes one. */
struct mbr_tree_node {
    float cut, value; /* value: of a leaf, 0 otherwise */
    uint32_t left;
    uint16_t feature;
    uint8_t missing_left;
};

/* To be written down: all of it; of a node that is a leaf its value alone, of others feature, cut,
   left and missing_left. */
struct mbr_trees {
    uint32_t features, trees;
    uint32_t depth; /* steps from a root to the farthest leaf */
    double base;    /* log odds before the first tree */
    uint32_t *root; /* trees + 1: tree t has the nodes root[t] up to root[t + 1], its root first */
    struct mbr_tree_node *node;
};

struct mbr_trees_options {
    uint32_t trees, depth, bins; /* at most; 1 or more, depth and bins (2 or more) as above */
    double rate;                 /* of learning, in (0, 1] */
    double rows, columns;        /* share of rows and of features for a tree, in (0, 1] */
    double least_rows;           /* in a leaf, of those that the tree saw */
    double least_hessian;        /* in a leaf: sum of weight * p (1 - p) */
    double least_gain;           /* of a split, in the loss of equation 7 without its half */
    double l2;                   /* of a leaf, >= 0; where 0, least_hessian must be above 0 */
    uint32_t patience;           /* stop after so many trees without less loss of the validation
                                    part, and keep those up to the best; 0: never */
    uint64_t seed;
    int64_t jobs; /* threads, as mbr_crew_new takes them */
};
#define MBR_TREES_USUAL                                                                            \
    {                                                                                              \
        .trees = 300, .depth = 6, .bins = 255, .rate = 0.05, .rows = 0.7, .columns = 0.6,          \
        .least_rows = 20, .least_hessian = 1e-3, .l2 = 1, .patience = 30, .seed = 1                \
    }

struct mbr_trees_report {
    double validation; /* mean log loss in nats of the trees kept; NaN without a validation part */
    uint32_t grown;    /* trees, with those that were let go */
};

/* validation and report may be NULL; without validation all trees are grown and kept. Growing ends
   early where no split is worth it: trees may be 0. -1, and the model as it was, for an option out
   of range, no rows or no features, infinite values (the first is named), an outcome above 1,
   weights that are not sound, or only one outcome among the rows of weight above 0. Holds two
   bytes a value and 24 bytes a row; at most 2^32 - 1 rows. A weight less than 2^-30 of the heaviest
   counts for nothing. */
int mbr_trees_fit(struct mbr_trees *model, const struct mbr_examples *train,
                  const struct mbr_examples *validation, const struct mbr_trees_options *options,
                  struct mbr_trees_report *report, struct mbr_err *err);
void mbr_trees_free(struct mbr_trees *model);

/* Whether a model that was read back is sound: children behind their parents and inside their tree,
   each with one parent, no path longer than MBR_TREES_MOST_DEPTH, features in range, numbers
   finite; 0 or -1. Only a sound model may be asked. */
int mbr_trees_check(const struct mbr_trees *model, struct mbr_err *err);

/* A leaf at that place among the nodes. */
struct mbr_tree_node mbr_trees_leaf(uint32_t at, float value);

/* Log odds of rows * features values, row by row. Many rows at once are quicker than one after the
   other, and have the same bits. mbr_logistic_probability (logistic.h) makes probabilities of them.
   Any thread may ask. */
void mbr_trees_score(const struct mbr_trees *model, const float *value, size_t rows,
                     double *log_odds);

#endif
