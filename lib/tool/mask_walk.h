#ifndef MBR_MASK_WALK_H
#define MBR_MASK_WALK_H

#include "mask_field.h"
#include "mbr/json.h"

/* Inside mbr_mask: a walk over all values of a line. value says what becomes of one: 0, it stays;
   1, `to` takes its place, as JSON; -1, it is taken out, with its field where it has one. */
struct mask_place {
    uint32_t field;
    bool in_refer; /* its object is an event of type refer */
    bool listed;
    bool first; /* of its list, or in none */
};
struct mask_walk {
    struct mask_fields *fields;
    int (*value)(void *self, const struct mask_place *place, const struct mbr_json *value,
                 struct mbr_buf *to);
    void *self;
    bool tells_refer; /* in_refer is asked for */
    bool edits;       /* objects and lists that are to be taken out are not gone into */
    bool passes_left; /* values of fields that are left need not be shown */
    struct mbr_buf replaced, scratch;
    struct mask_frame *frames;
    size_t cap;
};
void mbr_mask_walk_free(struct mask_walk *walk);
void mbr_mask_walk(struct mask_walk *walk, struct mbr_span line, uint32_t root,
                   struct mbr_buf *out);

#endif
