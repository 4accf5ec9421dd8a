#ifndef MBR_TREES_FIT_H
#define MBR_TREES_FIT_H

/* Inside the fitting of trees: bins (trees_bins.c), histograms and splits (trees_split.c), the
   growing of one tree (trees_grow.c) and of all (trees_fit.c).

   Gradients and hessians are whole numbers, so their sums are exact: no order of summing and no
   subtraction of histograms changes a bit. */

#include "mbr/crew.h"
#include "mbr/trees.h"

#define TREES_PLACES 256  /* of a feature's histogram */
#define TREES_MISSING 255 /* the bin of NaN */
#define TREES_EACH 32768  /* rows of a piece */
#define TREES_ONE 0x1p30  /* the whole number that a gradient of 1 is */

/* Bin b has the values <= cut[b] that are in no bin before it; the last bin has no cut. */
struct trees_bins {
    uint32_t features, most;
    float *cut;      /* features * MBR_TREES_MOST_BINS; infinity behind the last */
    uint32_t *count; /* of the bins of a feature, without that of NaN */
};
void mbr_trees_bins_init(struct trees_bins *bins, const struct mbr_examples *examples,
                         uint32_t most, struct mbr_crew *crew);
void mbr_trees_bins_free(struct trees_bins *bins);

/* The bins of all values, row by row; the caller frees them. column: where they go feature by
   feature too; or NULL. */
uint8_t *mbr_trees_bins_of(const struct trees_bins *bins, const struct mbr_examples *examples,
                           uint8_t *column, struct mbr_crew *crew);

/* Of a row, and of many. */
struct trees_slope {
    int32_t gradient, hessian;
};
struct trees_sum {
    int64_t gradient, hessian, rows;
};

struct trees_split {
    double gain; /* 0 when there is none */
    uint32_t feature;
    uint8_t bin; /* up to it, values go left */
    bool missing_left;
    struct trees_sum left;
};

/* A node that may yet be split: its rows, and what is known of them. */
struct trees_branch {
    size_t from, to;
    uint32_t node;
    struct trees_sum whole, *histogram; /* of the features chosen, TREES_PLACES each */
    struct trees_split split;
};

/* A node over bins, as in a model over values. */
struct trees_step {
    uint32_t left;
    uint16_t feature;
    uint8_t bin, missing_left;
    float value;
};

/* One tree at a time, in memory that all of them use. What is above the line is the caller's. */
struct trees_grower {
    const struct mbr_trees_options *options;
    const struct trees_bins *bins;
    const uint8_t *bin;    /* of the rows' values, row by row */
    const uint8_t *column; /* the same, feature by feature, `all` for each */
    size_t all;
    struct trees_slope *slope; /* of a row */
    double unit;               /* what a gradient of 1 means */
    uint32_t *row, *spare;     /* rows of the tree, which growing sorts; room for as many */
    size_t rows;
    uint32_t *chosen; /* features of the tree, rising */
    uint32_t choices; /* the same number for all trees */
    struct mbr_crew *crew;

    struct trees_step *step; /* the tree: nodes, the root first */
    uint32_t steps, depth;
    struct trees_branch *branch, *next; /* of this level and of the next */
    uint32_t branches, nexts;
    struct trees_sum **unused; /* histograms */
    uint32_t unuseds;
    struct trees_piece *piece; /* as many as the crew holds, with cells */
};
void mbr_trees_grower_init(struct trees_grower *grower);
void mbr_trees_grower_free(struct trees_grower *grower);

/* From row, rows, slope and chosen to a tree in step; one node of value 0 when no split is worth
   it. */
void mbr_trees_grow(struct trees_grower *grower);

/* The longest path of a model that is otherwise sound. */
uint32_t mbr_trees_depth(const struct mbr_trees *model);

/* What a crew does for trees: `work` is called with the piece. */
struct trees_piece {
    void (*work)(struct trees_piece *piece);
    void *job; /* of whoever gave it */
    size_t from, to, kept;
    double loss;
    struct trees_branch *branch;
    int64_t (*cell)[2]; /* histograms of the piece: gradients, and hessians with the rows */
    char apart[MBR_CREW_APART];
};
void mbr_trees_work(void *piece);

void mbr_trees_split_find(const struct trees_grower *grower, struct trees_branch *branch);

/* The histograms of these branches, from their rows. */
void mbr_trees_histograms(struct trees_grower *grower, struct trees_branch **branch, size_t count);

#endif
