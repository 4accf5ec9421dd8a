#ifndef MBR_FELLEGI_SUNTER_H
#define MBR_FELLEGI_SUNTER_H

/* Whether two records are one person's, by how far some fields agree (Fellegi and Sunter, "A Theory
   for Record Linkage", Journal of the American Statistical Association 64, 1969). A field agrees to
   a level, from 0 (differs) on, or cannot be compared. m is the chance of a level where the records
   are one person's, u where they are not; fields count for themselves, given which it is. */

#include <stddef.h>
#include <stdint.h>

#define MBR_FS_FIELDS 8
#define MBR_FS_LEVELS 4
#define MBR_FS_UNKNOWN 0xf /* cannot be compared: says nothing */

/* How two records agree: four bits a field, the first lowest. */
static inline unsigned mbr_fs_level(uint32_t pattern, size_t field)
{
    return pattern >> (4 * field) & 0xf;
}

/* So many pairs agree so. */
struct mbr_fs_pattern {
    uint32_t pattern;
    double pairs;
};

struct mbr_fs_model {
    size_t fields;
    unsigned levels[MBR_FS_FIELDS];
    double m[MBR_FS_FIELDS][MBR_FS_LEVELS], u[MBR_FS_FIELDS][MBR_FS_LEVELS];
    double match; /* the share of pairs, of all that there could be, that are one person's */
};

/* Fills u from pairs drawn at random, nearly all of which are two people's; each level has half a
   pair more than was seen, so that none is impossible. */
void mbr_fs_chance(struct mbr_fs_model *model, const struct mbr_fs_pattern *patterns, size_t count);

/* Finds m of the fields in the set `learn` (bit by field), and the share of matches among these
   pairs, which it returns, by expectation and maximisation (Winkler, "Using the EM Algorithm for
   Weight Computation in the Fellegi-Sunter Model of Record Linkage", 1988): u stays, as pairs from
   a block would give a wrong one (Linacre et al., "Splink", International Journal of Population
   Data Science 7, 2022). m of these fields begins with `first` for the highest level. */
double mbr_fs_learn(struct mbr_fs_model *model, const struct mbr_fs_pattern *patterns, size_t count,
                    uint32_t learn, double first);

/* The logarithm to base 2 of m / u over all fields; and the chance that the pair is one person's.
 */
double mbr_fs_weight(const struct mbr_fs_model *model, uint32_t pattern);
double mbr_fs_probability(const struct mbr_fs_model *model, uint32_t pattern);

#endif
