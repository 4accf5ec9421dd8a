#ifndef MBR_FEATURES_H
#define MBR_FEATURES_H

/* What a learner is told of an item that a member may buy next: rows of numbers, one kind for items
   that the member has bought and one for items that are new to them.

   Whatever is known from next baskets (popularity now, how often an item is bought again, what
   neighbours bought next) would give a member's own answer away while it is learned from. So
   members are put into folds, and the rows of a member that is learned from are made as if nobody
   of their fold had a next basket. */

#include "mbr/next.h"
#include "mbr/popular.h"

#define MBR_FEATURE_FOLDS 10

/* How many numbers a row has. One that is not known, such as the interval between purchases of what
   was bought once, is NaN. */
enum { MBR_FEATURES_OWN = 34, MBR_FEATURES_NEW = 22 };

struct mbr_features_config {
    uint32_t wide, narrow; /* so many neighbours, wide >= narrow >= 1 */
    uint32_t candidates;   /* new items for a member */
    uint32_t most;         /* members to find neighbours among, drawn by the seed; 0: all */
    uint64_t seed;
};
#define MBR_FEATURES_USUAL                                                                         \
    {                                                                                              \
        .wide = 1000, .narrow = 300, .candidates = 150, .most = 100000, .seed = 1                  \
    }

/* Counts of an item over the members whose next basket is known. */
struct mbr_item_next {
    uint32_t next;    /* it is in the next basket */
    uint32_t had;     /* it is in the history */
    uint32_t again;   /* it is in both */
    uint32_t latest;  /* it is in the last basket of the history */
    uint32_t at_once; /* it is there and in the next basket */
};

struct mbr_features {
    struct mbr_features_config config;
    struct mbr_tastes tastes; /* counts, of members whose next basket is known */
    struct mbr_kin kin;
    struct mbr_sequel sequel;
    uint8_t *fold;                         /* of a taste */
    uint32_t members;                      /* with a history */
    uint32_t known[MBR_FEATURE_FOLDS + 1]; /* next baskets outside of the fold; at last: all */
    double again[MBR_FEATURE_FOLDS + 1];   /* share of items of histories that are bought again */
    struct mbr_item_next *item; /* (folds + 1) * items: counts outside of the fold; at last: all */
    uint32_t *order;            /* (folds + 1) * items: by counts of next, greatest first */
    struct mbr_popular popular; /* in the histories */
    uint32_t *buyers, *last; /* of an item: members whose history has it, and of whose history the
                                last basket has it */
};
void mbr_features_fit(struct mbr_features *features, const struct mbr_features_config *config,
                      const struct mbr_split *split);
void mbr_features_free(struct mbr_features *features);

/* The fold of a member: 0 to MBR_FEATURE_FOLDS - 1. */
uint8_t mbr_features_fold(const struct mbr_features *features, uint32_t member);

/* The rows of one member; zero-initialise it. It serves one struct mbr_features. */
struct mbr_rows {
    size_t own, fresh;          /* how many there are of each kind */
    uint32_t *item;             /* own + fresh: first those of the own rows */
    float *own_row, *fresh_row; /* own * MBR_FEATURES_OWN, fresh * MBR_FEATURES_NEW */
    struct mbr_rows_scratch *scratch;
};
void mbr_rows_free(struct mbr_rows *rows);

/* All items that the member has bought, and the best new ones. fold: that of the member, where they
   are learned from; MBR_NO_FOLD otherwise. */
void mbr_rows_make(struct mbr_rows *rows, const struct mbr_features *features,
                   const struct mbr_past *past, uint8_t fold);

/* The neighbours found for these rows; NULL before any were made. */
const struct mbr_kin_scratch *mbr_rows_kin(const struct mbr_rows *rows);

#endif
