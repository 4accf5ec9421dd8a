#ifndef MBR_MASK_NAMES_H
#define MBR_MASK_NAMES_H

/* Inside mbr_mask: the fields that a person names. */

#include "mbr/mask.h"

/* The last keys of a path, or a kind of personal data. */
#define MASK_KEYS 8
struct mask_name {
    const char *text;
    struct mbr_span key[MASK_KEYS]; /* with a NUL behind it */
    size_t keys;
    bool known; /* a kind, or a name that such fields usually have */
    bool met;
};
struct mask_names {
    struct mask_name *name;
    size_t count;
    struct mbr_arena bytes;
};
int mbr_mask_names_open(struct mask_names *names, const struct mbr_list *list, const char *option,
                        struct mbr_run *run);
void mbr_mask_names_free(struct mask_names *names);

/* Whether a field of this name is what makes a line a record, or tells its time. */
bool mbr_mask_is_needed(struct mbr_span key);

#endif
