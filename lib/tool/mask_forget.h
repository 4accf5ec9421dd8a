#ifndef MBR_MASK_FORGET_H
#define MBR_MASK_FORGET_H

#include "mbr/map.h"
#include "mbr/mask.h"
#include "mbr/personal.h"
#include "mbr/phone.h"
#include "mbr/secret.h"

/* Inside mbr_mask: who is to be forgotten. An identifier is one of its kind; a member is gone when
   the member, or an identifier that a record of theirs has, is asked for. */
struct mask_forget {
    struct mbr_map asked; /* as they were given */
    struct mask_asked *who;
    size_t who_cap;
    struct mbr_map wanted; /* identifiers that are asked for, by kind and normal spelling */
    bool *found;           /* of each, whether anything was */
    struct mbr_map gone;   /* members */
    struct mbr_map theirs; /* identifiers of those, spelled like `wanted` */
    struct mbr_buf key, normal;
    const struct mbr_country *home;
    uint64_t member_lines, events, anonymous, others, references;
};
int mbr_mask_forget_open(struct mask_forget *forget, const struct mbr_mask_options *options,
                         const struct mbr_country *home, struct mbr_run *run);
void mbr_mask_forget_free(struct mask_forget *forget);

/* First all records are asked whether they have what is asked for; whoever has it is gone. Then the
   identifiers of those who are gone are collected; then it is known whose an identifier is. */
bool mbr_mask_forget_asks_member(struct mask_forget *forget, struct mbr_span member);
bool mbr_mask_forget_asks(struct mask_forget *forget, enum mbr_personal kind, struct mbr_span text);
/* When all have been asked: a value with stars is only good as a whole id. 0, or -1. */
int mbr_mask_forget_check(const struct mask_forget *forget, struct mbr_run *run);
void mbr_mask_forget_collect(struct mask_forget *forget, enum mbr_personal kind,
                             struct mbr_span text);
bool mbr_mask_forget_theirs(struct mask_forget *forget, enum mbr_personal kind,
                            struct mbr_span text);
bool mbr_mask_forget_gone(const struct mask_forget *forget, struct mbr_span member);
int mbr_mask_forget_report(const struct mask_forget *forget, const char *path,
                           const struct mbr_key *key, struct mbr_run *run);

#endif
