#ifndef MBR_MASK_CONSENT_H
#define MBR_MASK_CONSENT_H

#include "mbr/map.h"
#include "mbr/stream.h"

/* Inside mbr_mask: consent: learn sees every record before any is judged. */
struct mask_consent {
    const struct mbr_list *purposes; /* none: everybody may be seen */
    int32_t as_of;
    struct mbr_map members;
    struct mask_word *word; /* by member and purpose */
    size_t cap;
    struct mbr_buf scratch;
    bool seen_members, seen_events;
    uint64_t members_out, events_out, anonymous_out, others_out, references_out;
};
void mbr_mask_consent_free(struct mask_consent *consent);
int mbr_mask_consent_learn(struct mask_consent *consent, const struct mbr_stream *stream,
                           struct mbr_span member);
bool mbr_mask_consent_given(const struct mask_consent *consent, struct mbr_span member);
bool mbr_mask_consent_passes(struct mask_consent *consent, enum mbr_kind kind,
                             struct mbr_span member);
void mbr_mask_consent_report(const struct mask_consent *consent, const struct mbr_run *run);

#endif
