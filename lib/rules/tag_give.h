#ifndef MBR_TAG_GIVE_H
#define MBR_TAG_GIVE_H

/* Inside the judging of a member: how a tag is given. */

#include "tag_job.h"

/* The member, and what is known of them from before. */
struct judged {
    struct tag_lane *lane;
    const struct mbr_member *member;
    const struct tag_list *held, *added; /* NULL: nothing */
    int32_t as_of;
};

/* More than what we write of a tag: {"weight":,"since":"","until":""}, a number and two days. */
#define TAG_SIZE 128

static inline bool mbr_tag_is_past(int32_t until, int32_t as_of)
{
    return until != MBR_DAY_NONE && until < as_of;
}

/* Both put the tag into the lane's text, which has room. held: what the member had of it, or NULL.
   apply gives it if the rule holds, unless what it gives is past. 0, or -1 with err. */
void mbr_tag_give_by_hand(const struct judged *judged, struct tag_verdict *verdict,
                          const struct tag_held *added, const struct tag_held *held);
int mbr_tag_apply(const struct judged *judged, uint32_t rule, const struct tag_held *held,
                  struct tag_verdict *verdict, struct mbr_err *err);

#endif
