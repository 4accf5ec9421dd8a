#ifndef MBR_SOCIAL_H
#define MBR_SOCIAL_H

/* What a member did among other people, read from the events of their line. */

#include "mbr/json.h"

struct mbr_social_reference {
    uint64_t at;
    size_t from, n; /* whom they brought: bytes of `ids` */
};

/* Zero-initialise it; what is found is good until the next read. */
struct mbr_social {
    int64_t shares, reviews;
    struct mbr_social_reference *reference; /* the refer events with "to" */
    size_t references, cap;
    struct mbr_buf ids;

    struct mbr_ask *ask;
    struct mbr_buf scratch;
};
void mbr_social_free(struct mbr_social *social);

/* events: the member's list, or absent. 0, or -1 with "events: what: value". */
int mbr_social_read(struct mbr_social *social, const struct mbr_json *events, struct mbr_err *err);

#endif
