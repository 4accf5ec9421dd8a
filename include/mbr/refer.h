#ifndef MBR_REFER_H
#define MBR_REFER_H

/* What members brought through others. References make a forest: a member has one referrer, and
   whoever was brought counts for the referrer, for the referrer's referrer, and so on.

   Of a brought member's value the share s is handed out, once. With the decay d, the referrer gets
   1 - d of it, the next one up (1 - d) d, the j-th (1 - d) d^(j-1), and the topmost all that would
   have gone further. So d = 0 rewards the referrer alone, d = 1 the topmost alone. This is the
   geometric mechanism (Emek, Karidi, Tennenholtz and Zohar, "Mechanisms for multi-level marketing",
   ACM EC 2011), which by itself would keep what is beyond the top. */

#include <stddef.h>
#include <stdint.h>

#define MBR_REFER_NONE UINT32_MAX

/* `from` brought `to`; both are numbers of members. `when` is of any unit. */
struct mbr_refer_edge {
    int64_t when;
    uint32_t from, to;
};

/* kept + own + late + cyclic are all the references that were given. */
struct mbr_refer {
    uint32_t members;
    uint32_t *referrer; /* of each member, MBR_REFER_NONE where there is none */
    uint32_t *brought;  /* how many each member brought, those of one step */
    uint32_t *order;    /* the `kept` members who have a referrer, each before theirs */
    size_t kept;
    size_t own;    /* members who referred themselves */
    size_t late;   /* references to someone who had a referrer by then */
    size_t cyclic; /* references that would have made someone their own ancestor */
};

/* References are looked at in order of time, at the same time in that of `from`, then `to`: their
   own order does not matter. The first that is neither own nor cyclic makes the referrer. members
   < UINT32_MAX, count <= UINT32_MAX. */
void mbr_refer_init(struct mbr_refer *refer, uint32_t members, const struct mbr_refer_edge *edges,
                    size_t count);
void mbr_refer_free(struct mbr_refer *refer);

/* own[i]: what member i is worth alone, finite; a loss is handed out like a gain. Fills gained[i]:
   what falls to them through others. Their sum is share times the own value of all who have a
   referrer. share and decay: 0 to 1. */
void mbr_refer_share(const struct mbr_refer *refer, const double *own, double share, double decay,
                     double *gained);

#endif
