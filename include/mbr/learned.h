#ifndef MBR_LEARNED_H
#define MBR_LEARNED_H

/* A model of its own for each shop: from the features of features.h two learners, one for items
   that a member has bought and one for items that are new to them, foretell whether the item is in
   the next basket. A score is that probability, so own and new items rank together, and how many
   new ones a member gets follows from them. Learns from next baskets. */

#include "mbr/err.h"
#include "mbr/features.h"
#include "mbr/logistic.h"
#include "mbr/trees.h"

struct mbr_learned_config {
    struct mbr_features_config features;
    bool trees;        /* else logistic regression */
    uint32_t examples; /* members to learn from, drawn by the seed; 0: all */
    struct mbr_logistic_options logistic;
    struct mbr_trees_options grow; /* with patience, a tenth of the members is put aside to say when
                                      trees are enough; seed and jobs are those below */
    uint64_t seed;
    int64_t jobs; /* threads, as mbr_crew_new takes them; also for the learners */
};
#define MBR_LEARNED_USUAL                                                                          \
    {                                                                                              \
        .features = MBR_FEATURES_USUAL, .trees = true, .examples = 20000,                          \
        .logistic = MBR_LOGISTIC_USUAL, .grow = MBR_TREES_USUAL, .seed = 1                         \
    }

struct mbr_learned {
    struct mbr_features features;
    bool trees;
    struct mbr_logistic own_line, new_line;
    struct mbr_trees own_trees, new_trees;
    uint32_t learned_from; /* members */
};

/* -1 with err, and nothing to free, where there is nothing to learn from: no member with a history
   whose next basket is known, or none of them bought again, or none bought what is new. */
int mbr_learned_fit(struct mbr_learned *learned, const struct mbr_learned_config *config,
                    const struct mbr_split *split, struct mbr_err *err);
void mbr_learned_free(struct mbr_learned *learned);

/* Zero-initialise it. */
struct mbr_learned_scratch {
    struct mbr_rows rows;
    double *odds;
    size_t cap;
};
void mbr_learned_scratch_free(struct mbr_learned_scratch *scratch);
void mbr_learned_score(const struct mbr_learned *learned, const struct mbr_past *past,
                       struct mbr_learned_scratch *scratch, struct mbr_scores *scores);

#endif
