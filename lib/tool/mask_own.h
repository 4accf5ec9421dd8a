#ifndef MBR_MASK_OWN_H
#define MBR_MASK_OWN_H

#include "mbr/buf.h"
#include "mbr/json.h"

/* Inside mbr_mask: what a record's own member is called, where that stands in made-up numbers: in
   the `order` anna@example.com/2024-01-02 and the `id` import/anna@example.com/2024-01-02/1 of
   mbr-import(1), and in link:W77 of mbr-link(1). */
struct mask_own {
    struct mbr_buf names, scratch;
    size_t *end; /* of each name in `names` */
    size_t count, cap;
};
void mbr_mask_own_free(struct mask_own *own);

/* The member, and the accounts that ids.member tells: a text, a list of them, or nothing. */
void mbr_mask_own_read(struct mask_own *own, struct mbr_span member, const struct mbr_json *was);

/* The one of them that a part is, which may have %2F for its slashes, another case, and lack the
   source that mbr-link has put before the name; n 0: none. */
struct mbr_span mbr_mask_own_find(struct mask_own *own, struct mbr_span part);

/* The next part of a text from *at on, which is moved behind it and its slash. false: no more. */
bool mbr_mask_part(struct mbr_span text, size_t *at, struct mbr_span *part);

/* Puts a name as it stands in a part. */
void mbr_mask_put_part(struct mbr_buf *to, struct mbr_span name);

#endif
