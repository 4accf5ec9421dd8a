#ifndef MBR_COVARIATES_H
#define MBR_COVARIATES_H

/* Facts of members as numbers for a method: a number as it is, a text as a yes or no (1 or 0) for
   each of its values but the most frequent one; absent is a value of its own. Members with the same
   facts are a group. */

#include <jansson.h>

#include "mbr/json.h"
#include "mbr/map.h"

#define MBR_COVARIATES_MOST 16 /* numbers */

/* Zero-initialise it; paths are borrowed. z: `count` numbers a group, there after finish or load.
 */
struct mbr_covariates {
    const char *const *path;
    size_t paths;
    struct mbr_map groups; /* the spellings of a member's values, each with a newline */
    uint64_t *members;     /* by group */
    size_t members_cap;
    struct mbr_level {
        size_t path;
        char *value; /* the spelling; NULL: the path is a number */
    } level[MBR_COVARIATES_MOST];
    size_t count;
    double *z;
};
void mbr_covariates_free(struct mbr_covariates *covariates);

/* The values of a member, one a path, as a key; and the group of those who have the same. */
void mbr_put_covariates_key(struct mbr_buf *buf, const struct mbr_covariates *covariates,
                            const struct mbr_json *value);
uint32_t mbr_covariates_group(struct mbr_covariates *covariates, struct mbr_span key);

/* Whether any member had this path. */
bool mbr_covariates_has(const struct mbr_covariates *covariates, size_t path);

/* Decides which numbers there are: 0, or -1 with err where they are too many. */
int mbr_covariates_finish(struct mbr_covariates *covariates, struct mbr_err *err);

/* A member's numbers: room for MBR_COVARIATES_MOST. A text that was not known when fitting counts
   as the most frequent one. 0, or -1 with err where a number is none. */
int mbr_covariates_of(const struct mbr_covariates *covariates, const struct mbr_json *value,
                      double *z, struct mbr_err *err);

/* Puts and reads the paths' list "covariates":[{"path":…,"value":…}] of a model. */
void mbr_put_covariates(struct mbr_buf *buf, const struct mbr_covariates *covariates);
int mbr_covariates_read(struct mbr_covariates *covariates, const json_t *list, struct mbr_err *err);

#endif
