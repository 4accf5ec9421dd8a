#ifndef MBR_MASK_EDIT_H
#define MBR_MASK_EDIT_H

#include "mask_consent.h"
#include "mask_field.h"
#include "mask_forget.h"
#include "mask_map.h"
#include "mask_own.h"
#include "mask_walk.h"

/* Inside mbr_mask: what a walk over a line that stays needs to know. watches: a value may name
   somebody who is not to be seen; then is_theirs says that an anonymous record has an identifier of
   one who is forgotten. */
struct mask_edit {
    struct mask_fields *fields;
    struct mask_forget *forget;
    struct mask_consent *consent;
    struct mask_map *map;
    const struct mbr_key *key;
    const struct mbr_country *home;
    struct mask_own own; /* where members have pseudonyms */
    struct mbr_buf scratch, normal, parts;
    struct mbr_buf listed; /* the pseudonyms of the list at hand */
    bool watches, keeps_map, is_anonymous, is_theirs;
    uint64_t records;          /* that have left, items aside */
    uint64_t personal_members; /* records whose member's id is personal by its spelling */
    uint64_t personal_parts;   /* orders and ids that have something personal in them */
};

/* What an edit has come to hold; not what it was given. */
void mbr_mask_edit_free(struct mask_edit *edit);

/* As the function of a mask_walk. */
int mbr_mask_edit_value(void *self, const struct mask_place *place, const struct mbr_json *value,
                        struct mbr_buf *to);

#endif
