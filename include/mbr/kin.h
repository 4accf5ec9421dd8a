#ifndef MBR_KIN_H
#define MBR_KIN_H

/* The members whose taste is nearest to one member's, exactly: dot products are summed up along an
   inverted index, so the work is that of the lists of the items that the member has bought. */

#include "mbr/taste.h"

enum mbr_kin_measure {
    MBR_KIN_COSINE,    /* u.v / (|u| |v|) */
    MBR_KIN_EUCLID,    /* - |u - v|^2, below 0 or 0 */
    MBR_KIN_ASYMMETRIC /* u.v / (|u|^2a |v|^(2 - 2a) + shrink): Aiolli, "Efficient Top-N
                          Recommendation for Very Large Scale Binary Rated Datasets", RecSys 2013 */
};

struct mbr_kin_config {
    enum mbr_kin_measure measure;
    double asymmetry, shrink; /* a, 0 to 1; at least 0 */
};

/* The index of tastes, which it borrows. */
struct mbr_kin {
    const struct mbr_tastes *tastes;
    struct mbr_kin_config config;
    size_t *start;       /* items + 1 */
    uint32_t *taste;     /* which vectors have the item, rising */
    float *weight;       /* with this weight */
    float *length;       /* of a vector: |v|^2, for ASYMMETRIC |v|^(2 - 2a) */
    const uint8_t *fold; /* of a vector, or NULL; the caller sets and owns it */
};
void mbr_kin_init(struct mbr_kin *kin, const struct mbr_kin_config *config,
                  const struct mbr_tastes *tastes);
void mbr_kin_free(struct mbr_kin *kin);

struct mbr_relative {
    float likeness; /* the measure */
    uint32_t taste; /* number of the vector */
};

/* Zero-initialise it; it serves one index. */
struct mbr_kin_scratch {
    struct mbr_scores own;
    float *dot;    /* by vector; all 0 between two searches */
    uint32_t *met; /* vectors with an item in common, where they are few */
    bool few;
    uint64_t *best;
    size_t mets, best_cap, near_cap, found;
    struct mbr_relative *near; /* found: those of the last mbr_kin_find, nearest first */
};
void mbr_kin_scratch_free(struct mbr_kin_scratch *scratch);

/* Puts the taste that the member's past comes to into scratch->own. */
void mbr_kin_own(const struct mbr_kin *kin, const struct mbr_decay *decay,
                 const struct mbr_past *past, struct mbr_kin_scratch *scratch);

#define MBR_NO_FOLD 255

/* The k nearest to the taste in scratch->own, into scratch->near: nearest first, of equal ones the
   lower number; returns how many there are. By COSINE and ASYMMETRIC only those with an item in
   common. Neither `member` (or MBR_NOBODY) is found, nor those of the fold (or MBR_NO_FOLD). */
size_t mbr_kin_find(const struct mbr_kin *kin, struct mbr_kin_scratch *scratch, size_t k,
                    uint32_t member, uint8_t fold);

#endif
